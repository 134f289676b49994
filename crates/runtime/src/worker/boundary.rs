//! What stands between a task's plan and the writer of its output: here a task is stopped, and its error kept as it was born.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ballista_core::error::BallistaError;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, internal_err};
use datafusion::execution::{RecordBatchStream, SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::{Stream, StreamExt};
use parking_lot::Mutex;

use super::running::Cancelled;

/// The first error of a task's plan.
pub(super) type FirstError = Arc<Mutex<Option<Arc<DataFusionError>>>>;

/// Gives what its plan gives, until the task is cancelled: then it drops the plan's streams, and with them all that computes.
///
/// Ballista's writers run in tasks nobody can abort, guess the numbers of their partitions from the nodes below them, and turn
/// errors into their own. So they see this leaf: an error ends them, the numbers are those of the task, and the error of the
/// plan is kept.
#[derive(Clone, Debug)]
pub(super) struct BoundaryExec {
    plan: Arc<dyn ExecutionPlan>,
    cancelled: Cancelled,
    error: FirstError,
}

impl BoundaryExec {
    pub(super) fn new(plan: Arc<dyn ExecutionPlan>, cancelled: Cancelled) -> Self {
        Self { plan, cancelled, error: FirstError::default() }
    }

    /// Where the first error of the plan will be.
    pub(super) fn first_error(&self) -> FirstError {
        Arc::clone(&self.error)
    }
}

impl DisplayAs for BoundaryExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("BoundaryExec")
    }
}

impl ExecutionPlan for BoundaryExec {
    fn name(&self) -> &str {
        Self::static_name()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.plan.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        match children.is_empty() {
            true => Ok(self),
            false => internal_err!("BoundaryExec shows no input"),
        }
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let plan = self.plan.execute(partition, context).map_err(|e| keep(&self.error, e))?;
        let (schema, cancelled) = (plan.schema(), Box::pin(self.cancelled.clone().wait()));
        Ok(Box::pin(UntilCancelled { schema, plan: Some(plan), cancelled, error: Arc::clone(&self.error) }))
    }
}

/// Keeps an error if it is the first, and shares it.
fn keep(first: &FirstError, error: DataFusionError) -> DataFusionError {
    let error = Arc::new(error);
    first.lock().get_or_insert_with(|| Arc::clone(&error));
    DataFusionError::Shared(error)
}

struct UntilCancelled {
    schema: SchemaRef,
    /// Gone once it has ended, failed or been cancelled.
    plan: Option<SendableRecordBatchStream>,
    cancelled: Pin<Box<dyn Future<Output = ()> + Send>>,
    error: FirstError,
}

impl Stream for UntilCancelled {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(plan) = this.plan.as_mut() else { return Poll::Ready(None) };
        let next = match this.cancelled.as_mut().poll(context) {
            Poll::Ready(()) => Some(Err(DataFusionError::External(Box::new(BallistaError::Cancelled)))),
            Poll::Pending => std::task::ready!(plan.poll_next_unpin(context)),
        };
        if !matches!(next, Some(Ok(_))) {
            this.plan = None;
        }
        Poll::Ready(next.map(|batch| batch.map_err(|e| keep(&this.error, e))))
    }
}

impl RecordBatchStream for UntilCancelled {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}
