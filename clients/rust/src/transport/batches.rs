//! Arrow batches out of responses: chunks are put together, and everything the server says of a batch is held against it.

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use arrow::ipc::reader::StreamDecoder;
use bytes::{Bytes, BytesMut};
use sparrow_proto::spark::connect::execute_plan_response::ArrowBatch;

use crate::error::{Error, Result};

/// How large one batch may be, its chunks together.
const BATCH_BYTES_MAX: usize = 1024 * 1024 * 1024;
/// How many chunks a batch may have.
const BATCH_CHUNKS_MAX: i64 = 64 * 1024 * 1024;

/// Reads the batches of one result in order.
#[derive(Default)]
pub(crate) struct BatchReader {
    /// The rows of the batches read.
    rows: i64,
    /// The chunks of the batch that is not whole yet.
    pending: Option<Pending>,
}

struct Pending {
    row_count: i64,
    start_offset: Option<i64>,
    chunks: i64,
    taken: i64,
    bytes: BytesMut,
}

impl BatchReader {
    /// Takes a batch or a chunk of one; gives the batch once it is whole.
    pub fn take(&mut self, batch: ArrowBatch) -> Result<Option<RecordBatch>> {
        let (row_count, start_offset) = (batch.row_count, batch.start_offset);
        let Some(bytes) = self.assemble(batch)? else { return Ok(None) };
        if let Some(start) = start_offset.filter(|start| *start != self.rows) {
            let rows = self.rows;
            return Err(Error::answer(format!("a batch begins at row {start}, but {rows} rows came before it")));
        }
        let decoded = decode(bytes)?;
        if decoded.num_rows() as i64 != row_count {
            let came = decoded.num_rows();
            return Err(Error::answer(format!("a batch was announced with {row_count} rows, but has {came}")));
        }
        self.rows += row_count;
        Ok(Some(decoded))
    }

    /// Checks that no batch is left half; called when the result is complete.
    pub fn finish(&self) -> Result<()> {
        match &self.pending {
            None => Ok(()),
            Some(pending) => Err(Error::answer(format!(
                "the result ended after {} of the {} chunks of a batch",
                pending.taken, pending.chunks
            ))),
        }
    }

    fn assemble(&mut self, batch: ArrowBatch) -> Result<Option<Bytes>> {
        let chunks = batch.num_chunks_in_batch.unwrap_or(1);
        let index = batch.chunk_index.unwrap_or(0);
        if !(1..=BATCH_CHUNKS_MAX).contains(&chunks) {
            return Err(Error::answer(format!("a batch was announced with {chunks} chunks")));
        }
        let expected = self.pending.as_ref().map_or(0, |pending| pending.taken);
        if index != expected {
            return Err(Error::answer(format!("chunk {index} of a batch came where chunk {expected} was due")));
        }
        if self.pending.is_none() && chunks == 1 {
            return Ok(Some(batch.data));
        }
        let pending = self.pending.get_or_insert_with(|| Pending {
            row_count: batch.row_count,
            start_offset: batch.start_offset,
            chunks,
            taken: 0,
            bytes: BytesMut::new(),
        });
        let agrees = pending.chunks == chunks
            && pending.row_count == batch.row_count
            && pending.start_offset == batch.start_offset;
        if !agrees {
            return Err(Error::answer(format!(
                "chunk {index} of a batch announces another batch than those before it"
            )));
        }
        if pending.bytes.len() + batch.data.len() > BATCH_BYTES_MAX {
            return Err(Error::answer(format!("a batch is larger than {BATCH_BYTES_MAX} bytes")));
        }
        pending.bytes.extend_from_slice(&batch.data);
        pending.taken += 1;
        if pending.taken < pending.chunks {
            return Ok(None);
        }
        Ok(self.pending.take().map(|pending| pending.bytes.freeze()))
    }
}

/// The one record batch of an Arrow IPC stream. Its buffers are those of the message where they are aligned.
fn decode(bytes: Bytes) -> Result<RecordBatch> {
    let unreadable = |error: arrow::error::ArrowError| Error::answer(format!("a batch cannot be read: {error}"));
    let mut buffer = Buffer::from(bytes);
    let mut decoder = StreamDecoder::new();
    let mut found = None;
    while !buffer.is_empty() {
        match decoder.decode(&mut buffer).map_err(unreadable)? {
            Some(batch) if found.is_none() => found = Some(batch),
            Some(_) => return Err(Error::answer("a message has more than one batch")),
            None => break,
        }
    }
    decoder.finish().map_err(unreadable)?;
    found.ok_or_else(|| Error::answer("a message has a schema, but no batch"))
}

#[cfg(test)]
#[path = "batches_tests.rs"]
mod tests;
