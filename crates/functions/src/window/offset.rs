//! `lag`, `lead`, `nth_value`.

use datafusion::common::ScalarValue;
use datafusion::functions_window::lead_lag::{lag_udwf, lead_udwf};
use datafusion::functions_window::nth_value::nth_value_udwf;
use datafusion::logical_expr::expr::NullTreatment;
use datafusion::logical_expr::{Expr, lit};
use sparrow_spark_error::{Result, wrong_num_args};

use super::rank::{not_constant, over};
use crate::{Builder, Context, Function, Typed, WindowCall, cast};

/// The functions of this group.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "lag", aliases: &[], builder: Builder::Window(lag) },
    Function { name: "lead", aliases: &[], builder: Builder::Window(lead) },
    Function { name: "nth_value", aliases: &[], builder: Builder::Window(nth_value) },
];

fn lag(context: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    shifted(context, name, call, true)
}

fn lead(context: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    shifted(context, name, call, false)
}

/// `lag(value, offset = 1, default = NULL[, ignore nulls])`
fn shifted(context: &Context, name: &str, call: WindowCall, back: bool) -> Result<Typed> {
    let function = name.to_lowercase();
    let (value, rest) = match call.args.split_first() {
        Some((value, rest)) if rest.len() <= 3 => (value.clone(), rest),
        _ => return Err(wrong_num_args(name, "[1, 2, 3]", call.args.len())),
    };
    let offset_name = rest.first().map_or_else(|| "1".to_owned(), |o| o.name.clone());
    let default_name = rest.get(1).map_or_else(|| "NULL".to_owned(), |d| d.name.clone());
    let shown = format!("{function}({}, {offset_name}, {default_name})", value.name);
    let offset = rest.first().map_or(Ok(1), |o| constant(o).ok_or_else(|| not_constant(&shown, o)))?;
    let default = rest.get(1).map(|d| cast::coerce(context, d.clone(), &value.data_type)).transpose()?;
    let nullable = value.nullable || default.as_ref().is_none_or(|d| d.nullable);
    let mut args = vec![value.expr, lit(offset)];
    if let Some(default) = default.filter(|d| d.data_type != sparrow_spark_types::DataType::Null) {
        args.push(folded(&default.expr).ok_or_else(|| not_constant(&shown, &default))?);
    }
    let ignore = call.ignore_nulls.unwrap_or(false) || rest.get(2).is_some_and(is_true);
    let function = if back { lag_udwf() } else { lead_udwf() };
    let expr = with_nulls(over(function, args), ignore);
    Ok(Typed::new(expr, value.data_type, nullable, shown))
}

/// `nth_value(value, n[, ignore nulls])`
fn nth_value(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    let [value, position, rest @ ..] = call.args.as_slice() else {
        return Err(wrong_num_args(name, "[2, 3]", call.args.len()));
    };
    let shown = format!("nth_value({}, {})", value.name, position.name);
    let n = constant(position).filter(|n| *n > 0).ok_or_else(|| not_constant(&shown, position))?;
    let ignore = call.ignore_nulls.unwrap_or(false) || rest.first().is_some_and(is_true);
    let expr = with_nulls(over(nth_value_udwf(), vec![value.expr.clone(), lit(n)]), ignore);
    let shown = if ignore { format!("{shown} ignore nulls") } else { shown };
    Ok(Typed::new(expr, value.data_type.clone(), true, shown))
}

fn with_nulls(expr: Expr, ignore: bool) -> Expr {
    match expr {
        Expr::WindowFunction(mut function) if ignore => {
            function.params.null_treatment = Some(NullTreatment::IgnoreNulls);
            Expr::WindowFunction(function)
        }
        other => other,
    }
}

fn is_true(value: &Typed) -> bool {
    matches!(value.constant(), Some(ScalarValue::Boolean(Some(true))))
}

/// A whole number constant.
pub(super) fn constant(value: &Typed) -> Option<i64> {
    match folded(&value.expr)? {
        Expr::Literal(scalar, _) => match scalar.cast_to(&arrow::datatypes::DataType::Int64).ok()? {
            ScalarValue::Int64(number) => number,
            _ => None,
        },
        _ => None,
    }
}

/// A constant below exact casts and negations.
fn folded(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Literal(..) => Some(expr.clone()),
        Expr::Cast(cast) => match folded(&cast.expr)? {
            Expr::Literal(value, metadata) => Some(Expr::Literal(value.cast_to(cast.field.data_type()).ok()?, metadata)),
            _ => None,
        },
        Expr::Negative(inner) => negated(inner),
        Expr::ScalarFunction(f) if f.name().contains("negative") => negated(f.args.first()?),
        _ => None,
    }
}

fn negated(expr: &Expr) -> Option<Expr> {
    match folded(expr)? {
        Expr::Literal(value, metadata) => Some(Expr::Literal(value.arithmetic_negate().ok()?, metadata)),
        _ => None,
    }
}
