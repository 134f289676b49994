//! Uploads of Arrow data: small data goes inside the plan; large data goes ahead of it in pieces named by their SHA-256, of
//! which only those are sent that the server does not have.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{Schema as ArrowSchema, SchemaRef};
use arrow::ipc::writer::StreamWriter;
use bytes::Bytes;
use futures::stream;
use sha2::{Digest, Sha256};
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::add_artifacts_request::{
    ArtifactChunk, Batch, BeginChunkedArtifact, Payload, SingleChunkArtifact,
};
use tokio::time::Instant;

use super::retry::Retries;
use super::{Failure, Transport, codec, deadline_passed, within};
use crate::error::{Error, Result};
use crate::types::Schema;

/// Data below this goes inside the plan.
pub(crate) const INLINE_BYTES_MAX: usize = 1024 * 1024;
/// How large a piece may be, but for one that is a single row.
const PIECE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// What is put into a piece, which leaves room for what Arrow adds.
const PIECE_BYTES_WANTED: usize = PIECE_BYTES_MAX / 16 * 15;
/// How much of a piece goes into a message.
const CHUNK_BYTES: usize = 480 * 1024;
/// How many pieces are held before they are sent.
const PIECES_HELD_MAX: usize = 8;
/// How many pieces an upload may have.
const PIECES_MAX: usize = 100_000;
/// How often a piece is sent again that arrived damaged.
const DAMAGED_MAX: u32 = 3;

/// The Arrow schema in which the server takes these columns.
pub(crate) fn wire_schema(schema: &Schema) -> SchemaRef {
    let arrow = schema.to_arrow();
    let fields = arrow.fields.iter().map(|field| field.as_ref().clone().with_metadata(Default::default()));
    Arc::new(ArrowSchema::new(fields.collect::<Vec<_>>()))
}

/// The same rows in the server's types: views, dictionaries and unsigned numbers are converted.
pub(crate) fn conform(batch: &RecordBatch, to: &SchemaRef) -> Result<RecordBatch> {
    if batch.num_columns() != to.fields().len() {
        let (has, wants) = (batch.num_columns(), to.fields().len());
        return Err(Error::client(format!("a batch has {has} columns where the schema has {wants}")));
    }
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    let columns = batch.columns().iter().zip(to.fields()).map(|(column, field)| {
        let is_same = column.data_type() == field.data_type();
        let cast = if is_same { Ok(Arc::clone(column)) } else { cast_with_options(column, field.data_type(), &strict) };
        cast.map_err(|error| Error::client(format!("the column {:?} cannot be sent: {error}", field.name())))
    });
    let columns = columns.collect::<Result<Vec<ArrayRef>>>()?;
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(to), columns, &rows)
        .map_err(|error| Error::client(format!("a batch does not fit the schema: {error}")))
}

/// An Arrow IPC stream of these batches.
pub(crate) fn encode(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Bytes> {
    let failed = |error: arrow::error::ArrowError| Error::client(format!("a batch cannot be written: {error}"));
    let mut writer = StreamWriter::try_new(Vec::new(), schema).map_err(failed)?;
    for batch in batches {
        writer.write(batch).map_err(failed)?;
    }
    Ok(writer.into_inner().map_err(failed)?.into())
}

/// Puts batches together into IPC streams of at most 4 MiB, or of one row.
pub(crate) struct Pieces {
    schema: SchemaRef,
    held: Vec<RecordBatch>,
    held_bytes: usize,
}

impl Pieces {
    pub fn new(schema: &SchemaRef) -> Self {
        Self { schema: Arc::clone(schema), held: Vec::new(), held_bytes: 0 }
    }

    /// Takes a batch; gives the pieces that are full.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<Vec<Bytes>> {
        let (rows, bytes) = (batch.num_rows(), size(batch));
        let mut full = Vec::new();
        let step = (rows.saturating_mul(PIECE_BYTES_WANTED) / bytes.max(1)).clamp(1, rows.max(1));
        for start in (0..rows).step_by(step) {
            let part = batch.slice(start, step.min(rows - start));
            let bytes = size(&part);
            if self.held_bytes + bytes > PIECE_BYTES_WANTED {
                self.flush(&mut full)?;
            }
            self.held_bytes += bytes;
            self.held.push(part);
        }
        Ok(full)
    }

    /// The pieces of what is left.
    pub fn finish(mut self) -> Result<Vec<Bytes>> {
        let mut last = Vec::new();
        self.flush(&mut last)?;
        Ok(last)
    }

    fn flush(&mut self, into: &mut Vec<Bytes>) -> Result<()> {
        self.held_bytes = 0;
        let held = std::mem::take(&mut self.held);
        if held.is_empty() { Ok(()) } else { cut(&self.schema, &held, into) }
    }
}

/// The bytes of a batch's rows, without what its buffers hold besides.
pub(crate) fn size(batch: &RecordBatch) -> usize {
    // What cannot be told counts as it lies in memory.
    let bytes = |column: &ArrayRef| column.to_data().get_slice_memory_size().unwrap_or(column.get_array_memory_size());
    batch.columns().iter().map(bytes).sum()
}

