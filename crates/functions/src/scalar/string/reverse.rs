//! `reverse`: text or an array from its end.

use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::super::collection;
use super::replace::{REVERSE, REVERSE_BYTES};
use crate::{Context, Typed};

/// `reverse(expr)`
pub(super) fn reverse(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    match args.first().map(|a| &a.data_type) {
        Some(DataType::Array { .. }) => collection::REVERSE.build(context, name, args),
        Some(DataType::Binary) => REVERSE_BYTES.build(context, name, args),
        _ => REVERSE.build(context, name, args),
    }
}
