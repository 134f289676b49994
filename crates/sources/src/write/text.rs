//! Text files: the one string column, a line each row; NULL is an empty line.

use arrow::array::{Array, AsArray, RecordBatch};
use sparrow_spark_error::Result;

use super::encode::RowEncoding;
use crate::Options;
use crate::csv::line_separator;

/// What all files of a job share.
#[derive(Debug)]
pub(super) struct TextEncoding {
    line_separator: Vec<u8>,
}

impl TextEncoding {
    /// The values of the options.
    pub fn new(options: &Options) -> Result<Self> {
        let separator = options.get("lineSep").map(line_separator).transpose()?;
        Ok(Self { line_separator: separator.unwrap_or_else(|| b"\n".to_vec()) })
    }
}

impl RowEncoding for TextEncoding {
    fn append(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let column = batch.column(0).as_string::<i32>();
        for row in 0..column.len() {
            if column.is_valid(row) {
                out.extend_from_slice(column.value(row).as_bytes());
            }
            out.extend_from_slice(&self.line_separator);
        }
        Ok(())
    }
}
