//! Time zones as Spark names them, and local time ⇄ instant by Java's rules for gaps and overlaps.

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;
use sparrow_spark_error::{Result, SparkError, condition};

/// A fixed offset or a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) enum Zone {
    /// Seconds east of Greenwich.
    Fixed(i32),
    /// A region of the IANA database.
    Region(Tz),
}

impl From<Zone> for String {
    /// A name [`Zone::find`] knows.
    fn from(zone: Zone) -> Self {
        match zone {
            Zone::Fixed(seconds) => {
                let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
                format!("{sign}{:02}:{:02}:{:02}", size / 3600, size / 60 % 60, size % 60)
            }
            Zone::Region(zone) => zone.name().to_owned(),
        }
    }
}

impl TryFrom<String> for Zone {
    type Error = SparkError;

    fn try_from(name: String) -> Result<Self> {
        Self::parse(&name)
    }
}

const MICROS: i64 = 1_000_000;

impl Zone {
    /// The zone of the session or of an option.
    pub fn parse(text: &str) -> Result<Self> {
        Self::find(text).ok_or_else(|| {
            SparkError::new(&condition::INVALID_CONF_VALUE_OPTIONS)
                .with("confValue", text)
                .with("confName", "spark.sql.session.timeZone")
                .with("confOptions", "IANA zone names and offsets such as +02:00")
        })
    }

    /// The zone of this name: `Z`, `UTC`, `+02:00`, `GMT+1`, `Europe/Paris`, `PST`.
    pub fn find(text: &str) -> Option<Self> {
        let text = text.trim();
        if matches!(text, "Z" | "z" | "UTC" | "GMT" | "UT") {
            return Some(Self::Fixed(0));
        }
        let prefix = ["UTC", "GMT", "UT"].iter().find_map(|prefix| text.strip_prefix(prefix));
        let offset = prefix.unwrap_or(text);
        if offset.starts_with(['+', '-']) {
            return parse_offset(offset).map(Self::Fixed);
        }
        SHORT_IDS
            .iter()
            .find(|(short, _)| *short == text)
            .map_or(text, |(_, region)| region)
            .parse()
            .ok()
            .map(Self::Region)
    }

    /// Seconds east of Greenwich at an instant, given in microseconds.
    pub fn offset_at(self, instant_us: i64) -> i32 {
        match self {
            Self::Fixed(seconds) => seconds,
            Self::Region(zone) => {
                let utc = chrono::DateTime::from_timestamp(instant_us.div_euclid(MICROS), 0);
                utc.map_or(0, |utc| zone.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc())
            }
        }
    }

    /// Local time of an instant.
    pub fn to_local(self, instant_us: i64) -> i64 {
        instant_us.saturating_add(i64::from(self.offset_at(instant_us)) * MICROS)
    }

    /// The instant of a local time: the earlier of two in an overlap, moved on by the gap's length in a gap.
    pub fn to_instant(self, local_us: i64) -> i64 {
        let offset = match self {
            Self::Fixed(seconds) => seconds,
            Self::Region(zone) => region_offset(zone, local_us),
        };
        local_us.saturating_sub(i64::from(offset) * MICROS)
    }
}

fn region_offset(zone: Tz, local_us: i64) -> i32 {
    let Some(local) = chrono::DateTime::from_timestamp(local_us.div_euclid(MICROS), 0) else { return 0 };
    match zone.offset_from_local_datetime(&local.naive_utc()) {
        chrono::LocalResult::Single(offset) | chrono::LocalResult::Ambiguous(offset, _) => {
            offset.fix().local_minus_utc()
        }
        chrono::LocalResult::None => Zone::Region(zone).offset_at(local_us - 86_400 * MICROS),
    }
}

/// `+h`, `+hh`, `+hh:mm`, `+hhmm`, `+hh:mm:ss`
fn parse_offset(text: &str) -> Option<i32> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = &text[1..];
    let parts: Vec<&str> = match digits.len() {
        4 if !digits.contains(':') => vec![digits.get(..2)?, digits.get(2..)?],
        _ => digits.split(':').collect(),
    };
    let mut seconds = 0;
    for (part, unit) in parts.iter().zip([3600, 60, 1]) {
        if part.is_empty() || part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        seconds += part.parse::<i32>().ok()? * unit;
    }
    (parts.len() <= 3 && seconds <= 18 * 3600).then_some(sign * seconds)
}

/// `ZoneId.SHORT_IDS` of Java.
const SHORT_IDS: &[(&str, &str)] = &[
    ("ACT", "Australia/Darwin"),
    ("AET", "Australia/Sydney"),
    ("AGT", "America/Argentina/Buenos_Aires"),
    ("ART", "Africa/Cairo"),
    ("AST", "America/Anchorage"),
    ("BET", "America/Sao_Paulo"),
    ("BST", "Asia/Dhaka"),
    ("CAT", "Africa/Harare"),
    ("CNT", "America/St_Johns"),
    ("CST", "America/Chicago"),
    ("CTT", "Asia/Shanghai"),
    ("EAT", "Africa/Addis_Ababa"),
    ("ECT", "Europe/Paris"),
    ("IET", "America/Indiana/Indianapolis"),
    ("IST", "Asia/Kolkata"),
    ("JST", "Asia/Tokyo"),
    ("MIT", "Pacific/Apia"),
    ("NET", "Asia/Yerevan"),
    ("NST", "Pacific/Auckland"),
    ("PLT", "Asia/Karachi"),
    ("PNT", "America/Phoenix"),
    ("PRT", "America/Puerto_Rico"),
    ("PST", "America/Los_Angeles"),
    ("SST", "Pacific/Guadalcanal"),
    ("VST", "Asia/Ho_Chi_Minh"),
    ("EST", "America/Panama"),
    ("MST", "America/Phoenix"),
    ("HST", "Pacific/Honolulu"),
];
