//! `date_add`, `date_sub`, `add_months`, `last_day`, `next_day`: dates moved.

use sparrow_spark_error::{Result, SparkError, arithmetic_overflow, condition, unexpected_input_type};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, accept, call_name, wrong_count};
use super::field::weekday;
use crate::cast::calendar::{self, civil_from_days, days_from_civil, days_in_month};
use crate::{Context, Typed, cast};

const DATE_INT: &[Param] = &[Param::DATE, Param::INT];

/// Days past the range of a date wrap, as in Spark.
pub(super) static DATE_ADD: Spec =
    Spec::new("spark_date_add", DATE_INT, Returns::DATE, |c| c.map2(|days: i32, more: i32| days.wrapping_add(more)));
pub(super) static DATE_SUB: Spec =
    Spec::new("spark_date_sub", DATE_INT, Returns::DATE, |c| c.map2(|days: i32, less: i32| days.wrapping_sub(less)));

/// `add_months(start_date, num_months)`
pub(super) static ADD_MONTHS: Spec = Spec::new("spark_add_months", DATE_INT, Returns::DATE, |c| {
    c.map2(|days: i32, months: i32| {
        let moved = calendar::add_months(i64::from(days), i64::from(months));
        i32::try_from(moved).map_err(|_| arithmetic_overflow("overflow", ""))
    })
});

/// `last_day(date)`
pub(super) static LAST_DAY: Spec = Spec::new("spark_last_day", &[Param::DATE], Returns::DATE, |c| {
    c.map1(|days: i32| {
        let (year, month, _) = civil_from_days(i64::from(days));
        days_from_civil(year, month, days_in_month(year, month)).map(|days| days as i32)
    })
});

/// `next_day(start_date, day_of_week)`
pub(super) static NEXT_DAY: Spec = Spec::new("spark_next_day", &[Param::DATE, Param::STRING], Returns::DATE, |c| {
    c.map2(|days: i32, name: &str| match day_named(name) {
        Some(day) => {
            let ahead = (day - weekday(i64::from(days)) - 1).rem_euclid(7) + 1;
            Ok(Some(days.wrapping_add(ahead as i32)))
        }
        None if c.ansi => Err(SparkError::new(&condition::ILLEGAL_DAY_OF_WEEK).with("string", name)),
        None => Ok(None),
    })
})
.nullable();

fn day_named(name: &str) -> Option<i64> {
    Some(match name.trim().to_uppercase().as_str() {
        "MO" | "MON" | "MONDAY" => 0,
        "TU" | "TUE" | "TUESDAY" => 1,
        "WE" | "WED" | "WEDNESDAY" => 2,
        "TH" | "THU" | "THURSDAY" => 3,
        "FR" | "FRI" | "FRIDAY" => 4,
        "SA" | "SAT" | "SATURDAY" => 5,
        "SU" | "SUN" | "SUNDAY" => 6,
        _ => return None,
    })
}

/// `date_add(start_date, num_days)`, `date_add(unit, value, start)`
pub(super) fn date_add(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if args.len() == 3 {
        return super::unit::timestamp_add(context, name, args);
    }
    build(context, "date_add", args, &DATE_ADD)
}

/// `date_sub(start_date, num_days)`
pub(super) fn date_sub(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "date_sub", args, &DATE_SUB)
}

/// Days must be `INT` or narrower, or text; a wider number is refused.
fn build(context: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    let count = args.len();
    let call = call_name(name, &args);
    let Ok([date, days]) = <[Typed; 2]>::try_from(args) else { return Err(wrong_count(name, &[2], count)) };
    let date = accept(context, &call, 0, date, Param::DATE)?;
    let days = match &days.data_type {
        DataType::Byte | DataType::Short | DataType::Integer | DataType::Null => {
            cast::coerce(context, days, &DataType::Integer)?
        }
        text if text.is_string() => cast::coerce(context, days, &DataType::Integer)?,
        other => {
            let required = "(\"INT\" or \"SMALLINT\" or \"TINYINT\")";
            return Err(unexpected_input_type(&call, 1, required, &days.name, &other.sql_name()));
        }
    };
    spec.apply(call, vec![date, days])
}
