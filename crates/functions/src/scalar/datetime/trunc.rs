//! `trunc`, `date_trunc`: dates and timestamps cut down to a unit; NULL for a unit that is none.

use super::super::spec::{Param, Returns, Spec};
use super::field::weekday;
use crate::cast::calendar::{MICROS_PER_DAY, civil_from_days, days_from_civil};
use crate::cast::zone::Zone;

/// `trunc(date, fmt)`
pub(super) static TRUNC: Spec = Spec::new("spark_trunc", &[Param::DATE, Param::STRING], Returns::DATE, |c| {
    c.map2(|days: i32, unit: &str| cut_days(i64::from(days), &unit.to_uppercase()).map(|days| days as i32))
})
.nullable();

/// `date_trunc(fmt, timestamp)`
pub(super) static DATE_TRUNC: Spec =
    Spec::new("spark_date_trunc", &[Param::STRING, Param::TIMESTAMP], Returns::TIMESTAMP, |c| {
        let zone = Zone::parse(c.time_zone())?;
        c.map2(|unit: &str, us: i64| date_trunc(&unit.to_uppercase(), us, zone))
    })
    .nullable();

fn cut_days(days: i64, unit: &str) -> Option<i64> {
    let (year, month, _) = civil_from_days(days);
    match unit {
        "YEAR" | "YYYY" | "YY" => days_from_civil(year, 1, 1),
        "QUARTER" => days_from_civil(year, (month - 1) / 3 * 3 + 1, 1),
        "MONTH" | "MM" | "MON" => days_from_civil(year, month, 1),
        "WEEK" => Some(days - weekday(days)),
        _ => None,
    }
}

fn date_trunc(unit: &str, us: i64, zone: Zone) -> Option<i64> {
    let step = match unit {
        "MICROSECOND" => return Some(us),
        "MILLISECOND" => 1_000,
        "SECOND" => 1_000_000,
        "MINUTE" => 60_000_000,
        "HOUR" => 3_600_000_000,
        "DAY" | "DD" => MICROS_PER_DAY,
        _ => {
            let days = zone.to_local(us).div_euclid(MICROS_PER_DAY);
            return Some(zone.to_utc(cut_days(days, unit)?.checked_mul(MICROS_PER_DAY)?));
        }
    };
    let local = zone.to_local(us);
    match step {
        // A day may have been changed within; shorter units keep the offset they had.
        MICROS_PER_DAY => Some(zone.to_utc(local - local.rem_euclid(step))),
        _ => Some(us - local.rem_euclid(step)),
    }
}
