//! `make_date`, `make_timestamp`: from their fields. Under ANSI mode a field out of range is an error, else NULL.

use arrow::array::ArrayRef;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition, to_sql_conf};
use sparrow_spark_types::DataType;

use super::super::math::decimal_text;
use super::super::spec::{Call, Param, Returns, Spec, string_literal, wrong_count};
use crate::cast::calendar::{MICROS_PER_DAY, days_from_civil};
use crate::cast::zone::Zone;
use crate::{Context, Typed};

const SECONDS: DataType = DataType::Decimal { precision: 16, scale: 6 };
const FIELDS: &[Param] = &[Param::INT, Param::INT, Param::INT, Param::INT, Param::INT, Param::Is(&SECONDS)];
const FIELDS_ZONE: &[Param] =
    &[Param::INT, Param::INT, Param::INT, Param::INT, Param::INT, Param::Is(&SECONDS), Param::STRING];

/// `make_date(year, month, day)`
pub(super) static MAKE_DATE: Spec =
    Spec::new("spark_make_date", &[Param::INT, Param::INT, Param::INT], Returns::DATE, |c| {
        c.map3(|year: i32, month: i32, day: i32| tolerant(c.ansi, date(year, month, day).map(|days| days as i32)))
    })
    .lenient();

/// `make_timestamp_ntz(year, month, day, hour, min, sec)`
pub(super) static MAKE_TIMESTAMP_NTZ: Spec =
    Spec::new("spark_make_timestamp_ntz", FIELDS, Returns::Type(&DataType::TimestampNtz), |c| make(c, None, c.ansi))
        .lenient();

pub(super) static MAKE_TIMESTAMP: Spec =
    Spec::new("spark_make_timestamp", FIELDS_ZONE, Returns::TIMESTAMP, |c| make(c, Some(6), c.ansi)).lenient();
pub(super) static TRY_MAKE_TIMESTAMP: Spec =
    Spec::new("spark_try_make_timestamp", FIELDS_ZONE, Returns::TIMESTAMP, |c| make(c, Some(6), false)).nullable();
pub(super) static TRY_MAKE_TIMESTAMP_NTZ: Spec =
    Spec::new("spark_try_make_timestamp_ntz", FIELDS, Returns::Type(&DataType::TimestampNtz), |c| make(c, None, false))
        .nullable();

/// `make_timestamp(year, month, day, hour, min, sec[, timezone])`, `make_timestamp(date, time[, timezone])`; also `…_ltz` and `try_…`.
pub(super) fn make_timestamp(context: &Context, name: &str, mut args: Vec<Typed>) -> Result<Typed> {
    let name = name.to_lowercase();
    // Spark shows neither the zone of `try_make_timestamp` nor the spelling of one made of date and time.
    let call = match (args.len(), name.starts_with("try_")) {
        (2 | 3, false) => super::super::spec::call_name("make_timestamp", &args),
        (7, true) if name == "try_make_timestamp" => super::super::spec::call_name(&name, &args[..6]),
        _ => super::super::spec::call_name(&name, &args),
    };
    let spec = match (args.len(), name.starts_with("try_")) {
        (2 | 3, _) => &super::moment::OF_DATE_AND_TIME,
        (6 | 7, true) => &TRY_MAKE_TIMESTAMP,
        (6 | 7, false) => &MAKE_TIMESTAMP,
        (count, _) => return Err(wrong_count(&name, &[2, 3, 6, 7], count)),
    };
    if matches!(args.len(), 2 | 6) {
        args.push(string_literal(&context.time_zone));
    }
    Ok(spec.build(context, &name, args)?.named(call))
}

/// `make_timestamp_ntz(year, month, day, hour, min, sec)`, `make_timestamp_ntz(date, time)`; also `try_…`.
pub(super) fn make_timestamp_ntz(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    match (args.len(), name.to_lowercase().starts_with("try_")) {
        (2, _) => super::moment::NTZ_OF_DATE_AND_TIME.build(context, name, args),
        (6, true) => TRY_MAKE_TIMESTAMP_NTZ.build(context, name, args),
        (6, false) => MAKE_TIMESTAMP_NTZ.build(context, name, args),
        (count, _) => Err(wrong_count(&name.to_lowercase(), &[2, 6], count)),
    }
}

