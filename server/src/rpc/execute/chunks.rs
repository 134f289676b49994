//! Batches cut into pieces, for clients that ask for it.

use bytes::Bytes;
use sparrow_proto::spark::connect::execute_plan_request::RequestOption;
use sparrow_proto::spark::connect::execute_plan_request::request_option::RequestOption as Kind;
use sparrow_proto::spark::connect::execute_plan_response::ArrowBatch;

/// What Spark honours of a client's preference.
const CHUNK_BYTES_MIN: i64 = 1 << 10;
const CHUNK_BYTES_MAX: i64 = 120_795_955;

/// How a client wants batches cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chunking {
    chunk_bytes: usize,
}

impl Chunking {
    /// What the options of a request say; `None` when batches are to stay whole.
    pub(crate) fn from_options(options: &[RequestOption]) -> Option<Self> {
        let chunking = options.iter().find_map(|option| match &option.request_option {
            Some(Kind::ResultChunkingOptions(options)) if options.allow_arrow_batch_chunking => Some(*options),
            _ => None,
        })?;
        let preferred = chunking.preferred_arrow_chunk_size.unwrap_or(CHUNK_BYTES_MAX);
        let chunk_bytes = usize::try_from(preferred.clamp(CHUNK_BYTES_MIN, CHUNK_BYTES_MAX)).unwrap_or(usize::MAX);
        Some(Self { chunk_bytes })
    }
}

/// The messages for a batch: one, or one for each chunk of its bytes.
pub(super) fn arrow_batches(chunking: Option<Chunking>, data: Bytes, rows: i64, offset: i64) -> Vec<ArrowBatch> {
    let whole = ArrowBatch { row_count: rows, data, start_offset: Some(offset), ..Default::default() };
    let Some(Chunking { chunk_bytes }) = chunking else { return vec![whole] };
    let count = whole.data.len().div_ceil(chunk_bytes).max(1);
    let chunk = |at: usize| {
        let end = ((at + 1) * chunk_bytes).min(whole.data.len());
        ArrowBatch {
            data: whole.data.slice(at * chunk_bytes..end),
            chunk_index: Some(at as i64),
            num_chunks_in_batch: Some(count as i64),
            ..whole.clone()
        }
    };
    (0..count).map(chunk).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_proto::spark::connect::ResultChunkingOptions;

    fn chunking(allow: bool, preferred: Option<i64>) -> Option<Chunking> {
        let options =
            ResultChunkingOptions { allow_arrow_batch_chunking: allow, preferred_arrow_chunk_size: preferred };
        Chunking::from_options(&[RequestOption { request_option: Some(Kind::ResultChunkingOptions(options)) }])
    }

    #[test]
    fn preferences_are_honoured_within_bounds() {
        let bytes = |allow, preferred| chunking(allow, preferred).map(|c| c.chunk_bytes as i64);
        assert_eq!(bytes(false, Some(5000)), None);
        assert_eq!(bytes(true, Some(5000)), Some(5000));
        assert_eq!(bytes(true, Some(-1)), Some(CHUNK_BYTES_MIN));
        assert_eq!(bytes(true, None), Some(CHUNK_BYTES_MAX));
        assert_eq!(Chunking::from_options(&[]), None);
    }

    #[test]
    fn chunks_make_up_the_batch() {
        let data = Bytes::from(vec![7; 2500]);
        let chunks = arrow_batches(chunking(true, Some(1024)), data.clone(), 9, 100);
        let sizes: Vec<_> = chunks.iter().map(|c| (c.data.len(), c.chunk_index, c.num_chunks_in_batch)).collect();
        assert_eq!(sizes, [(1024, Some(0), Some(3)), (1024, Some(1), Some(3)), (452, Some(2), Some(3))]);
        assert!(chunks.iter().all(|c| c.row_count == 9 && c.start_offset == Some(100)));
        let whole = arrow_batches(None, data, 9, 0);
        assert_eq!((whole.len(), whole[0].chunk_index, whole[0].num_chunks_in_batch), (1, None, None));
    }
}
