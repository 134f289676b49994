//! The window functions.

use datafusion::common::ScalarValue;
use datafusion::functions_window::cume_dist::cume_dist_udwf;
use datafusion::functions_window::lead_lag::{lag_udwf, lead_udwf};
use datafusion::functions_window::nth_value::nth_value_udwf;
use datafusion::functions_window::ntile::ntile_udwf;
use datafusion::functions_window::rank::{dense_rank_udwf, percent_rank_udwf, rank_udwf};
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::expr::{NullTreatment, WindowFunction};
use datafusion::logical_expr::{Cast, Expr, WindowUDF, lit};
use sparrow_spark_error::{
    Result, SparkError, condition, to_sql_type, unexpected_input_type, unsupported, wrong_num_args,
};
use sparrow_spark_types::DataType;
use std::sync::Arc;

use crate::cast::coerce;
use crate::function::Builder::Window;
use crate::kernel::target;
use crate::{Context, Function, Typed, WindowCall};

/// The groups of window functions.
pub fn groups() -> Vec<&'static [Function]> {
    vec![FUNCTIONS]
}

const FUNCTIONS: &[Function] = &[
    Function { name: "row_number", aliases: &[], builder: Window(row_number) },
    Function { name: "rank", aliases: &[], builder: Window(rank) },
    Function { name: "dense_rank", aliases: &[], builder: Window(dense_rank) },
    Function { name: "percent_rank", aliases: &[], builder: Window(percent_rank) },
    Function { name: "cume_dist", aliases: &[], builder: Window(cume_dist) },
    Function { name: "ntile", aliases: &[], builder: Window(ntile) },
    Function { name: "lag", aliases: &[], builder: Window(lag) },
    Function { name: "lead", aliases: &[], builder: Window(lead) },
    Function { name: "nth_value", aliases: &[], builder: Window(nth_value) },
];

fn row_number(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    position(name, call, row_number_udwf(), "row_number()")
}

fn rank(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    position(name, call, rank_udwf(), "RANK()")
}

fn dense_rank(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    position(name, call, dense_rank_udwf(), "DENSE_RANK()")
}

fn percent_rank(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    fraction(name, call, percent_rank_udwf(), "PERCENT_RANK()")
}

fn cume_dist(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    fraction(name, call, cume_dist_udwf(), "cume_dist()")
}

/// A position in the partition: INT in Spark.
fn position(name: &str, call: WindowCall, function: Arc<WindowUDF>, shown: &str) -> Result<Typed> {
    no_arguments(name, &call)?;
    Ok(Typed::new(to_int(over(function, vec![], None)), DataType::Integer, false, shown))
}

fn fraction(name: &str, call: WindowCall, function: Arc<WindowUDF>, shown: &str) -> Result<Typed> {
    no_arguments(name, &call)?;
    Ok(Typed::new(over(function, vec![], None), DataType::Double, false, shown))
}

/// `rank(a, …)` is allowed in Spark's grammar alone; it counts none.
fn no_arguments(name: &str, call: &WindowCall) -> Result<()> {
    if call.args.is_empty() { Ok(()) } else { Err(wrong_num_args(name, 0, call.args.len())) }
}

fn over(function: Arc<WindowUDF>, args: Vec<Expr>, nulls: Option<NullTreatment>) -> Expr {
    let mut call = WindowFunction::new(function, args);
    call.params.null_treatment = nulls;
    Expr::from(call)
}

fn to_int(value: Expr) -> Expr {
    Expr::Cast(Cast::new(Box::new(value), arrow::datatypes::DataType::Int32))
}

/// A constant whole number argument.
fn constant(context: &Context, shown: &str, what: &str, value: &Typed) -> Result<i64> {
    if !value.data_type.is_integral() {
        return Err(unexpected_input_type(shown, 1, "\"INT\"", &value.name, &value.data_type.sql_name()));
    }
    match crate::constant::fold(context, &coerce(context, value.clone(), &DataType::Long)?) {
        Some(ScalarValue::Int64(Some(known))) => Ok(known),
        _ => Err(SparkError::new(&condition::DATATYPE_MISMATCH_NON_FOLDABLE_INPUT)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("inputName", format!("`{what}`"))
            .with("inputType", to_sql_type("INT"))
            .with("inputExpr", format!("\"{}\"", value.name))),
    }
}

