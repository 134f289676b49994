//! Decimals: rounding, limits and spelling, and casts from and to them.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Decimal128Array, Float64Array, Int64Array, StringArray};
use arrow::datatypes::{Decimal128Type, Float64Type, Int64Type};
use sparrow_spark_error::{Result, SparkError, cast_invalid_input, cast_overflow, decimal_out_of_range, to_sql_value};
use sparrow_spark_types::DataType;

use super::Mode;
use super::number_text::{Parsed, double_text, parse_decimal};
use super::options::Options;

/// Precision and scale of a decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Digits in all.
    pub precision: u8,
    /// Digits after the point.
    pub scale: u8,
}

impl Size {
    /// Of a decimal type.
    pub fn of(data_type: &DataType) -> Option<Self> {
        match data_type {
            DataType::Decimal { precision, scale } => Some(Self { precision: *precision, scale: *scale }),
            _ => None,
        }
    }

    /// Whether the unscaled value has at most `precision` digits.
    pub fn holds(self, unscaled: i128) -> bool {
        unscaled.unsigned_abs() < 10_u128.pow(self.precision.min(38).into())
    }

    /// An array of this size.
    pub fn array(self, values: Decimal128Array) -> Result<ArrayRef> {
        Ok(Arc::new(values.with_precision_and_scale(self.precision, self.scale as i8)?))
    }

    /// The error of a value that needs more digits.
    pub fn overflow(self, value: impl Into<String>) -> SparkError {
        decimal_out_of_range(value, self.precision, self.scale as i8)
    }
}

/// The value at another scale, rounded half up (away from zero); `None` past 38 digits.
pub fn rescale(value: i128, from: u8, to: u8) -> Option<i128> {
    if to >= from {
        return value.checked_mul(10_i128.checked_pow(u32::from(to - from))?);
    }
    let divisor = 10_i128.checked_pow(u32::from(from - to))?;
    Some(divide_half_up(value, divisor))
}

/// `value / divisor`, rounded half away from zero; the divisor is positive.
pub fn divide_half_up(value: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (value / divisor, value % divisor);
    if rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs() {
        quotient + value.signum()
    } else {
        quotient
    }
}

/// `BigDecimal.toPlainString`.
pub fn plain_text(value: i128, scale: u8) -> String {
    let scale = usize::from(scale);
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale + 1);
    let sign = if value < 0 { "-" } else { "" };
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// `BigDecimal.toString`: scientific when the adjusted exponent is below -6.
pub fn java_text(value: i128, scale: u8) -> String {
    let digits = value.unsigned_abs().to_string();
    let adjusted = digits.len() as i32 - 1 - i32::from(scale);
    if adjusted >= -6 {
        return plain_text(value, scale);
    }
    let sign = if value < 0 { "-" } else { "" };
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{first}{point}{rest}E{adjusted}")
}

/// The nearest double.
pub fn to_double(value: i128, scale: u8) -> f64 {
    // Both sides are exact, so their quotient is rounded once.
    if value.unsigned_abs() < (1 << 53) && scale <= 22 {
        return value as f64 / 10_f64.powi(scale.into());
    }
    format!("{value}e-{scale}").parse().unwrap_or(f64::NAN)
}

pub(super) fn from_decimal(array: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    let values = array.as_primitive::<Decimal128Type>();
    let Some(size) = Size::of(from) else { return Err(sparrow_spark_error::internal("not a decimal")) };
    match to {
        DataType::Decimal { precision, scale } => {
            let goal = Size { precision: *precision, scale: *scale };
            let one = |v| {
                rescale(v, size.scale, goal.scale)
                    .filter(|v| goal.holds(*v))
                    .map(Some)
                    .map_or_else(|| options.misfit(|| goal.overflow(plain_text(v, size.scale))), Ok)
            };
            goal.array(map_decimal(values, one)?)
        }
        DataType::Float | DataType::Double => {
            let doubles: Float64Array = values.unary(|v| to_double(v, size.scale));
            super::dispatch::native(&(Arc::new(doubles) as ArrayRef), to)
        }
        DataType::Boolean => Ok(Arc::new(values.iter().map(|v| v.map(|v| v != 0)).collect::<BooleanArray>())),
        DataType::Timestamp => {
            let scale = 10_i128.pow(u32::from(size.scale));
            let micros = |v: i128| v.checked_mul(1_000_000).map_or(0, |v| (v / scale) as i64);
            let longs: Int64Array = values.unary(micros);
            super::dispatch::native(&(Arc::new(longs) as ArrayRef), to)
        }
        _ => to_integral(values, size, from, to, options),
    }
}

