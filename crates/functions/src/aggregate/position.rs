//! `first`, `last` and `any_value`.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::functions_aggregate::first_last::{first_value_udaf, last_value_udaf};
use datafusion::logical_expr::AggregateUDF;
use datafusion::logical_expr::expr::NullTreatment;
use sparrow_spark_error::{Result, wrong_num_args};

use super::call::Parts;
use crate::{AggregateCall, Context, Typed};

pub(super) fn first(_: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    build(name, "first", call, first_value_udaf())
}

pub(super) fn last(_: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    build(name, "last", call, last_value_udaf())
}

/// A second argument `true` asks for the first that is not NULL, as IGNORE NULLS does.
fn build(name: &str, short: &str, mut call: AggregateCall, function: Arc<AggregateUDF>) -> Result<Typed> {
    let count = call.args.len();
    let flag = if count == 2 { call.args.pop() } else { None };
    if call.args.len() != 1 {
        return Err(wrong_num_args(name, "[1, 2]", count));
    }
    let asked = flag.is_some_and(|flag| matches!(flag.constant(), Some(ScalarValue::Boolean(Some(true)))));
    let ignore = asked || call.ignore_nulls == Some(true);
    // Spark forgets which name was called once NULLs are ignored by a clause.
    let shown = if call.ignore_nulls.is_some() { short } else { name };
    let (mut parts, mut args) = Parts::of(shown, call);
    parts.distinct = false;
    let Some(value) = args.pop() else { return Err(wrong_num_args(name, "[1, 2]", count)) };
    let nulls = ignore.then_some(NullTreatment::IgnoreNulls);
    let expr = parts.expr_with(function, vec![value.expr], nulls);
    Ok(parts.typed(expr, value.data_type, true))
}
