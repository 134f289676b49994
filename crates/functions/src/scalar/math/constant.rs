//! `pi`, `e`.

use datafusion::common::ScalarValue;
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::super::spec::{literal, wrong_count};
use crate::{Context, Typed};

/// `pi()`
pub(super) fn pi(_: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    constant("pi", std::f64::consts::PI, &args)
}

/// `e()`
pub(super) fn e(_: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    constant("e", std::f64::consts::E, &args)
}

fn constant(name: &str, value: f64, args: &[Typed]) -> Result<Typed> {
    if !args.is_empty() {
        return Err(wrong_count(name, &[0], args.len()));
    }
    Ok(literal(ScalarValue::Float64(Some(value)), DataType::Double, format!("{}()", name.to_uppercase())))
}
