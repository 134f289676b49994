//! Which names of time zones Spark accepts: regions of the tz database, offsets, and Java's short names.

use std::str::FromStr;

/// Java's `ZoneId.SHORT_IDS`.
const SHORT_IDS: &[&str] = &[
    "ACT", "AET", "AGT", "ART", "AST", "BET", "BST", "CAT", "CNT", "CST", "CTT", "EAT", "ECT", "EST", "HST", "IET",
    "IST", "JST", "MIT", "MST", "NET", "NST", "PLT", "PNT", "PRT", "PST", "SST", "VST",
];

const OFFSET_HOURS_MAX: u32 = 18;

/// Whether `zone` names a time zone.
pub(super) fn is_known(zone: &str) -> bool {
    zone == "Z" || is_offset(zone) || is_prefixed_offset(zone) || SHORT_IDS.contains(&zone) || is_region(zone)
}

fn is_region(zone: &str) -> bool {
    chrono_tz::Tz::from_str(zone).is_ok()
}

/// `UTC+3`, `GMT-02:30`, `UT+1`.
fn is_prefixed_offset(zone: &str) -> bool {
    ["UTC", "GMT", "UT"]
        .iter()
        .filter_map(|prefix| zone.strip_prefix(prefix))
        .any(|rest| rest.is_empty() || is_offset(rest))
}

/// `+h`, `+hh`, `+hh:mm`, `+h:mm`, `+hh:mm:ss`, `+hhmm`, `+hhmmss`, with either sign, up to 18 hours.
fn is_offset(zone: &str) -> bool {
    let Some(rest) = zone.strip_prefix(['+', '-']) else { return false };
    let parts: Vec<&str> = if rest.contains(':') { rest.split(':').collect() } else { split_digits(rest) };
    let numbers: Option<Vec<u32>> = parts.iter().map(|part| two_digits(part)).collect();
    let Some(numbers) = numbers.filter(|numbers| (1..=3).contains(&numbers.len())) else { return false };
    let rest_is_zero = numbers[1..].iter().all(|number| *number == 0);
    let is_short = parts[1..].iter().any(|part| part.len() != 2);
    let in_range = numbers[0] < OFFSET_HOURS_MAX || (numbers[0] == OFFSET_HOURS_MAX && rest_is_zero);
    in_range && !is_short && numbers[1..].iter().all(|number| *number < 60)
}

fn split_digits(digits: &str) -> Vec<&str> {
    if !digits.is_ascii() || digits.len() <= 2 || digits.len() % 2 == 1 {
        return vec![digits];
    }
    (0..digits.len()).step_by(2).map(|at| &digits[at..at + 2]).collect()
}

fn two_digits(part: &str) -> Option<u32> {
    ((1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| part.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::is_known;

    /// As real Spark 4.2.1 answers `SET spark.sql.session.timeZone`.
    #[test]
    fn zones_are_those_of_spark() {
        for zone in ["+02:00", "UTC+3", "PST", "GMT+8", "+8", "Z", "UTC", "Etc/UTC", "Europe/Paris", "-0930", "+18"] {
            assert!(is_known(zone), "{zone}");
        }
        for zone in ["Mars/Olympus", "europe/paris", "+25:00", "", "+", "+1:2", "+18:01", "+123", "é", "+é"] {
            assert!(!is_known(zone), "{zone}");
        }
    }
}
