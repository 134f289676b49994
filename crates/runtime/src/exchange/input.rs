//! The leaf of a stage that reads what an earlier stage wrote: shuffle blocks, partition by partition, in a fixed order.

use std::fmt;
use std::sync::Arc;

use ballista_core::serde::scheduler::PartitionLocation;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, internal_datafusion_err, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, SchedulingType};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use sparrow_tenancy::Pass;

use super::place::Place;
use super::{Clients, read};

/// Reads the output of stage `stage_id`. Partition `p` is the blocks of `locations()[p]`, one after another in the order of
/// the list, so that the same locations always give the same rows in the same order.
///
/// Made by the planner of stages without locations; [`with_locations`](Self::with_locations) comes when the stage has run,
/// `for_worker` when a task begins. Without either it fails when executed.
///
/// Whatever keeps it from a block's rows is `BallistaError::FetchFailed` inside `DataFusionError::External`, with the block's
/// executor, stage and map partition, so that the scheduler can have the block written again.
#[derive(Clone, Debug)]
pub struct StageInputExec {
    stage_id: usize,
    locations: Arc<Vec<Vec<PartitionLocation>>>,
    properties: Arc<PlanProperties>,
    place: Option<Arc<Place>>,
    metrics: ExecutionPlanMetricsSet,
}

impl StageInputExec {
    /// The output of stage `stage_id`, not known yet where. `equivalences` are what is known of each partition's rows when its
    /// blocks are read one after another: an ordering holds only where a partition is one block.
    pub fn new(
        stage_id: usize,
        schema: SchemaRef,
        partitioning: Partitioning,
        equivalences: Option<EquivalenceProperties>,
    ) -> Self {
        let equivalences = equivalences.unwrap_or_else(|| EquivalenceProperties::new(schema));
        let (emission, boundedness) = (EmissionType::Incremental, Boundedness::Bounded);
        let properties = PlanProperties::new(equivalences, partitioning, emission, boundedness)
            .with_scheduling_type(SchedulingType::Cooperative);
        Self {
            stage_id,
            locations: Arc::default(),
            properties: Arc::new(properties),
            place: None,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    /// The same with the blocks of each partition. Their number is from then on the number of partitions: whoever merges
    /// neighbours of hash partitions keeps them hash partitions.
    pub fn with_locations(&self, locations: Vec<Vec<PartitionLocation>>) -> Self {
        let partitioning = resized(self.properties.output_partitioning(), locations.len());
        let properties = self.properties.as_ref().clone().with_partitioning(partitioning);
        Self {
            locations: Arc::new(locations),
            properties: Arc::new(properties),
            metrics: ExecutionPlanMetricsSet::new(),
            ..self.clone()
        }
    }

    /// The same, run by the worker `executor_id`, whose own blocks lie below `work_dir`; others are fetched with `clients`, which
    /// `pass` lets in.
    pub(crate) fn for_worker(
        &self,
        executor_id: &str,
        work_dir: &str,
        clients: Arc<Clients>,
        pass: Option<Pass>,
    ) -> Self {
        let place = Place { executor_id: executor_id.to_owned(), work_dir: work_dir.to_owned(), clients, pass };
        Self { place: Some(Arc::new(place)), metrics: ExecutionPlanMetricsSet::new(), ..self.clone() }
    }

    /// The stage it reads.
    pub fn stage_id(&self) -> usize {
        self.stage_id
    }

    /// The blocks of each partition; none before the stage has run.
    pub fn locations(&self) -> &[Vec<PartitionLocation>] {
        &self.locations
    }
}

/// The partitioning by the same columns into `count` partitions.
fn resized(partitioning: &Partitioning, count: usize) -> Partitioning {
    match partitioning {
        same if same.partition_count() == count => same.clone(),
        Partitioning::Hash(columns, _) => Partitioning::Hash(columns.clone(), count),
        _ => Partitioning::UnknownPartitioning(count),
    }
}

impl DisplayAs for StageInputExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let blocks: usize = self.locations.iter().map(Vec::len).sum();
        write!(
            f,
            "StageInputExec: stage={}, partitioning={}, blocks={blocks}",
            self.stage_id,
            self.properties.output_partitioning()
        )
    }
}

impl ExecutionPlan for StageInputExec {
    fn name(&self) -> &str {
        Self::static_name()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        match children.is_empty() {
            true => Ok(self),
            false => internal_err!("StageInputExec takes no input"),
        }
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        match self.properties.output_partitioning() {
            Partitioning::Hash(columns, _) => datafusion::physical_plan::apply_expression_roots(columns, f),
            _ => Ok(TreeNodeRecursion::Continue),
        }
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let stage = self.stage_id;
        let blocks = self.locations.get(partition).ok_or_else(|| {
            internal_datafusion_err!("no partition {partition} of {} of stage {stage}", self.locations.len())
        })?;
        let place = self.place.clone();
        let place = place.ok_or_else(|| internal_datafusion_err!("the input from stage {stage} runs in no worker"))?;
        Ok(read::in_order(place, self.schema(), blocks.clone(), &context, &self.metrics, partition))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}
