//! A scalar subquery's guard: passes one row through and refuses a second one.

use std::fmt;
use std::sync::Arc;

use datafusion::common::{DFSchemaRef, DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, Distribution, ExecutionPlan, ExecutionPlanProperties, InputDistributionRequirements,
    Partitioning, PlanProperties,
};
use futures::StreamExt;
use sparrow_spark_error::{SparkError, condition};

use crate::node::{PlannedNode, input_columns, only};
use crate::planner::Planning;

/// A logical plan that fails with `SCALAR_SUBQUERY_TOO_MANY_ROWS` at its second row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AtMostOneRowNode {
    input: LogicalPlan,
}

unordered!(AtMostOneRowNode);

impl AtMostOneRowNode {
    /// A guard over `input`.
    pub fn new(input: LogicalPlan) -> Self {
        Self { input }
    }
}

impl UserDefinedLogicalNodeCore for AtMostOneRowNode {
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
        f.write_str(Self::NAME)
    }

    fn with_exprs_and_inputs(&self, _exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self::new(only(inputs)?))
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![input_columns(&self.input, output_columns)])
    }
}

impl PlannedNode for AtMostOneRowNode {
    const NAME: &'static str = "AtMostOneRow";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(AtMostOneRowExec::new(planning.input.clone())))
    }
}

/// The physical form of [`AtMostOneRowNode`].
#[derive(Clone, Debug)]
pub struct AtMostOneRowExec {
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl AtMostOneRowExec {
    /// A guard over `input`.
    pub fn new(input: Arc<dyn ExecutionPlan>) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(input.schema()),
            Partitioning::UnknownPartitioning(1),
            input.pipeline_behavior(),
            input.boundedness(),
        );
        Self { input, properties: Arc::new(properties), metrics: ExecutionPlanMetricsSet::new() }
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input))
    }
}

portable!(AtMostOneRowExec, "AtMostOneRow");

impl DisplayAs for AtMostOneRowExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("AtMostOneRowExec")
    }
}

impl ExecutionPlan for AtMostOneRowExec {
    unary_plan_methods!();
    no_expressions!();

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        InputDistributionRequirements::new(vec![Distribution::SinglePartition])
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let mut rows = 0;
        let checked = self.input.execute(partition, context)?.map(move |batch| {
            let batch = batch?;
            rows += batch.num_rows();
            match rows {
                0 | 1 => Ok(batch),
                _ => Err(DataFusionError::from(SparkError::new(&condition::SCALAR_SUBQUERY_TOO_MANY_ROWS))),
            }
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), checked)))
    }
}
