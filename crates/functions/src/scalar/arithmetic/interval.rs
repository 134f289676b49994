//! Intervals with intervals, and intervals by numbers.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, DurationMicrosecondArray, IntervalMonthDayNanoArray, IntervalYearMonthArray,
};
use arrow::datatypes::{
    DataType as ArrowType, Decimal128Type, DurationMicrosecondType, Float64Type, Int64Type, IntervalMonthDayNano,
    IntervalMonthDayNanoType, IntervalYearMonthType, i256,
};
use datafusion::common::Result as DfResult;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, lit};
use sparrow_spark_error::{Result, SparkError, binary_op_diff_types, condition, internal, unexpected_input_type};
use sparrow_spark_types::{DataType, find_wider_type};

use super::operator::Operator;
use super::{divide, integral};
use crate::cast::{Mode, coerce};
use crate::kernel::{Kernel, Returns, over_arrays, target, text_argument};
use crate::{Context, Typed};
use DataType as T;

/// `spark_scale_interval(interval, number, '*'|'/', mode, NULL::interval)`; the number is a long, a decimal or a double.
pub(super) static SCALE: Kernel = Kernel::new("spark_scale_interval", Returns::Last, scale);

/// The operator over intervals; `None` when it has none.
pub(super) fn build(
    context: &Context,
    operator: Operator,
    mode: Mode,
    left: &Typed,
    right: &Typed,
) -> Result<Option<Typed>> {
    let (l, r) = (&left.data_type, &right.data_type);
    let number = |t: &DataType| t.is_numeric() || t.is_string() || *t == T::Null;
    match operator {
        _ if !l.is_interval() && !r.is_interval() => Ok(None),
        Operator::Add | Operator::Subtract => sum(context, operator, mode, left, right).map(Some),
        Operator::Multiply if l.is_interval() && number(r) => scaled(context, "*", mode, left, right).map(Some),
        Operator::Multiply if r.is_interval() && number(l) => scaled(context, "*", mode, right, left).map(Some),
        Operator::Divide if l.is_interval() && number(r) => scaled(context, "/", mode, left, right).map(Some),
        Operator::IntegralDivide if full(l) == full(r) => {
            let name = format!("({} div {})", left.name, right.name);
            Ok(Some(divide::build(operator, mode, left.clone(), right.clone(), T::Long, name)))
        }
        _ => Ok(None),
    }
}

/// The interval type with all its fields.
fn full(t: &DataType) -> DataType {
    match t {
        T::DayTimeInterval(..) => T::DAY_TIME,
        T::YearMonthInterval(..) => T::YEAR_MONTH,
        other => other.clone(),
    }
}

fn sum(context: &Context, operator: Operator, mode: Mode, left: &Typed, right: &Typed) -> Result<Typed> {
    let name = format!("({} {} {})", left.name, operator.symbol(), right.name);
    let (l, r) = (&left.data_type, &right.data_type);
    let common = match (l, r) {
        (T::CalendarInterval, T::CalendarInterval) => Some(T::CalendarInterval),
        (l, r) if l.is_interval() && r.is_interval() => find_wider_type(l, r, true),
        (T::Null, other) | (other, T::Null) => Some(other.clone()),
        _ => None,
    };
    if let (T::DayTimeInterval(..), T::YearMonthInterval(..)) | (T::YearMonthInterval(..), T::DayTimeInterval(..)) =
        (l, r)
    {
        return Err(mixed(operator, left, right));
    }
    let Some(data_type) = common else { return Err(binary_op_diff_types(&name, &l.sql_name(), &r.sql_name())) };
    let (a, b) = super::coerce::both(context, left.clone(), right.clone(), &data_type)?;
    // Intervals overflow into an error in legacy mode too.
    let mode = if mode == Mode::Try { Mode::Try } else { Mode::Ansi };
    let nullable = a.nullable || b.nullable || mode == Mode::Try;
    let expr = match data_type {
        T::CalendarInterval => {
            let args = vec![a.expr, b.expr, lit(operator.symbol()), lit(mode.name()), target(&data_type)];
            SCALE.call(args)
        }
        _ => integral::call(operator, mode, a.expr, b.expr, &data_type),
    };
    Ok(Typed::new(expr, data_type, nullable, name))
}