fn cut(schema: &SchemaRef, batches: &[RecordBatch], into: &mut Vec<Bytes>) -> Result<()> {
    let bytes = encode(schema, batches)?;
    if bytes.len() <= PIECE_BYTES_MAX {
        into.push(bytes);
        return Ok(());
    }
    match batches {
        [one] if one.num_rows() > 1 => {
            let half = one.num_rows() / 2;
            cut(schema, &[one.slice(0, half)], into)?;
            cut(schema, &[one.slice(half, one.num_rows() - half)], into)
        }
        [_] => {
            into.push(bytes);
            Ok(())
        }
        several => {
            let (first, rest) = several.split_at(several.len() / 2);
            cut(schema, first, into)?;
            cut(schema, rest, into)
        }
    }
}

/// Sends pieces as they come and remembers their hashes.
pub(crate) struct Upload<'a> {
    transport: &'a Transport,
    deadline: Option<Instant>,
    hashes: Vec<String>,
    held: Vec<(String, Bytes)>,
}

impl<'a> Upload<'a> {
    pub fn new(transport: &'a Transport, deadline: Option<Instant>) -> Self {
        Self { transport, deadline, hashes: Vec::new(), held: Vec::new() }
    }

    /// Takes one piece; sends where enough are held. Gives nothing: its hash is in [`Upload::finish`].
    pub async fn add(&mut self, piece: Bytes) -> Result<()> {
        if self.hashes.len() >= PIECES_MAX {
            return Err(Error::client(format!("an upload has more than {PIECES_MAX} pieces: write the data to files")));
        }
        let hash = hash(&piece);
        self.hashes.push(hash.clone());
        if !self.held.iter().any(|(held, _)| *held == hash) {
            self.held.push((hash, piece));
        }
        if self.held.len() >= PIECES_HELD_MAX { self.send().await } else { Ok(()) }
    }

    /// Sends what is left; gives the hashes of all pieces in order.
    pub async fn finish(mut self) -> Result<Vec<String>> {
        self.send().await?;
        Ok(self.hashes)
    }

    async fn send(&mut self) -> Result<()> {
        let held = std::mem::take(&mut self.held);
        if held.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = held.iter().map(|(hash, _)| name(hash)).collect();
        let message = codec::encode(&proto::ArtifactStatusesRequest {
            session_id: self.transport.identity.session_id.clone(),
            user_context: self.transport.user_context(),
            client_type: self.transport.client_type(),
            names,
            client_observed_server_side_session_id: self.transport.observed_session(),
        });
        let known: proto::ArtifactStatusesResponse =
            self.transport.unary(codec::ARTIFACT_STATUS, message, self.deadline).await?;
        for (hash, piece) in held {
            if !known.statuses.get(&name(&hash)).is_some_and(|status| status.exists) {
                self.send_piece(&name(&hash), &piece).await?;
            }
        }
        Ok(())
    }

    /// Sends one piece until it arrives whole.
    async fn send_piece(&self, name: &str, piece: &Bytes) -> Result<()> {
        let messages = messages(self.transport, name, piece);
        for _ in 0..=DAMAGED_MAX {
            let outcome = within(self.deadline, self.send_messages(&messages)).await;
            let answer = match outcome {
                Some(Ok(answer)) => answer,
                Some(Err(failure)) => return Err(self.transport.told(failure, self.deadline).await),
                None => return Err(deadline_passed(codec::ADD_ARTIFACTS)),
            };
            match answer.artifacts.iter().find(|artifact| artifact.name == name) {
                Some(artifact) if artifact.is_crc_successful => return Ok(()),
                Some(_) => {}
                None => return Err(Error::answer(format!("the server did not say whether {name} arrived"))),
            }
        }
        Err(Error::answer(format!("{name} arrived damaged {} times", DAMAGED_MAX + 1)))
    }

    async fn send_messages(&self, messages: &[Bytes]) -> std::result::Result<proto::AddArtifactsResponse, Failure> {
        let mut retries = Retries::new(&self.transport.retry);
        loop {
            let sent = self.transport.send_stream(codec::ADD_ARTIFACTS, || stream::iter(messages.to_vec())).await;
            match sent {
                Err(Failure::Status(status)) => match retries.after(&status) {
                    Some(delay) => tokio::time::sleep(delay).await,
                    None => return Err(Failure::Status(status)),
                },
                other => return other,
            }
        }
    }
}

/// The messages of one piece, each of at most 512 KiB.
fn messages(transport: &Transport, name: &str, piece: &Bytes) -> Vec<Bytes> {
    let count = piece.len().div_ceil(CHUNK_BYTES).max(1);
    let chunks = (0..count).map(|at| {
        let data = piece.slice(at * CHUNK_BYTES..((at + 1) * CHUNK_BYTES).min(piece.len()));
        let crc = i64::from(crc32fast::hash(&data));
        let chunk = ArtifactChunk { data, crc };
        match at {
            0 if count == 1 => Payload::Batch(Batch {
                artifacts: vec![SingleChunkArtifact { name: name.to_owned(), data: Some(chunk) }],
            }),
            0 => Payload::BeginChunk(BeginChunkedArtifact {
                name: name.to_owned(),
                total_bytes: piece.len() as i64,
                num_chunks: count as i64,
                initial_chunk: Some(chunk),
            }),
            _ => Payload::Chunk(chunk),
        }
    });
    let encoded = chunks.map(|payload| {
        codec::encode(&proto::AddArtifactsRequest {
            session_id: transport.identity.session_id.clone(),
            user_context: transport.user_context(),
            client_type: transport.client_type(),
            client_observed_server_side_session_id: transport.observed_session(),
            payload: Some(payload),
        })
    });
    encoded.collect()
}

fn name(hash: &str) -> String {
    format!("cache/{hash}")
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
