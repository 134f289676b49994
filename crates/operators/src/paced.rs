//! Joins that let others run: a join without limits on its fan-out computes for minutes between two rows, and nobody could stop it.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{Result, Statistics};
use datafusion::execution::{RecordBatchStream, SendableRecordBatchStream, TaskContext};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::joins::{CrossJoinExec, HashJoinExec, NestedLoopJoinExec, SortMergeJoinExec};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::statistics::{ChildStats, StatisticsArgs};
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, replace_children_if_necessary,
};
use futures::{Stream, StreamExt};

/// How long a query may keep a thread before it lets others run.
const TURN: Duration = Duration::from_millis(10);
/// Rows of the first piece; the next are larger while they are quick, and smaller when they are slow.
const FIRST_ROWS: usize = 64;
const ROWS_MAX: usize = 1 << 20;
/// The time a reader should take for a piece.
const QUICK: Duration = Duration::from_millis(5);
const SLOW: Duration = Duration::from_millis(20);

/// Paces every join. Belongs behind all other rules.
///
/// DataFusion lets a query yield where batches come from leaves. A join makes of one batch as many rows as there are pairs, and a
/// condition that is seldom true makes none of them: such a join would never yield. So its rows are counted by time, and what it
/// probes with comes in pieces that take it milliseconds.
#[derive(Debug, Default)]
pub struct PaceJoins;

impl PhysicalOptimizerRule for PaceJoins {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|plan| match has_condition(&plan) {
            Some(true) => {
                let join = with_pieces(plan)?;
                Ok(Transformed::yes(Arc::new(PacedExec::new(join, false)) as Arc<dyn ExecutionPlan>))
            }
            Some(false) => Ok(Transformed::yes(Arc::new(PacedExec::new(plan, false)) as Arc<dyn ExecutionPlan>)),
            None => Ok(Transformed::no(plan)),
        })
        .data()
    }

    fn name(&self) -> &str {
        "pace_joins"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// Whether a join has a condition that its pairs must meet beside equal keys; `None` for what is no join.
fn has_condition(plan: &Arc<dyn ExecutionPlan>) -> Option<bool> {
    if let Some(join) = plan.downcast_ref::<HashJoinExec>() {
        return Some(join.filter().is_some());
    }
    if plan.is::<NestedLoopJoinExec>() {
        return Some(true);
    }
    (plan.is::<CrossJoinExec>() || plan.is::<SortMergeJoinExec>()).then_some(false)
}

/// The join with its right side, which it probes with, in pieces.
fn with_pieces(join: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let mut children: Vec<_> = join.children().into_iter().cloned().collect();
    if let Some(probe) = children.pop() {
        children.push(Arc::new(PacedExec::new(probe, true)));
    }
    replace_children_if_necessary(join, children)
}

/// The rows of its input; lets others run in between, and cuts batches to what its reader does quickly.
#[derive(Clone, Debug)]
pub struct PacedExec {
    input: Arc<dyn ExecutionPlan>,
    pieces: bool,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl PacedExec {
    /// The rows of `input`; with `pieces` in batches as small as its reader needs them.
    pub fn new(input: Arc<dyn ExecutionPlan>, pieces: bool) -> Self {
        let properties = input.properties().clone();
        Self { input, pieces, properties, metrics: ExecutionPlanMetricsSet::new() }
    }

    /// Whether batches are cut.
    pub fn pieces(&self) -> bool {
        self.pieces
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input, self.pieces))
    }
}

portable!(PacedExec, "Paced", pieces);

impl DisplayAs for PacedExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.pieces { "PacedExec: in pieces" } else { "PacedExec" })
    }
}

impl ExecutionPlan for PacedExec {
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
        Ok(Box::pin(Paced {
            input: self.input.execute(partition, context)?,
            pace: Pace::new(Instant::now()),
            pieces: self.pieces,
            rest: None,
            metrics: BaselineMetrics::new(&self.metrics, partition),
        }))
    }
}

struct Paced {
    input: SendableRecordBatchStream,
    pace: Pace,
    pieces: bool,
    rest: Option<RecordBatch>,
    metrics: BaselineMetrics,
}

impl Stream for Paced {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.pace.is_over(Instant::now()) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = match self.rest.take() {
            Some(rest) => Poll::Ready(Some(Ok(rest))),
            None => self.input.poll_next_unpin(cx),
        };
        let next = match next {
            Poll::Ready(Some(Ok(batch))) if self.pieces => Poll::Ready(Some(Ok(self.piece(batch)))),
            Poll::Pending => {
                self.pace.wait();
                Poll::Pending
            }
            other => other,
        };
        self.metrics.record_poll(next)
    }
}

impl RecordBatchStream for Paced {
    fn schema(&self) -> SchemaRef {
        self.input.schema()
    }
}

impl Paced {
    /// The beginning of a batch; the rest is for the next time.
    fn piece(&mut self, batch: RecordBatch) -> RecordBatch {
        self.pace.hand_out(Instant::now());
        let rows = self.pace.rows.min(batch.num_rows());
        if rows < batch.num_rows() {
            self.rest = Some(batch.slice(rows, batch.num_rows() - rows));
        }
        batch.slice(0, rows)
    }
}

/// When a turn is over, and how many rows a reader does quickly.
#[derive(Debug)]
struct Pace {
    /// When this turn began; nothing while somebody else has it.
    began: Option<Instant>,
    /// When the last piece was handed out, until the reader comes back.
    handed: Option<Instant>,
    rows: usize,
}

impl Pace {
    fn new(now: Instant) -> Self {
        Self { began: Some(now), handed: None, rows: FIRST_ROWS }
    }

    /// Whether the reader, who comes back now, has used up its turn; then another begins with the next time.
    fn is_over(&mut self, now: Instant) -> bool {
        if let Some(handed) = self.handed.take() {
            self.learn(now - handed);
        }
        let over = now - *self.began.get_or_insert(now) > TURN;
        if over {
            self.wait();
        }
        over
    }

    fn learn(&mut self, taken: Duration) {
        if taken > SLOW {
            self.rows = (self.rows / 2).max(1);
        } else if taken < QUICK {
            self.rows = (self.rows * 2).min(ROWS_MAX);
        }
    }

    /// The turn is given up.
    fn wait(&mut self) {
        self.began = None;
    }

    fn hand_out(&mut self, now: Instant) {
        self.handed = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);

    #[test]
    fn a_turn_ends_and_another_begins() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        assert!(!pace.is_over(start + MILLISECOND));
        assert!(pace.is_over(start + 11 * MILLISECOND));
        assert!(!pace.is_over(start + 30 * MILLISECOND), "others have run in between");
        assert!(pace.is_over(start + 41 * MILLISECOND));
    }

    #[test]
    fn pieces_are_as_large_as_their_reader_is_quick() {
        let mut now = Instant::now();
        let mut pace = Pace::new(now);
        let mut read = |taken: u32| {
            pace.hand_out(now);
            now += taken * MILLISECOND;
            pace.is_over(now);
            pace.rows
        };
        assert_eq!([read(1), read(1), read(10), read(50), read(50)], [128, 256, 256, 128, 64]);
        assert_eq!((0..10).map(|_| read(1000)).last(), Some(1));
        assert_eq!((0..40).map(|_| read(0)).last(), Some(ROWS_MAX));
    }
}
