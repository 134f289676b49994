//! How plans are planned: with stack enough for deep ones, which DataFusion's rules walk by recursion, some of them
//! unprotected; and no longer than somebody waits.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use datafusion::logical_expr::LogicalPlan;
use sparrow_runtime::stopping_when;

/// What one level of a plan may take, in a build without optimization.
const BYTES_PER_LEVEL: usize = 64 * 1024;
/// What planning takes beside the levels.
const BYTES_MIN: usize = 4 * 1024 * 1024;

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
