//! Time zones as Spark names them, and what the clocks there show.

use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;
use sparrow_spark_error::{Result, SparkError, condition};

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_HOUR: i64 = 3_600 * MICROS_PER_SECOND;

/// A time zone: a fixed offset or a region with its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Seconds east of Greenwich.
    Fixed(i32),
    /// A region of the IANA database.
    Region(Tz),
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone::Fixed(0);

    /// The zone of this name, or the error Spark raises for an unknown one.
    pub fn parse(name: &str) -> Result<Self> {
        Self::find(name).ok_or_else(|| {
            SparkError::new(&condition::INVALID_CONF_VALUE_TIME_ZONE)
                .with("confName", "spark.sql.session.timeZone")
                .with("confValue", name)
        })
    }

    /// The zone of this name: `UTC`, `Z`, `+02:00`, `GMT-3`, `Europe/Paris` or one of Java's short names.
    pub fn find(name: &str) -> Option<Self> {
        if matches!(name, "Z" | "UTC" | "GMT" | "UT") {
            return Some(Self::UTC);
        }
        if name.starts_with(['+', '-']) {
            return parse_offset(name).map(Self::Fixed);
        }
        for prefix in ["UTC", "GMT", "UT"] {
            if let Some(rest) = name.strip_prefix(prefix).filter(|rest| rest.starts_with(['+', '-'])) {
                return parse_offset(rest).map(Self::Fixed);
            }
        }
        match short_name(name) {
            Some(long) => Self::find(long),
            None => Tz::from_str(name).ok().map(Self::Region),
        }
    }

    /// Microseconds the local clock is ahead of UTC at this instant.
    pub fn offset_at(&self, utc_us: i64) -> i64 {
        let seconds = match self {
            Self::Fixed(seconds) => *seconds,
            Self::Region(tz) => match DateTime::from_timestamp(utc_us.div_euclid(MICROS_PER_SECOND), 0) {
                Some(utc) => tz.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc(),
                None => 0,
            },
        };
        i64::from(seconds) * MICROS_PER_SECOND
    }

    /// What the local clock shows at this instant, as microseconds.
    pub fn to_local(&self, utc_us: i64) -> i64 {
        utc_us.saturating_add(self.offset_at(utc_us))
    }

    /// The instant at which the local clock shows this. As in Java, the earlier of two; within a gap the clock before it counts.
    pub fn to_utc(&self, local_us: i64) -> i64 {
        let tz = match self {
            Self::Fixed(seconds) => return local_us.saturating_sub(i64::from(*seconds) * MICROS_PER_SECOND),
            Self::Region(tz) => tz,
        };
        // The longest gap was a day (Samoa 2011).
        for hours in [0, 1, 2, 4, 25] {
            let Some(local) = naive(local_us.saturating_sub(hours * MICROS_PER_HOUR)) else { break };
            if let Some(offset) = tz.offset_from_local_datetime(&local).earliest() {
                return local_us.saturating_sub(i64::from(offset.fix().local_minus_utc()) * MICROS_PER_SECOND);
            }
        }
        local_us
    }
}

fn naive(us: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(us.div_euclid(MICROS_PER_SECOND), 0).map(|t| t.naive_utc())
}

/// Seconds of `+h`, `+hh`, `+h:mm`, `+hh:m`, `+hh:mm`, `+hhmm`, `+hh:mm:ss` or `+hhmmss`, at most 18 hours.
fn parse_offset(text: &str) -> Option<i32> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let parts: Vec<&str> = if rest.contains(':') {
        rest.split(':').collect()
    } else {
        match rest.len() {
            1 | 2 => vec![rest],
            4 => vec![rest.get(..2)?, rest.get(2..)?],
            6 => vec![rest.get(..2)?, rest.get(2..4)?, rest.get(4..)?],
            _ => return None,
        }
    };
    let digits = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() > 3 || !parts.iter().all(digits) {
        return None;
    }
    let number = |i: usize| parts.get(i).map_or(Some(0), |part| part.parse::<i32>().ok());
    let (hours, minutes, seconds) = (number(0)?, number(1)?, number(2)?);
    let total = hours * 3600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60 && total <= 18 * 3600).then_some(sign * total)
}

/// Java's `ZoneId.SHORT_IDS`.
fn short_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "ACT" => "Australia/Darwin",
        "AET" => "Australia/Sydney",
        "AGT" => "America/Argentina/Buenos_Aires",
        "ART" => "Africa/Cairo",
        "AST" => "America/Anchorage",
        "BET" => "America/Sao_Paulo",
        "BST" => "Asia/Dhaka",
        "CAT" => "Africa/Harare",
        "CNT" => "America/St_Johns",
        "CST" => "America/Chicago",
        "CTT" => "Asia/Shanghai",
        "EAT" => "Africa/Addis_Ababa",
        "ECT" => "Europe/Paris",
        "IET" => "America/Indiana/Indianapolis",
        "IST" => "Asia/Kolkata",
        "JST" => "Asia/Tokyo",
        "MIT" => "Pacific/Apia",
        "NET" => "Asia/Yerevan",
        "NST" => "Pacific/Auckland",
        "PLT" => "Asia/Karachi",
        "PNT" => "America/Phoenix",
        "PRT" => "America/Puerto_Rico",
        "PST" => "America/Los_Angeles",
        "SST" => "Pacific/Guadalcanal",
        "VST" => "Asia/Ho_Chi_Minh",
        "EST" => "-05:00",
        "MST" => "-07:00",
        "HST" => "-10:00",
        _ => return None,
    })
}