fn map_decimal(values: &Decimal128Array, one: impl Fn(i128) -> Result<Option<i128>>) -> Result<Decimal128Array> {
    values.iter().map(|v| v.map_or(Ok(None), &one)).collect()
}

fn to_integral(
    values: &Decimal128Array,
    size: Size,
    from: &DataType,
    to: &DataType,
    options: &Options,
) -> Result<ArrayRef> {
    let divisor = 10_i128.pow(u32::from(size.scale));
    let (min, max) = super::numeric::integral_range(to);
    let one = |v: i128| -> Result<Option<i64>> {
        let whole = v / divisor;
        if (i128::from(min)..=i128::from(max)).contains(&whole) || options.mode == Mode::Legacy {
            return Ok(Some(super::numeric::wrap(whole as i64, to)));
        }
        let error = || cast_overflow(format!("{}BD", plain_text(v, size.scale)), &from.sql_name(), &to.sql_name());
        options.misfit(error)
    };
    let longs: Int64Array = values.iter().map(|v| v.map_or(Ok(None), one)).collect::<Result<_>>()?;
    super::dispatch::native(&(Arc::new(longs) as ArrayRef), to)
}

/// Integers and booleans (as longs) to a decimal.
pub(super) fn from_long(array: &ArrayRef, to: Size, options: &Options) -> Result<ArrayRef> {
    let one = |v: i64| {
        let scaled = rescale(v.into(), 0, to.scale).filter(|v| to.holds(*v));
        scaled.map_or_else(|| options.misfit(|| to.overflow(v.to_string())), |v| Ok(Some(v)))
    };
    let values = array.as_primitive::<Int64Type>();
    to.array(values.iter().map(|v| v.map_or(Ok(None), one)).collect::<Result<_>>()?)
}

/// Doubles to a decimal, by way of the digits Java shows; NaN and infinities are NULL in every mode.
pub(super) fn from_double(array: &ArrayRef, to: Size, options: &Options) -> Result<ArrayRef> {
    let one = |v: f64| {
        if !v.is_finite() {
            return Ok(None);
        }
        match parse_decimal(&format!("{v:e}"), to.scale) {
            Some(Parsed::Value(unscaled)) if to.holds(unscaled) => Ok(Some(unscaled)),
            _ => options.misfit(|| to.overflow(double_as_decimal_text(v))),
        }
    };
    let values = array.as_primitive::<Float64Type>();
    to.array(values.iter().map(|v| v.map_or(Ok(None), one)).collect::<Result<_>>()?)
}

/// How an error shows a double that became a decimal.
fn double_as_decimal_text(value: f64) -> String {
    let text = double_text(value);
    if text.contains('E') { format!("{value}") } else { text }
}

/// Text to a decimal.
pub(super) fn from_text(texts: &StringArray, to: Size, to_type: &DataType, options: &Options) -> Result<ArrayRef> {
    let one = |text: &str| match parse_decimal(text, to.scale) {
        Some(Parsed::Value(unscaled)) if to.holds(unscaled) => Ok(Some(unscaled)),
        Some(_) => options.misfit(|| to.overflow(super::datetime_text::trim_all(text))),
        None => options.misfit(|| cast_invalid_input(to_sql_value(text), "STRING", &to_type.sql_name())),
    };
    to.array(texts.iter().map(|v| v.map_or(Ok(None), one)).collect::<Result<_>>()?)
}
