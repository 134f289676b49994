//! `datediff`, `months_between`: how far apart two dates are.

use sparrow_spark_error::Result;

use super::super::spec::{Default, Param, Returns, Spec};
use crate::cast::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND, civil_from_days, days_in_month};
use crate::cast::zone::Zone;
use crate::{Context, Typed};

pub(super) static DATE_DIFF: Spec = Spec::new("spark_datediff", &[Param::DATE, Param::DATE], Returns::INT, |c| {
    c.map2(|end: i32, start: i32| end.wrapping_sub(start))
});

/// `months_between(timestamp1, timestamp2[, roundOff])`
pub(super) static MONTHS_BETWEEN: Spec =
    Spec::new("spark_months_between", &[Param::TIMESTAMP, Param::TIMESTAMP, Param::BOOLEAN], Returns::DOUBLE, |c| {
        let zone = Zone::parse(c.time_zone())?;
        c.map3(|a: i64, b: i64, round: bool| {
            let months = months_between(zone.to_local(a), zone.to_local(b));
            if round { (months * 1e8 + 0.5).floor() / 1e8 } else { months }
        })
    })
    .defaults(&[Default::True]);

/// `datediff(endDate, startDate)`, `datediff(unit, start, end)`
pub(super) fn date_diff(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    match args.len() {
        3 => super::unit::timestamp_diff(context, name, args),
        _ => DATE_DIFF.build(context, name, args),
    }
}

/// Whole months between equal days, or last days, of two months; else months have 31 days.
fn months_between(a: i64, b: i64) -> f64 {
    let (days_a, days_b) = (a.div_euclid(MICROS_PER_DAY), b.div_euclid(MICROS_PER_DAY));
    let ((year_a, month_a, day_a), (year_b, month_b, day_b)) = (civil_from_days(days_a), civil_from_days(days_b));
    let months = (year_a * 12 + i64::from(month_a)) - (year_b * 12 + i64::from(month_b));
    let both_last = day_a == days_in_month(year_a, month_a) && day_b == days_in_month(year_b, month_b);
    if day_a == day_b || both_last {
        return months as f64;
    }
    let seconds = |us: i64| us.rem_euclid(MICROS_PER_DAY) / MICROS_PER_SECOND;
    let apart = (i64::from(day_a) - i64::from(day_b)) * 86_400 + seconds(a) - seconds(b);
    months as f64 + apart as f64 / (31.0 * 86_400.0)
}
