//! A moment written by a pattern.

use std::fmt::Write;

use sparrow_spark_error::{Result, unsupported};

use super::super::field::{day_of_year, weekday};
use super::{DAYS, Item, MONTHS, Pattern};
use crate::cast::calendar::{MICROS_PER_DAY, civil_from_days};
use crate::cast::zone::Zone;

/// A moment with what a pattern may ask of it.
pub(in super::super) struct Moment<'a> {
    days: i64,
    micros: i64,
    year: i64,
    month: u32,
    day: u32,
    offset_seconds: i64,
    zone: &'a str,
}

impl<'a> Moment<'a> {
    /// This instant in the zone of this name.
    pub(in super::super) fn new(us: i64, zone: Zone, name: &'a str) -> Self {
        let local = zone.to_local(us);
        let (days, micros) = (local.div_euclid(MICROS_PER_DAY), local.rem_euclid(MICROS_PER_DAY));
        let (year, month, day) = civil_from_days(days);
        Self { days, micros, year, month, day, offset_seconds: zone.offset_at(us) / 1_000_000, zone: name }
    }

    fn hour(&self) -> i64 {
        self.micros / 3_600_000_000
    }
}

impl Pattern {
    /// The moment as the pattern spells it.
    pub(in super::super) fn write(&self, moment: &Moment) -> Result<String> {
        let mut out = String::new();
        for item in &self.items {
            match item {
                Item::Literal(text) => out.push_str(text),
                Item::Field(letter, count) => write_field(&mut out, *letter, *count, moment)?,
                Item::OptionalStart | Item::OptionalEnd => {}
            }
        }
        Ok(out)
    }
}

fn write_field(out: &mut String, letter: char, count: usize, m: &Moment) -> Result<()> {
    let hour = m.hour();
    match letter {
        'y' => year(out, count, if m.year > 0 { m.year } else { 1 - m.year }),
        'G' => out.push_str(match (count, m.year > 0) {
            (4, true) => "Anno Domini",
            (4, false) => "Before Christ",
            (_, true) => "AD",
            (_, false) => "BC",
        }),
        'M' | 'L' => name_or_number(out, count, i64::from(m.month), MONTHS[m.month as usize - 1]),
        'Q' | 'q' => quarter(out, count, (m.month - 1) / 3),
        'd' => number(out, count, i64::from(m.day)),
        'D' => number(out, count, day_of_year(m.days)),
        'F' => number(out, count, i64::from((m.day - 1) / 7 + 1)),
        'E' => {
            let name = DAYS[weekday(m.days) as usize];
            out.push_str(if count == 4 { name } else { &name[..3] });
        }
        'a' => out.push_str(if hour < 12 { "AM" } else { "PM" }),
        'H' => number(out, count, hour),
        'h' => number(out, count, (hour + 11) % 12 + 1),
        'K' => number(out, count, hour % 12),
        'k' => number(out, count, (hour + 23) % 24 + 1),
        'm' => number(out, count, m.micros / 60_000_000 % 60),
        's' => number(out, count, m.micros / 1_000_000 % 60),
        'S' => out.push_str(&format!("{:06}000", m.micros % 1_000_000)[..count]),
        'V' => out.push_str(m.zone),
        'z' => zone_name(out, count, m)?,
        'O' => localized(out, m.offset_seconds, count == 4),
        'X' if m.offset_seconds == 0 => out.push('Z'),
        'x' | 'X' => offset(out, m.offset_seconds, count),
        'Z' if count == 4 => localized(out, m.offset_seconds, true),
        'Z' if count == 5 && m.offset_seconds == 0 => out.push('Z'),
        'Z' => offset(out, m.offset_seconds, if count == 5 { 3 } else { 2 }),
        _ => return Err(unsupported(format!("the datetime pattern letter {letter}"))),
    }
    Ok(())
}

fn number(out: &mut String, width: usize, value: i64) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{value:0width$}");
}

fn year(out: &mut String, count: usize, year: i64) {
    match count {
        2 => number(out, 2, year % 100),
        4.. if year > 10_i64.pow(count as u32) - 1 => out.push_str(&format!("+{year}")),
        _ => number(out, count, year),
    }
}

fn name_or_number(out: &mut String, count: usize, value: i64, name: &str) {
    match count {
        4 => out.push_str(name),
        3 => out.push_str(&name[..3]),
        _ => number(out, count, value),
    }
}

fn quarter(out: &mut String, count: usize, quarter: u32) {
    const ORDINALS: [&str; 4] = ["1st", "2nd", "3rd", "4th"];
    match count {
        4 => out.push_str(&format!("{} quarter", ORDINALS[quarter as usize])),
        3 => out.push_str(&format!("Q{}", quarter + 1)),
        _ => number(out, count, i64::from(quarter + 1)),
    }
}

/// Names are known for UTC only: others depend on tables of the reader's language.
fn zone_name(out: &mut String, count: usize, m: &Moment) -> Result<()> {
    match (m.zone, count) {
        ("UTC" | "Etc/UTC", 4) => out.push_str("Coordinated Universal Time"),
        ("UTC" | "Etc/UTC", _) => out.push_str("UTC"),
        (zone, _) if zone.starts_with(['+', '-']) => out.push_str(zone),
        _ => return Err(unsupported("the name of a time zone in a datetime pattern")),
    }
    Ok(())
}

fn parts(seconds: i64) -> (char, i64, i64, i64) {
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    (sign, seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// `+01`, `+0130`, `+01:30` and so on, by the number of letters.
fn offset(out: &mut String, seconds: i64, count: usize) {
    let (sign, hours, minutes, seconds) = parts(seconds);
    let colon = if matches!(count, 3 | 5) { ":" } else { "" };
    out.push_str(&format!("{sign}{hours:02}"));
    if count > 1 || minutes != 0 {
        out.push_str(&format!("{colon}{minutes:02}"));
    }
    if count > 3 && seconds != 0 {
        out.push_str(&format!("{colon}{seconds:02}"));
    }
}

/// `GMT`, `GMT+1`, `GMT+01:30`.
fn localized(out: &mut String, seconds: i64, full: bool) {
    out.push_str("GMT");
    if seconds == 0 {
        return;
    }
    let (sign, hours, minutes, _) = parts(seconds);
    match (full, minutes) {
        (true, _) => out.push_str(&format!("{sign}{hours:02}:{minutes:02}")),
        (false, 0) => out.push_str(&format!("{sign}{hours}")),
        (false, _) => out.push_str(&format!("{sign}{hours}:{minutes:02}")),
    }
}
