//! Timestamps ⇄ text, as casts read them and as Spark's writers print them.

use super::date;
use super::zone::Zone;

pub(crate) const MICROS: i64 = 1_000_000;
pub(crate) const DAY: i64 = 86_400 * MICROS;

/// A text taken apart.
struct Parts<'a> {
    /// Missing when the text is a time alone.
    day: Option<i32>,
    time_us: i64,
    zone: Option<&'a str>,
}

/// The instant a text means; without a zone of its own it is local to `zone`.
pub(crate) fn parse(text: &str, zone: &Zone) -> Option<i64> {
    let parts = parts(text.trim_matches(|c: char| c <= ' '))?;
    let zone = match parts.zone {
        Some(name) => Zone::find(name)?,
        None => *zone,
    };
    let day = parts.day.map_or_else(|| zone.to_local(now_us()).div_euclid(DAY), i64::from);
    Some(zone.to_instant(day.checked_mul(DAY)?.checked_add(parts.time_us)?))
}

/// The local time a text means. A zone in it, or a time alone, is refused.
pub(crate) fn parse_local(text: &str) -> Option<i64> {
    let parts = parts(text.trim_matches(|c: char| c <= ' '))?;
    if parts.zone.is_some() {
        return None;
    }
    i64::from(parts.day?).checked_mul(DAY)?.checked_add(parts.time_us)
}

/// Whether a text is `yyyy-MM-dd HH:mm:ss`, with or without a fraction.
pub(crate) fn is_plain(text: &str) -> bool {
    let date = text.get(..10).and_then(date::parse_strict);
    let time = text.get(10..).and_then(|rest| rest.strip_prefix(' '));
    let whole = time.and_then(|time| time.get(..8)).is_some_and(|time| time.matches(':').count() == 2);
    date.is_some() && whole && parse_local(text).is_some()
}

fn now_us() -> i64 {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    elapsed.map_or(0, |elapsed| i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX))
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let begins_with_time = text.starts_with('T') || text.bytes().take_while(u8::is_ascii_digit).count() <= 2;
    let (day, rest) = if begins_with_time {
        (None, text.strip_prefix('T').unwrap_or(text))
    } else {
        let (day, rest) = date::parse_prefix(text)?;
        if rest.is_empty() {
            return Some(Parts { day: Some(day), time_us: 0, zone: None });
        }
        (Some(day), rest.strip_prefix([' ', 'T'])?)
    };
    let (time_us, rest, colons) = time(rest)?;
    let zone = rest.trim_start();
    let zone = (!zone.is_empty()).then_some(zone);
    (day.is_some() || colons > 0).then_some(Parts { day, time_us, zone })
}

/// `[h]h[:[m]m[:[s]s[.f]]]` at the start of a text: microseconds of the day, what follows, and how many colons there were.
fn time(text: &str) -> Option<(i64, &str, usize)> {
    let (hour, mut rest) = date::take_number(text, 1, 2)?;
    let (mut minute, mut second, mut fraction, mut colons) = (0, 0, 0, 0);
    if let Some(after) = rest.strip_prefix(':') {
        (minute, rest) = date::take_number(after, 1, 2)?;
        colons = 1;
        if let Some(after) = rest.strip_prefix(':') {
            (second, rest) = date::take_number(after, 1, 2)?;
            colons = 2;
            if let Some(after) = rest.strip_prefix('.') {
                let length = after.bytes().take_while(u8::is_ascii_digit).count();
                fraction = micros_of(&after[..length]);
                rest = &after[length..];
            }
        }
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some((seconds * MICROS + fraction, rest, colons))
}

/// The microseconds a fraction's digits mean; digits beyond the sixth are dropped.
fn micros_of(digits: &str) -> i64 {
    let kept = &digits[..digits.len().min(6)];
    let value: i64 = kept.parse().unwrap_or(0);
    value * 10_i64.pow(6 - kept.len() as u32)
}

/// A local time as a cast prints it: `yyyy-MM-dd HH:mm:ss`, and as much of the fraction as is not zero.
pub(crate) fn local_to_text(local_us: i64) -> String {
    let (day, time) = (local_us.div_euclid(DAY), local_us.rem_euclid(DAY));
    let (seconds, micros) = (time / MICROS, time % MICROS);
    let date = date::to_text(day as i32);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    match micros {
        0 => format!("{date} {clock}"),
        _ => format!("{date} {clock}.{}", format!("{micros:06}").trim_end_matches('0')),
    }
}
