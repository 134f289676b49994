//! Tells each row the range its sort keys fall into, by bounds taken from a sample of all rows.

use std::fmt;
use std::sync::Arc;

use arrow::array::{AsArray, Int32Array, RecordBatch};
use arrow::datatypes::Float32Type;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{DataFusionError, Result, Statistics, internal_datafusion_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::execution_plan::reset_plan_states;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, Distribution, ExecutionPlan, InputDistributionRequirements, PlanProperties,
};
use futures::future::{BoxFuture, Shared};
use futures::{FutureExt, StreamExt, TryStreamExt};
use parking_lot::Mutex;

use crate::collect_metrics::CollectMetricsExec;
use crate::exchange::Targets;
use crate::portable::{Parts, Portable};
use crate::route::{properties, routed, routed_schema, row_statistics};
use crate::sample_keys::{SampleKeysExec, Sampled};
use crate::sort_key::{KeyEncoder, SortKey};

/// Rows a sample has at most; Spark's number.
const SAMPLE_ROWS_MAX: usize = 1_000_000;

/// What a routing by ranges needs to know.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ranges {
    /// The keys.
    pub keys: Vec<SortKey>,
    /// Partitions there will be; those beyond the bounds found stay empty.
    pub partitions: usize,
    /// So many of the input's columns go on; those after them were for the routing alone.
    pub kept: usize,
}

/// Bounds in the making, shared by the partitions.
type Bounds = Shared<BoxFuture<'static, std::result::Result<Arc<Vec<Box<[u8]>>>, Arc<DataFusionError>>>>;

/// Appends a column that a hash exchange sends to the range of the row. The second input is a sample of the first one.
#[derive(Debug)]
pub struct RangeRouteExec {
    input: Arc<dyn ExecutionPlan>,
    sample: Arc<dyn ExecutionPlan>,
    ranges: Ranges,
    targets: Targets,
    bounds: Mutex<Option<Bounds>>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl RangeRouteExec {
    /// Routes the rows of `input` by bounds from `sample`, the output of a [`SampleKeysExec`] over the same keys.
    pub fn new(input: Arc<dyn ExecutionPlan>, sample: Arc<dyn ExecutionPlan>, ranges: Ranges) -> Self {
        let properties = Arc::new(properties(&input, routed_schema(&input.schema(), ranges.kept)));
        let (targets, metrics) = (Targets::of(ranges.partitions), ExecutionPlanMetricsSet::new());
        Self { input, sample, ranges, targets, bounds: Mutex::default(), properties, metrics }
    }

    /// Routes the rows of `input` by bounds from a sample of itself, of so many rows for each partition there will be. As in Spark
    /// the input runs twice; what watches its rows sees them once.
    pub fn over(input: Arc<dyn ExecutionPlan>, ranges: Ranges, rows_per_partition: usize) -> Result<Self> {
        let rows = rows_per_partition.saturating_mul(ranges.partitions).min(SAMPLE_ROWS_MAX);
        let sampled = Sampled { keys: ranges.keys.clone(), rows };
        let sample = SampleKeysExec::new(reset_plan_states(unobserved(input.clone())?)?, sampled);
        Ok(Self::new(input, Arc::new(sample), ranges))
    }

    /// What the routing knows.
    pub fn ranges(&self) -> &Ranges {
        &self.ranges
    }

    /// The bounds, computed once. An error is not kept: who runs again tries again.
    fn bounds(&self, context: &Arc<TaskContext>) -> Result<Bounds> {
        let mut bounds = self.bounds.lock();
        match &*bounds {
            Some(known) if !matches!(known.peek(), Some(Err(_))) => Ok(known.clone()),
            _ => {
                let sample = self.sample.execute(0, context.clone())?;
                let partitions = self.ranges.partitions;
                let read = async move { Ok(Arc::new(find_bounds(read(sample).await.map_err(Arc::new)?, partitions))) };
                Ok(bounds.insert(read.boxed().shared()).clone())
            }
        }
    }
}

/// The plan without the nodes that watch its rows for `observe`.
fn unobserved(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|plan| match plan.downcast_ref::<CollectMetricsExec>() {
        Some(watching) => Ok(Transformed::yes(watching.children()[0].clone())),
        None => Ok(Transformed::no(plan)),
    })
    .data()
}

impl Portable for RangeRouteExec {
    const NAME: &'static str = "RangeRoute";

    fn encode(&self) -> Result<Parts> {
        Parts::of(&self.ranges)
    }

    fn decode(
        parts: Parts,
        inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let [input, sample] = pair(inputs)?;
        Ok(Arc::new(Self::new(input, sample, parts.state()?)))
    }
}

fn pair(inputs: Vec<Arc<dyn ExecutionPlan>>) -> Result<[Arc<dyn ExecutionPlan>; 2]> {
    inputs.try_into().map_err(|_| internal_datafusion_err!("a routing by ranges has an input and a sample"))
}

