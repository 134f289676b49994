//! A text read by a pattern, strictly as Java's resolver does: no field out of range, nothing left over.

use super::super::make::invalid_date;
use super::{DAYS, Item, MONTHS, Pattern};
use crate::cast::calendar::{MICROS_PER_DAY, days_from_civil};
use crate::cast::zone::Zone;

/// The fields found in a text.
#[derive(Clone, Default)]
pub(in super::super) struct Parsed {
    year: Option<i64>,
    before_christ: bool,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    hour: Option<i64>,
    clock_hour: Option<i64>,
    afternoon: Option<bool>,
    minute: i64,
    second: i64,
    micros: i64,
    zone: Option<Zone>,
}

/// Where reading stopped, or what was wrong with a field, in Java's words.
type Failure = String;

impl Pattern {
    /// The fields of a text, or why it does not fit.
    pub(in super::super) fn read(&self, text: &str) -> Result<Parsed, Failure> {
        let mut parsed = Parsed::default();
        let end = read_items(&self.items, text, 0, &mut parsed)
            .map_err(|at| format!("Text '{text}' could not be parsed at index {at}"))?;
        match end < text.len() {
            true => Err(format!("Text '{text}' could not be parsed, unparsed text found at index {end}")),
            false => Ok(parsed),
        }
    }
}

impl Parsed {
    /// The local microseconds and the zone the text named.
    pub(in super::super) fn local(&self) -> Result<(i64, Option<Zone>), Failure> {
        let micros = self.micros_of_day()?;
        let days = self.days()?;
        let local = days.checked_mul(MICROS_PER_DAY).and_then(|us| us.checked_add(micros));
        Ok((local.ok_or("long overflow")?, self.zone))
    }

    fn days(&self) -> Result<i64, Failure> {
        let year = self.year.unwrap_or(1970);
        let year = if self.before_christ { 1 - year } else { year };
        if let Some(day) = self.day_of_year {
            check("DayOfYear", day, 1, 366)?;
            let first = days_from_civil(year, 1, 1).ok_or("Invalid date")?;
            return Ok(first + day - 1);
        }
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        check("MonthOfYear", month, 1, 12)?;
        check("DayOfMonth", day, 1, 31)?;
        days_from_civil(year, month as u32, day as u32)
            .ok_or_else(|| invalid_date(year as i32, month as i32, day as i32))
    }

    fn micros_of_day(&self) -> Result<i64, Failure> {
        let hour = match (self.hour, self.clock_hour) {
            (Some(hour), _) => hour,
            (None, Some(clock)) => clock + if self.afternoon == Some(true) { 12 } else { 0 },
            (None, None) => 0,
        };
        check("HourOfDay", hour, 0, 23)?;
        check("MinuteOfHour", self.minute, 0, 59)?;
        check("SecondOfMinute", self.second, 0, 59)?;
        Ok(((hour * 60 + self.minute) * 60 + self.second) * 1_000_000 + self.micros)
    }
}

fn check(field: &str, value: i64, least: i64, most: i64) -> Result<(), Failure> {
    match (least..=most).contains(&value) {
        true => Ok(()),
        false => {
            let last = if field == "DayOfMonth" { "28/31".to_owned() } else { most.to_string() };
            Err(format!("Invalid value for {field} (valid values {least} - {last}): {value}"))
        }
    }
}

/// Reads all items from `at` on; answers where they ended, or where they failed.
fn read_items(items: &[Item], text: &str, mut at: usize, parsed: &mut Parsed) -> Result<usize, usize> {
    let mut index = 0;
    while let Some(item) = items.get(index) {
        match item {
            Item::Literal(literal) => {
                let matches = text.get(at..at + literal.len()).is_some_and(|t| t.eq_ignore_ascii_case(literal));
                at = if matches { at + literal.len() } else { return Err(at) };
            }
            Item::OptionalStart => {
                let end = closing(items, index);
                let mut attempt = parsed.clone();
                if let Ok(after) = read_items(&items[index + 1..end], text, at, &mut attempt) {
                    *parsed = attempt;
                    at = after;
                }
                index = end;
            }
            Item::OptionalEnd => {}
            Item::Field(letter, count) => {
                let reserved = adjacent_digits(&items[index + 1..]);
                at = read_field(*letter, *count, reserved, text, at, parsed).ok_or(at)?;
            }
        }
        index += 1;
    }
    Ok(at)
}

