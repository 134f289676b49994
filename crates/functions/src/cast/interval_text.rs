//! Intervals as text, in the ANSI style Spark prints and casts.

use std::fmt::Write;

use arrow::datatypes::IntervalMonthDayNano;
use sparrow_spark_types::{DayTimeField, YearMonthField};

use super::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND};
use super::datetime_text::trim_all;

const MICROS_PER_MINUTE: i128 = 60 * MICROS_PER_SECOND as i128;
const MICROS_PER_HOUR: i128 = 60 * MICROS_PER_MINUTE;

/// `INTERVAL '1 02:03:04.5' DAY TO SECOND`
pub fn write_day_time(out: &mut String, micros: i64, from: DayTimeField, to: DayTimeField) {
    let sign = if micros < 0 { "-" } else { "" };
    let mut rest = i128::from(micros).abs();
    let _ = write!(out, "INTERVAL '{sign}");
    for field in [DayTimeField::Day, DayTimeField::Hour, DayTimeField::Minute, DayTimeField::Second] {
        if field < from || field > to {
            continue;
        }
        let separator = match field {
            _ if field == from => "",
            DayTimeField::Hour => " ",
            _ => ":",
        };
        let unit = unit_micros(field);
        let (value, left) = (rest / unit, rest % unit);
        let width = if field == DayTimeField::Day { 1 } else { 2 };
        let _ = write!(out, "{separator}{value:0width$}");
        if field == DayTimeField::Second {
            super::calendar::write_fraction(out, left as i64, 6);
        }
        rest = left;
    }
    let _ = write!(out, "' {}", from.name().to_uppercase());
    if from != to {
        let _ = write!(out, " TO {}", to.name().to_uppercase());
    }
}

/// Microseconds of one of the field.
pub fn unit_micros(field: DayTimeField) -> i128 {
    match field {
        DayTimeField::Day => MICROS_PER_DAY.into(),
        DayTimeField::Hour => MICROS_PER_HOUR,
        DayTimeField::Minute => MICROS_PER_MINUTE,
        DayTimeField::Second => MICROS_PER_SECOND.into(),
    }
}

/// `INTERVAL '1-2' YEAR TO MONTH`
pub fn write_year_month(out: &mut String, months: i32, from: YearMonthField, to: YearMonthField) {
    let sign = if months < 0 { "-" } else { "" };
    let size = i64::from(months).abs();
    let _ = match (from, to) {
        (YearMonthField::Year, YearMonthField::Year) => write!(out, "INTERVAL '{sign}{}' YEAR", size / 12),
        (YearMonthField::Month, _) => write!(out, "INTERVAL '{sign}{size}' MONTH"),
        _ => write!(out, "INTERVAL '{sign}{}-{}' YEAR TO MONTH", size / 12, size % 12),
    };
}

/// `1 years 2 months 3 days 4 hours 5 minutes 6.5 seconds`
pub fn write_calendar(out: &mut String, interval: IntervalMonthDayNano) {
    let micros = interval.nanoseconds / 1_000;
    let (hour, minute) = (MICROS_PER_HOUR as i64, MICROS_PER_MINUTE as i64);
    let units = [
        (i64::from(interval.months / 12), "years"),
        (i64::from(interval.months % 12), "months"),
        (i64::from(interval.days), "days"),
        (micros / hour, "hours"),
        (micros % hour / minute, "minutes"),
    ];
    let mut parts: Vec<String> = units.iter().filter(|(v, _)| *v != 0).map(|(v, unit)| format!("{v} {unit}")).collect();
    let rest = micros % minute;
    if rest != 0 || parts.is_empty() {
        let mut text = String::from(if rest < 0 { "-" } else { "" });
        let _ = write!(text, "{}", rest.abs() / MICROS_PER_SECOND);
        super::calendar::write_fraction(&mut text, rest.abs() % MICROS_PER_SECOND, 6);
        parts.push(format!("{text} seconds"));
    }
    out.push_str(&parts.join(" "));
}

/// The text between the quotes of `INTERVAL '…' …` and its sign, or the whole text.
fn body(text: &str) -> (i64, &str) {
    let text = trim_all(text);
    let is_literal = text.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("interval"));
    let inner = if is_literal { text[8..].trim_start() } else { text };
    let (sign, inner) = match inner.strip_prefix('-') {
        Some(rest) if is_literal => (-1, rest.trim_start()),
        _ => (1, inner),
    };
    match inner.strip_prefix('\'').and_then(|rest| rest.split_once('\'')) {
        Some((quoted, _)) if is_literal => (sign, quoted),
        _ => (sign, inner),
    }
}

