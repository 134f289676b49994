//! What can leave this process: whatever the codec can carry without carrying many rows.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, replace_children_if_necessary};
use sparrow_runtime::codec::encode_plan;
use sparrow_runtime::exchange::StageInputExec;
use sparrow_spark_error::SparkError;

use super::stages::{Portable, StagePlan, Writes};

/// A leaf that takes more than this on the wire carries rows, which are better read from a file.
const ROWS_BYTES_MAX: usize = 256 << 10;
/// What any other node may take: a task's plan has to fit into one message.
const NODE_BYTES_MAX: usize = 4 << 20;

/// Asks the codec.
pub(super) struct ByCodec;

impl Portable for ByCodec {
    fn is_portable(&self, plan: &Arc<dyn ExecutionPlan>) -> bool {
        let bytes_max = match scans_files(plan) {
            // Each task is sent the files it reads, not all of them.
            true => usize::MAX,
            false if plan.children().is_empty() => ROWS_BYTES_MAX,
            false => NODE_BYTES_MAX,
        };
        let encoded = alone(plan).map_err(SparkError::from).and_then(|plan| encode_plan(&plan));
        encoded.is_ok_and(|bytes| bytes.len() <= bytes_max)
    }
}

/// Whether a node reads files.
fn scans_files(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let source = plan.downcast_ref::<DataSourceExec>().map(DataSourceExec::data_source);
    source.is_some_and(|source| {
        let source: &dyn std::any::Any = source.as_ref();
        source.is::<FileScanConfig>()
    })
}

/// Whether any node of a stage reads files.
pub(super) fn reads_files(plan: &Arc<dyn ExecutionPlan>) -> bool {
    scans_files(plan) || plan.children().into_iter().any(reads_files)
}

/// The node above inputs that are nothing but read.
fn alone(plan: &Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let input = |child: &Arc<dyn ExecutionPlan>| -> Arc<dyn ExecutionPlan> {
        let equivalences = Some(child.equivalence_properties().clone());
        Arc::new(StageInputExec::new(0, child.schema(), child.output_partitioning().clone(), equivalences))
    };
    replace_children_if_necessary(Arc::clone(plan), plan.children().into_iter().map(input).collect())
}

/// Whether all of a stage can travel.
pub(super) fn can_travel(stage: &StagePlan) -> bool {
    let keys = match &stage.writes {
        Writes::Through => Ok(Vec::new()),
        Writes::Hash(_) => super::stages::task_plan(&"job".into(), stage, &stage.plan, 0, true)
            .map_err(SparkError::from)
            .and_then(|plan| encode_plan(&plan)),
    };
    match keys.and_then(|_| encode_plan(&stage.plan)) {
        Ok(_) => true,
        Err(error) => {
            tracing::info!(stage = stage.id, %error, "a stage runs in the server, because it cannot travel");
            false
        }
    }
}
