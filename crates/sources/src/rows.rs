//! What the formats of records as text have in common: a decoder turns a block into batches.

use std::fmt::Debug;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::SchemaRef;
use sparrow_spark_error::{Result, SparkError, condition};

use crate::Options;
use crate::blocks::Framing;
use crate::condition::failed_read;
use crate::portable::PortableFormat;

/// A format whose files are records of text.
pub(crate) trait RowFormat: Debug + Send + Sync {
    /// The format's name in plans.
    fn name(&self) -> &'static str;

    /// How its records are told apart.
    fn framing(&self) -> Framing;

    /// The format with all its options, to be carried to another process.
    fn portable(&self) -> PortableFormat;

    /// A decoder for one file that yields the columns at these positions of the file schema.
    fn decoder(&self, file_schema: &SchemaRef, columns: &[usize], uri: &str) -> Result<Box<dyn RowDecoder>>;
}

/// Decodes one file, block after block.
pub(crate) trait RowDecoder: Send {
    /// The rows of a block; `first` marks the file's first block.
    fn decode(&mut self, block: &[u8], first: bool) -> Result<Vec<RecordBatch>>;
}

/// What becomes of malformed records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum ParseMode {
    /// NULL where a value is malformed; the record goes to the column of corrupt records.
    Permissive,
    /// They are left out.
    DropMalformed,
    /// They fail the read.
    FailFast,
}

impl ParseMode {
    /// The option `mode`; Spark takes any other word for PERMISSIVE.
    pub fn of(options: &Options) -> Self {
        match options.get("mode").map(str::to_uppercase).as_deref() {
            Some("DROPMALFORMED") => Self::DropMalformed,
            Some("FAILFAST") => Self::FailFast,
            _ => Self::Permissive,
        }
    }

    /// Leaves malformed records out, fails, or lets them pass. `record` gives the text of one of them.
    pub fn apply(
        self,
        batch: RecordBatch,
        bad: &[bool],
        uri: &str,
        record: impl Fn(usize) -> String,
    ) -> Result<RecordBatch> {
        let Some(first) = bad.iter().position(|bad| *bad) else { return Ok(batch) };
        match self {
            Self::Permissive => Ok(batch),
            Self::DropMalformed => {
                let good: BooleanArray = bad.iter().map(|bad| Some(!bad)).collect();
                Ok(filter_record_batch(&batch, &good)?)
            }
            Self::FailFast => Err(malformed(uri, &record(first))),
        }
    }
}

/// The error of a read that fails at a malformed record.
pub(crate) fn malformed(uri: &str, record: &str) -> SparkError {
    let cause = SparkError::new(&condition::MALFORMED_RECORD_IN_PARSING)
        .with("badRecord", record)
        .with("failFastMode", "FAILFAST");
    // Texts that are in no file fail by themselves.
    if uri.is_empty() { cause } else { failed_read(uri, cause.message()).caused_by(cause) }
}
