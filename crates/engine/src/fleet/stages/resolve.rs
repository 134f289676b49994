//! From a stage to its tasks: where the inputs are, and the plan of one partition.

use std::collections::HashMap;
use std::sync::Arc;

use ballista_core::JobId;
use ballista_core::execution_plans::sort_shuffle::SortShuffleConfig;
use ballista_core::execution_plans::{ShuffleWriterExec, SortShuffleWriterExec};
use ballista_core::serde::protobuf::ShuffleWritePartition;
use ballista_core::serde::scheduler::{ExecutorMetadata, PartitionId, PartitionLocation, PartitionStats};
use datafusion::common::Result;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig, FileScanConfigBuilder};
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_expr::Distribution;
use datafusion::physical_plan::union::UnionExec;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, replace_children_if_necessary};
use sparrow_runtime::exchange::{PickPartitionExec, StageInputExec};

use super::{ReadAs, StagePlan, Writes};

/// What a task left for others to read.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// Who has it.
    pub executor: ExecutorMetadata,
    /// The partitions written.
    pub partitions: Vec<ShuffleWritePartition>,
    /// Bytes the task has read from files.
    pub bytes_read: usize,
}

impl Output {
    /// Where the written partition `partition` of map partition `from` is; `None` where no row was for it.
    fn location(&self, job: &JobId, stage: usize, from: usize, partition: usize) -> Option<PartitionLocation> {
        let written = self.partitions.iter().find(|written| written.partition_id as usize == partition)?;
        if written.num_rows == 0 {
            return None;
        }
        let stats = PartitionStats::new(Some(written.num_rows), Some(written.num_batches), Some(written.num_bytes));
        Some(PartitionLocation {
            map_partition_id: from,
            partition_id: PartitionId::new(job, stage, partition),
            executor_meta: self.executor.clone(),
            partition_stats: stats,
            file_id: written.file_id,
            is_sort_shuffle: written.is_sort_shuffle,
        })
    }
}

/// Where the reader of `stage` finds each of its partitions.
pub(in crate::fleet) fn locations(job: &JobId, stage: &StagePlan, outputs: &[&Output]) -> Vec<Vec<PartitionLocation>> {
    let of = |from: usize, partition: usize| outputs[from].location(job, stage.id, from, partition);
    match (&stage.writes, stage.read_as) {
        (Writes::Through, ReadAs::Each) => (0..outputs.len()).map(|p| of(p, p).into_iter().collect()).collect(),
        (Writes::Through, ReadAs::All) => vec![(0..outputs.len()).filter_map(|p| of(p, p)).collect()],
        (Writes::Hash(partitioning), _) => {
            let all = |p: usize| (0..outputs.len()).filter_map(|from| of(from, p)).collect();
            (0..partitioning.partition_count()).map(all).collect()
        }
    }
}

/// The stage's plan, told where its inputs are.
pub(in crate::fleet) fn resolved(
    plan: &Arc<dyn ExecutionPlan>,
    inputs: &HashMap<usize, Vec<Vec<PartitionLocation>>>,
) -> Result<Arc<dyn ExecutionPlan>> {
    if let Some(input) = plan.downcast_ref::<StageInputExec>() {
        let locations = inputs.get(&input.stage_id()).cloned().unwrap_or_default();
        return Ok(Arc::new(input.with_locations(locations)));
    }
    let children = plan.children().into_iter().map(|child| resolved(child, inputs)).collect::<Result<Vec<_>>>()?;
    replace_children_if_necessary(Arc::clone(plan), children)
}

/// What the task of `partition` runs: that partition of the stage, written as the stage writes. A task that runs `alone` gets a
/// plan without what the others read; those in one process share theirs.
pub(in crate::fleet) fn task_plan(
    job: &JobId,
    stage: &StagePlan,
    resolved: &Arc<dyn ExecutionPlan>,
    partition: usize,
    alone: bool,
) -> Result<Arc<dyn ExecutionPlan>> {
    let needed = only(resolved, alone.then_some(partition))?;
    let picked = Arc::new(PickPartitionExec::new(needed, partition));
    Ok(match &stage.writes {
        Writes::Through => Arc::new(ShuffleWriterExec::try_new(job.clone(), stage.id, picked, String::new())?),
        Writes::Hash(by) => Arc::new(SortShuffleWriterExec::try_new(
            job.clone(),
            stage.id,
            picked,
            String::new(),
            by.clone(),
            SortShuffleConfig::default(),
        )?),
    })
}

/// The plan with what only other partitions read left out; nothing is left out where `partition` is `None`. Partitions keep their
/// numbers.
fn only(plan: &Arc<dyn ExecutionPlan>, partition: Option<usize>) -> Result<Arc<dyn ExecutionPlan>> {
    let Some(wanted) = partition else { return Ok(Arc::clone(plan)) };
    if let Some(input) = plan.downcast_ref::<StageInputExec>() {
        return Ok(Arc::new(input.with_locations(emptied(input.locations(), wanted))));
    }
    if let Some(scan) = plan.downcast_ref::<DataSourceExec>() {
        let source: &dyn std::any::Any = scan.data_source().as_ref();
        let Some(config) = source.downcast_ref::<FileScanConfig>() else { return Ok(Arc::clone(plan)) };
        let groups: Vec<FileGroup> = emptied(&config.file_groups, wanted);
        let config = FileScanConfigBuilder::from(config.clone()).with_file_groups(groups).build();
        return Ok(DataSourceExec::from_data_source(config));
    }
    let mut offset = 0;
    let required = plan.input_distribution_requirements().into_per_child();
    let own = plan.output_partitioning().partition_count();
    let mut children = Vec::new();
    for (index, child) in plan.children().into_iter().enumerate() {
        let parts = child.output_partitioning().partition_count();
        let of_child = if plan.is::<UnionExec>() {
            let local = wanted.checked_sub(offset).filter(|local| *local < parts);
            offset += parts;
            // No partition has this number: nothing of the child is needed.
            Some(local.unwrap_or(usize::MAX))
        } else if parts == 1 && matches!(required.get(index), Some(Distribution::SinglePartition)) {
            Some(0)
        } else {
            (parts == own).then_some(wanted)
        };
        children.push(only(child, of_child)?);
    }
    replace_children_if_necessary(Arc::clone(plan), children)
}

/// As many elements, all but the wanted one empty.
fn emptied<T: Clone + Default>(all: &[T], wanted: usize) -> Vec<T> {
    all.iter().enumerate().map(|(index, one)| if index == wanted { one.clone() } else { T::default() }).collect()
}
