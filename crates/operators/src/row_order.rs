//! An order of rows by nothing but their content, so that dealing them out in turn is repeatable.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::{Result, Statistics};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

use crate::random::murmur3;
use crate::route::{properties, row_statistics};
use crate::unsafe_row::{append_row, laid_out};

/// The seed of `UnsafeRow.hashCode`.
const SPARK_SEED: u32 = 42;
/// Another one, for rows that have the same hash.
const OTHER_SEED: u32 = 0x9747_b28c;

/// Appends a BIGINT to sort by: Spark's hash of the row above another one. Rows with the same number are, but for one case in
/// 2^64, the same.
#[derive(Clone, Debug)]
pub struct RowOrderExec {
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl RowOrderExec {
    /// The rows of `input` with their order.
    pub fn new(input: Arc<dyn ExecutionPlan>) -> Self {
        let order = Arc::new(Field::new("#order", DataType::Int64, false));
        let fields: Vec<_> = input.schema().fields().iter().cloned().chain([order]).collect();
        let schema: SchemaRef = Arc::new(Schema::new_with_metadata(fields, input.schema().metadata().clone()));
        let properties = Arc::new(properties(&input, schema));
        Self { input, properties, metrics: ExecutionPlanMetricsSet::new() }
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input))
    }
}

portable!(RowOrderExec, "RowOrder");

impl DisplayAs for RowOrderExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("RowOrderExec")
    }
}

impl ExecutionPlan for RowOrderExec {
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
        Ok(row_statistics(&inputs[0], self.input.schema().fields().len()))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let input = self.input.execute(partition, context)?;
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let schema = self.schema();
        let stream = input.map(move |batch| {
            let batch = batch?;
            let _timer = metrics.elapsed_compute().timer();
            let mut columns = batch.columns().to_vec();
            columns.push(Arc::new(order(&batch)?));
            let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            let batch = RecordBatch::try_new_with_options(schema.clone(), columns, &options)?;
            metrics.record_output(batch.num_rows());
            Ok(batch)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream)))
    }
}

fn order(batch: &RecordBatch) -> Result<Int64Array> {
    let columns: Vec<ArrayRef> = laid_out(batch.columns())?;
    let mut bytes = Vec::new();
    let order = |row: usize| {
        bytes.clear();
        append_row(&columns, row, &mut bytes);
        i64::from(murmur3(&bytes, SPARK_SEED) as i32) << 32 | i64::from(murmur3(&bytes, OTHER_SEED))
    };
    Ok(Int64Array::from_iter_values((0..batch.num_rows()).map(order)))
}