/// A constant BOOLEAN argument.
fn boolean(context: &Context, name: &str, place: usize, value: &Typed) -> Result<bool> {
    match crate::constant::fold(context, value) {
        Some(ScalarValue::Boolean(Some(known))) => Ok(known),
        _ => Err(unexpected_input_type(name, place, "\"BOOLEAN\"", &value.name, &value.data_type.sql_name())),
    }
}

/// `ntile([buckets])`
fn ntile(context: &Context, name: &str, mut call: WindowCall) -> Result<Typed> {
    if call.args.is_empty() {
        call.args.push(Typed::literal(ScalarValue::Int32(Some(1)), DataType::Integer, "1"));
    }
    let count = call.args.len();
    let [buckets] = <[Typed; 1]>::try_from(call.args).map_err(|_| wrong_num_args(name, "[0, 1]", count))?;
    let shown = format!("ntile({})", buckets.name);
    let known = constant(context, &shown, "buckets", &buckets)?;
    if known <= 0 {
        return Err(out_of_range(&shown, "buckets", "(0, 2147483647]", buckets.name));
    }
    let expr = to_int(over(ntile_udwf(), vec![lit(known)], None));
    Ok(Typed::new(expr, DataType::Integer, false, shown))
}

fn out_of_range(shown: &str, what: &str, range: &str, value: String) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_VALUE_OUT_OF_RANGE)
        .with("sqlExpr", format!("\"{shown}\""))
        .with("exprName", what)
        .with("valueRange", range)
        .with("currentValue", value)
}

fn lag(context: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    shifted(context, name, call, lag_udwf())
}

fn lead(context: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    shifted(context, name, call, lead_udwf())
}

/// `lag(x[, offset[, default[, ignoreNulls]]])`; the last is what the client for the JVM writes `IGNORE NULLS` as.
fn shifted(context: &Context, name: &str, call: WindowCall, function: Arc<WindowUDF>) -> Result<Typed> {
    let count = call.args.len();
    let mut args = call.args.into_iter();
    let (Some(value), offset, default, ignores, None) =
        (args.next(), args.next(), args.next(), args.next(), args.next())
    else {
        return Err(wrong_num_args(name, "[1, 2, 3, 4]", count));
    };
    let ignores = ignores.map(|ignores| boolean(context, name, 4, &ignores)).transpose()?;
    let offset = offset.unwrap_or_else(|| Typed::literal(ScalarValue::Int32(Some(1)), DataType::Integer, "1"));
    let default = default.unwrap_or_else(|| Typed::null(&DataType::Null, "NULL"));
    let shown = format!("{}({}, {}, {})", name.to_lowercase(), value.name, offset.name, default.name);
    let distance = constant(context, &shown, "offset", &offset)?;
    let nullable = value.nullable || default.nullable;
    let default = coerce(context, default, &value.data_type)?;
    let default = match crate::constant::evaluate(context, &default) {
        Some(known) => Expr::Literal(known?, None),
        None => return Err(unsupported(format!("`{name}` with a default that is no constant"))),
    };
    let nulls = (call.ignore_nulls.or(ignores) == Some(true)).then_some(NullTreatment::IgnoreNulls);
    let data_type = value.data_type;
    let expr = over(function, vec![value.expr, lit(distance), default], nulls);
    Ok(Typed::new(expr, data_type, nullable, shown))
}

/// `nth_value(x, n)`
fn nth_value(context: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    let count = call.args.len();
    let mut args = call.args.into_iter();
    let (Some(value), Some(offset), ignores, None) = (args.next(), args.next(), args.next(), args.next()) else {
        return Err(wrong_num_args(name, "[2, 3]", count));
    };
    let ignores = ignores.map(|ignores| boolean(context, name, 3, &ignores)).transpose()?;
    let shown = format!("nth_value({}, {})", value.name, offset.name);
    let place = constant(context, &shown, "offset", &offset)?;
    if place <= 0 {
        return Err(out_of_range(&shown, "offset", "(0, 9223372036854775807]", format!("{place}L")));
    }
    let nulls = (call.ignore_nulls.or(ignores) == Some(true)).then_some(NullTreatment::IgnoreNulls);
    let data_type = value.data_type;
    let expr = match data_type {
        DataType::Null => target(&DataType::Null),
        _ => over(nth_value_udwf(), vec![value.expr, lit(place)], nulls),
    };
    Ok(Typed::new(expr, data_type, true, shown))
}
