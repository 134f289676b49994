//! Decimal text of the wire, such as `-12.50` and `1E+3`.

use sparrow_spark_error::{Result, SparkError, condition, invalid_plan};
use sparrow_spark_types::MAX_DECIMAL_PRECISION;

/// Exponents beyond this cannot give a decimal of 38 digits.
const EXPONENT_MAX: i64 = 1_000;

/// A decimal as its text says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Decimal {
    /// All digits as one number.
    pub unscaled: i128,
    /// Digits in all, at least one.
    pub precision: u8,
    /// Digits after the point.
    pub scale: u8,
}

/// Reads the text as `java.math.BigDecimal` does; an exponent that makes the scale negative fills up with zeros.
pub(super) fn parse(text: &str) -> Result<Decimal> {
    let malformed = || invalid_plan(format!("{text:?} is no decimal"));
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| malformed())?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return Err(malformed());
    }
    let scale = fraction.len() as i64 - exponent;
    if exponent.abs() > EXPONENT_MAX || scale > i64::from(MAX_DECIMAL_PRECISION) {
        return Err(too_many_digits(scale.unsigned_abs()));
    }
    let significant = all.trim_start_matches('0');
    let padded = if significant.is_empty() { String::new() } else { pad(significant, -scale) };
    let scale = scale.max(0) as usize;
    let precision = padded.len().max(scale).max(1);
    if precision > MAX_DECIMAL_PRECISION.into() {
        return Err(too_many_digits(precision as u64));
    }
    let magnitude: i128 = if padded.is_empty() { 0 } else { padded.parse().map_err(|_| malformed())? };
    let unscaled = if negative { -magnitude } else { magnitude };
    Ok(Decimal { unscaled, precision: precision as u8, scale: scale as u8 })
}

/// `digits` with so many zeros after it.
fn pad(digits: &str, zeros: i64) -> String {
    format!("{digits}{}", "0".repeat(zeros.clamp(0, EXPONENT_MAX) as usize))
}

fn too_many_digits(precision: u64) -> SparkError {
    SparkError::new(&condition::DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION)
        .with("precision", precision.to_string())
        .with("maxPrecision", MAX_DECIMAL_PRECISION.to_string())
}
