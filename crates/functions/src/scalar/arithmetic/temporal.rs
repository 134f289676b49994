//! Sums and differences of dates, timestamps and intervals.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, DurationMicrosecondArray, Int32Array, PrimitiveArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{
    DataType as ArrowType, Date32Type, DurationMicrosecondType, Int32Type, IntervalMonthDayNanoType, IntervalUnit,
    IntervalYearMonthType, TimestampMicrosecondType,
};
use datafusion::common::Result as DfResult;
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs, lit};
use sparrow_spark_error::{Result, SparkError, condition, internal, unexpected_input_type};
use sparrow_spark_types::{DataType, DayTimeField};

use super::operator::Operator;
use super::zip::zip;
use crate::cast::calendar::{MICROS_PER_DAY, add_months};
use crate::cast::options::session_zone;
use crate::cast::zone::Zone;
use crate::cast::{Mode, coerce};
use crate::kernel::{Kernel, Returns, over_arrays, target, text_argument};
use crate::{Context, Typed};
use DataType as T;

/// `spark_date_plus(date, days)`: wraps as Java does.
pub(super) static DATE_ADD: Kernel = Kernel::new("spark_date_plus", Returns::First, date_add);
/// `spark_interval_days(interval)`: the whole days of a day-time interval.
pub(super) static INTERVAL_DAYS: Kernel =
    Kernel::new("spark_interval_days", Returns::Type(|| ArrowType::Int32), interval_days);
/// `spark_subtract_dates(end, start, NULL::interval)`
pub(super) static DATE_SUBTRACT: Kernel = Kernel::new("spark_subtract_dates", Returns::Last, subtract_dates);
/// `spark_subtract_timestamps(end, start, NULL::interval)`: by the local clock.
pub(super) static TIMESTAMP_SUBTRACT: Kernel =
    Kernel::new("spark_subtract_timestamps", Returns::Last, subtract_timestamps);
/// `spark_add_interval(date or timestamp, interval, 'add'|'subtract', mode, NULL::T)`: months and days by the local clock.
pub(super) static ADD_INTERVAL: Kernel = Kernel::new("spark_add_interval", Returns::Last, add_interval);

/// The operator over dates and timestamps; `None` when neither side is one or the sides are another matter.
pub(super) fn build(
    context: &Context,
    operator: Operator,
    mode: Mode,
    left: &Typed,
    right: &Typed,
) -> Result<Option<Typed>> {
    let (l, r) = (&left.data_type, &right.data_type);
    let is_sum = operator == Operator::Add;
    if !is_sum && operator != Operator::Subtract {
        return Ok(None);
    }
    match (l, r) {
        (T::Date, r) if is_day_count(r) => add_days(context, is_sum, left, right).map(Some),
        (l, T::Date) if is_sum && is_day_count(l) => add_days(context, is_sum, right, left).map(Some),
        (T::Date, T::Long) => Err(not_days(is_sum, left, right)),
        (T::Long, T::Date) if is_sum => Err(not_days(is_sum, right, left)),
        (l, r) if moves(l, r) => plus_interval(context, is_sum, mode, left, right).map(Some),
        (l, r) if is_sum && moves(r, l) => plus_interval(context, is_sum, mode, right, left).map(Some),
        (l, r) if !is_sum && (l.is_datetime() || r.is_datetime()) => difference(context, left, right),
        _ => Ok(None),
    }
}

/// Whether the interval moves a value of the type; months do not move text.
fn moves(base: &DataType, interval: &DataType) -> bool {
    let text = base.is_string() && !matches!(interval, T::YearMonthInterval(..));
    interval.is_interval() && (base.is_datetime() || text)
}

fn not_days(is_sum: bool, date: &Typed, days: &Typed) -> SparkError {
    let call = format!("{}({}, {})", if is_sum { "date_add" } else { "date_sub" }, date.name, days.name);
    let required = "(\"INT\" or \"SMALLINT\" or \"TINYINT\")";
    unexpected_input_type(&call, 1, required, &days.name, &days.data_type.sql_name())
}

fn is_day_count(t: &DataType) -> bool {
    matches!(t, T::Byte | T::Short | T::Integer)
}

fn add_days(context: &Context, is_sum: bool, date: &Typed, days: &Typed) -> Result<Typed> {
    let name = format!("{}({}, {})", if is_sum { "date_add" } else { "date_sub" }, date.name, days.name);
    let nullable = date.nullable || days.nullable;
    let days = coerce(context, days.clone(), &T::Integer)?;
    let days = if is_sum { days.expr } else { Expr::Negative(Box::new(days.expr)) };
    Ok(Typed::new(DATE_ADD.call(vec![date.expr.clone(), days]), T::Date, nullable, name))
}

