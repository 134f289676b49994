//! Functions of `TIME`: the nanoseconds of a day.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition, to_sql_conf, to_sql_value, unexpected_input_type};
use sparrow_spark_types::DataType;

use super::super::spec::{Call, Param, Returns, Spec, accept, call_name, wrong_count};
use super::make::check;
use crate::{Context, Typed, cast};

const MICRO: DataType = DataType::Time(6);
const SECONDS: DataType = DataType::Decimal { precision: 16, scale: 6 };
const SECONDS_OF_DAY: DataType = DataType::Decimal { precision: 14, scale: 6 };
const FRACTION: DataType = DataType::Decimal { precision: 8, scale: 6 };
const MICROS_PER_DAY: i64 = 86_400_000_000;

/// `make_time(hour, minute, second)`
pub(super) static MAKE: Spec =
    Spec::new("spark_make_time", &[Param::INT, Param::INT, Param::Is(&SECONDS)], Returns::Type(&MICRO), |c| {
        c.map3(make)
    })
    .nullable();

pub(super) static FROM_SECONDS: Spec =
    Spec::new("spark_time_from_seconds", &[Param::Any], Returns::Type(&MICRO), |c| from_units(c, 1_000_000)).nullable();
pub(super) static FROM_MILLIS: Spec =
    Spec::new("spark_time_from_millis", &[Param::Integral], Returns::Type(&MICRO), |c| from_units(c, 1_000)).nullable();
pub(super) static FROM_MICROS: Spec =
    Spec::new("spark_time_from_micros", &[Param::Integral], Returns::Type(&MICRO), |c| from_units(c, 1)).nullable();

pub(super) static TO_SECONDS: Spec =
    Spec::new("spark_time_to_seconds", &[Param::Any], Returns::Type(&SECONDS_OF_DAY), |c| {
        c.map1(|ns: i64| i128::from(ns / 1_000))
    });
pub(super) static TO_MILLIS: Spec =
    Spec::new("spark_time_to_millis", &[Param::Any], Returns::LONG, |c| c.map1(|ns: i64| ns / 1_000_000));
pub(super) static TO_MICROS: Spec =
    Spec::new("spark_time_to_micros", &[Param::Any], Returns::LONG, |c| c.map1(|ns: i64| ns / 1_000));

pub(super) static HOUR: Spec =
    Spec::new("spark_hour_of_time", &[Param::Any], Returns::INT, |c| c.map1(|ns: i64| (ns / 3_600_000_000_000) as i32));
pub(super) static MINUTE: Spec = Spec::new("spark_minute_of_time", &[Param::Any], Returns::INT, |c| {
    c.map1(|ns: i64| (ns / 60_000_000_000 % 60) as i32)
});
pub(super) static SECOND: Spec = Spec::new("spark_second_of_time", &[Param::Any], Returns::INT, |c| {
    c.map1(|ns: i64| (ns / 1_000_000_000 % 60) as i32)
});

/// Seconds with their fraction.
pub(super) static SECONDS_AND_FRACTION: Spec =
    Spec::new("spark_extract_seconds_of_time", &[Param::Any], Returns::Type(&FRACTION), |c| {
        c.map1(|ns: i64| i128::from(ns / 1_000 % 60_000_000))
    });

pub(super) static DIFF: Spec =
    Spec::new("spark_time_diff", &[Param::STRING, Param::Any, Param::Any], Returns::LONG, |c| {
        c.map3(|unit: &str, start: i64, end: i64| Ok::<_, SparkError>((end - start) / nanos_of("time_diff", unit)?))
    });
pub(super) static TRUNC: Spec =
    Spec::new("spark_time_trunc", &[Param::STRING, Param::Any], Returns::Argument(1), |c| {
        c.map2(|unit: &str, time: i64| nanos_of("time_trunc", unit).map(|nanos| time - time % nanos))
    });

/// `time_diff(unit, start, end)`: whole units between two times.
pub(super) fn diff(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name(name, &args);
    let count = args.len();
    let Ok([unit, start, end]) = <[Typed; 3]>::try_from(args) else { return Err(wrong_count(name, &[3], count)) };
    let unit = accept(context, &call, 0, unit, Param::STRING)?;
    let (start, end) = (time(context, &call, 1, start)?, time(context, &call, 2, end)?);
    DIFF.apply(call, vec![unit, start, end])
}

/// `time_trunc(unit, time)`
pub(super) fn trunc(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name(name, &args);
    let count = args.len();
    let Ok([unit, value]) = <[Typed; 2]>::try_from(args) else { return Err(wrong_count(name, &[2], count)) };
    let unit = accept(context, &call, 0, unit, Param::STRING)?;
    let value = time(context, &call, 1, value)?;
    TRUNC.apply(call, vec![unit, value])
}

