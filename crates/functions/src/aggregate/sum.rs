//! `sum` and `try_sum`.

use datafusion::functions_aggregate::sum::sum_udaf;
use sparrow_spark_error::{Result, unexpected_input_type};
use sparrow_spark_types::DataType;

use super::call::{Parts, arguments};
use super::totals;
use crate::cast::{Mode, coerce};
use crate::{AggregateCall, Context, Typed};

/// The type of the sums of a type, and the type they are added up in.
fn types(data_type: &DataType) -> Option<(DataType, DataType)> {
    Some(match data_type {
        DataType::Decimal { precision, scale } => {
            (DataType::Decimal { precision: (precision + 10).min(38), scale: *scale }, data_type.clone())
        }
        t if t.is_integral() => (DataType::Long, DataType::Long),
        t if t.is_fractional() || t.is_string() || *t == DataType::Null => (DataType::Double, DataType::Double),
        DataType::DayTimeInterval(..) | DataType::YearMonthInterval(..) => (data_type.clone(), data_type.clone()),
        _ => return None,
    })
}

/// DataFusion's sum of doubles, and of decimals too short to overflow; ours where overflow must show.
pub(super) fn sum(context: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    let (parts, args) = Parts::of(name, call);
    let [value] = arguments(name, args)?;
    let Some((answer, input)) = types(&value.data_type) else {
        let required = "\"NUMERIC\" or \"ANSI INTERVAL\"";
        return Err(unexpected_input_type(&parts.shown, 0, required, &value.name, &value.data_type.sql_name()));
    };
    let mode = if name.to_lowercase().starts_with("try_") { Mode::Try } else { Mode::of_session(context) };
    let value = coerce(context, value, &input)?;
    let function = match &input {
        DataType::Double => sum_udaf(),
        DataType::Decimal { precision, .. } if *precision <= 28 => sum_udaf(),
        _ => totals::sum(mode),
    };
    let expr = parts.expr(function, vec![value.expr]);
    Ok(parts.typed(expr, answer, true))
}
