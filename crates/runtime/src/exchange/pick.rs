//! One partition of a plan as a plan of its own: the top of every task.

use std::fmt;
use std::sync::Arc;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, internal_datafusion_err, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{Partitioning, PhysicalExpr};
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties};

/// Gives partition `partition` of its input as its only one. The input is asked for that number, so that whatever depends on
/// the number of a partition (`rand`, `spark_partition_id`, a scan's files) is right in a task as in the whole plan.
///
/// Schema, ordering and metrics are its input's.
#[derive(Clone, Debug)]
pub struct PickPartitionExec {
    input: Arc<dyn ExecutionPlan>,
    partition: usize,
    properties: Arc<PlanProperties>,
}

impl PickPartitionExec {
    /// Partition `partition` of `input`.
    pub fn new(input: Arc<dyn ExecutionPlan>, partition: usize) -> Self {
        let properties = input.properties().as_ref().clone().with_partitioning(Partitioning::UnknownPartitioning(1));
        Self { input, partition, properties: Arc::new(properties) }
    }

    /// The plan it picks from.
    pub fn input(&self) -> &Arc<dyn ExecutionPlan> {
        &self.input
    }

    /// The partition of the input it gives.
    pub fn partition(&self) -> usize {
        self.partition
    }

    /// The node without its input, as bytes.
    pub fn encode(&self) -> Vec<u8> {
        (self.partition as u64).to_le_bytes().to_vec()
    }

    /// The node of these bytes over `input`.
    pub fn decode(bytes: &[u8], input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        let partition = bytes.try_into().ok().and_then(|bytes| usize::try_from(u64::from_le_bytes(bytes)).ok());
        let partition = partition.ok_or_else(|| internal_datafusion_err!("PickPartitionExec does not read so"))?;
        Ok(Self::new(input, partition))
    }
}

impl DisplayAs for PickPartitionExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "PickPartitionExec: partition={}", self.partition)
    }
}

impl ExecutionPlan for PickPartitionExec {
    fn name(&self) -> &str {
        Self::static_name()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        match (children.pop(), children.is_empty()) {
            (Some(input), true) => Ok(Arc::new(Self::new(input, self.partition))),
            _ => internal_err!("PickPartitionExec takes one input"),
        }
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let count = self.input.output_partitioning().partition_count();
        if partition != 0 || self.partition >= count {
            return internal_err!("partition {partition} of a task of partition {} of {count}", self.partition);
        }
        self.input.execute(self.partition, context)
    }

    fn metrics(&self) -> Option<MetricsSet> {
        self.input.metrics()
    }
}
