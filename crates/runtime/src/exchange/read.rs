//! Blocks one after another: a few are opened ahead of the one being read, so that their latency hides, each with room for a
//! few batches and no more.

use std::collections::VecDeque;
use std::sync::Arc;
use std::vec::IntoIter;

use ballista_core::error::BallistaError;
use ballista_core::serde::protobuf;
use ballista_core::serde::scheduler::PartitionLocation;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::runtime::SpawnedTask;
use datafusion::common::utils::memory::get_record_batch_memory_size;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::coop::cooperative;
use datafusion::physical_plan::metrics::{BaselineMetrics, Count, ExecutionPlanMetricsSet, MetricBuilder};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use tokio::sync::mpsc;

use super::block;
use super::place::Place;

/// Blocks open at once: the one being read and those after it.
const BLOCKS_OPEN_MAX: usize = 4;
/// Batches of a block that wait for the reader.
const BATCHES_AHEAD_MAX: usize = 2;

/// The rows of `blocks` in their order.
pub(super) fn in_order(
    place: Arc<Place>,
    schema: SchemaRef,
    blocks: Vec<PartitionLocation>,
    context: &TaskContext,
    metrics: &ExecutionPlanMetricsSet,
    partition: usize,
) -> SendableRecordBatchStream {
    let memory = MemoryConsumer::new(format!("StageInput[{partition}]")).register(&context.runtime_env().memory_pool);
    let reader =
        Arc::new(Reader { place, schema: Arc::clone(&schema), memory, counts: Counts::new(metrics, partition) });
    let state = InOrder { waiting: blocks.into_iter(), open: VecDeque::new(), reader };
    let rows = BaselineMetrics::new(metrics, partition);
    let stream = futures::stream::try_unfold((state, rows), |(mut state, rows)| async move {
        let batch = state.next().await?;
        Ok(batch.map(|batch| {
            rows.record_output(batch.num_rows());
            (batch, (state, rows))
        }))
    });
    Box::pin(cooperative(RecordBatchStreamAdapter::new(schema, Box::pin(stream))))
}

/// How blocks were had.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub(super) local: Count,
    pub(super) remote: Count,
    pub(super) retries: Count,
}

impl Counts {
    fn new(metrics: &ExecutionPlanMetricsSet, partition: usize) -> Self {
        let count = |name| MetricBuilder::new(metrics).counter(name, partition);
        Self { local: count("local_blocks"), remote: count("remote_blocks"), retries: count("fetch_retries") }
    }
}

/// What is common to the blocks of a partition.
struct Reader {
    place: Arc<Place>,
    schema: SchemaRef,
    memory: MemoryReservation,
    counts: Counts,
}

/// What the task of a block sends. The end is said, since a task that died closes its channel too.
enum Sent {
    /// A batch, and the memory it holds while it waits.
    Batch(RecordBatch, MemoryReservation),
    End,
}

/// A block whose task runs. Dropping it stops the task.
struct Open {
    location: PartitionLocation,
    batches: mpsc::Receiver<Result<Sent>>,
    _task: SpawnedTask<()>,
}

struct InOrder {
    waiting: IntoIter<PartitionLocation>,
    open: VecDeque<Open>,
    reader: Arc<Reader>,
}

impl InOrder {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            while self.open.len() < BLOCKS_OPEN_MAX
                && let Some(location) = self.waiting.next()
            {
                if rows_written(&location) != Some(0) {
                    self.open.push_back(self.reader.open(location));
                }
            }
            let Some(first) = self.open.front_mut() else { return Ok(None) };
            match first.batches.recv().await.transpose()? {
                Some(Sent::Batch(batch, _memory)) => return Ok(Some(batch)),
                Some(Sent::End) => drop(self.open.pop_front()),
                None => return Err(lost(&first.location, "its reader ended abnormally")),
            }
        }
    }
}

impl Reader {
    fn open(self: &Arc<Self>, location: PartitionLocation) -> Open {
        let (sender, batches) = mpsc::channel(BATCHES_AHEAD_MAX);
        let (reader, block) = (Arc::clone(self), location.clone());
        let task = SpawnedTask::spawn(async move {
            let end = reader.send_all(&block, &sender).await.map(|()| Sent::End);
            // Whoever no longer listens needs no end either.
            let _ = sender.send(end).await;
        });
        Open { location, batches, _task: task }
    }

    async fn send_all(&self, location: &PartitionLocation, sender: &mpsc::Sender<Result<Sent>>) -> Result<()> {
        let mut block = block::open(&self.place, location, &self.counts).await?;
        let mut rows = 0;
        while let Some(batch) = block.next().await.map_err(|text| lost(location, &text))? {
            rows += batch.num_rows() as u64;
            let batch = self.as_declared(batch)?;
            let memory = self.memory.new_empty();
            // Counted, not refused: what waits is little, and operators that can spill make room for it.
            memory.grow(get_record_batch_memory_size(&batch));
            if sender.send(Ok(Sent::Batch(batch, memory))).await.is_err() {
                return Ok(());
            }
        }
        // An IPC stream cut between two messages ends like a whole one; only the count of rows tells.
        match rows_written(location) {
            Some(written) if written != rows => Err(lost(location, &format!("it has {rows} rows of {written}"))),
            _ => Ok(()),
        }
    }

    /// The batch with the schema the plan declares: files may differ from it in metadata.
    fn as_declared(&self, batch: RecordBatch) -> Result<RecordBatch> {
        if batch.schema_ref() == &self.schema {
            return Ok(batch);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let columns = batch.columns().to_vec();
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?)
    }
}

/// The rows the task that wrote the block counted, where it said so.
fn rows_written(location: &PartitionLocation) -> Option<u64> {
    let statistics: protobuf::PartitionStats = location.partition_stats.into();
    u64::try_from(statistics.num_rows).ok()
}

/// The error that lets the scheduler have the block written again.
pub(super) fn lost(location: &PartitionLocation, text: &str) -> DataFusionError {
    let (stage, partition) = (location.partition_id.stage_id, location.partition_id.partition_id);
    let text = format!("partition {partition} of stage {stage}: {text}");
    let executor = location.executor_meta.id.clone();
    BallistaError::FetchFailed(executor, stage, location.map_partition_id, text).into_datafusion()
}
