//! The numbers of `spark.range`: a leaf that counts. Splits them into partitions exactly as Spark does.

use std::fmt;
use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch, RecordBatchOptions};
use arrow::compute::SortOptions;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{Result, Statistics, internal_datafusion_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalSortExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, SchedulingType};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};

use crate::node::only;
use crate::partitions::PartitionCounts;
use crate::portable::{Parts, Portable};

const BATCH_ROWS: i128 = 8192;

/// The numbers from `start` to below `end` (above it for a negative `step`), in parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RangeTable {
    start: i64,
    end: i64,
    step: i64,
    partitions: Option<usize>,
    schema: SchemaRef,
}

impl RangeTable {
    /// A table of one column of this name. `step` must not be 0 (the analyzer refuses it); without a number of partitions the
    /// session has one.
    pub fn new(start: i64, end: i64, step: i64, partitions: Option<usize>, column_name: &str) -> Self {
        let schema = Arc::new(Schema::new(vec![Field::new(column_name, DataType::Int64, false)]));
        Self { start, end, step, partitions, schema }
    }

    /// How many numbers there are.
    pub fn count(&self) -> u128 {
        let (start, end, step) = (i128::from(self.start), i128::from(self.end), i128::from(self.step));
        if step == 0 || start == end || (start < end) != (step > 0) {
            return 0;
        }
        let (distance, stride) = ((end - start).unsigned_abs(), step.unsigned_abs());
        distance.div_ceil(stride)
    }

    /// The parts, as Spark cuts them: element `i * count / partitions` begins part `i`.
    pub fn slices(&self, partitions: usize) -> Vec<RangeSlice> {
        let (count, parts) = (self.count(), partitions.max(1) as u128);
        let slice = |part: u128| {
            let (from, to) = (part * count / parts, (part + 1) * count / parts);
            let first = i128::from(self.start) + from as i128 * i128::from(self.step);
            RangeSlice { first: first as i64, count: (to - from) as u64 }
        };
        (0..parts).map(slice).collect()
    }
}

#[async_trait]
impl TableProvider for RangeTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = match projection {
            Some(columns) => Arc::new(self.schema.project(columns)?),
            None => self.schema.clone(),
        };
        let counts = PartitionCounts::of(session);
        let partitions = counts.check(self.partitions.unwrap_or(counts.ranges))?;
        Ok(Arc::new(RangeExec::new(self.slices(partitions), self.step, schema)))
    }

    fn statistics(&self) -> Option<Statistics> {
        Some(row_statistics(self.count(), &self.schema))
    }
}

/// One part of a range: `count` numbers from `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct RangeSlice {
    /// The first number; without meaning when there is none.
    pub first: i64,
    /// How many there are.
    pub count: u64,
}

/// Produces the numbers, one partition per slice. Its schema has the one column, repeated or left out as projected.
#[derive(Clone, Debug)]
pub struct RangeExec {
    slices: Vec<RangeSlice>,
    step: i64,
    properties: Arc<PlanProperties>,
}

impl RangeExec {
    /// A leaf over these slices.
    pub fn new(slices: Vec<RangeSlice>, step: i64, schema: SchemaRef) -> Self {
        let options = SortOptions { descending: step < 0, nulls_first: step > 0 };
        let ordering = schema
            .fields()
            .first()
            .map(|field| vec![PhysicalSortExpr::new(Arc::new(Column::new(field.name(), 0)), options)]);
        let properties = PlanProperties::new(
            EquivalenceProperties::new_with_orderings(schema, ordering),
            Partitioning::UnknownPartitioning(slices.len()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        )
        .with_scheduling_type(SchedulingType::NonCooperative);
        Self { slices, step, properties: Arc::new(properties) }
    }

    /// The slices, one a partition.
    pub fn slices(&self) -> &[RangeSlice] {
        &self.slices
    }

    /// The distance between numbers.
    pub fn step(&self) -> i64 {
        self.step
    }

    /// The same leaf with only some of its partitions, for an executor that is given those.
    pub fn restrict(&self, partitions: &[usize]) -> Self {
        let slices = partitions.iter().filter_map(|partition| self.slices.get(*partition).copied()).collect();
        Self::new(slices, self.step, self.properties.eq_properties.schema().clone())
    }
}

impl Portable for RangeExec {
    const NAME: &'static str = "Range";

    fn encode(&self) -> Result<Parts> {
        Ok(Parts { schemas: vec![self.schema()], ..Parts::of(&(&self.slices, self.step))? })
    }

    fn decode(
        parts: Parts,
        _inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (slices, step) = parts.state()?;
        Ok(Arc::new(Self::new(slices, step, only(parts.schemas)?)))
    }
}

impl DisplayAs for RangeExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let rows: u128 = self.slices.iter().map(|slice| u128::from(slice.count)).sum();
        write!(f, "RangeExec: rows={rows}, step={}, partitions={}", self.step, self.slices.len())
    }
}

impl ExecutionPlan for RangeExec {
    fn name(&self) -> &str {
        Self::static_name()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    no_expressions!();

    fn with_new_children(self: Arc<Self>, _children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, partition: usize, _context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let slice = self.slices.get(partition);
        let slice = *slice.ok_or_else(|| internal_datafusion_err!("a range has no partition {partition}"))?;
        let (schema, step) = (self.schema(), self.step);
        let batches = (0..).map(move |index| slice.batch(index, step, &schema)).map_while(Result::transpose);
        let stream = RecordBatchStreamAdapter::new(self.schema(), futures::stream::iter(batches));
        Ok(datafusion::physical_plan::coop::make_cooperative(Box::pin(stream)))
    }

    fn statistics_from_inputs(&self, _inputs: &[Arc<Statistics>], args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        let rows = match args.partition() {
            Some(partition) => self.slices.get(partition).map_or(0, |slice| u128::from(slice.count)),
            None => self.slices.iter().map(|slice| u128::from(slice.count)).sum(),
        };
        Ok(Arc::new(row_statistics(rows, &self.schema())))
    }
}

impl RangeSlice {
    /// Batch number `index` of the slice, or `None` after its end.
    fn batch(&self, index: i128, step: i64, schema: &SchemaRef) -> Result<Option<RecordBatch>> {
        let (from, to) = (index * BATCH_ROWS, ((index + 1) * BATCH_ROWS).min(i128::from(self.count)));
        if from >= to {
            return Ok(None);
        }
        let first = (i128::from(self.first) + from * i128::from(step)) as i64;
        let rows = (to - from) as i64;
        let values = (0..rows).map(|row| first.wrapping_add(row.wrapping_mul(step)));
        let column = Arc::new(Int64Array::from_iter_values(values));
        let columns = schema.fields().iter().map(|_| column.clone() as _).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows as usize));
        Ok(Some(RecordBatch::try_new_with_options(schema.clone(), columns, &options)?))
    }
}

fn row_statistics(rows: u128, schema: &Schema) -> Statistics {
    let mut statistics = Statistics::new_unknown(schema);
    if let Ok(rows) = usize::try_from(rows) {
        statistics.num_rows = Precision::Exact(rows);
        statistics.total_byte_size = Precision::Exact(rows.saturating_mul(8 * schema.fields().len()));
    }
    statistics
}
