//! Bytes ⇄ batches: reads and writes the file formats of Spark. Knows no plan, no session and no catalog.
//!
//! [`open`] turns paths and options into a table; [`write::Committer`] commits a plan's rows as files. Scans are
//! `FileScanConfig`s over a `FileSource`, so pruning, projection, byte-range splitting and distribution apply to all formats.

mod blocks;
pub mod condition;
mod csv;
mod discover;
pub mod egress;
mod format;
mod gate;
mod glob;
mod json;
pub mod location;
mod options;
mod parquet;
mod partition;
mod path;
pub mod portable;
mod read;
pub mod record;
mod rows;
mod scan;
mod table;
mod text;
mod texts;
mod value;
pub mod write;

pub use format::Format;
pub use gate::{Gate, GateRules, OwnPlaces};
pub use options::Options;
pub use path::display_path;
pub use read::{ReadConf, ReadRequest, SourceTable, open};
pub use texts::{Texts, TextsExec};
pub use write::{SaveMode, WriteRequest, WriteSummary};

#[cfg(test)]
mod tests;
