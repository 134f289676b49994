//! The proleptic Gregorian calendar, for years beyond what chrono holds.

use std::fmt::Write;

/// Microseconds of a day.
pub const MICROS_PER_DAY: i64 = 86_400_000_000;
/// Microseconds of a second.
pub const MICROS_PER_SECOND: i64 = 1_000_000;

/// Year, month and day of a day counted from 1970-01-01.
pub fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Days from 1970-01-01 to this date, if there is such a date.
pub fn days_from_civil(year: i64, month: u32, day: u32) -> Option<i64> {
    if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let month_from_march = i64::from(if month > 2 { month - 3 } else { month + 9 });
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// Days of a month.
pub fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The day `months` later, at the end of a shorter month where there is no such day.
pub fn add_months(days: i64, months: i64) -> i64 {
    let (year, month, day) = civil_from_days(days);
    let total = year * 12 + i64::from(month) - 1 + months;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u32 + 1);
    days_from_civil(year, month, day.min(days_in_month(year, month))).unwrap_or(days)
}

/// Writes `yyyy-MM-dd`; years past 9999 get a sign, as Java's formatter does it.
pub fn write_date(out: &mut String, days: i64) {
    let (year, month, day) = civil_from_days(days);
    let sign = match year {
        10_000.. => "+",
        ..0 => "-",
        _ => "",
    };
    let _ = write!(out, "{sign}{:04}-{month:02}-{day:02}", year.abs());
}

/// Writes `yyyy-MM-dd HH:mm:ss` and the fraction, if any, without trailing zeros.
pub fn write_timestamp(out: &mut String, local_us: i64) {
    write_date(out, local_us.div_euclid(MICROS_PER_DAY));
    out.push(' ');
    write_time(out, local_us.rem_euclid(MICROS_PER_DAY) * 1_000);
}

/// Writes `HH:mm:ss` and the fraction, if any, without trailing zeros.
pub fn write_time(out: &mut String, nanos_of_day: i64) {
    let seconds = nanos_of_day / 1_000_000_000;
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    write_fraction(out, nanos_of_day % 1_000_000_000, 9);
}

/// Writes a point and the fraction without trailing zeros; nothing for zero.
pub fn write_fraction(out: &mut String, fraction: i64, digits: usize) {
    if fraction != 0 {
        let text = format!(".{fraction:0digits$}");
        out.push_str(text.trim_end_matches('0'));
    }
}