/// Spark takes such a sum for one of a timestamp and an interval.
fn mixed(operator: Operator, left: &Typed, right: &Typed) -> SparkError {
    let turned = operator == Operator::Add && matches!(right.data_type, T::YearMonthInterval(..));
    let (base, other) = if turned { (right, left) } else { (left, right) };
    let call = format!("{} {} {}", base.name, operator.symbol(), other.name);
    let required = "\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\"";
    unexpected_input_type(&call, 0, required, &base.name, &base.data_type.sql_name())
}

fn scaled(context: &Context, symbol: &str, mode: Mode, interval: &Typed, number: &Typed) -> Result<Typed> {
    let calendar = interval.data_type == T::CalendarInterval;
    let name = match (calendar, symbol) {
        (true, "*") => format!("multiply_interval({}, {})", interval.name, number.name),
        (true, _) => format!("divide_interval({}, {})", interval.name, number.name),
        (false, _) => format!("({} {symbol} {})", interval.name, number.name),
    };
    let as_type = match &number.data_type {
        t if t.is_integral() => T::Long,
        t @ T::Decimal { .. } => t.clone(),
        _ => T::Double,
    };
    let number = coerce(context, number.clone(), &as_type)?;
    let data_type = full(&interval.data_type);
    let nullable = interval.nullable || number.nullable || calendar || mode == Mode::Try;
    let args = vec![interval.expr.clone(), number.expr, lit(symbol), lit(mode.name()), target(&data_type)];
    Ok(Typed::new(SCALE.call(args), data_type, nullable, name))
}

fn scale(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let divides = text_argument(args, 2) == Some("/");
    let symbol = text_argument(args, 2).unwrap_or_default();
    let mode = Mode::of(text_argument(args, 3).unwrap_or_default());
    over_arrays(args, 2, |arrays| match (arrays[0].data_type(), arrays[1].data_type()) {
        (ArrowType::Interval(_), ArrowType::Interval(_)) => add_calendar(symbol == "-", &arrays[0], &arrays[1]),
        (ArrowType::Duration(_), _) => {
            let sizes = arrays[0].as_primitive::<DurationMicrosecondType>();
            let one = |row: usize| scale_one(sizes.value(row), &arrays[1], row, divides);
            let values: Result<DurationMicrosecondArray> = rows(arrays, mode, one).collect();
            Ok(Arc::new(values?))
        }
        (ArrowType::Interval(arrow::datatypes::IntervalUnit::YearMonth), _) => {
            let sizes = arrays[0].as_primitive::<IntervalYearMonthType>();
            let one = |row: usize| {
                let months = scale_one(sizes.value(row).into(), &arrays[1], row, divides)?;
                i32::try_from(months).map_err(|_| integral::interval_overflow(Operator::Multiply))
            };
            let values: Result<IntervalYearMonthArray> = rows(arrays, mode, one).collect();
            Ok(Arc::new(values?))
        }
        _ => scale_calendar(&arrays[0], &arrays[1], mode, divides),
    })
}

/// Each row's answer; NULL where a side is, or where `one` fails outside ANSI mode.
fn rows<'a, V>(
    arrays: &'a [ArrayRef],
    mode: Mode,
    one: impl Fn(usize) -> Result<V> + 'a,
) -> impl Iterator<Item = Result<Option<V>>> + 'a {
    (0..arrays[0].len()).map(move |row| {
        if arrays[0].is_null(row) || arrays[1].is_null(row) {
            return Ok(None);
        }
        match one(row) {
            Err(_) if mode == Mode::Try => Ok(None),
            other => other.map(Some),
        }
    })
}

fn zero_divisor() -> SparkError {
    SparkError::new(&condition::INTERVAL_DIVIDED_BY_ZERO)
}

