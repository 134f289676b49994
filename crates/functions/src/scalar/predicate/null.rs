//! Tests for NULL and NaN.

use datafusion::functions::math::expr_fn::isnan;
use datafusion::logical_expr::Expr;
use sparrow_spark_error::{Result, unexpected_input_type, wrong_num_args};
use sparrow_spark_types::DataType;

use crate::cast::coerce;
use crate::{Context, Typed};

fn one(name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let [value] = <[Typed; 1]>::try_from(args).map_err(|_| wrong_num_args(name, 1, count))?;
    Ok(value)
}

pub(super) fn is_null(_: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let value = one(name, args)?;
    let shown = format!("({} IS NULL)", value.name);
    Ok(Typed::new(Expr::IsNull(Box::new(value.expr)), DataType::Boolean, false, shown))
}

pub(super) fn is_not_null(_: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let value = one(name, args)?;
    let shown = format!("({} IS NOT NULL)", value.name);
    Ok(Typed::new(Expr::IsNotNull(Box::new(value.expr)), DataType::Boolean, false, shown))
}

/// NULL is not NaN: the answer is never NULL.
pub(super) fn is_nan(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let value = one(name, args)?;
    let shown = format!("isnan({})", value.name);
    let value = match &value.data_type {
        t if t.is_fractional() => value,
        t if t.is_numeric() || t.is_string() || *t == DataType::Null => coerce(context, value, &DataType::Double)?,
        t => return Err(unexpected_input_type(&shown, 0, "(\"DOUBLE\" or \"FLOAT\")", &value.name, &t.sql_name())),
    };
    let is_nan = isnan(value.expr.clone());
    let expr = if value.nullable { value.expr.is_not_null().and(is_nan) } else { is_nan };
    Ok(Typed::new(expr, DataType::Boolean, false, shown))
}
