//! One response of upstream as the responses a client gets: cut into chunks, and spoiled where the script says so. It knows one
//! response, not the stream.

use bytes::Bytes;
use prost::Message;
use sparrow_proto::spark::connect as proto;

use super::script::{BadChunks, Script};

use proto::execute_plan_response::ResponseType;

/// A response, not yet sent whole.
pub struct Pieces {
    /// The response without its Arrow data.
    response: proto::ExecutePlanResponse,
    data: Bytes,
    /// Bytes of a piece; none where the response is sent as it came.
    bytes: Option<usize>,
    bad: Option<BadChunks>,
    next: u64,
    count: u64,
}

impl Pieces {
    /// The pieces of `response` as the script cuts it for a client that can put `chunking` ones together.
    pub fn of(mut response: proto::ExecutePlanResponse, script: &Script, chunking: bool, first_batch: bool) -> Self {
        let Some(ResponseType::ArrowBatch(batch)) = &mut response.response_type else {
            return Self { response, data: Bytes::new(), bytes: None, bad: None, next: 0, count: 1 };
        };
        batch.row_count += i64::from(script.wrong_row_count);
        if script.wrong_start_offset {
            batch.start_offset = Some(batch.start_offset.unwrap_or_default() + 1);
        }
        let bytes = script.chunk_bytes(batch.data.len()).filter(|_| chunking);
        let count = bytes.map_or(1, |bytes| batch.data.len().div_ceil(bytes).max(1));
        let data = if bytes.is_some() { std::mem::take(&mut batch.data) } else { Bytes::new() };
        let bad = script.bad_chunks.filter(|_| first_batch && bytes.is_some());
        Self { response, data, bytes, bad, next: 0, count: u64::try_from(count).unwrap_or(u64::MAX) }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The bytes of the whole response.
    pub fn total_bytes(&self) -> u64 {
        u64::try_from(self.response.encoded_len() + self.data.len()).unwrap_or(u64::MAX)
    }

    /// Whether the next one is a chunk of a batch.
    pub fn is_chunk(&self) -> bool {
        self.bytes.is_some()
    }

    /// Whether it only says how far the operation is.
    pub fn is_progress(&self) -> bool {
        matches!(self.response.response_type, Some(ResponseType::ExecutionProgress(_)))
    }

    /// Whether it says that the result is whole.
    pub fn is_complete(&self) -> bool {
        matches!(self.response.response_type, Some(ResponseType::ResultComplete(_)))
    }

    /// Goes past the pieces that the client has.
    pub fn skip(&mut self, pieces: u64) {
        self.next = pieces;
        self.pass_missing();
    }

    /// Whether all were sent.
    pub fn is_empty(&self) -> bool {
        self.next >= self.count
    }

    /// The next one and its number among the pieces.
    pub fn take(&mut self) -> (u64, proto::ExecutePlanResponse) {
        let place = self.next;
        self.next += 1;
        self.pass_missing();
        let mut response = self.response.clone();
        let Some(bytes) = self.bytes else { return (place, response) };
        if place > 0 {
            // What stands beside the batch is said once.
            response.schema = None;
            response.metrics = None;
            response.observed_metrics.clear();
        }
        if let Some(ResponseType::ArrowBatch(batch)) = &mut response.response_type {
            let index = self.index_at(place);
            let start = usize::try_from(index).unwrap_or(usize::MAX).saturating_mul(bytes).min(self.data.len());
            batch.data = self.data.slice(start..start.saturating_add(bytes).min(self.data.len()));
            let more = self.bad == Some(BadChunks::Count) && index + 1 == self.count;
            batch.chunk_index = i64::try_from(index).ok();
            batch.num_chunks_in_batch = i64::try_from(self.count + u64::from(more)).ok();
        }
        (place, response)
    }

    /// Which chunk stands at a place.
    fn index_at(&self, place: u64) -> u64 {
        match (self.bad, place) {
            (Some(BadChunks::Order), 0 | 1) if self.count > 1 => 1 - place,
            _ => place,
        }
    }

    /// Goes past a chunk that is never sent.
    fn pass_missing(&mut self) {
        let missing = match self.bad {
            Some(BadChunks::Missing) => 1,
            Some(BadChunks::Last) => self.count - 1,
            _ => return,
        };
        if self.next == missing && self.count > 1 {
            self.next += 1;
        }
    }
}