fn plus_interval(context: &Context, is_sum: bool, mode: Mode, base: &Typed, interval: &Typed) -> Result<Typed> {
    let sign = if is_sum { "+" } else { "-" };
    let name = format!("{} {sign} {}", base.name, interval.name);
    let days_only = interval.data_type == T::DayTimeInterval(DayTimeField::Day, DayTimeField::Day);
    if base.data_type == T::Date && days_only {
        let name = format!(
            "{}({}, extractansiintervaldays({}))",
            if is_sum { "date_add" } else { "date_sub" },
            base.name,
            interval.name
        );
        let days = INTERVAL_DAYS.call(vec![interval.expr.clone()]);
        let days = if is_sum { days } else { Expr::Negative(Box::new(days)) };
        let nullable = base.nullable || interval.nullable;
        return Ok(Typed::new(DATE_ADD.call(vec![base.expr.clone(), days]), T::Date, nullable, name));
    }
    let computed_in = match &base.data_type {
        T::Date if matches!(interval.data_type, T::DayTimeInterval(..)) => T::Timestamp,
        t if t.is_string() => T::Timestamp,
        t => t.clone(),
    };
    let moved = coerce(context, base.clone(), &computed_in)?;
    let nullable = moved.nullable || interval.nullable || mode == Mode::Try;
    let way = if is_sum { "add" } else { "subtract" };
    let args = vec![moved.expr, interval.expr.clone(), lit(way), lit(mode.name()), target(&computed_in)];
    let sum = Typed::new(ADD_INTERVAL.call(args), computed_in, nullable, name);
    if base.data_type.is_string() { coerce(context, sum, &T::String) } else { Ok(sum) }
}

/// `date - date` in days, anything with a timestamp in microseconds.
fn difference(context: &Context, left: &Typed, right: &Typed) -> Result<Option<Typed>> {
    let name = format!("({} - {})", left.name, right.name);
    let (l, r) = (&left.data_type, &right.data_type);
    let known = |t: &DataType| t.is_datetime() || t.is_string() || *t == T::Null;
    if !known(l) || !known(r) {
        return Ok(None);
    }
    let dates = |t: &DataType| !matches!(t, T::Timestamp | T::TimestampNtz);
    if dates(l) && dates(r) {
        let (a, b) = super::coerce::both(context, left.clone(), right.clone(), &T::Date)?;
        let data_type = T::DayTimeInterval(DayTimeField::Day, DayTimeField::Day);
        let expr = DATE_SUBTRACT.call(vec![a.expr, b.expr, target(&data_type)]);
        return Ok(Some(Typed::new(expr, data_type, a.nullable || b.nullable, name)));
    }
    let local = |t: &DataType| *t != T::Timestamp;
    let common = if local(l) && local(r) { T::TimestampNtz } else { T::Timestamp };
    let (a, b) = super::coerce::both(context, left.clone(), right.clone(), &common)?;
    let expr = TIMESTAMP_SUBTRACT.call(vec![a.expr, b.expr, target(&T::DAY_TIME)]);
    Ok(Some(Typed::new(expr, T::DAY_TIME, a.nullable || b.nullable, name)))
}

fn date_add(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    over_arrays(args, 2, |arrays| {
        let (dates, days) = (arrays[0].as_primitive::<Date32Type>(), arrays[1].as_primitive::<Int32Type>());
        let sum: Date32Array = arrow::compute::binary(dates, days, i32::wrapping_add)?;
        Ok(Arc::new(sum))
    })
}

fn interval_days(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    over_arrays(args, 1, |arrays| {
        let days: Int32Array =
            arrays[0].as_primitive::<DurationMicrosecondType>().unary(|us| (us / MICROS_PER_DAY) as i32);
        Ok(Arc::new(days))
    })
}

fn overflow() -> SparkError {
    SparkError::new(&condition::INTERVAL_ARITHMETIC_OVERFLOW)
}

fn subtract_dates(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    over_arrays(args, 2, |arrays| {
        let (ends, starts) = (arrays[0].as_primitive::<Date32Type>(), arrays[1].as_primitive::<Date32Type>());
        let span = |end: i32, start: i32| (i64::from(end) - i64::from(start)).checked_mul(MICROS_PER_DAY);
        let spans: DurationMicrosecondArray = zip(ends, starts, Mode::Ansi, span, |_, _| overflow())?;
        Ok(Arc::new(spans))
    })
}

