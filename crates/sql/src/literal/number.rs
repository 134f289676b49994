//! Numeric constants.

use sparrow_plan::{Literal, Value};
use sparrow_spark_types::{DataType, MAX_DECIMAL_PRECISION};

/// Why a number is none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// Outside the type its suffix asks for: the number without suffix, the type, its least and its greatest value.
    Range(String, &'static str, String, String),
    /// More digits than a decimal holds.
    Precision(usize),
}

type Parsed = Result<Literal, NumberError>;

/// The constant a (possibly signed) number spells.
pub(crate) fn parse_number(spelling: &str) -> Parsed {
    let upper = spelling.to_ascii_uppercase();
    if let Some(body) = upper.strip_suffix("BD") {
        return decimal(body);
    }
    let body = &spelling[..spelling.len() - 1];
    match upper.as_bytes().last() {
        Some(b'L') => integral(body, DataType::Long, "bigint", i64::MIN, i64::MAX),
        Some(b'S') => integral(body, DataType::Short, "smallint", i16::MIN.into(), i16::MAX.into()),
        Some(b'Y') => integral(body, DataType::Byte, "tinyint", i8::MIN.into(), i8::MAX.into()),
        Some(b'D') => double(body),
        Some(b'F') => float(body),
        _ if upper.contains('E') => double(spelling),
        _ if upper.contains('.') => decimal(spelling),
        _ => plain(spelling),
    }
}

/// `INT` if it fits, else `BIGINT`, else `DECIMAL`.
fn plain(spelling: &str) -> Parsed {
    if let Ok(value) = spelling.parse::<i32>() {
        return Ok(Literal::int(value));
    }
    spelling.parse::<i64>().map_or_else(|_| decimal(spelling), |value| Ok(Literal::long(value)))
}

fn integral(body: &str, data_type: DataType, name: &'static str, min: i64, max: i64) -> Parsed {
    match body.parse::<i64>() {
        Ok(value) if (min..=max).contains(&value) => Ok(Literal::new(Value::Integral(value), data_type)),
        _ => Err(NumberError::Range(body.to_owned(), name, min.to_string(), max.to_string())),
    }
}

fn double(body: &str) -> Parsed {
    let limit = "1.7976931348623157E+308";
    match body.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Literal::new(Value::Double(value), DataType::Double)),
        _ => Err(NumberError::Range(body.to_owned(), "double", format!("-{limit}"), limit.to_owned())),
    }
}

fn float(body: &str) -> Parsed {
    let limit = "3.4028234663852886E+38";
    match body.parse::<f32>() {
        Ok(value) if value.is_finite() => Ok(Literal::new(Value::Float(value), DataType::Float)),
        _ => Err(NumberError::Range(body.to_owned(), "float", format!("-{limit}"), limit.to_owned())),
    }
}

/// A decimal as wide as it is written: `1.5` is `DECIMAL(2,1)`, `0.05` is `DECIMAL(2,2)`.
fn decimal(body: &str) -> Parsed {
    let (mantissa, exponent) = body.split_once(['E', 'e']).unwrap_or((body, "0"));
    let exponent: i64 = exponent.parse().unwrap_or(i64::from(i32::MAX));
    let (negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = format!("{whole}{fraction}").trim_start_matches('0').to_owned();
    let mut scale = i64::try_from(fraction.len()).unwrap_or(i64::MAX).saturating_sub(exponent);
    if scale < 0 {
        let zeros = usize::try_from(-scale).unwrap_or(usize::MAX);
        if !digits.is_empty() {
            check_precision(digits.len().saturating_add(zeros))?;
            digits.extend(std::iter::repeat_n('0', zeros));
        }
        scale = 0;
    }
    let scale = usize::try_from(scale).unwrap_or(usize::MAX);
    let precision = check_precision(digits.len().max(scale).max(1))?;
    let scale = check_precision(scale)?;
    let unscaled = digits.parse::<i128>().unwrap_or(0);
    let unscaled = if negative { -unscaled } else { unscaled };
    Ok(Literal::new(Value::Decimal(unscaled), DataType::Decimal { precision, scale }))
}

fn check_precision(digits: usize) -> Result<u8, NumberError> {
    u8::try_from(digits).ok().filter(|d| *d <= MAX_DECIMAL_PRECISION).ok_or(NumberError::Precision(digits))
}
