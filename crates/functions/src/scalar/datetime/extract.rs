//! `extract`, `date_part`: a field of a date, a timestamp or an interval, named by a constant.

use arrow::datatypes::DataType as ArrowType;
use datafusion::common::ScalarValue;
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, accept, null_of, wrong_count};
use super::{clock, field, interval, time};
use crate::{Context, Typed, cast};

const FRACTION: DataType = DataType::Decimal { precision: 8, scale: 6 };

pub(super) static YEAR_OF_WEEK: Spec = Spec::new("spark_yearofweek", &[Param::DATE], Returns::INT, |c| {
    c.map1(|days: i32| field::week(i64::from(days)).0 as i32)
});

/// 1 for Monday to 7 for Sunday.
pub(super) static WEEKDAY_ISO: Spec = Spec::new("spark_dayofweek_iso", &[Param::DATE], Returns::INT, |c| {
    c.map1(|days: i32| field::weekday(i64::from(days)) as i32 + 1)
});

/// Seconds with their fraction.
pub(super) static SECONDS: Spec =
    Spec::new("spark_extract_seconds", &[Param::AnyTimestamp], Returns::Type(&FRACTION), |c| {
        let ArrowType::Timestamp(..) = c.type_of(0)? else {
            return Err(super::super::spec::internal_type(c.type_of(0)?).into());
        };
        let zone = clock::zone_of(c, 0)?;
        c.map1(|us: i64| i128::from(zone.to_local(us).rem_euclid(60_000_000)))
    });

/// `extract(field FROM source)`, `date_part(field, source)`
pub(super) fn extract(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let (name, count) = (name.to_lowercase(), args.len());
    let Ok([part, source]) = <[Typed; 2]>::try_from(args) else { return Err(wrong_count(&name, &[2], count)) };
    let call = match name.as_str() {
        "date_part" => format!("date_part({}, {})", part.name, source.name),
        _ => format!("{name}({} FROM {})", part.name, source.name),
    };
    let wanted = match part.constant() {
        Some(ScalarValue::Utf8(Some(text))) => text.to_uppercase(),
        Some(value) if value.is_null() => return Ok(null_of(&DataType::Double).named(call)),
        _ => {
            return Err(SparkError::new(&condition::NON_FOLDABLE_ARGUMENT)
                .with("funcName", format!("`{name}`"))
                .with("paramName", "`field`")
                .with("paramType", "\"STRING\""));
        }
    };
    let unknown = || {
        SparkError::new(&condition::INVALID_EXTRACT_FIELD)
            .with("field", format!("`{}`", part.name))
            .with("expr", format!("\"{}\"", source.name))
    };
    match &source.data_type {
        DataType::DayTimeInterval(..) | DataType::YearMonthInterval(..) => {
            let spec = of_interval(&wanted, &source.data_type).ok_or_else(unknown)?;
            spec.apply(call, vec![source])
        }
        DataType::Time(_) => {
            let spec = match wanted.as_str() {
                "HOUR" | "H" | "HOURS" | "HR" | "HRS" => &time::HOUR,
                "MINUTE" | "M" | "MIN" | "MINS" | "MINUTES" => &time::MINUTE,
                "SECOND" | "S" | "SEC" | "SECONDS" | "SECS" => &time::SECONDS_AND_FRACTION,
                _ => return Err(unknown()),
            };
            spec.apply(call, vec![source])
        }
        DataType::CalendarInterval => Err(sparrow_spark_error::unsupported("`extract` from INTERVAL")),
        _ => {
            let (spec, param) = of_datetime(&wanted).ok_or_else(unknown)?;
            let source = match param {
                Param::AnyTimestamp if source.data_type == DataType::Date => {
                    cast::coerce(context, source, &DataType::Timestamp)?
                }
                _ => accept(context, &call, 0, source, param)?,
            };
            spec.apply(call, vec![source])
        }
    }
}

fn of_datetime(part: &str) -> Option<(&'static Spec, Param)> {
    let date = |spec| Some((spec, Param::DATE));
    let moment = |spec| Some((spec, Param::AnyTimestamp));
    match part {
        "YEAR" | "Y" | "YEARS" | "YR" | "YRS" => date(&field::YEAR),
        "YEAROFWEEK" => date(&YEAR_OF_WEEK),
        "QUARTER" | "QTR" => date(&field::QUARTER),
        "MONTH" | "MON" | "MONS" | "MONTHS" => date(&field::MONTH),
        "WEEK" | "W" | "WEEKS" => date(&field::WEEK_OF_YEAR),
        "DAY" | "D" | "DAYS" => date(&field::DAY),
        "DAYOFWEEK" | "DOW" => date(&field::DAY_OF_WEEK),
        "DAYOFWEEK_ISO" | "DOW_ISO" => date(&WEEKDAY_ISO),
        "DOY" => date(&field::DAY_OF_YEAR),
        "HOUR" | "H" | "HOURS" | "HR" | "HRS" => moment(&clock::HOUR),
        "MINUTE" | "M" | "MIN" | "MINS" | "MINUTES" => moment(&clock::MINUTE),
        "SECOND" | "S" | "SEC" | "SECONDS" | "SECS" => moment(&SECONDS),
        _ => None,
    }
}

fn of_interval(part: &str, data_type: &DataType) -> Option<&'static Spec> {
    let day_time = matches!(data_type, DataType::DayTimeInterval(..));
    match part {
        "DAY" | "D" | "DAYS" if day_time => Some(&interval::DAYS),
        "HOUR" | "H" | "HOURS" | "HR" | "HRS" if day_time => Some(&interval::HOURS),
        "MINUTE" | "M" | "MIN" | "MINS" | "MINUTES" if day_time => Some(&interval::MINUTES),
        "SECOND" | "S" | "SEC" | "SECONDS" | "SECS" if day_time => Some(&interval::SECONDS),
        "YEAR" | "Y" | "YEARS" | "YR" | "YRS" if !day_time => Some(&interval::YEARS),
        "MONTH" | "MON" | "MONS" | "MONTHS" if !day_time => Some(&interval::MONTHS),
        _ => None,
    }
}
