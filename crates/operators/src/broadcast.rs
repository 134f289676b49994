//! The `broadcast` hint: a mark on one side of a join, and the rule that makes the join obey it.

use std::fmt;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{DFSchemaRef, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::joins::{HashJoinExec, PartitionMode};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};

use crate::node::{PlannedNode, input_columns, only};
use crate::planner::Planning;

/// A logical plan that should be sent whole to every task of the join above it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BroadcastNode {
    input: LogicalPlan,
}

unordered!(BroadcastNode);

impl BroadcastNode {
    /// A mark on `input`.
    pub fn new(input: LogicalPlan) -> Self {
        Self { input }
    }
}

impl UserDefinedLogicalNodeCore for BroadcastNode {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        self.input.schema()
    }

    fn expressions(&self) -> Vec<Expr> {
        Vec::new()
    }

    fn prevent_predicate_push_down_columns(&self) -> std::collections::HashSet<String> {
        std::collections::HashSet::new()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(Self::NAME)
    }

    fn with_exprs_and_inputs(&self, _exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self::new(only(inputs)?))
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![input_columns(&self.input, output_columns)])
    }

    fn supports_limit_pushdown(&self) -> bool {
        true
    }
}

impl PlannedNode for BroadcastNode {
    const NAME: &'static str = "Broadcast";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(BroadcastExec::new(planning.input.clone())))
    }
}

/// The mark in a physical plan; passes its input through and is gone once [`ApplyBroadcast`] has seen it.
#[derive(Clone, Debug)]
pub struct BroadcastExec {
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl BroadcastExec {
    /// A mark on `input`.
    pub fn new(input: Arc<dyn ExecutionPlan>) -> Self {
        let properties = input.properties().clone();
        Self { input, properties, metrics: ExecutionPlanMetricsSet::new() }
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input))
    }
}

impl DisplayAs for BroadcastExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("BroadcastExec")
    }
}

impl ExecutionPlan for BroadcastExec {
    unary_plan_methods!();
    no_expressions!();

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        self.input.execute(partition, context)
    }
}

/// Makes hash joins collect the marked side, then removes the marks. Belongs right after DataFusion's join selection, before
/// distribution is enforced.
#[derive(Debug, Default)]
pub struct ApplyBroadcast;

impl PhysicalOptimizerRule for ApplyBroadcast {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let joined = plan.transform_up(obey).data()?;
        joined.transform_up(without_mark).data()
    }

    fn name(&self) -> &str {
        "apply_broadcast"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

fn obey(plan: Arc<dyn ExecutionPlan>) -> Result<Transformed<Arc<dyn ExecutionPlan>>> {
    let Some(join) = plan.downcast_ref::<HashJoinExec>() else { return Ok(Transformed::no(plan)) };
    if is_marked(join.left()) {
        let collected = join.builder().with_partition_mode(PartitionMode::CollectLeft).build()?;
        return Ok(Transformed::yes(Arc::new(collected)));
    }
    if is_marked(join.right()) {
        return join.swap_inputs(PartitionMode::CollectLeft).map(Transformed::yes);
    }
    Ok(Transformed::no(plan))
}

/// Whether a mark stands on top, projections aside.
fn is_marked(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let mut next = plan;
    loop {
        if next.downcast_ref::<BroadcastExec>().is_some() {
            return true;
        }
        match next.downcast_ref::<ProjectionExec>() {
            Some(projection) => next = projection.input(),
            None => return false,
        }
    }
}

fn without_mark(plan: Arc<dyn ExecutionPlan>) -> Result<Transformed<Arc<dyn ExecutionPlan>>> {
    Ok(match plan.downcast_ref::<BroadcastExec>() {
        Some(mark) => Transformed::yes(mark.input.clone()),
        None => Transformed::no(plan),
    })
}
