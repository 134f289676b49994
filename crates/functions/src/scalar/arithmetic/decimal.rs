//! Decimal arithmetic whose exact answer may not fit its type: `spark_decimal(l, r, symbol, mode, NULL::T)`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Int64Array};
use arrow::datatypes::{DataType as ArrowType, Decimal128Type, i256};
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use sparrow_spark_error::{SparkError, arithmetic_overflow, divide_by_zero, internal, remainder_by_zero};

use super::zip::zip;
use crate::cast::Mode;
use crate::cast::decimal::{Size, plain_text};
use crate::kernel::{Kernel, Returns, over_arrays, text_argument};

pub(super) static ARITHMETIC: Kernel = Kernel::new("spark_decimal", Returns::Last, run);

fn run(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let symbol = text_argument(args, 2).unwrap_or_default();
    let mode = Mode::of(text_argument(args, 3).unwrap_or_default());
    let goal = args.return_field.data_type();
    over_arrays(args, 2, |arrays| compute(symbol, mode, &arrays[0], &arrays[1], goal))
}

/// The scales of both sides and of the answer.
#[derive(Clone, Copy)]
struct Scales {
    left: u8,
    right: u8,
    goal: u8,
}

fn compute(
    symbol: &str,
    mode: Mode,
    left: &ArrayRef,
    right: &ArrayRef,
    goal: &ArrowType,
) -> Result<ArrayRef, SparkError> {
    let (left, right) = (left.as_primitive::<Decimal128Type>(), right.as_primitive::<Decimal128Type>());
    let (l, r) = (left.scale() as u8, right.scale() as u8);
    let size = match goal {
        ArrowType::Decimal128(precision, scale) => Size { precision: *precision, scale: *scale as u8 },
        ArrowType::Int64 => return integral_divide(mode, left, right),
        other => return Err(internal(format!("no decimal arithmetic to {other}"))),
    };
    let scales = Scales { left: l, right: r, goal: size.scale };
    match symbol {
        "+" => apply(mode, left, right, size, move |a, b| add(a, b, scales)),
        "-" => apply(mode, left, right, size, move |a, b| add(a, -b, scales)),
        "*" => apply(mode, left, right, size, move |a, b| multiply(a, b, scales)),
        "/" => {
            no_zero(mode, left, right, divide_by_zero)?;
            apply(mode, left, right, size, move |a, b| divide(a, b, scales))
        }
        _ => {
            no_zero(mode, left, right, remainder_by_zero)?;
            let positive = symbol == "pmod";
            apply(mode, left, right, size, move |a, b| remainder(a, b, scales, positive))
        }
    }
}

/// Under ANSI mode, an error when a row divides by zero.
fn no_zero(
    mode: Mode,
    left: &Decimal128Array,
    right: &Decimal128Array,
    error: fn() -> SparkError,
) -> Result<(), SparkError> {
    let is_zero = |row: usize| right.is_valid(row) && left.is_valid(row) && right.value(row) == 0;
    if mode == Mode::Ansi && (0..right.len()).any(is_zero) { Err(error()) } else { Ok(()) }
}

/// A result: one that surely fits an i128, or a wide one.
enum Exact {
    Narrow(i128),
    Wide(i256),
    Undefined,
}

fn apply(
    mode: Mode,
    left: &Decimal128Array,
    right: &Decimal128Array,
    size: Size,
    f: impl Fn(i128, i128) -> Exact,
) -> Result<ArrayRef, SparkError> {
    let fit = |a, b| match f(a, b) {
        Exact::Narrow(value) => Some(value).filter(|value| size.holds(*value)),
        Exact::Wide(value) => value.to_i128().filter(|value| size.holds(*value)),
        Exact::Undefined => None,
    };
    let miss = |a, b| {
        size.overflow(match f(a, b) {
            Exact::Narrow(value) => plain_text(value, size.scale),
            Exact::Wide(value) => wide_text(value, size.scale),
            Exact::Undefined => "NULL".to_owned(),
        })
    };
    let values = zip::<Decimal128Type, Decimal128Type, Decimal128Type>(left, right, mode, fit, miss)?;
    size.array(values)
}

fn wide_text(value: i256, scale: u8) -> String {
    match value.to_i128() {
        Some(value) => plain_text(value, scale),
        None => {
            let digits = value.to_string();
            match digits.len().checked_sub(scale.into()).filter(|_| scale > 0) {
                Some(point) => format!("{}.{}", &digits[..point], &digits[point..]),
                None => digits,
            }
        }
    }
}

