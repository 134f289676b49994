//! `approx_count_distinct`.

use datafusion::functions_aggregate::approx_distinct::approx_distinct_udaf;
use datafusion::logical_expr::{Cast, Expr};
use sparrow_spark_error::{Result, wrong_num_args};
use sparrow_spark_types::DataType;

use super::call::Parts;
use crate::cast::coerce;
use crate::{AggregateCall, Context, Typed};

/// DataFusion's HyperLogLog; the relative deviation asked for is no more than it gives for 0.01 and above.
pub(super) fn count_distinct(context: &Context, name: &str, mut call: AggregateCall) -> Result<Typed> {
    let count = call.args.len();
    if count == 2 {
        call.args.truncate(1);
    }
    let (mut parts, mut args) = Parts::of(name, call);
    let (Some(value), true) = (args.pop(), count <= 2) else { return Err(wrong_num_args(name, "[1, 2]", count)) };
    parts.distinct = false;
    // What it cannot hash is told apart by its text.
    let known = value.data_type.is_integral()
        || value.data_type.is_string()
        || matches!(value.data_type, DataType::Date | DataType::Timestamp | DataType::TimestampNtz | DataType::Binary);
    let value = if known { value } else { coerce(context, value, &DataType::String)? };
    let counted = parts.expr(approx_distinct_udaf(), vec![value.expr]);
    let expr = Expr::Cast(Cast::new(Box::new(counted), arrow::datatypes::DataType::Int64));
    Ok(parts.typed(expr, DataType::Long, false))
}