fn subtract_timestamps(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let zone = session_zone(&args.config_options)?;
    over_arrays(args, 2, |arrays| {
        let ends = arrays[0].as_primitive::<TimestampMicrosecondType>();
        let starts = arrays[1].as_primitive::<TimestampMicrosecondType>();
        let zone = if ends.timezone().is_some() { zone } else { Zone::UTC };
        let span = |end: i64, start: i64| zone.to_local(end).checked_sub(zone.to_local(start));
        let spans: DurationMicrosecondArray = zip(ends, starts, Mode::Ansi, span, |_, _| overflow())?;
        Ok(Arc::new(spans))
    })
}

/// What an interval adds: months and days by the calendar, microseconds by the clock.
#[derive(Clone, Copy)]
struct Steps {
    months: i64,
    days: i64,
    micros: i64,
}

fn add_interval(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let zone = session_zone(&args.config_options)?;
    let sign = if text_argument(args, 2) == Some("subtract") { -1 } else { 1 };
    let mode = Mode::of(text_argument(args, 3).unwrap_or_default());
    over_arrays(args, 2, |arrays| match arrays[0].data_type() {
        ArrowType::Date32 => {
            let dates = arrays[0].as_primitive::<Date32Type>();
            let one = |day: i32, steps: Steps| {
                let sum = add_months(day.into(), sign * steps.months) + sign * steps.days;
                let whole = sign * steps.micros.div_euclid(MICROS_PER_DAY);
                i32::try_from(sum + whole).ok()
            };
            Ok(Arc::new(with_steps::<Date32Type>(dates, &arrays[1], mode, one)?))
        }
        _ => {
            let micros = arrays[0].as_primitive::<TimestampMicrosecondType>();
            let zone = if micros.timezone().is_some() { zone } else { Zone::UTC };
            let one = |us: i64, steps: Steps| add_to_timestamp(us, sign, steps, zone);
            let sums: TimestampMicrosecondArray = with_steps(micros, &arrays[1], mode, one)?;
            Ok(Arc::new(sums.with_timezone_opt(micros.timezone())))
        }
    })
}

fn add_to_timestamp(us: i64, sign: i64, steps: Steps, zone: Zone) -> Option<i64> {
    let moved = if steps.months == 0 && steps.days == 0 {
        us
    } else {
        let local = zone.to_local(us);
        let (day, rest) = (local.div_euclid(MICROS_PER_DAY), local.rem_euclid(MICROS_PER_DAY));
        let day = add_months(day, sign * steps.months).checked_add(sign * steps.days)?;
        zone.to_utc(day.checked_mul(MICROS_PER_DAY)?.checked_add(rest)?)
    };
    moved.checked_add(sign * steps.micros)
}

fn with_steps<B: arrow::array::ArrowPrimitiveType>(
    bases: &PrimitiveArray<B>,
    intervals: &ArrayRef,
    mode: Mode,
    one: impl Fn(B::Native, Steps) -> Option<B::Native>,
) -> Result<PrimitiveArray<B>> {
    let error = || SparkError::new(&condition::DATETIME_OVERFLOW).with("operation", "adding an interval");
    match intervals.data_type() {
        ArrowType::Duration(_) => {
            let spans = intervals.as_primitive::<DurationMicrosecondType>();
            let steps = |us: i64| Steps { months: 0, days: us / MICROS_PER_DAY, micros: us % MICROS_PER_DAY };
            zip(bases, spans, mode, |base, us| one(base, steps(us)), |_, _| error())
        }
        ArrowType::Interval(IntervalUnit::YearMonth) => {
            let months = intervals.as_primitive::<IntervalYearMonthType>();
            let steps = |months: i32| Steps { months: months.into(), days: 0, micros: 0 };
            zip(bases, months, mode, |base, months| one(base, steps(months)), |_, _| error())
        }
        ArrowType::Interval(_) => {
            let parts = intervals.as_primitive::<IntervalMonthDayNanoType>();
            let f = |base, v: arrow::datatypes::IntervalMonthDayNano| {
                one(base, Steps { months: v.months.into(), days: v.days.into(), micros: v.nanoseconds / 1_000 })
            };
            zip(bases, parts, mode, f, |_, _| error())
        }
        other => Err(internal(format!("{other} is no interval"))),
    }
}
