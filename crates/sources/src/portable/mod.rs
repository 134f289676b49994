//! Scans taken apart and put together again, so that a codec can carry them to another process.
//!
//! A scan carries all it depends on: files with their ranges, partition values and statistics, formats with their options,
//! projection, filter, limit and order. What it depends on that cannot be carried refuses to travel by name.

mod files;
mod format;
mod scan;

pub use scan::{NAME as SCAN, decode as decode_scan, encode as encode_scan};

pub(crate) use format::PortableFormat;
