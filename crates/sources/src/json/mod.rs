//! JSON files, as Spark reads them with Jackson: one value a line, or one a file.

mod build;
mod decode;
mod infer;
mod options;
mod parse;
pub mod path;

pub(crate) use build::{fields, value};
pub(crate) use decode::JsonFormat;
pub(crate) use infer::{Inference, infer_schema, type_of};
pub(crate) use options::JsonOptions;
pub(crate) use parse::{Node, Value, parse};
