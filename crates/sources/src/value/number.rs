//! Numbers and booleans as Java reads and prints them.

/// A whole number: an optional sign, then ASCII digits, nothing else.
pub(crate) fn integer<T: TryFrom<i64>>(text: &str) -> Option<T> {
    integer_bytes(text.as_bytes())
}

/// See [`integer`].
pub(crate) fn integer_bytes<T: TryFrom<i64>>(text: &[u8]) -> Option<T> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value: i64 = 0;
    for digit in digits {
        let digit = i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
        let next = value.checked_mul(10)?;
        value = if negative { next.checked_sub(digit)? } else { next.checked_add(digit)? };
    }
    T::try_from(value).ok()
}

/// A number as `Double.parseDouble` reads it: blanks around it and a `d` or `f` after it are fine.
pub(crate) fn double(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c: char| c <= ' ');
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    match digits {
        "NaN" => return Some(f64::NAN),
        "Infinity" => return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }),
        _ => {}
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let plain = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    if plain.ends_with(['d', 'D', 'f', 'F']) {
        return None;
    }
    plain.parse().ok()
}

/// Like [`double`], rounded once.
pub(crate) fn float(text: &str) -> Option<f32> {
    let text = text.trim_matches(|c: char| c <= ' ');
    let plain = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    double(text)?;
    plain.parse().ok().or_else(|| double(text).map(|value| value as f32))
}

/// `true` or `false` in any case.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A double as `Double.toString` prints it.
pub(crate) fn double_to_text(value: f64) -> String {
    java_text(value.is_nan(), value.is_infinite(), value.is_sign_negative(), value == 0.0, format!("{value:e}"))
}

/// A float as `Float.toString` prints it.
pub(crate) fn float_to_text(value: f32) -> String {
    java_text(value.is_nan(), value.is_infinite(), value.is_sign_negative(), value == 0.0, format!("{value:e}"))
}

/// Lays shortest digits, given as `d.ddde±x`, out as Java does: plain between 10^-3 and 10^7, else with an exponent.
fn java_text(nan: bool, infinite: bool, negative: bool, zero: bool, scientific: String) -> String {
    match (nan, infinite, negative, zero) {
        (true, ..) => return "NaN".to_owned(),
        (_, true, false, _) => return "Infinity".to_owned(),
        (_, true, true, _) => return "-Infinity".to_owned(),
        (_, _, true, true) => return "-0.0".to_owned(),
        (_, _, false, true) => return "0.0".to_owned(),
        _ => {}
    }
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let sign = if negative { "-" } else { "" };
    if !(-3..7).contains(&exponent) {
        let fraction = if digits.len() > 1 { &digits[1..] } else { "0" };
        return format!("{sign}{}.{fraction}E{exponent}", &digits[..1]);
    }
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        return format!("{sign}{digits}{}.0", "0".repeat(whole - digits.len()));
    }
    format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
}
