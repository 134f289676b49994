//! Numbers as decimal text: Java's spelling of doubles, and rounding digit by digit.

/// The text of an unscaled decimal.
pub(crate) fn decimal_text(unscaled: i128, scale: i8) -> String {
    let places = usize::try_from(scale).unwrap_or(0);
    let mut digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = places + 1);
    if places > 0 {
        digits.insert(digits.len() - places, '.');
    }
    if unscaled < 0 { format!("-{digits}") } else { digits }
}

/// Java's `Double.toString`.
pub(crate) fn java_double(x: f64) -> String {
    if x.is_nan() {
        return "NaN".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "Infinity" } else { "-Infinity" }.into();
    }
    if x == 0.0 || (1e-3..1e7).contains(&x.abs()) {
        return format!("{x:?}");
    }
    let text = format!("{x:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    format!("{digits}{point}E{exponent}")
}

/// Plain decimal text rounded to so many digits after the point (before it when negative), half up or half even.
pub(crate) fn round_text(text: &str, scale: i32, half_even: bool) -> String {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let places = usize::try_from(scale).unwrap_or(0);
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|b| b - b'0').collect();
    let keep = whole.len() as i64 + i64::from(scale);
    if keep < 0 {
        return format!("{sign}0");
    }
    let keep = keep as usize;
    if keep < digits.len() {
        let up = rounds_up(&digits, keep, half_even);
        digits.truncate(keep);
        if up {
            increment(&mut digits);
        }
    } else {
        digits.resize(keep.min(whole.len() + places), 0);
    }
    let zeros = usize::try_from(-i64::from(scale)).unwrap_or(0);
    digits.extend(std::iter::repeat_n(0, zeros));
    let mut out: String = digits.iter().map(|d| char::from(d + b'0')).collect();
    if out.len() <= places {
        out.insert_str(0, &"0".repeat(places + 1 - out.len()));
    }
    if out.is_empty() {
        out.push('0');
    }
    if places > 0 {
        out.insert(out.len() - places, '.');
    }
    format!("{sign}{out}")
}

fn rounds_up(digits: &[u8], keep: usize, half_even: bool) -> bool {
    match digits[keep] {
        5 if half_even && digits[keep + 1..].iter().all(|d| *d == 0) => keep > 0 && digits[keep - 1] % 2 == 1,
        digit => digit >= 5,
    }
}

fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return;
        }
        *digit = 0;
    }
    digits.insert(0, 1);
}