fn signed(text: &str) -> (i64, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (-1, &text[1..]),
        Some(b'+') => (1, &text[1..]),
        _ => (1, text),
    }
}

fn whole(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Months of `y-m`, `y` or `m`, as the fields say, bare or in `INTERVAL '…' …`.
pub fn parse_year_month(text: &str, from: YearMonthField, to: YearMonthField) -> Option<i32> {
    let (outer, body) = body(text);
    let (inner, digits) = signed(body);
    let months = match (from, to) {
        (YearMonthField::Year, YearMonthField::Year) => whole(digits)?.checked_mul(12)?,
        (YearMonthField::Month, _) => whole(digits)?,
        _ => {
            let (years, months) = digits.split_once('-')?;
            let months = whole(months).filter(|m| *m < 12)?;
            whole(years)?.checked_mul(12)?.checked_add(months)?
        }
    };
    i32::try_from(outer * inner * months).ok()
}

/// Microseconds of `d hh:mm:ss.f` or the part of it the fields say, bare or in `INTERVAL '…' …`.
pub fn parse_day_time(text: &str, from: DayTimeField, to: DayTimeField) -> Option<i64> {
    let (outer, body) = body(text);
    let (inner, digits) = signed(body);
    let fields = [DayTimeField::Day, DayTimeField::Hour, DayTimeField::Minute, DayTimeField::Second];
    let wanted: Vec<_> = fields.into_iter().filter(|f| *f >= from && *f <= to).collect();
    let parts: Vec<&str> = digits.split([' ', ':']).collect();
    if parts.len() != wanted.len() {
        return None;
    }
    let mut total: i128 = 0;
    for (i, (field, part)) in wanted.iter().zip(parts).enumerate() {
        let (number, fraction) = match field {
            DayTimeField::Second => part.split_once('.').unwrap_or((part, "")),
            _ => (part, ""),
        };
        let limit = match field {
            _ if i == 0 => i64::MAX,
            DayTimeField::Hour => 23,
            _ => 59,
        };
        let value = whole(number).filter(|v| *v <= limit)?;
        total += i128::from(value).checked_mul(unit_micros(*field))?;
        total += i128::from(parse_fraction(fraction)?);
    }
    i64::try_from(total * i128::from(outer * inner)).ok()
}

/// Microseconds of up to nine digits after the point.
fn parse_fraction(digits: &str) -> Option<i64> {
    if digits.is_empty() {
        return Some(0);
    }
    let nanos = whole(digits).filter(|_| digits.len() <= 9)? * 10_i64.pow(9 - digits.len() as u32);
    Some(nanos / 1_000)
}

/// A calendar interval of `[interval] 1 year -2 days 3.5 seconds …`.
pub fn parse_calendar(text: &str) -> Option<IntervalMonthDayNano> {
    let lower = trim_all(text).to_ascii_lowercase();
    let body = lower.strip_prefix("interval").map_or(lower.as_str(), str::trim_start);
    let words: Vec<&str> = body.split_ascii_whitespace().collect();
    if words.is_empty() || !words.len().is_multiple_of(2) {
        return None;
    }
    let (mut months, mut days, mut micros) = (0_i32, 0_i32, 0_i64);
    for pair in words.chunks(2) {
        let (sign, digits) = signed(pair[0]);
        let unit = pair[1].strip_suffix('s').unwrap_or(pair[1]);
        let (number, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if !fraction.is_empty() && unit != "second" {
            return None;
        }
        let value = sign * whole(number)?;
        let narrow = |factor: i64| i32::try_from(value.checked_mul(factor)?).ok();
        match unit {
            "year" => months = months.checked_add(narrow(12)?)?,
            "month" => months = months.checked_add(narrow(1)?)?,
            "week" => days = days.checked_add(narrow(7)?)?,
            "day" => days = days.checked_add(narrow(1)?)?,
            "hour" => micros = micros.checked_add(value.checked_mul(MICROS_PER_HOUR as i64)?)?,
            "minute" => micros = micros.checked_add(value.checked_mul(MICROS_PER_MINUTE as i64)?)?,
            "second" => {
                let part = sign * parse_fraction(fraction)?;
                micros = micros.checked_add(value.checked_mul(MICROS_PER_SECOND)?)?.checked_add(part)?;
            }
            "millisecond" => micros = micros.checked_add(value.checked_mul(1_000)?)?,
            "microsecond" => micros = micros.checked_add(value)?,
            _ => return None,
        }
    }
    Some(IntervalMonthDayNano::new(months, days, micros.checked_mul(1_000)?))
}
