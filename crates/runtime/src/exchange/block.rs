//! One shuffle block: from this worker's own disk, or from another worker by Flight.

use std::collections::VecDeque;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ballista_core::client::BlockDataStream;
use ballista_core::execution_plans::sort_shuffle::{get_index_path, stream_sort_shuffle_partition};
use ballista_core::serde::protobuf;
use ballista_core::serde::scheduler::{Action, PartitionLocation, ShuffleFileKind};
use datafusion::arrow::ipc::reader::StreamReader;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::utils::memory::get_record_batch_memory_size;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::StreamExt;
use prost::Message as _;
use tokio::time::timeout;
use tonic::Request;
use tonic::metadata::{Ascii, MetadataValue};

use super::clients::InUse;
use super::place::{Place, check_job_id};
use super::read::{Counts, lost};

/// How often a block is asked for before it counts as lost, with these waits between.
const ATTEMPTS: u32 = 3;
const RETRY_DELAY: Duration = Duration::from_millis(100);
const RETRY_FACTOR: u32 = 4;
/// How long another worker may take to accept a connection, and to send anything once it is asked.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(10);
const SILENCE_TIME_MAX: Duration = Duration::from_secs(60);
/// What one visit to the disk brings at most, in batches and (about) in bytes.
const BATCHES_PER_READ_MAX: usize = 8;
const BYTES_PER_READ_MAX: usize = 1 << 20;

/// The field of a request that its ticket is in.
pub(crate) const TICKET_FIELD: &str = "authorization";
/// The action of a Flight service that sends a file as it is.
const BLOCK_TRANSPORT: &str = "IO_BLOCK_TRANSPORT";

/// A block being read. What fails is said as text: it all means that the block is lost.
pub(super) enum Block {
    Local(Local),
    Remote(Remote),
}

impl Block {
    pub(super) async fn next(&mut self) -> Result<Option<RecordBatch>, String> {
        match self {
            Self::Local(local) => local.next().await,
            Self::Remote(remote) => remote.next().await,
        }
    }
}

/// Opens a block; from another worker it is asked for a few times, until its first batch is here.
pub(super) async fn open(place: &Place, location: &PartitionLocation, counts: &Counts) -> Result<Block> {
    if place.wrote(location) {
        counts.local.add(1);
        return Ok(Block::Local(Local::new(place.path(location)?, location)));
    }
    counts.remote.add(1);
    let mut delay = RETRY_DELAY;
    for _ in 1..ATTEMPTS {
        match Remote::open(place, location).await {
            Ok(remote) => return Ok(Block::Remote(remote)),
            Err(text) => {
                tracing::info!(executor = %location.executor_meta.id, text, "a shuffle block is asked for again")
            }
        }
        counts.retries.add(1);
        tokio::time::sleep(delay).await;
        delay *= RETRY_FACTOR;
    }
    Remote::open(place, location).await.map(Block::Remote).map_err(|text| lost(location, &text))
}

/// A block of another worker, decoded as it arrives.
pub(super) struct Remote {
    first: Option<RecordBatch>,
    stream: SendableRecordBatchStream,
    /// Goes back to the pool when the block is read, and is closed when that fails.
    client: Option<InUse>,
}

impl Remote {
    async fn open(place: &Place, location: &PartitionLocation) -> Result<Self, String> {
        let executor = &location.executor_meta;
        let client = within(CONNECT_TIME_MAX, place.clients.acquire(&executor.host, executor.port)).await??;
        let mut remote = Self { first: None, stream: empty(), client: Some(client) };
        match remote.ask(place, location).await {
            Ok(()) => Ok(remote),
            Err(text) => Err(remote.failed(text)),
        }
    }

    async fn ask(&mut self, place: &Place, location: &PartitionLocation) -> Result<(), String> {
        let Some(InUse { client, .. }) = self.client.as_mut() else { return Err("the connection is closed".into()) };
        let request = request(place, location)?;
        self.stream = within(SILENCE_TIME_MAX, async {
            let pieces = client.do_action(request).await.map_err(|status| status.message().to_owned())?.into_inner();
            let pieces = pieces.map(|piece| match piece {
                Ok(piece) => Ok(piece.body),
                Err(status) => Err(DataFusionError::Execution(status.message().to_owned())),
            });
            let batches = BlockDataStream::try_new(pieces).await.map_err(|e| e.to_string())?;
            let schema = Arc::clone(&batches.schema);
            Ok::<_, String>(Box::pin(RecordBatchStreamAdapter::new(schema, batches)) as SendableRecordBatchStream)
        })
        .await??;
        self.first = self.receive().await?;
        Ok(())
    }

    async fn next(&mut self) -> Result<Option<RecordBatch>, String> {
        match self.first.take() {
            Some(batch) => Ok(Some(batch)),
            None => self.receive().await.map_err(|text| self.failed(text)),
        }
    }

