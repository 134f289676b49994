use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array};

use super::*;
use crate::transport::upload;

fn message(rows: i64) -> ArrowBatch {
    let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
    let batch = RecordBatch::try_from_iter([("id", column)]).unwrap_or_else(|error| panic!("{error}"));
    let data = upload::encode(&batch.schema(), &[batch]).unwrap_or_else(|error| panic!("{error}"));
    ArrowBatch { row_count: rows, data, start_offset: Some(0), chunk_index: None, num_chunks_in_batch: None }
}

fn chunks(rows: i64, bytes: usize) -> Vec<ArrowBatch> {
    let whole = message(rows);
    let parts: Vec<Bytes> = whole.data.chunks(bytes).map(Bytes::copy_from_slice).collect();
    let count = parts.len() as i64;
    let chunk = |(at, data): (usize, Bytes)| ArrowBatch {
        data,
        chunk_index: Some(at as i64),
        num_chunks_in_batch: Some(count),
        ..whole.clone()
    };
    parts.into_iter().enumerate().map(chunk).collect()
}

fn read(messages: Vec<ArrowBatch>) -> Result<usize> {
    let mut reader = BatchReader::default();
    let mut rows = 0;
    for message in messages {
        rows += reader.take(message)?.map_or(0, |batch| batch.num_rows());
    }
    reader.finish()?;
    Ok(rows)
}

fn check_refused(messages: Vec<ArrowBatch>, part: &str) {
    let error = read(messages).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains(part), "{part}: {error:?}");
}

#[test]
fn whole_batches_and_chunks_of_any_size() {
    assert_eq!(read(vec![message(0)]).ok(), Some(0));
    assert_eq!(read(vec![message(5), ArrowBatch { start_offset: Some(5), ..message(2) }]).ok(), Some(7));
    for bytes in [1, 7, 64, 100_000] {
        assert_eq!(read(chunks(100, bytes)).ok(), Some(100), "{bytes}");
    }
}

#[test]
fn chunks_that_do_not_fit_are_refused() {
    let without = |at: usize| {
        let mut chunks = chunks(100, 100);
        chunks.remove(at);
        chunks
    };
    let last = chunks(100, 100).len() - 1;
    check_refused(without(0), "chunk 1 of a batch came where chunk 0");
    check_refused(without(3), "chunk 4 of a batch came where chunk 3");
    check_refused(without(last), "the result ended after");
    let mut swapped = chunks(100, 100);
    swapped.swap(1, 2);
    check_refused(swapped, "chunk 2 of a batch came where chunk 1");
    let mut other = chunks(100, 100);
    other[1].num_chunks_in_batch = Some(99);
    check_refused(other, "announces another batch");
    check_refused(vec![ArrowBatch { num_chunks_in_batch: Some(0), ..message(1) }], "0 chunks");
}

#[test]
fn counts_are_held_against_what_came() {
    check_refused(vec![ArrowBatch { row_count: 4, ..message(5) }], "announced with 4 rows, but has 5");
    check_refused(vec![message(5), message(5)], "begins at row 0, but 5 rows");
}

#[test]
fn what_is_no_arrow_is_refused() {
    check_refused(
        vec![ArrowBatch { data: Bytes::from_static(b"\xff\xff\xff\xff\x10\0\0\0nonsense"), ..message(1) }],
        "cannot be read",
    );
    check_refused(vec![ArrowBatch { data: Bytes::new(), ..message(1) }], "");
    let cut = message(50);
    let half = cut.data.slice(..cut.data.len() / 2);
    check_refused(vec![ArrowBatch { data: half, ..cut }], "");
}
