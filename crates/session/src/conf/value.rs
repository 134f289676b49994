//! What values a key accepts, with the errors Spark gives for others.

use sparrow_spark_error::{Condition, Result, SparkError, condition};

use super::time_zone;

/// Spark's limit of a result; Spark records no kind for it.
pub(super) const RESULT_SIZE: &str = "spark.driver.maxResultSize";

/// A kind of value.
#[derive(Debug)]
pub(super) enum Kind {
    /// Anything.
    Text,
    /// `true` or `false`, in any case, spaces around it allowed.
    Boolean,
    /// A whole number of 32 bits.
    Int(Option<Minimum>),
    /// A whole number of 64 bits.
    Long(Option<Minimum>),
    /// A number.
    Double,
    /// A size such as `10m`; with Spark's name of the type.
    Bytes(String, Option<Minimum>),
    /// A duration such as `5s`; with Spark's name of the type.
    Time(String),
    /// One of these words, in any case; with the list as Spark spells it.
    OneOf(Vec<String>, String),
    /// A region, an offset or one of Java's short names.
    TimeZone,
}

/// The least number allowed, and how Spark says so.
#[derive(Debug)]
pub(super) struct Minimum {
    value: i64,
    requirement: String,
}

impl Kind {
    pub(super) fn new(key: &str, kind: Option<&str>, options: Option<&str>, min: Option<(i64, String)>) -> Self {
        let minimum = min.map(|(value, requirement)| Minimum { value, requirement });
        if let Some(options) = options {
            return Self::OneOf(options.split(", ").map(str::to_owned).collect(), options.to_owned());
        }
        match kind {
            _ if key == "spark.sql.session.timeZone" => Self::TimeZone,
            _ if key == RESULT_SIZE => {
                let requirement = "It must not be negative.".to_owned();
                Self::Bytes("bytes".to_owned(), Some(Minimum { value: 0, requirement }))
            }
            Some("boolean") => Self::Boolean,
            Some("int") => Self::Int(minimum),
            Some("long") => Self::Long(minimum),
            Some("double") => Self::Double,
            Some(bytes) if bytes.starts_with("bytes ") => Self::Bytes(bytes.to_owned(), minimum),
            Some(time) if time.starts_with("time ") => Self::Time(time.to_owned()),
            _ => Self::Text,
        }
    }

    /// Whether `value` is allowed for `key`.
    pub(super) fn check(&self, key: &str, value: &str) -> Result<()> {
        let mismatch = |kind: &str| Err(error(&condition::INVALID_CONF_VALUE_TYPE, key, value).with("confType", kind));
        match self {
            Self::Text => Ok(()),
            Self::Boolean if boolean(value).is_none() => mismatch("boolean"),
            Self::Int(_) if number(value).and_then(|n| i32::try_from(n).ok()).is_none() => mismatch("int"),
            Self::Long(_) if number(value).is_none() => mismatch("long"),
            Self::Double if value.trim().parse::<f64>().is_err() => mismatch("double"),
            Self::Bytes(kind, _) if bytes(value).is_none() => mismatch(kind),
            Self::Time(kind) if microseconds(value).is_none() => mismatch(kind),
            Self::OneOf(words, spelt) if !words.iter().any(|word| word.eq_ignore_ascii_case(value)) => {
                Err(error(&condition::INVALID_CONF_VALUE_OPTIONS, key, value).with("confOptions", spelt))
            }
            Self::TimeZone if !time_zone::is_known(value) => {
                Err(error(&condition::INVALID_CONF_VALUE_TIME_ZONE, key, value))
            }
            Self::Int(Some(minimum)) | Self::Long(Some(minimum)) => minimum.check(key, value, number(value)),
            Self::Bytes(_, Some(minimum)) => minimum.check(key, value, bytes(value)),
            _ => Ok(()),
        }
    }

    /// Whether both texts mean the same value.
    pub(super) fn is_same(&self, left: &str, right: &str) -> bool {
        match self {
            Self::Text | Self::TimeZone => left == right,
            Self::Boolean => boolean(left) == boolean(right),
            Self::Int(_) | Self::Long(_) => number(left) == number(right),
            Self::Double => left.trim().parse::<f64>().ok() == right.trim().parse::<f64>().ok(),
            Self::Bytes(..) => bytes(left) == bytes(right),
            Self::Time(_) => microseconds(left) == microseconds(right),
            Self::OneOf(..) => left.eq_ignore_ascii_case(right),
        }
    }
}

impl Minimum {
    fn check(&self, key: &str, value: &str, number: Option<i64>) -> Result<()> {
        if number.is_none_or(|number| number >= self.value) {
            return Ok(());
        }
        Err(error(&condition::INVALID_CONF_VALUE_REQUIREMENT, key, value).with("confRequirement", &self.requirement))
    }
}

fn error(condition: &'static Condition, key: &str, value: &str) -> SparkError {
    SparkError::new(condition).with("confName", key).with("confValue", value)
}

fn boolean(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

/// A size as Spark reads it: a whole number and a unit, bytes without one.
pub(super) fn bytes(text: &str) -> Option<i64> {
    let (number, unit) = split_unit(text)?;
    let shift = match unit.as_str() {
        "" | "b" => 0,
        "k" | "kb" => 10,
        "m" | "mb" => 20,
        "g" | "gb" => 30,
        "t" | "tb" => 40,
        "p" | "pb" => 50,
        _ => return None,
    };
    number.checked_mul(1 << shift)
}

/// A duration as Spark reads it. Without a unit it is in the key's own; for comparing, seconds will do.
pub(super) fn microseconds(text: &str) -> Option<i64> {
    let (number, unit) = split_unit(text)?;
    let factor = match unit.as_str() {
        "us" => 1,
        "ms" => 1_000,
        "" | "s" => 1_000_000,
        "m" | "min" => 60_000_000,
        "h" => 3_600_000_000,
        "d" => 86_400_000_000,
        _ => return None,
    };
    number.checked_mul(factor)
}

fn split_unit(text: &str) -> Option<(i64, String)> {
    let text = text.trim().to_ascii_lowercase();
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.to_owned()))
}
