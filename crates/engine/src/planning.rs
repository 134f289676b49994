//! How plans are planned: with stack enough for deep ones, which DataFusion's rules walk by recursion, some of them
//! unprotected; and no longer than somebody waits.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use datafusion::execution::context::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use sparrow_runtime::stopping_when;
use sparrow_spark_error::{Result, SparkError};
use tokio::runtime::Handle;

use crate::{Explained, Planned};

/// What one level of a plan may take, in a build without optimization.
const BYTES_PER_LEVEL: usize = 64 * 1024;
/// What planning takes beside the levels.
const BYTES_MIN: usize = 4 * 1024 * 1024;

/// The physical plan of `plan`, made on `workers`.
pub(crate) async fn physical(
    workers: &Handle,
    state: &Arc<SessionState>,
    plan: &LogicalPlan,
) -> Result<Arc<dyn ExecutionPlan>> {
    let (state, logical) = (Arc::clone(state), plan.clone());
    let (planning, _waiting) = Planning::of(plan, async move { state.create_physical_plan(&logical).await });
    joined(workers.spawn(planning).await)?.map_err(SparkError::from)
}

/// The texts of a plan and of what was planned for it.
pub(crate) async fn explained(workers: &Handle, plan: &LogicalPlan, planned: &Planned) -> Result<Explained> {
    let (state, logical) = (Arc::clone(&planned.state), plan.clone());
    let (optimizing, _waiting) = Planning::of(plan, async move { state.optimize(&logical) });
    let optimized = joined(workers.spawn(optimizing).await)??.display_indent().to_string();
    let physical = datafusion::physical_plan::displayable(planned.plan.as_ref()).indent(false).to_string();
    Ok(Explained { optimized, physical })
}

/// The outcome of a task of ours; a panic in it becomes an error of that request alone.
pub(crate) fn joined<T>(outcome: std::result::Result<T, tokio::task::JoinError>) -> Result<T> {
    outcome.map_err(|e| sparrow_spark_error::internal("a worker task ended abnormally").caused_by(e))
}

/// Planning, polled with this much stack at least.
pub(crate) struct Planning<F> {
    bytes: usize,
    abandoned: Arc<AtomicBool>,
    future: Pin<Box<F>>,
}

/// Whoever waits for planning. Dropping it abandons the planning.
pub(crate) struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<F: Future> Planning<F> {
    /// `future`, which plans `plan`, and what to hold while its outcome is wanted.
    pub fn of(plan: &LogicalPlan, future: F) -> (Self, Waiting) {
        let abandoned = Arc::new(AtomicBool::new(false));
        let waiting = Waiting(Arc::clone(&abandoned));
        (Self { bytes: BYTES_MIN + levels(plan) * BYTES_PER_LEVEL, abandoned, future: Box::pin(future) }, waiting)
    }
}

impl<F: Future> Future for Planning<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (bytes, abandoned) = (self.bytes, Arc::clone(&self.abandoned));
        stopping_when(&abandoned, || stacker::maybe_grow(bytes, bytes, || self.future.as_mut().poll(cx)))
    }
}

/// How deep a plan nests. Subqueries count for themselves: they are as deep as SQL text may be.
fn levels(plan: &LogicalPlan) -> usize {
    let mut deepest = 0;
    let mut todo = vec![(plan, 1)];
    while let Some((next, level)) = todo.pop() {
        deepest = deepest.max(level);
        todo.extend(next.inputs().into_iter().map(|input| (input, level + 1)));
    }
    deepest
}
