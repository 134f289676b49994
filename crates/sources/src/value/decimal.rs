//! Decimals as `java.math.BigDecimal` reads and prints them.

/// A decimal text taken apart: its digits and where the point is.
struct Parts {
    negative: bool,
    digits: Vec<u8>,
    /// Digits after the point; negative when zeros are missing before it.
    scale: i64,
}

fn parts(text: &str) -> Option<Parts> {
    let (negative, rest) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let exponent_at = rest.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (number, exponent) = match exponent_at {
        Some(at) => (&rest[..at], super::number::integer_bytes::<i32>(&rest[at + 1..])?),
        None => (rest, 0),
    };
    let (mut digits, mut scale, mut point) = (Vec::with_capacity(number.len()), 0, false);
    for byte in number {
        match byte {
            b'0'..=b'9' => {
                digits.push(byte - b'0');
                scale += i64::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if digits.is_empty() {
        return None;
    }
    let leading = digits.iter().take_while(|digit| **digit == 0).count().min(digits.len() - 1);
    digits.drain(..leading);
    Some(Parts { negative, digits, scale: scale - i64::from(exponent) })
}

/// The unscaled value of `text` with `scale` digits after the point, rounded half up; `None` when malformed or too large.
pub(crate) fn parse(text: &str, precision: u8, scale: u8) -> Option<i128> {
    let Parts { negative, digits, scale: own } = parts(text)?;
    let shift = i64::from(scale) - own;
    let zero = digits == [0];
    if !zero && digits.len() as i64 + shift > i64::from(precision) {
        return None;
    }
    let kept = if shift < 0 { (digits.len() as i64 + shift).max(0) as usize } else { digits.len() };
    let mut value: i128 = 0;
    for digit in &digits[..kept] {
        value = value.checked_mul(10)?.checked_add(i128::from(*digit))?;
    }
    if shift < 0 {
        let first_dropped = digits.len() as i64 + shift;
        let up = usize::try_from(first_dropped).ok().and_then(|at| digits.get(at)).is_some_and(|digit| *digit >= 5);
        value += i128::from(up);
    } else if !zero {
        value = value.checked_mul(10_i128.checked_pow(u32::try_from(shift).ok()?)?)?;
    }
    let fits = 10_i128.checked_pow(u32::from(precision)).is_none_or(|limit| value < limit);
    fits.then_some(if negative { -value } else { value })
}

/// The precision of a text that is a whole number of at most 38 digits.
pub(crate) fn whole_number_precision(text: &str) -> Option<u8> {
    let (precision, scale) = shape(text)?;
    (scale == 0).then_some(precision)
}

/// Precision and scale of a text as Spark types it; `None` when it fits no decimal type.
pub(crate) fn shape(text: &str) -> Option<(u8, u8)> {
    let Parts { digits, scale, .. } = parts(text)?;
    let scale = u8::try_from(scale).ok().filter(|scale| *scale <= 38)?;
    let precision = u8::try_from(digits.len()).ok()?.max(scale);
    (precision <= 38).then_some((precision, scale))
}

/// An unscaled value in plain notation, all digits of its scale shown.
pub(crate) fn to_text(value: i128, scale: i8) -> String {
    let (sign, digits) = (if value < 0 { "-" } else { "" }, value.unsigned_abs().to_string());
    match usize::try_from(scale) {
        Ok(0) => format!("{sign}{digits}"),
        Ok(scale) => {
            let digits = format!("{digits:0>width$}", width = scale + 1);
            let (whole, fraction) = digits.split_at(digits.len() - scale);
            format!("{sign}{whole}.{fraction}")
        }
        Err(_) => format!("{sign}{digits}{}", "0".repeat(usize::from(scale.unsigned_abs()))),
    }
}