fn closing(items: &[Item], start: usize) -> usize {
    let mut depth = 0;
    for (index, item) in items.iter().enumerate().skip(start) {
        match item {
            Item::OptionalStart => depth += 1,
            Item::OptionalEnd => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    items.len()
}

/// The digits that fixed-width numbers right behind this field need.
fn adjacent_digits(rest: &[Item]) -> usize {
    let width = |item: &Item| match item {
        Item::Field('M' | 'L' | 'd' | 'H' | 'h' | 'k' | 'K' | 'm' | 's' | 'y', 2) => Some(2),
        Item::Field('D', 3) => Some(3),
        _ => None,
    };
    rest.iter().map_while(width).sum()
}

fn read_field(letter: char, count: usize, reserved: usize, text: &str, at: usize, p: &mut Parsed) -> Option<usize> {
    let rest = text.get(at..)?;
    let simple = |slot: &mut Option<i64>| {
        let (value, length) = number(rest, count, if count == 1 { 19 } else { count }, reserved)?;
        *slot = Some(value);
        Some(at + length)
    };
    match letter {
        'y' => year(rest, count, reserved, p).map(|length| at + length),
        'M' | 'L' if count > 2 => named(rest, &MONTHS, count, &mut p.month).map(|length| at + length),
        'M' | 'L' => simple(&mut p.month),
        'd' => simple(&mut p.day),
        'D' => simple(&mut p.day_of_year),
        'E' => named(rest, &DAYS, count.max(3), &mut None).map(|length| at + length),
        'H' => simple(&mut p.hour),
        'k' => {
            let end = simple(&mut p.hour)?;
            p.hour = p.hour.filter(|h| (1..=24).contains(h)).map(|h| h % 24);
            p.hour.map(|_| end)
        }
        'h' => {
            let end = simple(&mut p.clock_hour)?;
            p.clock_hour = p.clock_hour.filter(|h| (1..=12).contains(h)).map(|h| h % 12);
            p.clock_hour.map(|_| end)
        }
        'K' => simple(&mut p.clock_hour),
        'm' => number(rest, count, if count == 1 { 19 } else { count }, reserved).map(|(value, length)| {
            p.minute = value;
            at + length
        }),
        's' => number(rest, count, if count == 1 { 19 } else { count }, reserved).map(|(value, length)| {
            p.second = value;
            at + length
        }),
        'S' => fraction(rest, count, p).map(|length| at + length),
        'a' => {
            let half = rest.get(..2)?;
            p.afternoon = Some(half.eq_ignore_ascii_case("PM"));
            (p.afternoon == Some(true) || half.eq_ignore_ascii_case("AM")).then_some(at + 2)
        }
        'G' => {
            let era = rest.get(..2)?;
            p.before_christ = era.eq_ignore_ascii_case("BC");
            (p.before_christ || era.eq_ignore_ascii_case("AD")).then_some(at + 2)
        }
        'x' | 'X' | 'Z' | 'V' | 'z' | 'O' => zone(letter, rest, p).map(|length| at + length),
        _ => None,
    }
}

fn number(rest: &str, least: usize, most: usize, reserved: usize) -> Option<(i64, usize)> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let length = digits.saturating_sub(reserved).max(least).min(most).min(digits);
    (length >= least).then_some(())?;
    Some((rest[..length].parse().ok()?, length))
}

fn year(rest: &str, count: usize, reserved: usize, p: &mut Parsed) -> Option<usize> {
    if count == 2 {
        let (value, length) = number(rest, 2, 2, 0)?;
        p.year = Some(2000 + value);
        return Some(length);
    }
    let signed = usize::from(rest.starts_with(['+', '-']));
    let most = if signed == 1 || count != 4 { 9 } else { 4 };
    let (value, length) = number(&rest[signed..], count, most, reserved)?;
    p.year = Some(if rest.starts_with('-') { -value } else { value });
    Some(signed + length)
}

fn named(rest: &str, names: &[&str], count: usize, slot: &mut Option<i64>) -> Option<usize> {
    let spelled = |name: &&str| if count == 3 { name[..3].to_owned() } else { (*name).to_owned() };
    let matches = |name: &String| rest.get(..name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name));
    let (index, name) = names.iter().map(spelled).enumerate().find(|(_, name)| matches(name))?;
    *slot = Some(index as i64 + 1);
    Some(name.len())
}

/// One digit to as many as there are letters.
fn fraction(rest: &str, count: usize, p: &mut Parsed) -> Option<usize> {
    let length = rest.bytes().take_while(u8::is_ascii_digit).count().min(count);
    (length > 0).then_some(())?;
    p.micros = format!("{:0<9}", &rest[..length]).parse::<i64>().ok()? / 1_000;
    Some(length)
}

fn zone(letter: char, rest: &str, p: &mut Parsed) -> Option<usize> {
    if letter == 'X' && rest.starts_with('Z') {
        p.zone = Some(Zone::UTC);
        return Some(1);
    }
    let belongs = |b: &u8| match letter {
        'x' | 'X' | 'Z' => b.is_ascii_digit() || b"+-:".contains(b),
        _ => b.is_ascii_alphanumeric() || b"+-:/_".contains(b),
    };
    let length = rest.bytes().take_while(belongs).count();
    let text = &rest[..length];
    let spelled = match (text.len(), text.starts_with(['+', '-'])) {
        (5, true) if !text.contains(':') => format!("{}:{}", &text[..3], &text[3..]),
        (3, true) => format!("{text}:00"),
        _ => text.to_owned(),
    };
    p.zone = Some(Zone::find(&spelled)?);
    Some(length)
}
