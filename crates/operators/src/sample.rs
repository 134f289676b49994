//! `sample` and `randomSplit`: rows picked by chance.
//!
//! The rows are those Spark picks for the same seed and the same partitions.

use std::fmt;
use std::sync::Arc;

use arrow::array::{BooleanArray, RecordBatch, RecordBatchOptions, UInt64Array};
use arrow::compute::{filter_record_batch, take_record_batch};
use datafusion::common::{DFSchemaRef, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

use crate::node::{PlannedNode, input_columns, only};
use crate::planner::Planning;
use crate::poisson::Poisson;
use crate::random::XorShiftRandom;

/// Which rows to pick.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
#[serde(from = "Key", into = "Key")]
pub struct Sampling {
    /// Rows whose random number is at least this are in.
    pub lower: f64,
    /// Rows whose random number is below this are in; with replacement `upper - lower` is the mean number of copies.
    pub upper: f64,
    /// Whether a row may be picked more than once.
    pub with_replacement: bool,
    /// The seed; partition `i` uses `seed + i`.
    pub seed: i64,
}

/// A sampling bit for bit, to be compared and written.
type Key = (u64, u64, bool, i64);

impl From<Key> for Sampling {
    fn from((lower, upper, with_replacement, seed): Key) -> Self {
        Self { lower: f64::from_bits(lower), upper: f64::from_bits(upper), with_replacement, seed }
    }
}

impl From<Sampling> for Key {
    fn from(sampling: Sampling) -> Self {
        sampling.key()
    }
}

impl Sampling {
    fn key(&self) -> Key {
        (self.lower.to_bits(), self.upper.to_bits(), self.with_replacement, self.seed)
    }
}

impl PartialEq for Sampling {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Sampling {}

impl std::hash::Hash for Sampling {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// A logical plan with some of its input's rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SampleNode {
    input: LogicalPlan,
    sampling: Sampling,
}

unordered!(SampleNode);

impl SampleNode {
    /// Picks rows of `input`.
    pub fn new(input: LogicalPlan, sampling: Sampling) -> Self {
        Self { input, sampling }
    }
}

impl UserDefinedLogicalNodeCore for SampleNode {
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
        write!(f, "{}: {} to {}, seed={}", Self::NAME, self.sampling.lower, self.sampling.upper, self.sampling.seed)
    }

    fn with_exprs_and_inputs(&self, _exprs: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self::new(only(inputs)?, self.sampling))
    }

    fn necessary_children_exprs(&self, output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![input_columns(&self.input, output_columns)])
    }
}

impl PlannedNode for SampleNode {
    const NAME: &'static str = "Sample";

    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(SampleExec::new(planning.input.clone(), self.sampling)))
    }
}

/// The physical form of [`SampleNode`].
#[derive(Clone, Debug)]
pub struct SampleExec {
    input: Arc<dyn ExecutionPlan>,
    sampling: Sampling,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl SampleExec {
    /// Picks rows of `input`.
    pub fn new(input: Arc<dyn ExecutionPlan>, sampling: Sampling) -> Self {
        let properties = input.properties().clone();
        Self { input, sampling, properties, metrics: ExecutionPlanMetricsSet::new() }
    }

    /// Which rows it picks.
    pub fn sampling(&self) -> Sampling {
        self.sampling
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input, self.sampling))
    }
}

portable!(SampleExec, "Sample", sampling);

impl DisplayAs for SampleExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let Sampling { lower, upper, with_replacement, seed } = self.sampling;
        write!(f, "SampleExec: {lower} to {upper}, with_replacement={with_replacement}, seed={seed}")
    }
}

impl ExecutionPlan for SampleExec {
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
        let mut sampler = Sampler::new(self.sampling, partition);
        let stream = input.map(move |batch| {
            let batch = sampler.pick(&batch?)?;
            metrics.record_output(batch.num_rows());
            Ok(batch)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream)))
    }
}

/// The rows of these numbers, also of a batch without columns.
fn taken(batch: &RecordBatch, rows: Vec<u64>) -> Result<RecordBatch> {
    if batch.num_columns() > 0 {
        return Ok(take_record_batch(batch, &UInt64Array::from(rows))?);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    Ok(RecordBatch::try_new_with_options(batch.schema(), Vec::new(), &options)?)
}

struct Sampler {
    sampling: Sampling,
    random: XorShiftRandom,
    copies: Option<Poisson>,
}

impl Sampler {
    fn new(sampling: Sampling, partition: usize) -> Self {
        let Sampling { lower, upper, with_replacement, seed } = sampling;
        let random = XorShiftRandom::new(seed.wrapping_add(partition as i64));
        let copies = with_replacement.then(|| Poisson::new(upper - lower, seed, partition));
        Self { sampling, random, copies }
    }

    fn pick(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        if let Some(copies) = &mut self.copies {
            let copied = |row| std::iter::repeat_n(row, copies.next());
            let rows: Vec<u64> = (0..batch.num_rows() as u64).flat_map(copied).collect();
            return taken(batch, rows);
        }
        let wanted: BooleanArray = (0..batch.num_rows()).map(|_| Some(self.bernoulli())).collect();
        Ok(filter_record_batch(batch, &wanted)?)
    }

    /// Spark's `BernoulliCellSampler`: draws no number when the cell is empty.
    fn bernoulli(&mut self) -> bool {
        let Sampling { lower, upper, .. } = self.sampling;
        if upper - lower <= 0.0 {
            return false;
        }
        let number = self.random.next_double();
        number >= lower && number < upper
    }
}
