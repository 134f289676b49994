//! Ballista's nodes: those its own codec writes exactly, and the writer by hash, whose keys it would write without our functions.

use std::sync::Arc;

use ballista_core::execution_plans::sort_shuffle::SortShuffleConfig;
use ballista_core::execution_plans::{
    RangeShuffleWriterExec, ShuffleReaderExec, ShuffleWriterExec, SortShuffleWriterExec, UnresolvedShuffleExec,
};
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::execution::TaskContext;
use datafusion::physical_expr::Partitioning;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use serde::{Deserialize, Serialize};
use sparrow_operators::portable::Parts;
use sparrow_spark_error::unsupported;

/// Whether Ballista's codec writes this node exactly. It knows no functions of ours in the expressions of its nodes.
pub(super) fn is_ballistas(plan: &dyn ExecutionPlan) -> bool {
    let is_reader = plan.is::<ShuffleReaderExec>() || plan.is::<UnresolvedShuffleExec>();
    let has_plain_keys = || match plan.output_partitioning() {
        Partitioning::Hash(keys, _) => keys.iter().all(|key| key.is::<Column>()),
        Partitioning::RoundRobinBatch(_) | Partitioning::UnknownPartitioning(_) => true,
        _ => false,
    };
    plan.is::<ShuffleWriterExec>() || plan.is::<RangeShuffleWriterExec>() || (is_reader && has_plain_keys())
}

/// The task's writer of rows by the hash of keys.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HashWriter {
    job_id: String,
    stage_id: usize,
    partitions: usize,
    batch_size: usize,
    memory_limit_per_task_bytes: usize,
}

impl HashWriter {
    /// What marks it on the wire.
    pub const NAME: &'static str = "HashWriter";

    /// Its parts; `None` for another node.
    pub fn encode(plan: &dyn ExecutionPlan) -> Option<Result<Parts>> {
        let writer = plan.downcast_ref::<SortShuffleWriterExec>()?;
        let Partitioning::Hash(keys, partitions) = writer.shuffle_output_partitioning() else {
            return Some(Err(unsupported("writing a shuffle that is not by hash").into()));
        };
        let SortShuffleConfig { enabled: _, batch_size, memory_limit_per_task_bytes } = *writer.config();
        let (job_id, stage_id) = (writer.job_id().to_string(), writer.stage_id());
        let state = Self { job_id, stage_id, partitions: *partitions, batch_size, memory_limit_per_task_bytes };
        Some(Parts::of(&state).map(|parts| Parts { expressions: keys.clone(), ..parts }))
    }

    /// The writer; whoever runs it says where to.
    pub fn decode(
        parts: Parts,
        mut inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Self { job_id, stage_id, partitions, batch_size, memory_limit_per_task_bytes } = parts.state()?;
        let input = inputs.pop().ok_or_else(|| internal_datafusion_err!("a writer misses its input"))?;
        let partitioning = Partitioning::Hash(parts.expressions, partitions);
        let config =
            SortShuffleConfig::new(true, batch_size).with_memory_limit_per_task_bytes(memory_limit_per_task_bytes);
        let folder = String::new();
        let writer = SortShuffleWriterExec::try_new(job_id.into(), stage_id, input, folder, partitioning, config)?;
        Ok(Arc::new(writer))
    }
}