fn power(exponent: u8) -> i256 {
    i256::from_i128(10).checked_pow(exponent.into()).unwrap_or(i256::MAX)
}

/// A wide value at another scale, rounded half up.
fn rescale(value: i256, from: u8, to: u8) -> Exact {
    if to >= from {
        return value.checked_mul(power(to - from)).map_or(Exact::Undefined, Exact::Wide);
    }
    half_up(value, power(from - to))
}

/// `value / divisor` rounded half away from zero.
fn half_up(value: i256, divisor: i256) -> Exact {
    let (quotient, rest) = (value.wrapping_div(divisor), value.wrapping_rem(divisor));
    let (rest, size) = (rest.wrapping_abs(), divisor.wrapping_abs());
    if rest < size.wrapping_sub(rest) {
        return Exact::Wide(quotient);
    }
    let away = if (value < i256::ZERO) == (divisor < i256::ZERO) { i256::ONE } else { i256::MINUS_ONE };
    Exact::Wide(quotient.wrapping_add(away))
}

fn add(a: i128, b: i128, scales: Scales) -> Exact {
    let scale = scales.left.max(scales.right);
    let wide = |value: i128, from: u8| i256::from_i128(value).wrapping_mul(power(scale - from));
    rescale(wide(a, scales.left).wrapping_add(wide(b, scales.right)), scale, scales.goal)
}

fn multiply(a: i128, b: i128, scales: Scales) -> Exact {
    let scale = scales.left + scales.right;
    if scale == scales.goal
        && let Some(product) = a.checked_mul(b)
    {
        return Exact::Narrow(product);
    }
    rescale(i256::from_i128(a).wrapping_mul(i256::from_i128(b)), scale, scales.goal)
}

fn divide(a: i128, b: i128, scales: Scales) -> Exact {
    if b == 0 {
        return Exact::Undefined;
    }
    // a / 10^l / (b / 10^r) * 10^goal
    let shift = i32::from(scales.goal) + i32::from(scales.right) - i32::from(scales.left);
    if shift < 0 {
        let divisor = i256::from_i128(b).wrapping_mul(power(shift.unsigned_abs() as u8));
        return half_up(i256::from_i128(a), divisor);
    }
    let narrow = 10_i128.checked_pow(shift as u32).and_then(|factor| a.checked_mul(factor));
    match narrow {
        Some(dividend) => Exact::Narrow(half_up_narrow(dividend, b)),
        None => match i256::from_i128(a).checked_mul(power(shift as u8)) {
            Some(dividend) => half_up(dividend, i256::from_i128(b)),
            None => Exact::Undefined,
        },
    }
}

fn half_up_narrow(dividend: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    let (rest, size) = (rest.unsigned_abs(), divisor.unsigned_abs());
    if rest < size - rest {
        return quotient;
    }
    if (dividend < 0) == (divisor < 0) { quotient + 1 } else { quotient - 1 }
}

fn remainder(a: i128, b: i128, scales: Scales, positive: bool) -> Exact {
    if b == 0 {
        return Exact::Undefined;
    }
    let scale = scales.left.max(scales.right);
    let wide = |value: i128, from: u8| i256::from_i128(value).wrapping_mul(power(scale - from));
    let (dividend, divisor) = (wide(a, scales.left), wide(b, scales.right));
    let mut rest = dividend.wrapping_rem(divisor);
    if positive && rest < i256::ZERO {
        rest = rest.wrapping_add(divisor).wrapping_rem(divisor);
    }
    rescale(rest, scale, scales.goal)
}

fn integral_divide(mode: Mode, left: &Decimal128Array, right: &Decimal128Array) -> Result<ArrayRef, SparkError> {
    no_zero(mode, left, right, divide_by_zero)?;
    let (l, r) = (left.scale() as u8, right.scale() as u8);
    let scale = l.max(r);
    let wide = |value: i128, from: u8| i256::from_i128(value).wrapping_mul(power(scale - from));
    let whole = |a: i128, b: i128| (b != 0).then(|| wide(a, l).wrapping_div(wide(b, r)));
    let fit = |a, b| whole(a, b).and_then(|v| v.to_i128()).and_then(|v| i64::try_from(v).ok());
    let miss = |_, _| arithmetic_overflow("Overflow in integral divide", "try_divide");
    let values: Int64Array = zip(left, right, mode, fit, miss)?;
    Ok(Arc::new(values))
}
