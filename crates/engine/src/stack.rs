//! Stack for planning deep plans: DataFusion's rules walk plans by recursion, some of them unprotected.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use datafusion::logical_expr::LogicalPlan;

/// What one level of a plan may take, in a build without optimization.
const BYTES_PER_LEVEL: usize = 64 * 1024;
/// What planning takes beside the levels.
const BYTES_MIN: usize = 4 * 1024 * 1024;

/// A future that is polled with this much stack at least.
pub(crate) struct OnStack<F> {
    bytes: usize,
    future: Pin<Box<F>>,
}

impl<F: Future> OnStack<F> {
    /// With stack enough to plan `plan`.
    pub fn for_plan(plan: &LogicalPlan, future: F) -> Self {
        Self { bytes: BYTES_MIN + levels(plan) * BYTES_PER_LEVEL, future: Box::pin(future) }
    }
}

impl<F: Future> Future for OnStack<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let bytes = self.bytes;
        stacker::maybe_grow(bytes, bytes, || self.future.as_mut().poll(cx))
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
