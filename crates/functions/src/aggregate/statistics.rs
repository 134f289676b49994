//! The statistical aggregates: deviation, variance, skewness, kurtosis, covariance, correlation, regression.

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
    let (first, second) = (double(context, &parts.shown, 0, first)?, double(context, &parts.shown, 1, second)?);
    let expr = parts.expr(moments::of(&lower)?, vec![first.expr, second.expr]);
    let is_count = lower == "regr_count";
    let data_type = if is_count { DataType::Long } else { DataType::Double };
    Ok(parts.typed(expr, data_type, !is_count))
}
