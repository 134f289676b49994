//! Batches as Arrow IPC streams, each of one batch, none too large.

use arrow::array::RecordBatch;
use arrow::ipc::writer::StreamWriter;
use bytes::Bytes;
use sparrow_spark_error::{Result, internal};

use super::size;

/// A complete IPC stream (schema, exactly this batch, end mark), uncompressed: clients count on it.
pub fn ipc_stream(batch: &RecordBatch) -> Result<Bytes> {
    let failed = |error| internal(format!("a result batch cannot be written: {error}"));
    let mut out = Vec::with_capacity(size::batch(batch) + 1024);
    let mut writer = StreamWriter::try_new(&mut out, batch.schema_ref()).map_err(failed)?;
    writer.write(batch).map_err(failed)?;
    writer.finish().map_err(failed)?;
    drop(writer);
    Ok(out.into())
}

/// The batch in pieces of about `target_bytes` and of `rows_max` rows at most, in order; a single row is never cut. Always at
/// least one piece.
pub fn split(batch: RecordBatch, target_bytes: usize, rows_max: usize) -> Vec<RecordBatch> {
    let mut pieces = Vec::new();
    let mut todo = vec![batch];
    while let Some(next) = todo.pop() {
        let rows = next.num_rows();
        let first = if rows > rows_max.max(1) {
            rows_max.max(1)
        } else if rows <= 1 || size::batch(&next) <= target_bytes {
            pieces.push(next);
            continue;
        } else {
            rows / 2
        };
        todo.push(next.slice(first, rows - first));
        todo.push(next.slice(0, first));
    }
    pieces
}