    async fn receive(&mut self) -> Result<Option<RecordBatch>, String> {
        let batch = within(SILENCE_TIME_MAX, self.stream.next()).await?.transpose().map_err(|e| e.to_string())?;
        if batch.is_none() {
            self.stream = empty();
            if let Some(client) = self.client.take() {
                client.give_back();
            }
        }
        Ok(batch)
    }

    /// A connection over which something failed is closed.
    fn failed(&mut self, text: String) -> String {
        self.client = None;
        text
    }
}

/// The request for a block, with its ticket. Raw blocks are asked for rather than Flight's batches, which would lose dictionaries
/// and be compressed anew.
fn request(place: &Place, location: &PartitionLocation) -> Result<Request<arrow_flight::Action>, String> {
    let (id, executor) = (&location.partition_id, &location.executor_meta);
    check_job_id(id.job_id.as_str()).map_err(|e| e.message())?;
    let fetch: protobuf::Action = Action::FetchPartition {
        job_id: id.job_id.clone(),
        stage_id: id.stage_id,
        partition_id: id.partition_id,
        host: executor.host.clone(),
        port: executor.port,
        file_id: location.file_id,
        layout: location.layout(),
        file_kind: ShuffleFileKind::Data,
        byte_ranges: vec![],
    }
    .try_into()
    .map_err(|e: ballista_core::error::BallistaError| e.to_string())?;
    let body = fetch.encode_to_vec();
    let pass = place.pass.as_ref().ok_or("the task has no pass for the files of its job")?;
    let mut ticket: MetadataValue<Ascii> = pass.ticket(&body).parse().map_err(|_| "the ticket is not ASCII")?;
    // What prints requests leaves it out.
    ticket.set_sensitive(true);
    let mut request = Request::new(arrow_flight::Action { r#type: BLOCK_TRANSPORT.to_owned(), body: body.into() });
    request.metadata_mut().insert(TICKET_FIELD, ticket);
    Ok(request)
}

fn empty() -> SendableRecordBatchStream {
    Box::pin(datafusion::physical_plan::EmptyRecordBatchStream::new(Arc::new(
        datafusion::arrow::datatypes::Schema::empty(),
    )))
}

async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Result<T, String> {
    timeout(limit, future).await.map_err(|_| format!("no answer within {} seconds", limit.as_secs()))
}

/// A block of this worker's own disk, read by the threads for blocking work. None of them waits for the reader: a query with
/// many inputs would take them all, and those that write and spill would find none.
pub(super) struct Local {
    file: LocalFile,
    ready: VecDeque<RecordBatch>,
}

enum LocalFile {
    Unopened { path: PathBuf, partition: usize, is_sorted: bool },
    Sorted(SendableRecordBatchStream),
    Plain(Box<StreamReader<BufReader<File>>>),
    Ended,
}

impl Local {
    fn new(path: PathBuf, location: &PartitionLocation) -> Self {
        let (partition, is_sorted) = (location.partition_id.partition_id, location.is_sort_shuffle);
        Self { file: LocalFile::Unopened { path, partition, is_sorted }, ready: VecDeque::new() }
    }

    async fn next(&mut self) -> Result<Option<RecordBatch>, String> {
        if self.ready.is_empty() {
            let file = std::mem::replace(&mut self.file, LocalFile::Ended);
            let reading = tokio::task::spawn_blocking(move || file.read_some());
            (self.file, self.ready) = reading.await.map_err(|e| e.to_string())??;
        }
        Ok(self.ready.pop_front())
    }
}

impl LocalFile {
    /// The next batches: none at the end.
    fn read_some(mut self) -> Result<(Self, VecDeque<RecordBatch>), String> {
        if let Self::Unopened { path, partition, is_sorted } = &self {
            self = Self::open(path, *partition, *is_sorted)?;
        }
        let (mut batches, mut bytes) = (VecDeque::new(), 0);
        while batches.len() < BATCHES_PER_READ_MAX && bytes < BYTES_PER_READ_MAX {
            let Some(batch) = self.read_one()? else { break };
            bytes += get_record_batch_memory_size(&batch);
            batches.push_back(batch);
        }
        Ok((self, batches))
    }

    fn open(path: &Path, partition: usize, is_sorted: bool) -> Result<Self, String> {
        if is_sorted {
            let stream = stream_sort_shuffle_partition(path, &get_index_path(path), partition);
            return stream.map(Self::Sorted).map_err(|e| e.to_string());
        }
        let file = BufReader::new(File::open(path).map_err(|e| e.to_string())?);
        let reader = StreamReader::try_new(file, None).map_err(|e| e.to_string())?;
        Ok(Self::Plain(Box::new(reader)))
    }

    fn read_one(&mut self) -> Result<Option<RecordBatch>, String> {
        match self {
            // Reads the file when polled, and is always ready.
            Self::Sorted(stream) => futures::executor::block_on(stream.next()).transpose().map_err(|e| e.to_string()),
            Self::Plain(reader) => reader.next().transpose().map_err(|e| e.to_string()),
            Self::Unopened { .. } | Self::Ended => Ok(None),
        }
    }
}
