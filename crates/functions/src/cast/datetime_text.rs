//! Dates, times and timestamps read from text, by the rules of Spark's `SparkDateTimeUtils`.

use super::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND, days_from_civil};
use super::zone::Zone;

/// Text without the white space and control characters around it, as Spark's `trimAll`.
pub fn trim_all(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_control() || c == ' ')
}

/// Days from 1970-01-01 of `[+-]yyyy*[-[m]m[-[d]d]]`, with anything after a space or `T`.
pub fn parse_date(text: &str) -> Option<i32> {
    let text = trim_all(text);
    let (sign, rest) = split_sign(text);
    if text.is_empty() {
        return None;
    }
    let end = rest.find([' ', 'T']);
    let date = &rest[..end.unwrap_or(rest.len())];
    let parts: Vec<&str> = date.splitn(3, '-').collect();
    // A date that is not whole must be all there is.
    if parts.len() < 3 && end.is_some() {
        return None;
    }
    let year = digits(parts[0], 4, 7)?;
    let month = parts.get(1).map_or(Some(1), |part| digits(part, 1, 2))?;
    let day = parts.get(2).map_or(Some(1), |part| digits(part, 1, 2))?;
    let days = days_from_civil(sign * year, month as u32, day as u32)?;
    i32::try_from(days).ok()
}

fn split_sign(text: &str) -> (i64, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (-1, &text[1..]),
        Some(b'+') => (1, &text[1..]),
        _ => (1, text),
    }
}

fn digits(part: &str, min: usize, max: usize) -> Option<i64> {
    ((min..=max).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
}

/// The parts of a timestamp's text.
#[derive(Debug, Default)]
struct Parts {
    /// year, month, day, hour, minute, second, microsecond
    fields: [i64; 7],
    zone: Option<String>,
    /// No date was written.
    just_time: bool,
}

/// Microseconds since the epoch; text without a zone is local to `zone`. `today` is the date of text that has none.
pub fn parse_timestamp(text: &str, zone: Zone, today: impl FnOnce() -> i64) -> Option<i64> {
    let parts = parse_parts(text)?;
    let zone = match &parts.zone {
        Some(name) => Zone::find(name.trim())?,
        None => zone,
    };
    let local = parts.local(today)?;
    let utc = zone.to_utc(local);
    (utc != i64::MAX && utc != i64::MIN).then_some(utc)
}

/// Microseconds of a local date and time; a zone in the text is checked and dropped, a text without a date is none.
pub fn parse_timestamp_ntz(text: &str) -> Option<i64> {
    let parts = parse_parts(text)?;
    if parts.just_time {
        return None;
    }
    if let Some(name) = &parts.zone {
        Zone::find(name.trim())?;
    }
    parts.local(|| 0)
}

/// Nanoseconds of a day of `h:mm:ss[.fraction]`.
pub fn parse_time(text: &str) -> Option<i64> {
    let parts = parse_parts(text)?;
    if !parts.just_time || parts.zone.is_some() {
        return None;
    }
    Some(parts.of_day()? * 1_000)
}

/// The date of today in a zone, for text that has a time only.
pub fn today(zone: Zone) -> i64 {
    zone.to_local(chrono::Utc::now().timestamp_micros()).div_euclid(MICROS_PER_DAY)
}

impl Parts {
    fn of_day(&self) -> Option<i64> {
        let [_, _, _, hour, minute, second, micros] = self.fields;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        Some(((hour * 60 + minute) * 60 + second) * MICROS_PER_SECOND + micros)
    }

    fn local(&self, today: impl FnOnce() -> i64) -> Option<i64> {
        let [year, month, day, ..] = self.fields;
        let days = if self.just_time { today() } else { days_from_civil(year, month as u32, day as u32)? };
        days.checked_mul(MICROS_PER_DAY)?.checked_add(self.of_day()?)
    }
}

/// The state of the walk over a timestamp's text: the field being read and its digits so far.
struct Walk {
    fields: [i64; 9],
    at: usize,
    value: i64,
    digits: usize,
}

impl Walk {
    /// Ends the field being read; `None` when it has too few or too many digits.
    fn close(&mut self) -> Option<()> {
        let fits = match self.at {
            0 => (4..=6).contains(&self.digits),
            6 => true,
            7 => self.digits <= 2,
            _ => (1..=2).contains(&self.digits),
        };
        if !fits || self.at >= self.fields.len() {
            return None;
        }
        self.fields[self.at] = self.value;
        (self.value, self.digits) = (0, 0);
        self.at += 1;
        Some(())
    }

    fn digit(&mut self, digit: u8) {
        // Digits past microseconds are dropped.
        if self.at != 6 || self.digits < 6 {
            self.value = self.value.saturating_mul(10).saturating_add(i64::from(digit));
        }
        self.digits += 1;
    }
}

fn parse_parts(text: &str) -> Option<Parts> {
    let text = trim_all(text);
    let (sign, signed) = (split_sign(text).0, text.starts_with(['+', '-']));
    let bytes = text.as_bytes();
    let mut walk = Walk { fields: [1, 1, 1, 0, 0, 0, 0, 0, 0], at: 0, value: 0, digits: 0 };
    let (mut just_time, mut zone, mut micro_digits) = (false, None, 0);
    for (i, &b) in bytes.iter().enumerate().skip(usize::from(signed)) {
        if b.is_ascii_digit() {
            micro_digits += usize::from(walk.at == 6);
            walk.digit(b - b'0');
            continue;
        }
        match (walk.at, b) {
            (0, b'T') if i == 0 => {
                just_time = true;
                walk.at = 3;
            }
            (0 | 1, b'-') => walk.close()?,
            (0, b':') if !signed => {
                just_time = true;
                walk.at = 3;
                walk.close()?;
            }
            (2, b' ' | b'T') | (3 | 4, b':') | (5, b'.') => walk.close()?,
            (5 | 6, _) => {
                walk.close()?;
                zone = Some(text.get(i..)?.to_owned());
                break;
            }
            _ => return None,
        }
    }
    if zone.is_none() {
        walk.close()?;
    }
    if text.is_empty() {
        return None;
    }
    let mut fields = [0; 7];
    fields.copy_from_slice(&walk.fields[..7]);
    fields[0] *= sign;
    fields[6] *= 10_i64.pow(6_u32.saturating_sub(micro_digits.min(6) as u32)).max(1);
    if micro_digits == 0 {
        fields[6] = 0;
    }
    Some(Parts { fields, zone, just_time })
}