/// Microseconds or months by a number, rounded half away from zero.
fn scale_one(size: i64, numbers: &ArrayRef, row: usize, divides: bool) -> Result<i64> {
    let overflow = || integral::interval_overflow(Operator::Multiply);
    match numbers.data_type() {
        ArrowType::Int64 => {
            let number = numbers.as_primitive::<Int64Type>().value(row);
            if !divides {
                return size.checked_mul(number).ok_or_else(overflow);
            }
            ratio(i256::from_i128(size.into()), i256::from_i128(number.into()))
        }
        ArrowType::Decimal128(_, scale) => {
            let number = i256::from_i128(numbers.as_primitive::<Decimal128Type>().value(row));
            let power = i256::from_i128(10_i128.pow(scale.unsigned_abs().into()));
            let size = i256::from_i128(size.into());
            if divides { ratio(size.wrapping_mul(power), number) } else { ratio(size.wrapping_mul(number), power) }
        }
        _ => {
            let number = numbers.as_primitive::<Float64Type>().value(row);
            if divides && number == 0.0 {
                return Err(zero_divisor());
            }
            let value = if divides { size as f64 / number } else { size as f64 * number };
            let fits = value.is_finite() && value.abs() < 9.3e18;
            fits.then(|| value.round() as i64).ok_or_else(overflow)
        }
    }
}

fn ratio(dividend: i256, divisor: i256) -> Result<i64> {
    if divisor == i256::ZERO {
        return Err(zero_divisor());
    }
    let (quotient, rest) = (dividend.wrapping_div(divisor), dividend.wrapping_rem(divisor).wrapping_abs());
    let away = if (dividend < i256::ZERO) == (divisor < i256::ZERO) { i256::ONE } else { i256::MINUS_ONE };
    let rounded = if rest < divisor.wrapping_abs().wrapping_sub(rest) { quotient } else { quotient.wrapping_add(away) };
    let narrow = rounded.to_i128().and_then(|v| i64::try_from(v).ok());
    narrow.ok_or_else(|| integral::interval_overflow(Operator::Multiply))
}

fn add_calendar(negate: bool, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef> {
    let (left, right) =
        (left.as_primitive::<IntervalMonthDayNanoType>(), right.as_primitive::<IntervalMonthDayNanoType>());
    let add = |a: IntervalMonthDayNano, b: IntervalMonthDayNano| {
        Some(IntervalMonthDayNano::new(
            if negate { a.months.checked_sub(b.months)? } else { a.months.checked_add(b.months)? },
            if negate { a.days.checked_sub(b.days)? } else { a.days.checked_add(b.days)? },
            if negate {
                a.nanoseconds.checked_sub(b.nanoseconds)?
            } else {
                a.nanoseconds.checked_add(b.nanoseconds)?
            },
        ))
    };
    let miss = |_, _| integral::interval_overflow(Operator::Add);
    let sums: IntervalMonthDayNanoArray = super::zip::zip(left, right, Mode::Ansi, add, miss)?;
    Ok(Arc::new(sums))
}

/// Calendar intervals scale part by part; fractions of months and days move down.
fn scale_calendar(intervals: &ArrayRef, numbers: &ArrayRef, mode: Mode, divides: bool) -> Result<ArrayRef> {
    let doubles = match numbers.data_type() {
        ArrowType::Float64 => numbers.clone(),
        _ => arrow::compute::cast(numbers, &ArrowType::Float64)?,
    };
    let (intervals, doubles) =
        (intervals.as_primitive_opt::<IntervalMonthDayNanoType>(), doubles.as_primitive::<Float64Type>());
    let Some(intervals) = intervals else { return Err(internal("not an interval")) };
    let one = |v: IntervalMonthDayNano, number: f64| {
        if divides && number == 0.0 {
            return None;
        }
        let by = |part: f64| if divides { part / number } else { part * number };
        let months = by(v.months.into());
        let days = by(v.days.into()) + (months - months.trunc()) * 30.0;
        let micros = by((v.nanoseconds / 1_000) as f64) + (days - days.trunc()) * 86_400_000_000.0;
        Some(IntervalMonthDayNano::new(months as i32, days as i32, (micros.round() as i64).wrapping_mul(1_000)))
    };
    let values: IntervalMonthDayNanoArray = super::zip::zip(intervals, doubles, mode, one, |_, _| zero_divisor())?;
    Ok(Arc::new(values))
}
