//! `conv`, `bin`: numbers in other bases.

use sparrow_spark_error::{Result, arithmetic_overflow};

use super::super::spec::{Param, Returns, Spec};

/// `bin(expr)`
pub(super) static BIN: Spec =
    Spec::new("spark_bin", &[Param::LONG], Returns::STRING, |c| c.map1(|n: i64| format!("{n:b}")));

/// `conv(num, from_base, to_base)`: reads the leading digits; a negative `to_base` answers a signed number.
pub(super) static CONV: Spec =
    Spec::new("spark_conv", &[Param::STRING, Param::INT, Param::INT], Returns::STRING, |c| {
        c.map3(|text: &str, from: i32, to: i32| conv(text, from, to, c.ansi))
    })
    .nullable();

fn conv(text: &str, from: i32, to: i32, ansi: bool) -> Result<Option<String>> {
    let text = text.trim_matches(' ');
    if !(2..=36).contains(&from) || !(2..=36).contains(&to.abs()) || text.is_empty() {
        return Ok(None);
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut magnitude = Some(0_u64);
    for digit in digits.chars().map_while(|ch| ch.to_digit(from as u32)) {
        magnitude = magnitude.and_then(|m| m.checked_mul(from as u64)?.checked_add(u64::from(digit)));
    }
    let magnitude = match magnitude {
        Some(magnitude) => magnitude,
        None if ansi => return Err(arithmetic_overflow("Overflow in function conv()", "")),
        None => u64::MAX,
    };
    let mut value = if negative { magnitude.wrapping_neg() } else { magnitude };
    if negative && to > 0 && (magnitude as i64) < 0 {
        value = u64::MAX;
    }
    if to < 0 && (value as i64) < 0 {
        return Ok(Some(format!("-{}", in_base(value.wrapping_neg(), to.unsigned_abs()))));
    }
    Ok(Some(in_base(value, to.unsigned_abs())))
}

fn in_base(mut value: u64, base: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((value % u64::from(base)) as u32, base).unwrap_or('0').to_ascii_uppercase());
        value /= u64::from(base);
        if value == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}