/// `time_from_seconds(n)`, of any number.
pub(super) fn from_seconds(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name(name, &args);
    let count = args.len();
    let Ok([value]) = <[Typed; 1]>::try_from(args) else { return Err(wrong_count(name, &[1], count)) };
    let value = accept(context, &call, 0, value, Param::Numeric)?;
    let value = match value.data_type {
        DataType::Double | DataType::Float | DataType::Long => value,
        ref t if t.is_integral() => cast::coerce(context, value, &DataType::Long)?,
        _ => cast::coerce(context, value, &DataType::Decimal { precision: 38, scale: 6 })?,
    };
    FROM_SECONDS.apply(call, vec![value])
}

/// `time_to_seconds(time)`
pub(super) fn to_seconds(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    of_time(context, name, args, &TO_SECONDS)
}

/// `time_to_millis(time)`
pub(super) fn to_millis(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    of_time(context, name, args, &TO_MILLIS)
}

/// `time_to_micros(time)`
pub(super) fn to_micros(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    of_time(context, name, args, &TO_MICROS)
}

/// `hour(time)` or of a timestamp.
pub(super) fn hour(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    field(context, name, args, &HOUR, &super::clock::HOUR)
}

/// `minute(time)` or of a timestamp.
pub(super) fn minute(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    field(context, name, args, &MINUTE, &super::clock::MINUTE)
}

/// `second(time)` or of a timestamp.
pub(super) fn second(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    field(context, name, args, &SECOND, &super::clock::SECOND)
}

fn field(context: &Context, name: &str, args: Vec<Typed>, time: &'static Spec, moment: &'static Spec) -> Result<Typed> {
    match args.first().map(|a| &a.data_type) {
        Some(DataType::Time(_)) => time.build(context, name, args),
        _ => moment.build(context, name, args),
    }
}

fn of_time(context: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    let call = call_name(name, &args);
    let count = args.len();
    let Ok([value]) = <[Typed; 1]>::try_from(args) else { return Err(wrong_count(name, &[1], count)) };
    let value = time(context, &call, 0, value)?;
    spec.apply(call, vec![value])
}

/// An argument that is a time, or NULL or text, which become one.
fn time(context: &Context, call: &str, index: usize, value: Typed) -> Result<Typed> {
    match &value.data_type {
        DataType::Time(_) => Ok(value),
        DataType::Null | DataType::String => cast::coerce(context, value, &MICRO),
        other => Err(unexpected_input_type(call, index, "\"TIME\"", &value.name, &other.sql_name())),
    }
}

fn make(hour: i32, minute: i32, seconds: i128) -> Result<i64> {
    check("HourOfDay", hour, (0, 23))?;
    check("MinuteOfHour", minute, (0, 59))?;
    if !(0..60_000_000).contains(&seconds) {
        let whole = i32::try_from(seconds.div_euclid(1_000_000)).unwrap_or(i32::MAX);
        check("SecondOfMinute", whole, (0, 59))?;
    }
    Ok(((i64::from(hour) * 60 + i64::from(minute)) * 60_000_000 + seconds as i64) * 1_000)
}

/// So many units of `micros` microseconds after midnight.
fn from_units(c: &Call, micros: i64) -> DfResult<ArrayRef> {
    let of = |n: i64| time_of(n.checked_mul(micros), n);
    match c.type_of(0)? {
        ArrowType::Int8 => c.map1(|n: i8| of(n.into())),
        ArrowType::Int16 => c.map1(|n: i16| of(n.into())),
        ArrowType::Int32 => c.map1(|n: i32| of(n.into())),
        ArrowType::Decimal128(..) => c.map1(|n: i128| time_of(i64::try_from(n).ok(), n / 1_000_000)),
        ArrowType::Float64 => c.map1(|n: f64| time_of(finite(n), n)),
        ArrowType::Float32 => c.map1(|n: f32| time_of(finite(n.into()), n)),
        _ => c.map1(of),
    }
}

fn finite(seconds: f64) -> Option<i64> {
    let micros = (seconds * 1e6).trunc();
    (micros.is_finite() && micros.abs() < 9e18).then_some(micros as i64)
}

fn time_of(micros: Option<i64>, shown: impl ToString) -> Result<i64> {
    match micros {
        Some(micros) if (0..MICROS_PER_DAY).contains(&micros) => Ok(micros * 1_000),
        _ => Err(SparkError::new(&condition::DATETIME_FIELD_OUT_OF_BOUNDS)
            .with(
                "rangeMessage",
                format!("Invalid value for a time of day (valid values 0 - 86400 seconds): {}", shown.to_string()),
            )
            .with("ansiConfig", to_sql_conf("spark.sql.ansi.enabled"))),
    }
}

fn nanos_of(function: &str, unit: &str) -> Result<i64> {
    Ok(match unit.to_uppercase().as_str() {
        "MICROSECOND" => 1_000,
        "MILLISECOND" => 1_000_000,
        "SECOND" => 1_000_000_000,
        "MINUTE" => 60_000_000_000,
        "HOUR" => 3_600_000_000_000,
        _ => {
            return Err(SparkError::new(&condition::INVALID_PARAMETER_VALUE_TIME_UNIT)
                .with("functionName", format!("`{function}`"))
                .with("parameter", "`unit`")
                .with("invalidValue", to_sql_value(unit)));
        }
    })
}
