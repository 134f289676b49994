//! Writes a plan's rows as files and commits them: nobody sees a part of a job, and a job that fails leaves nothing.
//!
//! [`Committer::begin`] opens a job and wraps the plan in a [`WriteExec`]. Whoever runs that plan, here or on executors, gets
//! manifests for rows and hands them to [`Committer::add`]. [`Committer::commit`] gives the files of one attempt a partition their
//! places; how, and what a crash leaves, says [`commit`]. A server recovers what its last run has left with
//! [`Registry::recover`].

mod check;
pub(crate) mod commit;
mod committer;
mod csv;
mod encode;
mod exec;
mod json;
mod manifest;
mod parquet;
mod spec;
mod task;
mod text;

pub use commit::{Recovered, Recovery, Registry};
pub use committer::Committer;
pub(crate) use csv::CsvEncoding;
pub use exec::WriteExec;
pub(crate) use json::{JsonEncoding, quote};
pub use spec::WriteSpec;

use sparrow_spark_types::StructType;

use crate::Options;
use crate::format::Format;

/// What to do when there is something at the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveMode {
    /// Fail.
    ErrorIfExists,
    /// Add to it.
    Append,
    /// Replace it.
    Overwrite,
    /// Write nothing.
    Ignore,
}

/// What to write.
#[derive(Clone, Debug)]
pub struct WriteRequest {
    /// The directory.
    pub path: String,
    /// The format.
    pub format: Format,
    /// What to do when there is something at the path.
    pub mode: SaveMode,
    /// Columns that become directories.
    pub partition_by: Vec<String>,
    /// The options of the write.
    pub options: Options,
    /// Final names and types, in the order of the plan's columns.
    pub schema: StructType,
    /// Overwriting replaces only the partitions that get rows.
    pub dynamic_overwrite: bool,
    /// `spark.sql.caseSensitive`
    pub case_sensitive: bool,
    /// `spark.sql.session.timeZone`
    pub time_zone: String,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteSummary {
    /// Rows.
    pub rows: u64,
    /// Files.
    pub files: u64,
    /// Bytes of the files.
    pub bytes: u64,
}
