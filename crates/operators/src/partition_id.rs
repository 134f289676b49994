//! `monotonically_increasing_id` and `spark_partition_id`, which tell where a row is, and random numbers of each partition.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::common::{DFSchema, DFSchemaRef, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties};
use futures::StreamExt;

use crate::node::{PlannedNode, input_columns, only};
use crate::planner::Planning;
use crate::random::XorShiftRandom;

/// What an appended column tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, serde::Serialize, serde::Deserialize)]
pub enum Position {
    /// `monotonically_increasing_id()`: the partition in the upper 31 bits, the row's number in it in the lower 33.
    MonotonicId,
    /// `spark_partition_id()`
    PartitionId,
    /// Numbers in `[0, 1)` of this seed and the partition, as Spark's `rand(seed)` draws them.
    Random(i64),
}

impl Position {
    fn field(self, name: &str) -> FieldRef {
        let data_type = match self {
            Self::MonotonicId => DataType::Int64,
            Self::PartitionId => DataType::Int32,
            Self::Random(_) => DataType::Float64,
        };
        Arc::new(Field::new(name, data_type, false))
    }

    fn start(self, partition: usize) -> Maker {
        match self {
            Self::MonotonicId => Maker::Counted((partition as i64) << 33),
            Self::PartitionId => Maker::Same(partition as i32),
            Self::Random(seed) => Maker::Drawn(XorShiftRandom::new(seed.wrapping_add(partition as i64))),
        }
    }
}

/// An appended column of one partition in the making.
enum Maker {
    Counted(i64),
    Same(i32),
    Drawn(XorShiftRandom),
}

impl Maker {
    /// The values of the next rows.
    fn next(&mut self, rows: usize) -> ArrayRef {
        match self {
            Self::Counted(next) => {
                let first = *next;
                *next += rows as i64;
                Arc::new(Int64Array::from_iter_values(first..*next))
            }
            Self::Same(value) => Arc::new(Int32Array::from_value(*value, rows)),
            Self::Drawn(random) => Arc::new(Float64Array::from_iter_values((0..rows).map(|_| random.next_double()))),
        }
    }
}

/// A logical plan with columns appended to its input that tell where each row is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionIdNode {
    input: LogicalPlan,
    columns: Vec<(String, Position)>,
    schema: DFSchemaRef,
}

unordered!(PartitionIdNode);

impl PartitionIdNode {
    /// Appends columns of these names to `input`.
    pub fn try_new(input: LogicalPlan, columns: Vec<(String, Position)>) -> Result<Self> {
        let own = input.schema().iter().map(|(qualifier, field)| (qualifier.cloned(), field.clone()));
        let appended = columns.iter().map(|(name, position)| (None, position.field(name)));
        let fields = own.chain(appended).collect();
        let schema = Arc::new(DFSchema::new_with_metadata(fields, input.schema().metadata().clone())?);
        Ok(Self { input, columns, schema })
    }
}

impl UserDefinedLogicalNodeCore for PartitionIdNode {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        &self.schema
    }

    fn expressions(&self) -> Vec<Expr> {
        Vec::new()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {:?}", Self::NAME, self.columns)
    }

    fn with_exprs_and_inputs(&self, _exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        Self::try_new(only(inputs)?, self.columns.clone())
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![input_columns(&self.input, output_columns)])
    }
}

impl PlannedNode for PartitionIdNode {
    const NAME: &'static str = "PartitionId";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(PartitionIdExec::new(planning.input.clone(), self.columns.clone())))
    }
}

/// The physical form of [`PartitionIdNode`].
#[derive(Clone, Debug)]
pub struct PartitionIdExec {
    input: Arc<dyn ExecutionPlan>,
    columns: Vec<(String, Position)>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl PartitionIdExec {
    /// Appends columns of these names to `input`.
    pub fn new(input: Arc<dyn ExecutionPlan>, columns: Vec<(String, Position)>) -> Self {
        let appended = columns.iter().map(|(name, position)| position.field(name));
        let fields: Vec<_> = input.schema().fields().iter().cloned().chain(appended).collect();
        let schema: SchemaRef = Arc::new(Schema::new_with_metadata(fields, input.schema().metadata().clone()));
        let orderings = input.output_ordering().cloned();
        let properties = PlanProperties::new(
            EquivalenceProperties::new_with_orderings(schema, orderings),
            datafusion::physical_plan::Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            input.pipeline_behavior(),
            input.boundedness(),
        );
        Self { input, columns, properties: Arc::new(properties), metrics: ExecutionPlanMetricsSet::new() }
    }

    /// The appended columns.
    pub fn columns(&self) -> &[(String, Position)] {
        &self.columns
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input, self.columns.clone()))
    }
}

portable!(PartitionIdExec, "PartitionId", columns);

impl DisplayAs for PartitionIdExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "PartitionIdExec: {:?}", self.columns)
    }
}

impl ExecutionPlan for PartitionIdExec {
    unary_plan_methods!();
    no_expressions!();

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let input = self.input.execute(partition, context)?;
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let schema = self.schema();
        let mut makers: Vec<Maker> = self.columns.iter().map(|(_, position)| position.start(partition)).collect();
        let stream = input.map(move |batch| {
            let batch = append(batch?, &mut makers, &schema)?;
            metrics.record_output(batch.num_rows());
            Ok(batch)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream)))
    }
}

fn append(batch: RecordBatch, makers: &mut [Maker], schema: &SchemaRef) -> Result<RecordBatch> {
    let rows = batch.num_rows();
    let mut arrays = batch.columns().to_vec();
    arrays.extend(makers.iter_mut().map(|maker| maker.next(rows)));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(schema.clone(), arrays, &options)?)
}