impl DisplayAs for RangeRouteExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let schema = self.input.schema();
        let direction = |key: &SortKey| if key.descending { "DESC" } else { "ASC" };
        let key = |key: &SortKey| format!("{} {}", schema.field(key.column).name(), direction(key));
        let keys: Vec<String> = self.ranges.keys.iter().map(key).collect();
        write!(f, "RangeRouteExec: keys=[{}], partitions={}", keys.join(", "), self.ranges.partitions)
    }
}

impl ExecutionPlan for RangeRouteExec {
    no_expressions!();

    fn name(&self) -> &str {
        Self::static_name()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input, &self.sample]
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let [input, sample] = pair(children)?;
        Ok(Arc::new(Self::new(input, sample, self.ranges.clone())))
    }

    fn metrics(&self) -> Option<datafusion::physical_plan::metrics::MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        InputDistributionRequirements::new(vec![Distribution::UnspecifiedDistribution, Distribution::SinglePartition])
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true, false]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false, false]
    }

    fn child_stats_requests(&self, partition: Option<usize>) -> Vec<ChildStats> {
        vec![ChildStats::At(partition), ChildStats::Skip]
    }

    fn statistics_from_inputs(&self, inputs: &[Arc<Statistics>], _args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        Ok(row_statistics(&inputs[0], self.ranges.kept))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let bounds = self.bounds(&context)?;
        let input = self.input.execute(partition, context)?;
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let encoder = KeyEncoder::try_new(&self.ranges.keys, &self.input.schema())?;
        let (targets, schema, kept) = (self.targets.clone(), self.schema(), self.ranges.kept);
        let routed = async move {
            let bounds = bounds.await.map_err(DataFusionError::Shared)?;
            Ok::<_, DataFusionError>(input.map(move |batch| {
                let batch = batch?;
                let _timer = metrics.elapsed_compute().timer();
                let batch = routed(&batch, kept, ranges_of(&encoder, &batch, &bounds, targets.values()?)?, &schema)?;
                metrics.record_output(batch.num_rows());
                Ok(batch)
            }))
        };
        let stream = futures::stream::once(routed).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream)))
    }
}

/// What sends each row of a batch to its range: the first one whose bound is not below the row's key.
fn ranges_of(encoder: &KeyEncoder, batch: &RecordBatch, bounds: &[Box<[u8]>], targets: &[i32]) -> Result<Int32Array> {
    let rows = encoder.encode(batch)?;
    let range = |key: &[u8]| bounds.partition_point(|bound| bound.as_ref() < key);
    Ok(Int32Array::from_iter_values(rows.iter().map(|row| targets[range(row.as_ref())])))
}

/// Keys and weights of a sample.
async fn read(mut sample: SendableRecordBatchStream) -> Result<Vec<(Box<[u8]>, f32)>> {
    let mut candidates = Vec::new();
    while let Some(batch) = sample.try_next().await? {
        let (keys, weights) = (batch.column(0).as_binary::<i32>(), batch.column(1).as_primitive::<Float32Type>());
        candidates.extend(keys.iter().flatten().map(Box::from).zip(weights.values().iter().copied()));
    }
    Ok(candidates)
}

/// Upper bounds of ranges of about equal weight, as `RangePartitioner.determineBounds` finds them: equal keys stay together, so
/// there may be fewer than wanted.
fn find_bounds(mut candidates: Vec<(Box<[u8]>, f32)>, partitions: usize) -> Vec<Box<[u8]>> {
    candidates.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let partitions = partitions.min(candidates.len());
    let step = candidates.iter().map(|(_, weight)| f64::from(*weight)).sum::<f64>() / partitions as f64;
    let mut bounds: Vec<Box<[u8]>> = Vec::new();
    let (mut weight_so_far, mut target) = (0.0, step);
    for (key, weight) in candidates {
        if bounds.len() + 1 >= partitions {
            break;
        }
        weight_so_far += f64::from(weight);
        if weight_so_far >= target && bounds.last().is_none_or(|last| *last < key) {
            bounds.push(key);
            target += step;
        }
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(weighted: &[(u8, f32)], partitions: usize, expected: &[u8]) {
        let candidates = weighted.iter().map(|(key, weight)| (Box::from([*key]), *weight)).collect();
        let bounds: Vec<u8> = find_bounds(candidates, partitions).iter().map(|bound| bound[0]).collect();
        assert_eq!(bounds, expected);
    }

    #[test]
    fn bounds_part_the_weight() {
        check(&[], 4, &[]);
        check(&[(7, 1.0)], 4, &[]);
        check(&[(4, 1.0), (1, 1.0), (3, 1.0), (2, 1.0)], 2, &[2]);
        check(&[(1, 1.0), (2, 1.0), (3, 1.0), (4, 5.0)], 4, &[2, 4]);
        check(&[(1, 1.0), (1, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)], 5, &[1, 2, 3]);
        check(&[(1, 1.0), (2, 1.0)], 9, &[1]);
    }
}
