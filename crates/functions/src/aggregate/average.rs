//! `avg`, `mean` and `try_avg`.

use datafusion::functions_aggregate::average::avg_udaf;
use sparrow_spark_error::{Result, unexpected_input_type};
use sparrow_spark_types::DataType;

use super::call::{Parts, arguments};
use super::totals;
use crate::cast::{Mode, coerce};
use crate::{AggregateCall, Context, Typed};

/// Numbers average as doubles, decimals and intervals exactly.
pub(super) fn average(context: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    let (parts, args) = Parts::of(name, call);
    let [value] = arguments(name, args)?;
    let answer = match &value.data_type {
        DataType::Decimal { precision, scale } => {
            DataType::Decimal { precision: (precision + 4).min(38), scale: (scale + 4).min(38) }
        }
        t if t.is_numeric() || t.is_string() || *t == DataType::Null => DataType::Double,
        DataType::DayTimeInterval(..) => DataType::DAY_TIME,
        DataType::YearMonthInterval(..) => DataType::YEAR_MONTH,
        t => {
            let required = "\"NUMERIC\" or \"ANSI INTERVAL\"";
            return Err(unexpected_input_type(&parts.shown, 0, required, &value.name, &t.sql_name()));
        }
    };
    let mode = if name.to_lowercase().starts_with("try_") { Mode::Try } else { Mode::of_session(context) };
    let (function, value) = match &answer {
        DataType::Double => (avg_udaf(), coerce(context, value, &DataType::Double)?),
        _ => (totals::average(mode), value),
    };
    let expr = parts.expr(function, vec![value.expr]);
    Ok(parts.typed(expr, answer, true))
}
