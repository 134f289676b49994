//! The statistical aggregates: deviation, variance, skewness, kurtosis, covariance, correlation, regression.

use datafusion::logical_expr::{Case, Expr};
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::call::{Parts, arguments, double};
use super::moments;
use crate::{AggregateCall, Context, Typed};

/// Statistics of one variable.
pub(super) fn of_one(context: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    let (parts, args) = Parts::of(name, call);
    let [value] = arguments(name, args)?;
    let value = double(context, &parts.shown, 0, value)?;
    let kernel = match name.to_lowercase().as_str() {
        "stddev" | "stddev_samp" | "std" => "stddev_samp",
        "stddev_pop" => "stddev_pop",
        "variance" | "var_samp" => "var_samp",
        "var_pop" => "var_pop",
        "skewness" => "skewness",
        _ => "kurtosis",
    };
    let expr = parts.expr(moments::of(kernel)?, vec![value.expr]);
    Ok(parts.typed(expr, DataType::Double, true))
}

/// Statistics of two variables, over the rows where neither is NULL.
pub(super) fn of_two(context: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    let (parts, args) = Parts::of(name, call);
    let [first, second] = arguments(name, args)?;
    let lower = name.to_lowercase();
    if matches!(lower.as_str(), "regr_avgx" | "regr_avgy") {
        let (value, other) = if lower == "regr_avgx" { (second, first) } else { (first, second) };
        return average_where(context, parts, value, other);
    }
    let lower = if lower == "corr" && !context.ansi { "corr_legacy".to_owned() } else { lower };
    let (first, second) = (double(context, &parts.shown, 0, first)?, double(context, &parts.shown, 1, second)?);
    let expr = parts.expr(moments::of(&lower)?, vec![first.expr, second.expr]);
    let is_count = lower == "regr_count";
    let data_type = if is_count { DataType::Long } else { DataType::Double };
    Ok(parts.typed(expr, data_type, !is_count))
}

/// The average of the values beside which the other is not NULL, of the type `avg` answers.
fn average_where(context: &Context, parts: Parts, value: Typed, other: Typed) -> Result<Typed> {
    let known = Expr::Case(Case::new(None, vec![(Box::new(other.expr.is_not_null()), Box::new(value.expr))], None));
    let value = Typed::new(known, value.data_type, true, value.name);
    let filter = parts.filter.map(|filter| *filter);
    let call =
        AggregateCall { args: vec![value], distinct: parts.distinct, filter, order_by: vec![], ignore_nulls: None };
    Ok(super::average::average(context, "avg", call)?.named(parts.shown))
}
