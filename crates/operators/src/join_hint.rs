//! Hints for joins: a mark on one side of a join that says how to join it; [`crate::apply_join_hints`] obeys.

use std::fmt;
use std::sync::Arc;

use datafusion::common::{DFSchemaRef, Result, Statistics};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};

use crate::node::{PlannedNode, input_columns, only};
use crate::planner::Planning;

/// How the join above is to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum JoinStrategy {
    /// The marked side goes whole to every task (`BROADCAST`, `BROADCASTJOIN`, `MAPJOIN`).
    Broadcast,
    /// Both sides are sorted and merged (`MERGE`, `SHUFFLE_MERGE`, `MERGEJOIN`).
    Merge,
    /// The marked side's partitions become hash tables (`SHUFFLE_HASH`).
    ShuffleHash,
    /// Every row meets every other one (`SHUFFLE_REPLICATE_NL`).
    NestedLoop,
}

impl JoinStrategy {
    /// The strategy a hint of this name asks for.
    pub fn named(hint: &str) -> Option<Self> {
        Some(match hint.to_ascii_uppercase().as_str() {
            "BROADCAST" | "BROADCASTJOIN" | "MAPJOIN" => Self::Broadcast,
            "MERGE" | "SHUFFLE_MERGE" | "MERGEJOIN" => Self::Merge,
            "SHUFFLE_HASH" => Self::ShuffleHash,
            "SHUFFLE_REPLICATE_NL" => Self::NestedLoop,
            _ => return None,
        })
    }
}

/// A logical plan with a wish how to join it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinHintNode {
    input: LogicalPlan,
    strategy: JoinStrategy,
}

unordered!(JoinHintNode);

impl JoinHintNode {
    /// A mark on `input`.
    pub fn new(input: LogicalPlan, strategy: JoinStrategy) -> Self {
        Self { input, strategy }
    }
}

impl UserDefinedLogicalNodeCore for JoinHintNode {
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
        write!(f, "{}: {:?}", Self::NAME, self.strategy)
    }

    fn with_exprs_and_inputs(&self, _exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self::new(only(inputs)?, self.strategy))
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![input_columns(&self.input, output_columns)])
    }

    fn supports_limit_pushdown(&self) -> bool {
        true
    }
}

impl PlannedNode for JoinHintNode {
    const NAME: &'static str = "JoinHint";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(JoinHintExec::new(planning.input.clone(), self.strategy)))
    }
}

/// The mark in a physical plan; passes its input through and is gone once joins have seen it.
#[derive(Clone, Debug)]
pub struct JoinHintExec {
    input: Arc<dyn ExecutionPlan>,
    strategy: JoinStrategy,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl JoinHintExec {
    /// A mark on `input`.
    pub fn new(input: Arc<dyn ExecutionPlan>, strategy: JoinStrategy) -> Self {
        let properties = input.properties().clone();
        Self { input, strategy, properties, metrics: ExecutionPlanMetricsSet::new() }
    }

    /// What is wished.
    pub fn strategy(&self) -> JoinStrategy {
        self.strategy
    }

    /// The marked plan.
    pub fn input(&self) -> &Arc<dyn ExecutionPlan> {
        &self.input
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input, self.strategy))
    }
}

impl DisplayAs for JoinHintExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "JoinHintExec: {:?}", self.strategy)
    }
}

impl ExecutionPlan for JoinHintExec {
    unary_plan_methods!();
    no_expressions!();

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn child_stats_requests(&self, partition: Option<usize>) -> Vec<ChildStats> {
        vec![ChildStats::At(partition)]
    }

    fn statistics_from_inputs(&self, inputs: &[Arc<Statistics>], _args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        Ok(inputs[0].clone())
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        self.input.execute(partition, context)
    }
}