fn make(c: &Call, zone: Option<usize>, strict: bool) -> DfResult<ArrayRef> {
    let ints = (0..5).map(|i| c.column::<i32>(i)).collect::<DfResult<Vec<_>>>()?;
    let seconds = c.column::<i128>(5)?;
    let zones = zone.map(|i| c.column::<&str>(i)).transpose()?;
    c.rows(|row| {
        let fields = ints.iter().map(|column| column.get(row)).collect::<Option<Vec<_>>>();
        let (Some(fields), Some(seconds)) = (fields, seconds.get(row)) else { return Ok(None) };
        let zone = match &zones {
            None => Zone::UTC,
            Some(column) => match column.get(row) {
                None => return Ok(None),
                Some(name) => super::zone::named(name)?,
            },
        };
        tolerant(strict, local(&fields, seconds).map(|local| zone.to_utc(local)))
    })
}

/// The error where errors show, else NULL.
fn tolerant<T>(strict: bool, made: Result<T>) -> Result<Option<T>> {
    match made {
        Ok(value) => Ok(Some(value)),
        Err(error) if strict => Err(error),
        Err(_) => Ok(None),
    }
}

fn date(year: i32, month: i32, day: i32) -> Result<i64> {
    check("Year", year, (-999_999_999, 999_999_999))?;
    check("MonthOfYear", month, (1, 12))?;
    check("DayOfMonth", day, (1, 31))?;
    let days = days_from_civil(i64::from(year), month as u32, day as u32);
    let days = days.ok_or_else(|| out_of_bounds(invalid_date(year, month, day)))?;
    i32::try_from(days).map(i64::from).map_err(|_| sparrow_spark_error::arithmetic_overflow("integer overflow", ""))
}

/// Java's words for a day a month does not have.
pub(super) fn invalid_date(year: i32, month: i32, day: i32) -> String {
    const MONTHS: [&str; 12] = [
        "JANUARY",
        "FEBRUARY",
        "MARCH",
        "APRIL",
        "MAY",
        "JUNE",
        "JULY",
        "AUGUST",
        "SEPTEMBER",
        "OCTOBER",
        "NOVEMBER",
        "DECEMBER",
    ];
    match (month, day) {
        (2, 29) => format!("Invalid date 'February 29' as '{year}' is not a leap year"),
        _ => format!("Invalid date '{} {day}'", MONTHS.get(month as usize - 1).copied().unwrap_or_default()),
    }
}

fn local(fields: &[i32], seconds: i128) -> Result<i64> {
    let [year, month, day, hour, minute] = *fields else {
        return Err(sparrow_spark_error::internal("a timestamp is made of six fields"));
    };
    if !(0..=60_000_000).contains(&seconds) {
        let text = decimal_text(seconds, 6);
        let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
        return Err(SparkError::new(&condition::INVALID_FRACTION_OF_SECOND).with("secAndMicros", text));
    }
    let days = date(year, month, day)?;
    check("HourOfDay", hour, (0, 23))?;
    check("MinuteOfHour", minute, (0, 59))?;
    let clock = (i64::from(hour) * 60 + i64::from(minute)) * 60_000_000 + seconds as i64;
    let overflow = || sparrow_spark_error::arithmetic_overflow("long overflow", "");
    days.checked_mul(MICROS_PER_DAY).and_then(|us| us.checked_add(clock)).ok_or_else(overflow)
}

pub(super) fn check(field: &str, value: i32, (least, most): (i32, i32)) -> Result<()> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let last = if field == "DayOfMonth" { "28/31".to_owned() } else { most.to_string() };
    Err(out_of_bounds(format!("Invalid value for {field} (valid values {least} - {last}): {value}")))
}

fn out_of_bounds(range: String) -> SparkError {
    SparkError::new(&condition::DATETIME_FIELD_OUT_OF_BOUNDS)
        .with("rangeMessage", range)
        .with("ansiConfig", to_sql_conf("spark.sql.ansi.enabled"))
}
