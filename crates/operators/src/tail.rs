//! `tail(n)`: the last rows of the whole input, holding no more batches than they need.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::common::{DFSchemaRef, DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::execution_plan::EmissionType;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, Distribution, ExecutionPlan, ExecutionPlanProperties, InputDistributionRequirements,
    Partitioning, PlanProperties,
};
use futures::{StreamExt, TryStreamExt};

use crate::coalesce::CoalesceExec;
use crate::node::{PlannedNode, input_columns, only};
use crate::planner::Planning;

/// A logical plan with the last rows of its input.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TailNode {
    input: LogicalPlan,
    rows: usize,
}

unordered!(TailNode);

impl TailNode {
    /// The last `rows` rows of `input`.
    pub fn new(input: LogicalPlan, rows: usize) -> Self {
        Self { input, rows }
    }
}

impl UserDefinedLogicalNodeCore for TailNode {
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

    fn fmt_for_explain(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", Self::NAME, self.rows)
    }

    fn with_exprs_and_inputs(&self, _exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self::new(only(inputs)?, self.rows))
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![input_columns(&self.input, output_columns)])
    }
}

impl PlannedNode for TailNode {
    const NAME: &'static str = "Tail";

    /// Partitions follow one another in order; a merge in order of arrival would make "last" a matter of chance.
    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        let ordered = planning.input.output_ordering().is_some();
        let input: Arc<dyn ExecutionPlan> = match planning.input.output_partitioning().partition_count() {
            0 | 1 => planning.input.clone(),
            _ if ordered => planning.input.clone(),
            _ => Arc::new(CoalesceExec::new(planning.input.clone(), 1)),
        };
        Ok(Arc::new(TailExec::new(input, self.rows)))
    }
}

/// The physical form of [`TailNode`].
#[derive(Clone, Debug)]
pub struct TailExec {
    input: Arc<dyn ExecutionPlan>,
    rows: usize,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl TailExec {
    /// The last `rows` rows of `input`, which is asked for in one partition and in its own order.
    pub fn new(input: Arc<dyn ExecutionPlan>, rows: usize) -> Self {
        let orderings = input.output_ordering().cloned();
        let properties = PlanProperties::new(
            EquivalenceProperties::new_with_orderings(input.schema(), orderings),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Final,
            input.boundedness(),
        );
        Self { input, rows, properties: Arc::new(properties), metrics: ExecutionPlanMetricsSet::new() }
    }

    /// How many rows are kept.
    pub fn rows(&self) -> usize {
        self.rows
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input, self.rows))
    }
}

portable!(TailExec, "Tail", rows);

impl DisplayAs for TailExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "TailExec: {}", self.rows)
    }
}

impl ExecutionPlan for TailExec {
    unary_plan_methods!();
    no_expressions!();

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        InputDistributionRequirements::new(vec![Distribution::SinglePartition])
    }

    /// The order the input was planned with is the order `tail` means.
    fn required_input_ordering(&self) -> Vec<Option<datafusion::physical_expr::OrderingRequirements>> {
        vec![self.input.output_ordering().cloned().map(Into::into)]
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let input = self.input.execute(partition, context)?;
        let (rows, metrics) = (self.rows, BaselineMetrics::new(&self.metrics, partition));
        let kept = async move {
            let last = keep_last(input, rows).await?;
            metrics.record_output(last.iter().map(RecordBatch::num_rows).sum());
            Ok::<_, DataFusionError>(futures::stream::iter(last).map(Ok))
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), futures::stream::once(kept).try_flatten())))
    }
}

async fn keep_last(mut input: SendableRecordBatchStream, rows: usize) -> Result<VecDeque<RecordBatch>> {
    let (mut kept, mut total) = (VecDeque::<RecordBatch>::new(), 0);
    while let Some(batch) = input.try_next().await? {
        if batch.num_rows() == 0 {
            continue;
        }
        total += batch.num_rows();
        kept.push_back(batch);
        while let Some(first) = kept.front_mut()
            && total > rows
        {
            let surplus = total - rows;
            if first.num_rows() <= surplus {
                total -= first.num_rows();
                kept.pop_front();
            } else {
                *first = first.slice(surplus, first.num_rows() - surplus);
                total = rows;
            }
        }
    }
    Ok(kept)
}
