//! Comma-separated values, as Spark reads them with the univocity parser.

mod convert;
mod decode;
mod infer;
mod options;
mod record;
mod tokenizer;

pub(crate) use decode::{CsvFormat, is_skipped};
pub(crate) use infer::{Inference, infer_schema};
pub(crate) use options::{CsvOptions, line_separator, separator};
pub(crate) use record::{parse_records, type_of};
