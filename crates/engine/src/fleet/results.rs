//! The rows of a job on their way to the client: partition after partition, each whole before its first row goes on.
//!
//! A partition is fetched to the end before any of its rows is given out, into memory and beyond that into a spill file: should the
//! executor that has it be lost half way, it is computed again and no row comes twice.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use ballista_core::error::BallistaError;
use ballista_core::serde::scheduler::PartitionLocation;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::Partitioning;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{Stream, StreamExt, TryStreamExt};
use sparrow_operators::cached::after_the_last;
use sparrow_runtime::exchange::StageInputExec;
use sparrow_spark_error::SparkError;
use sparrow_tenancy::Pass;

use super::Fleet;
use super::job::Job;
use super::ledger::Ledger;

/// Partitions fetched ahead of the one that is given out.
const PARTITIONS_AHEAD: usize = 2;

/// Ends the job when it is dropped.
pub(super) struct Ending {
    pub fleet: Arc<Fleet>,
    pub job: Arc<Job>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        let (fleet, job) = (Arc::clone(&self.fleet), Arc::clone(&self.job));
        self.fleet.workers.others().spawn(async move { fleet.end(&job).await });
    }
}

/// All rows of `job`.
pub(super) fn stream(ending: Ending, schema: SchemaRef, context: Arc<TaskContext>) -> SendableRecordBatchStream {
    let rows = rows(Arc::new(ending), Arc::clone(&schema), context);
    Box::pin(RecordBatchStreamAdapter::new(schema, rows))
}

fn rows(ending: Arc<Ending>, schema: SchemaRef, context: Arc<TaskContext>) -> impl Stream<Item = Result<RecordBatch>> {
    let parts = ending.job.stages.last_key_value().map_or(0, |(_, stage)| stage.plan.partitions());
    let fetched = futures::stream::iter(0..parts).map(move |partition| {
        let (ending, schema, context) = (Arc::clone(&ending), Arc::clone(&schema), Arc::clone(&context));
        async move { partition_rows(&ending, schema, context, partition).await }
    });
    fetched.buffered(PARTITIONS_AHEAD).try_flatten()
}

/// One partition of the result, as often as it takes.
async fn partition_rows(
    ending: &Ending,
    schema: SchemaRef,
    context: Arc<TaskContext>,
    partition: usize,
) -> Result<SendableRecordBatchStream> {
    let Ending { fleet, job } = ending;
    let mut changes = job.changes();
    loop {
        let locations = finished(job, &mut changes).await?;
        let wanted = locations.get(partition).cloned().unwrap_or_default();
        let pass = fleet.pass(job).ok_or_else(|| failed("the job has no id"))?;
        match fetch(fleet, pass, &schema, &context, wanted).await {
            Ok(rows) => return Ok(rows),
            Err(error) => match lost_output(&error) {
                Some((executor, stage, of, message)) => {
                    tracing::warn!(executor, stage, partition = of, message, "a part of a result could not be fetched");
                    let effects = job.update(|ledger| ledger.unreadable(&executor, stage, of, message));
                    if let Some(id) = job.id() {
                        fleet.seats.cancel(id, effects.cancel);
                    }
                    fleet.seats.work.notify_one();
                }
                None => return Err(error),
            },
        }
    }
}

/// Waits until the last stage is complete; where its outputs are.
async fn finished(job: &Job, changes: &mut tokio::sync::watch::Receiver<u64>) -> Result<Vec<Vec<PartitionLocation>>> {
    loop {
        changes.borrow_and_update();
        if let Some(message) = job.look(|ledger| ledger.failed().map(str::to_owned)) {
            return Err(failed(&message));
        }
        if let Some(locations) = job.locations(job.look(Ledger::last_stage)) {
            return Ok(locations);
        }
        if changes.changed().await.is_err() {
            return Err(failed("the job was given up"));
        }
    }
}

/// The error of a failed job, as the task that failed raised it.
fn failed(message: &str) -> DataFusionError {
    let error = sparrow_runtime::envelope::unpack(message)
        .unwrap_or_else(|| sparrow_spark_error::internal(format!("a task failed: {message}")));
    SparkError::into(error)
}

async fn fetch(
    fleet: &Fleet,
    pass: Pass,
    schema: &SchemaRef,
    context: &Arc<TaskContext>,
    locations: Vec<PartitionLocation>,
) -> Result<SendableRecordBatchStream> {
    let input = StageInputExec::new(0, Arc::clone(schema), Partitioning::UnknownPartitioning(1), None);
    let input = fleet.home.wired(&input.with_locations(vec![locations]), pass);
    let rows = input.execute(0, Arc::clone(context))?;
    after_the_last(rows, context.runtime_env()).await
}

/// The executor, stage and partition of an output that is gone, where that is what an error says.
fn lost_output(error: &DataFusionError) -> Option<(String, usize, usize, String)> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        let inner = match error.downcast_ref::<DataFusionError>() {
            Some(DataFusionError::External(inner)) => inner.downcast_ref::<BallistaError>(),
            _ => error.downcast_ref::<BallistaError>(),
        };
        if let Some(BallistaError::FetchFailed(executor, stage, partition, message)) = inner {
            return Some((executor.clone(), *stage, *partition, message.clone()));
        }
        next = error.source();
    }
    None
}
