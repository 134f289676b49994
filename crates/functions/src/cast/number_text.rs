//! Numbers read from text and written to it, as Java and Spark's `UTF8String` do it.

use super::datetime_text::trim_all;

/// `UTF8String.toLong`: digits with a sign; `fraction` allows (and drops) digits after a point.
pub fn parse_integral(text: &str, fraction: bool) -> Option<i64> {
    let text = trim_all(text);
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = match unsigned.find('.') {
        Some(point) if fraction => {
            unsigned[point + 1..].bytes().all(|b| b.is_ascii_digit()).then(|| &unsigned[..point])?
        }
        _ => unsigned,
    };
    if unsigned.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let negative = text.starts_with('-');
    whole.bytes().try_fold(0_i64, |value, b| {
        let digit = i64::from(b - b'0');
        let tens = value.checked_mul(10)?;
        if negative { tens.checked_sub(digit) } else { tens.checked_add(digit) }
    })
}

/// `Double.parseDouble` and Spark's special words.
pub fn parse_double(text: &str) -> Option<f64> {
    let plain = text.trim_matches(|c: char| c <= ' ');
    parse_java(plain).or_else(|| special(&trim_all(text).to_ascii_lowercase()))
}

/// `Float.parseFloat` and Spark's special words.
pub fn parse_float(text: &str) -> Option<f32> {
    let plain = text.trim_matches(|c: char| c <= ' ');
    if is_decimal_text(without_suffix(plain)) {
        return without_suffix(plain).parse().ok();
    }
    parse_double(text).map(|v| v as f32)
}

fn parse_java(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    match unsigned {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(sign * f64::INFINITY),
        _ if unsigned.starts_with("0x") || unsigned.starts_with("0X") => {
            parse_hex(&without_suffix(unsigned)[2..]).map(|v| sign * v)
        }
        _ => {
            let body = without_suffix(text);
            is_decimal_text(body).then(|| body.parse().ok())?
        }
    }
}

/// Java's hexadecimal floats after the `0x`: `1.8p3`.
fn parse_hex(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = parse_exponent(exponent)?;
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let digits = whole.chars().chain(fraction.chars()).map(|c| c.to_digit(16)).collect::<Option<Vec<_>>>()?;
    let value = digits.iter().fold(0.0, |value, digit| value * 16.0 + f64::from(*digit));
    Some(value * 2.0_f64.powi(exponent - 4 * fraction.len() as i32))
}

fn special(word: &str) -> Option<f64> {
    match word {
        "inf" | "+inf" | "infinity" | "+infinity" => Some(f64::INFINITY),
        "-inf" | "-infinity" => Some(f64::NEG_INFINITY),
        "nan" => Some(f64::NAN),
        _ => None,
    }
}

fn without_suffix(text: &str) -> &str {
    text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text)
}

/// `[+-](digits[.digits] | .digits)[e[+-]digits]`
fn is_decimal_text(text: &str) -> bool {
    split_decimal(text).is_some()
}

/// Sign, digits before and after the point, and exponent.
fn split_decimal(text: &str) -> Option<(bool, &str, &str, i32)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], parse_exponent(&unsigned[at + 1..])?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    (all_digits && !(whole.is_empty() && fraction.is_empty())).then_some((
        text.starts_with('-'),
        whole,
        fraction,
        exponent,
    ))
}

fn parse_exponent(text: &str) -> Option<i32> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Beyond this every value is zero or too large.
    let size = unsigned.parse::<i64>().unwrap_or(i64::MAX).min(100_000) as i32;
    Some(if text.starts_with('-') { -size } else { size })
}

/// A decimal read from text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// The unscaled value, rounded half up to the asked scale.
    Value(i128),
    /// More than 38 digits.
    TooLarge,
}

/// Reads a decimal and rounds it half up to `scale`; `None` is no number.
pub fn parse_decimal(text: &str, scale: u8) -> Option<Parsed> {
    let (negative, whole, fraction, exponent) = split_decimal(trim_all(text))?;
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|b| b - b'0').collect();
    // How many of the digits are kept at the wanted scale.
    let keep = whole.len() as i64 + i64::from(exponent) + i64::from(scale);
    let mut value: i128 = 0;
    for place in 0..keep.max(0) {
        let digit = usize::try_from(place).ok().and_then(|p| digits.get(p)).copied();
        if digit.is_none() && value == 0 {
            break;
        }
        if value >= 10_i128.pow(37) {
            return Some(Parsed::TooLarge);
        }
        value = value * 10 + i128::from(digit.unwrap_or(0));
    }
    let next = usize::try_from(keep).ok().and_then(|p| digits.get(p)).copied().unwrap_or(0);
    value += i128::from(keep >= 0 && next >= 5);
    Some(Parsed::Value(if negative { -value } else { value }))
}

/// `Double.toString`.
pub fn write_double(out: &mut String, value: f64) {
    write_java(out, value.is_nan(), value.is_infinite(), value.is_sign_negative(), value == 0.0, &format!("{value:e}"));
}

/// `Float.toString`.
pub fn write_float(out: &mut String, value: f32) {
    write_java(out, value.is_nan(), value.is_infinite(), value.is_sign_negative(), value == 0.0, &format!("{value:e}"));
}

/// Java's spelling: plain between 1e-3 and 1e7, `1.0E10` elsewhere; always a digit after the point. `scientific` is Rust's `1.25e-7`.
fn write_java(out: &mut String, nan: bool, infinite: bool, negative: bool, zero: bool, scientific: &str) {
    if nan {
        return out.push_str("NaN");
    }
    if negative {
        out.push('-');
    }
    if infinite {
        return out.push_str("Infinity");
    }
    if zero {
        return out.push_str("0.0");
    }
    let (mantissa, exponent) = scientific.trim_start_matches('-').split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    match exponent {
        0..=6 => {
            let point = exponent as usize + 1;
            let padded = format!("{digits:0<point$}");
            out.push_str(&padded[..point]);
            out.push('.');
            out.push_str(if padded.len() > point { &padded[point..] } else { "0" });
        }
        -3..=-1 => {
            out.push_str("0.");
            out.push_str(&"0".repeat((-exponent - 1) as usize));
            out.push_str(&digits);
        }
        _ => {
            out.push_str(&digits[..1]);
            out.push('.');
            out.push_str(if digits.len() > 1 { &digits[1..] } else { "0" });
            out.push('E');
            out.push_str(&exponent.to_string());
        }
    }
}

/// A double as Java writes it.
pub fn double_text(value: f64) -> String {
    let mut out = String::new();
    write_double(&mut out, value);
    out
}

/// A float as Java writes it.
pub fn float_text(value: f32) -> String {
    let mut out = String::new();
    write_float(&mut out, value);
    out
}
