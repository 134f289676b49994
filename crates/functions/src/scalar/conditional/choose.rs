//! `coalesce` and its relatives, `nullif`, `nanvl`.

use datafusion::common::ScalarValue;
use datafusion::functions::core::expr_fn::coalesce as first_not_null;
use datafusion::functions::math::expr_fn::isnan;
use datafusion::logical_expr::{Case, Expr};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::predicate::{Comparison, compare};
use super::super::spec::{call_name, unify_list};
use super::case::choose;
use crate::cast::coerce;
use crate::kernel::target;
use crate::{Context, Typed};

/// The first argument that is not NULL.
pub(super) fn coalesce(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if args.is_empty() {
        return Err(wrong_num_args(name, "> 0", 0));
    }
    let shown = call_name(name, &args);
    let types: Vec<_> = args.iter().map(|a| to_sql_type(&a.data_type.sql_name())).collect();
    let Some(mut args) = unify_list(context, args)? else {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_DATA_DIFF_TYPES)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("functionName", "`coalesce`")
            .with("dataType", format!("[{}]", types.join(", "))));
    };
    let data_type = args.first().map_or(DataType::Null, |a| a.data_type.clone());
    let nullable = args.iter().all(|a| a.nullable);
    if args.len() == 1
        && let Some(only) = args.pop()
    {
        return Ok(only.named(shown));
    }
    let expr = first_not_null(args.into_iter().map(|a| a.expr).collect());
    Ok(Typed::new(expr, data_type, nullable, shown))
}

fn two(name: &str, args: Vec<Typed>) -> Result<(Typed, Typed)> {
    let count = args.len();
    let [left, right] = <[Typed; 2]>::try_from(args).map_err(|_| wrong_num_args(name, 2, count))?;
    Ok((left, right))
}

pub(super) fn nvl(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name(name, &args);
    let (value, other) = two(name, args)?;
    Ok(coalesce(context, "coalesce", vec![value, other])?.named(shown))
}

/// `nvl2(tested, when not NULL, when NULL)`
pub(super) fn nvl2(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name(name, &args);
    let count = args.len();
    let [tested, then, otherwise] = <[Typed; 3]>::try_from(args).map_err(|_| wrong_num_args(name, 3, count))?;
    let test = Typed::new(tested.expr.is_not_null(), DataType::Boolean, false, tested.name);
    choose(context, "if", shown, vec![test, then], Some(otherwise))
}

/// NULL where both are equal, the first elsewhere.
pub(super) fn null_if(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name(name, &args);
    let (value, other) = two(name, args)?;
    let equal = compare(context, Comparison::Equal, value.clone(), other)?;
    let pairs = vec![(Box::new(equal.expr), Box::new(target(&value.data_type)))];
    let expr = Expr::Case(Case::new(None, pairs, Some(Box::new(value.expr))));
    Ok(Typed::new(expr, value.data_type, true, shown))
}

fn zero() -> Typed {
    Typed::literal(ScalarValue::Int32(Some(0)), DataType::Integer, "0")
}

fn one(name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let [value] = <[Typed; 1]>::try_from(args).map_err(|_| wrong_num_args(name, 1, count))?;
    Ok(value)
}

pub(super) fn zero_if_null(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name(name, &args);
    let value = one(name, args)?;
    Ok(coalesce(context, "coalesce", vec![value, zero()])?.named(shown))
}

pub(super) fn null_if_zero(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name(name, &args);
    let value = one(name, args)?;
    Ok(null_if(context, "nullif", vec![value, zero()])?.named(shown))
}

/// The second where the first is NaN.
pub(super) fn nanvl(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name(name, &args);
    let (value, other) = two(name, args)?;
    let both_float = value.data_type == DataType::Float && other.data_type == DataType::Float;
    let goal = if both_float { DataType::Float } else { DataType::Double };
    let (value, other) = (coerce(context, value, &goal)?, coerce(context, other, &goal)?);
    let nullable = value.nullable || other.nullable;
    let pairs = vec![(Box::new(isnan(value.expr.clone())), Box::new(other.expr))];
    let expr = Expr::Case(Case::new(None, pairs, Some(Box::new(value.expr))));
    Ok(Typed::new(expr, goal, nullable, shown))
}
