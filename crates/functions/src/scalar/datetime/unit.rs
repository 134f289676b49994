//! `timestampadd`, `timestampdiff`: so many of a unit, given as a constant name.

use sparrow_spark_error::{Result, SparkError, condition, to_sql_value};

use datafusion::common::ScalarValue;

use super::super::spec::{Param, Returns, Spec, call_name, wrong_count};
use crate::cast::calendar::{self, MICROS_PER_DAY, civil_from_days};
use crate::cast::zone::Zone;
use crate::{Context, Typed};

pub(super) static ADD: Spec =
    Spec::new("spark_timestampadd", &[Param::STRING, Param::LONG, Param::AnyTimestamp], Returns::Argument(2), |c| {
        let zone = super::clock::zone_of(c, 2)?;
        c.map3(|unit: &str, count: i64, us: i64| add(unit, count, us, zone).ok_or_else(|| overflow(unit)))
    });

pub(super) static DIFF: Spec =
    Spec::new("spark_timestampdiff", &[Param::STRING, Param::TIMESTAMP, Param::TIMESTAMP], Returns::LONG, |c| {
        let zone = Zone::parse(c.time_zone())?;
        c.map3(|unit: &str, start: i64, end: i64| difference(unit, start, end, zone))
    });

/// `timestampadd(unit, value, expr)`
pub(super) fn timestamp_add(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "timestampadd", args, &ADD)
}

/// `timestampdiff(unit, start, end)`
pub(super) fn timestamp_diff(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "timestampdiff", args, &DIFF)
}

fn build(context: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    let call = call_name(name, &args);
    let unit = match args.first().map(Typed::constant) {
        None => return Err(wrong_count(name, &[3], 0)),
        Some(Some(ScalarValue::Utf8(Some(unit)))) => unit.clone(),
        Some(_) => String::new(),
    };
    if measure(&unit).is_none() {
        return Err(SparkError::new(&condition::INVALID_PARAMETER_VALUE_DATETIME_UNIT)
            .with("functionName", format!("`{name}`"))
            .with("parameter", "`unit`")
            .with("invalidValue", to_sql_value(&unit)));
    }
    Ok(spec.build(context, name, args)?.named(call))
}

#[derive(Clone, Copy)]
enum Measure {
    Months(i64),
    Days(i64),
    Micros(i64),
}

fn measure(unit: &str) -> Option<Measure> {
    Some(match unit.to_uppercase().as_str() {
        "MICROSECOND" => Measure::Micros(1),
        "MILLISECOND" => Measure::Micros(1_000),
        "SECOND" => Measure::Micros(1_000_000),
        "MINUTE" => Measure::Micros(60_000_000),
        "HOUR" => Measure::Micros(3_600_000_000),
        "DAY" | "DAYOFYEAR" => Measure::Days(1),
        "WEEK" => Measure::Days(7),
        "MONTH" => Measure::Months(1),
        "QUARTER" => Measure::Months(3),
        "YEAR" => Measure::Months(12),
        _ => return None,
    })
}

/// Days and months move the local clock, shorter units the instant.
fn add(unit: &str, count: i64, us: i64, zone: Zone) -> Option<i64> {
    match measure(unit)? {
        Measure::Micros(n) => us.checked_add(count.checked_mul(n)?),
        Measure::Days(n) => {
            let local = zone.to_local(us).checked_add(count.checked_mul(n)?.checked_mul(MICROS_PER_DAY)?)?;
            Some(zone.to_utc(local))
        }
        Measure::Months(n) => {
            let local = zone.to_local(us);
            let months = i32::try_from(count.checked_mul(n)?).ok()?;
            let days = calendar::add_months(local.div_euclid(MICROS_PER_DAY), i64::from(months));
            Some(zone.to_utc(days.checked_mul(MICROS_PER_DAY)?.checked_add(local.rem_euclid(MICROS_PER_DAY))?))
        }
    }
}

fn overflow(unit: &str) -> SparkError {
    SparkError::new(&condition::DATETIME_OVERFLOW).with("operation", format!("add {unit} to a timestamp"))
}

/// Days and months are those of the local clock, shorter units those between the instants.
fn difference(unit: &str, start: i64, end: i64, zone: Zone) -> Option<i64> {
    let local = (zone.to_local(start), zone.to_local(end));
    Some(match measure(unit)? {
        Measure::Micros(n) => end.checked_sub(start)? / n,
        Measure::Days(n) => local.1.checked_sub(local.0)? / (n * MICROS_PER_DAY),
        Measure::Months(n) => months(local.0, local.1) / n,
    })
}

/// Whole months from one local time to the other.
fn months(start: i64, end: i64) -> i64 {
    let parts = |us: i64| {
        let (year, month, day) = civil_from_days(us.div_euclid(MICROS_PER_DAY));
        (year * 12 + i64::from(month), (day, us.rem_euclid(MICROS_PER_DAY)))
    };
    let ((from, from_rest), (to, to_rest)) = (parts(start), parts(end));
    let whole = to - from;
    match () {
        () if whole > 0 && to_rest < from_rest => whole - 1,
        () if whole < 0 && to_rest > from_rest => whole + 1,
        () => whole,
    }
}
