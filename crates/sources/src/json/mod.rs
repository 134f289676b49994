//! JSON files, as Spark reads them with Jackson: one value a line, or one a file.

mod build;
mod decode;
mod infer;
mod options;
mod parse;

pub(crate) use decode::JsonFormat;
pub(crate) use infer::{Inference, infer_schema};
pub(crate) use options::JsonOptions;
