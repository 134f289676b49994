//! DataFusion in this process: bounded memory, spilling, partitions run side by side and read in order.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::common::DataFusionError;
use datafusion::common::runtime::SpawnedTask;
use datafusion::execution::{RecordBatchStream, TaskContext};
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use futures::{Stream, StreamExt};
use sparrow_spark_error::Result;
use sparrow_tenancy::Principal;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::planning::{self, joined};
use crate::{Engine, Explained, Job, Placement, Planned, Progress, Running, Workers};

/// Batches a partition may be ahead of its reader.
const BATCHES_AHEAD_MAX: usize = 2;

/// The engine inside this process. Its work runs on threads of its own, those of the
/// caller's tenant, so that no query starves the requests, and no tenant the others.
#[derive(Debug)]
pub struct Embedded {
    workers: Workers,
}

impl Embedded {
    /// An engine whose work runs on `workers`.
    pub fn new(workers: impl Into<Workers>) -> Self {
        Self { workers: workers.into() }
    }
}

#[async_trait]
impl Engine for Embedded {
    async fn plan(&self, principal: &Principal, job: &Job) -> Result<Planned> {
        let plan = planning::physical(self.workers.of(principal), &job.state, &job.plan).await?;
        Ok(Planned { plan, state: Arc::clone(&job.state), placement: Placement::Embedded })
    }

    async fn run_physical(&self, principal: &Principal, planned: Planned, _operation_id: &str) -> Result<Running> {
        let Planned { plan, state, .. } = planned;
        let progress = Arc::new(Progress::new(Arc::clone(&plan)));
        let stream = InOrder::start(self.workers.of(principal), plan, state.task_ctx(), Arc::clone(&progress))?;
        Ok(Running { stream: Box::pin(stream), progress })
    }

    async fn explain(&self, principal: &Principal, job: &Job) -> Result<Explained> {
        let planned = self.plan(principal, job).await?;
        planning::explained(self.workers.of(principal), &job.plan, &planned).await
    }
}

/// Partition after partition, while all of them run. Dropping it aborts their tasks.
struct InOrder {
    schema: SchemaRef,
    partitions: std::collections::VecDeque<(SpawnedTask<()>, mpsc::Receiver<datafusion::common::Result<RecordBatch>>)>,
    progress: Arc<Progress>,
}

impl InOrder {
    fn start(
        workers: &Handle,
        plan: Arc<dyn ExecutionPlan>,
        context: Arc<TaskContext>,
        progress: Arc<Progress>,
    ) -> Result<Self> {
        let _guard = workers.enter();
        let start = |partition| Self::start_partition(&plan, &context, partition);
        let partitions = (0..plan.output_partitioning().partition_count()).map(start).collect::<Result<_>>()?;
        Ok(Self { schema: plan.schema(), partitions, progress })
    }

    fn start_partition(
        plan: &Arc<dyn ExecutionPlan>,
        context: &Arc<TaskContext>,
        partition: usize,
    ) -> Result<(SpawnedTask<()>, mpsc::Receiver<datafusion::common::Result<RecordBatch>>)> {
        let (sender, receiver) = mpsc::channel(BATCHES_AHEAD_MAX);
        let (plan, context) = (Arc::clone(plan), Arc::clone(context));
        let task = SpawnedTask::spawn(async move {
            let mut stream = match plan.execute(partition, context) {
                Ok(stream) => stream,
                Err(error) => return drop(sender.send(Err(error)).await),
            };
            while let Some(batch) = stream.next().await {
                let failed = batch.is_err();
                if sender.send(batch).await.is_err() || failed {
                    return;
                }
            }
        });
        Ok((task, receiver))
    }

    fn poll_front(&mut self, cx: &mut Context<'_>) -> Poll<Option<datafusion::common::Result<RecordBatch>>> {
        while let Some((task, receiver)) = self.partitions.front_mut() {
            match receiver.poll_recv(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(batch)) => return Poll::Ready(Some(batch)),
                Poll::Ready(None) => {
                    let ended = futures::ready!(Pin::new(task).poll_join(cx));
                    self.partitions.pop_front();
                    self.progress.task_finished();
                    if let Err(error) = ended {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
        self.progress.finish();
        Poll::Ready(None)
    }
}

/// A task's end as an engine error when it was a panic.
trait PollJoin {
    fn poll_join(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<datafusion::common::Result<()>>;
}

impl PollJoin for SpawnedTask<()> {
    fn poll_join(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<datafusion::common::Result<()>> {
        let outcome = futures::ready!(std::future::Future::poll(self, cx));
        Poll::Ready(outcome.map_err(|e| DataFusionError::from(joined::<()>(Err(e)).expect_err("it is an error"))))
    }
}

impl Stream for InOrder {
    type Item = datafusion::common::Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.poll_front(cx);
        if let Poll::Ready(Some(Err(_))) = &polled {
            self.partitions.clear();
        }
        polled
    }
}

impl RecordBatchStream for InOrder {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}
