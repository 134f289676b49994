//! Interval constants: the arithmetic of their units and the type their fields give them.

use sparrow_plan::{IntervalValue, Literal, Value};
use sparrow_spark_types::{DataType, DayTimeField, YearMonthField};

/// A unit as written in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
}

impl Unit {
    /// The unit of this name, singular or plural, in any case.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        Some(match lower.strip_suffix('s').unwrap_or(&lower) {
            "year" => Self::Year,
            "month" => Self::Month,
            "week" => Self::Week,
            "day" => Self::Day,
            "hour" => Self::Hour,
            "minute" => Self::Minute,
            "second" => Self::Second,
            "millisecond" => Self::Millisecond,
            "microsecond" => Self::Microsecond,
            _ => return None,
        })
    }

    /// Months, or microseconds, in one.
    fn size(self) -> i64 {
        match self {
            Self::Year => 12,
            Self::Month | Self::Microsecond => 1,
            Self::Week => 7 * 86_400_000_000,
            Self::Day => 86_400_000_000,
            Self::Hour => 3_600_000_000,
            Self::Minute => 60_000_000,
            Self::Second => 1_000_000,
            Self::Millisecond => 1_000,
        }
    }

    fn year_month(self) -> Option<YearMonthField> {
        match self {
            Self::Year => Some(YearMonthField::Year),
            Self::Month => Some(YearMonthField::Month),
            _ => None,
        }
    }

    fn day_time(self) -> Option<DayTimeField> {
        match self {
            Self::Year | Self::Month => None,
            Self::Week | Self::Day => Some(DayTimeField::Day),
            Self::Hour => Some(DayTimeField::Hour),
            Self::Minute => Some(DayTimeField::Minute),
            Self::Second | Self::Millisecond | Self::Microsecond => Some(DayTimeField::Second),
        }
    }
}

/// `3 days 4 hours`: a year-month or day-time constant from the least to the greatest unit. `Err(true)` when units of both mix.
pub(crate) fn multi_unit(parts: &[(String, Unit)]) -> Result<Literal, bool> {
    let year_month: Vec<_> = parts.iter().filter_map(|(_, unit)| unit.year_month()).collect();
    let day_time: Vec<_> = parts.iter().filter_map(|(_, unit)| unit.day_time()).collect();
    if !year_month.is_empty() && !day_time.is_empty() {
        return Err(true);
    }
    let amounts = parts.iter().map(|(value, unit)| amount(value, *unit)).collect::<Option<Vec<_>>>().ok_or(false)?;
    let total = amounts.into_iter().try_fold(0_i64, i64::checked_add).ok_or(false)?;
    if let (Some(first), Some(last)) = (year_month.iter().min(), year_month.iter().max()) {
        return months(total, *first, *last).ok_or(false);
    }
    let (first, last) = (day_time.iter().min().ok_or(false)?, day_time.iter().max().ok_or(false)?);
    Ok(Literal::new(Value::Interval(IntervalValue::DayTime(total)), DataType::DayTimeInterval(*first, *last)))
}

fn months(total: i64, first: YearMonthField, last: YearMonthField) -> Option<Literal> {
    let total = i32::try_from(total).ok()?;
    Some(Literal::new(Value::Interval(IntervalValue::YearMonth(total)), DataType::YearMonthInterval(first, last)))
}

/// `value` of `unit` in months or microseconds; only seconds may have a fraction.
fn amount(value: &str, unit: Unit) -> Option<i64> {
    let value = value.trim();
    let (negative, body) = match value.as_bytes().first()? {
        b'-' => (true, value[1..].trim_start()),
        b'+' => (false, value[1..].trim_start()),
        _ => (false, value),
    };
    let (whole, fraction) = body.split_once('.').map_or((body, None), |(whole, fraction)| (whole, Some(fraction)));
    if fraction.is_some() && unit != Unit::Second {
        return None;
    }
    let whole = if whole.is_empty() && fraction.is_some() { 0 } else { digits(whole)? };
    let micros = fraction.map_or(Some(0), fraction_micros)?;
    let total = whole.checked_mul(unit.size())?.checked_add(micros)?;
    Some(if negative { -total } else { total })
}

fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Up to nine digits after the point, cut to microseconds.
fn fraction_micros(fraction: &str) -> Option<i64> {
    if fraction.is_empty() {
        return Some(0);
    }
    digits(fraction).filter(|_| fraction.len() <= 9)?;
    format!("{fraction:0<6}")[..6].parse().ok()
}

/// The parts of `'1 day 2 hours'`, `interval` before them allowed.
pub(crate) fn parse_phrase(text: &str) -> Option<Vec<(String, Unit)>> {
    let lower = text.trim().to_ascii_lowercase();
    let mut words = lower.strip_prefix("interval").unwrap_or(&lower).split_whitespace();
    let mut parts = Vec::new();
    while let Some(word) = words.next() {
        let value = match word {
            "-" | "+" => format!("{word}{}", words.next()?),
            _ => word.to_owned(),
        };
        let unit = Unit::parse(words.next()?)?;
        amount(&value, unit)?;
        parts.push((value, unit));
    }
    (!parts.is_empty()).then_some(parts)
}

/// `'1-2' YEAR TO MONTH`, `'1 02:03:04.5' DAY TO SECOND` and what lies between.
pub(crate) fn unit_to_unit(text: &str, from: Unit, to: Unit) -> Option<Literal> {
    let text = text.trim();
    let (sign, body) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if (from, to) == (Unit::Year, Unit::Month) {
        let (years, months_part) = body.split_once('-')?;
        let extra = digits(months_part).filter(|m| *m < 12)?;
        let total = digits(years)?.checked_mul(12)?.checked_add(extra)?;
        return months(total * sign, YearMonthField::Year, YearMonthField::Month);
    }
    let units = [Unit::Day, Unit::Hour, Unit::Minute, Unit::Second];
    let place = |unit| units.iter().position(|u| *u == unit);
    let (first, last) = (place(from)?, place(to)?);
    let wanted = units.get(first..=last).filter(|wanted| wanted.len() > 1)?;
    let total = clock(body, wanted)?;
    let data_type = DataType::DayTimeInterval(from.day_time()?, to.day_time()?);
    Some(Literal::new(Value::Interval(IntervalValue::DayTime(total * sign)), data_type))
}

/// Microseconds of `d h:m:s` with exactly these units; all but the first stay below their carry.
fn clock(body: &str, units: &[Unit]) -> Option<i64> {
    let spaced = if units[0] == Unit::Day { body.replacen(' ', ":", 1) } else { body.to_owned() };
    let parts: Vec<_> = spaced.split(':').collect();
    if parts.len() != units.len() {
        return None;
    }
    let mut total = 0_i64;
    for (index, (part, unit)) in parts.iter().zip(units).enumerate() {
        let value = amount(part.trim(), *unit).filter(|_| !part.trim().starts_with(['-', '+']))?;
        let carry = if *unit == Unit::Hour { 24 } else { 60 };
        if index > 0 && value >= carry * unit.size() {
            return None;
        }
        total = total.checked_add(value)?;
    }
    Some(total)
}
