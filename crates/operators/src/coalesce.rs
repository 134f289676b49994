//! `coalesce(n)`: fewer partitions without moving rows, as Spark does: neighbours are read one after the other.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use datafusion::common::{DFSchemaRef, Result, Statistics};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::common::spawn_buffered;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PlanProperties,
};
use futures::{StreamExt, TryStreamExt};

use crate::node::{PlannedNode, input_columns, only};
use crate::planner::Planning;
use crate::portable::{Parts, Portable};

/// Batches an input partition may be ahead of its reader.
const BATCHES_AHEAD_MAX: usize = 2;

/// A logical plan with its input's rows in at most so many partitions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CoalesceNode {
    input: LogicalPlan,
    partitions: usize,
}

unordered!(CoalesceNode);

impl CoalesceNode {
    /// At most `partitions` partitions, at least one.
    pub fn new(input: LogicalPlan, partitions: usize) -> Self {
        Self { input, partitions: partitions.max(1) }
    }

    /// The rows.
    pub fn input(&self) -> &LogicalPlan {
        &self.input
    }
}

impl UserDefinedLogicalNodeCore for CoalesceNode {
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
        write!(f, "{}: {}", Self::NAME, self.partitions)
    }

    fn with_exprs_and_inputs(&self, _exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self::new(only(inputs)?, self.partitions))
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![input_columns(&self.input, output_columns)])
    }

    fn supports_limit_pushdown(&self) -> bool {
        true
    }
}

impl PlannedNode for CoalesceNode {
    const NAME: &'static str = "Coalesce";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(CoalesceExec::new(planning.input.clone(), self.partitions)))
    }
}

/// The physical form of [`CoalesceNode`].
#[derive(Clone, Debug)]
pub struct CoalesceExec {
    input: Arc<dyn ExecutionPlan>,
    partitions: usize,
    ahead: bool,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl CoalesceExec {
    /// At most `partitions` partitions, at least one. The input partitions of each run one after the other.
    pub fn new(input: Arc<dyn ExecutionPlan>, partitions: usize) -> Self {
        Self::reading(input, partitions, false)
    }

    /// The same, as a shuffle does it: the input partitions run side by side, each a little ahead of its reader.
    pub fn gathering(input: Arc<dyn ExecutionPlan>, partitions: usize) -> Self {
        Self::reading(input, partitions, true)
    }

    fn reading(input: Arc<dyn ExecutionPlan>, partitions: usize, ahead: bool) -> Self {
        let count = partitions.max(1).min(input.output_partitioning().partition_count());
        let properties = PlanProperties::new(
            EquivalenceProperties::new(input.schema()),
            Partitioning::UnknownPartitioning(count),
            input.pipeline_behavior(),
            input.boundedness(),
        );
        Self { input, partitions, ahead, properties: Arc::new(properties), metrics: ExecutionPlanMetricsSet::new() }
    }

    /// The number of partitions asked for.
    pub fn partitions(&self) -> usize {
        self.partitions
    }

    /// Whether the input partitions run side by side.
    pub fn is_gathering(&self) -> bool {
        self.ahead
    }

    /// The input partitions that make up each output partition, in order.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        (0..self.properties.partitioning.partition_count()).map(|partition| self.group(partition).collect()).collect()
    }

    /// The input partitions that make up an output partition; Spark's cut where nothing says which are near each other.
    fn group(&self, partition: usize) -> Range<usize> {
        let inputs = self.input.output_partitioning().partition_count();
        let groups = self.properties.partitioning.partition_count().max(1);
        partition * inputs / groups..(partition + 1) * inputs / groups
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::reading(input, self.partitions, self.ahead))
    }
}

impl Portable for CoalesceExec {
    const NAME: &'static str = "Coalesce";

    fn encode(&self) -> Result<Parts> {
        Parts::of(&(self.partitions, self.ahead))
    }

    fn decode(
        parts: Parts,
        inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (partitions, ahead) = parts.state()?;
        Ok(Arc::new(Self::reading(only(inputs)?, partitions, ahead)))
    }
}

impl DisplayAs for CoalesceExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "CoalesceExec: {}{}", self.partitions, if self.ahead { ", gathering" } else { "" })
    }
}

impl ExecutionPlan for CoalesceExec {
    unary_plan_methods!();
    no_expressions!();

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn child_stats_requests(&self, _partition: Option<usize>) -> Vec<ChildStats> {
        vec![ChildStats::At(None)]
    }

    fn statistics_from_inputs(&self, inputs: &[Arc<Statistics>], args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        match args.partition() {
            None => Ok(inputs[0].clone()),
            Some(_) => Ok(Arc::new(Statistics::new_unknown(&self.schema()))),
        }
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let (input, group) = (self.input.clone(), self.group(partition));
        let start = move |part| input.execute(part, context.clone());
        let streams = if self.ahead && group.len() > 1 {
            let running = group.map(|part| Ok(spawn_buffered(start(part)?, BATCHES_AHEAD_MAX)));
            futures::stream::iter(running.collect::<Result<Vec<_>>>()?.into_iter().map(Ok)).left_stream()
        } else {
            futures::stream::iter(group).map(start).right_stream()
        };
        let stream = streams.try_flatten().inspect_ok(move |batch| metrics.record_output(batch.num_rows()));
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream)))
    }
}
