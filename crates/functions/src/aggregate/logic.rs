//! `bool_and`, `bool_or` and the bitwise aggregates.

use datafusion::functions_aggregate::bit_and_or_xor::{bit_and_udaf, bit_or_udaf, bit_xor_udaf};
use datafusion::functions_aggregate::bool_and_or::{bool_and_udaf, bool_or_udaf};
use sparrow_spark_error::{Result, unexpected_input_type};
use sparrow_spark_types::DataType;

use super::call::{Parts, arguments};
use crate::cast::coerce;
use crate::{AggregateCall, Context, Typed};

pub(super) fn all(context: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    boolean(context, name, call, true)
}

pub(super) fn some(context: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    boolean(context, name, call, false)
}

fn boolean(context: &Context, name: &str, call: AggregateCall, all: bool) -> Result<Typed> {
    let (mut parts, args) = Parts::of(name, call);
    let [value] = arguments(name, args)?;
    let value = match &value.data_type {
        DataType::Boolean => value,
        DataType::Null => coerce(context, value, &DataType::Boolean)?,
        t => return Err(unexpected_input_type(&parts.shown, 0, "\"BOOLEAN\"", &value.name, &t.sql_name())),
    };
    parts.distinct = false;
    let expr = parts.expr(if all { bool_and_udaf() } else { bool_or_udaf() }, vec![value.expr]);
    Ok(parts.typed(expr, DataType::Boolean, true))
}

pub(super) fn bits(context: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    let (parts, args) = Parts::of(name, call);
    let [value] = arguments(name, args)?;
    let value = match &value.data_type {
        t if t.is_integral() => value,
        t if t.is_string() || *t == DataType::Null => coerce(context, value, &DataType::Long)?,
        t => return Err(unexpected_input_type(&parts.shown, 0, "\"INTEGRAL\"", &value.name, &t.sql_name())),
    };
    let function = match name.to_lowercase().as_str() {
        "bit_and" => bit_and_udaf(),
        "bit_or" => bit_or_udaf(),
        _ => bit_xor_udaf(),
    };
    let expr = parts.expr(function, vec![value.expr]);
    Ok(parts.typed(expr, value.data_type, true))
}
