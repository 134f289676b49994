//! Quotients and remainders of integers and floats: `spark_divide(l, r, mode, NULL::T)` and its like. A zero divisor is an error under ANSI
//! mode and NULL elsewhere, for floats too.

use std::sync::Arc;

use arrow::array::{ArrayRef, ArrowPrimitiveType, AsArray};
use arrow::datatypes::{
    DataType as ArrowType, DurationMicrosecondType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, IntervalUnit, IntervalYearMonthType,
};
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, lit};
use num_traits::{Float, PrimInt, WrappingAdd, Zero};
use sparrow_spark_error::{SparkError, arithmetic_overflow, divide_by_zero, internal, remainder_by_zero};
use sparrow_spark_types::DataType;

use super::operator::Operator;
use super::zip::zip;
use crate::Typed;
use crate::cast::Mode;
use crate::kernel::{Kernel, Returns, over_arrays, target, text_argument};

pub(super) static DIVIDE: Kernel = Kernel::new("spark_divide", Returns::Last, |args| run(divide, args));
pub(super) static INTEGRAL_DIVIDE: Kernel =
    Kernel::new("spark_integral_divide", Returns::Last, |args| run(integral_divide, args));
pub(super) static REMAINDER: Kernel = Kernel::new("spark_remainder", Returns::Last, |args| run(remainder, args));
pub(super) static POSITIVE_MODULUS: Kernel =
    Kernel::new("spark_pmod", Returns::Last, |args| run(positive_modulus, args));

/// The call of the operator's kernel over sides of one type.
pub(super) fn build(
    operator: Operator,
    mode: Mode,
    left: Typed,
    right: Typed,
    data_type: DataType,
    name: String,
) -> Typed {
    let kernel = match operator {
        Operator::Divide => &DIVIDE,
        Operator::IntegralDivide => &INTEGRAL_DIVIDE,
        Operator::PositiveModulus => &POSITIVE_MODULUS,
        _ => &REMAINDER,
    };
    let expr = kernel.call(vec![left.expr, right.expr, lit(mode.name()), target(&data_type)]);
    Typed::new(expr, data_type, true, name)
}

type Body = fn(Mode, &ArrayRef, &ArrayRef) -> Result<ArrayRef, SparkError>;

fn run(body: Body, args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let mode = Mode::of(text_argument(args, 2).unwrap_or_default());
    over_arrays(args, 2, |arrays| body(mode, &arrays[0], &arrays[1]))
}

fn divide(mode: Mode, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef, SparkError> {
    let quotient = |a: f64, b: f64| (b != 0.0).then(|| a / b);
    let (left, right) = (left.as_primitive::<Float64Type>(), right.as_primitive::<Float64Type>());
    Ok(Arc::new(zip::<_, _, Float64Type>(left, right, mode, quotient, |_, _| divide_by_zero())?))
}

fn integral_divide(mode: Mode, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef, SparkError> {
    match left.data_type() {
        ArrowType::Int64 => whole::<Int64Type>(mode, left, right),
        ArrowType::Duration(_) => whole::<DurationMicrosecondType>(mode, left, right),
        ArrowType::Interval(IntervalUnit::YearMonth) => whole::<IntervalYearMonthType>(mode, left, right),
        other => Err(internal(format!("no integral division of {other}"))),
    }
}

fn whole<T: ArrowPrimitiveType>(mode: Mode, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef, SparkError>
where
    T::Native: Into<i64>,
{
    let quotient = |a: T::Native, b: T::Native| {
        let (a, b): (i64, i64) = (a.into(), b.into());
        if mode == Mode::Legacy && b != 0 { Some(a.wrapping_div(b)) } else { a.checked_div(b) }
    };
    let miss = |_, b: T::Native| match b.into() {
        0 => divide_by_zero(),
        _ => arithmetic_overflow("Overflow in integral divide", "try_divide"),
    };
    let (left, right) = (left.as_primitive::<T>(), right.as_primitive::<T>());
    Ok(Arc::new(zip::<_, _, Int64Type>(left, right, mode, quotient, miss)?))
}

fn remainder(mode: Mode, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef, SparkError> {
    match left.data_type() {
        ArrowType::Int8 => each::<Int8Type>(mode, left, right, integral_remainder),
        ArrowType::Int16 => each::<Int16Type>(mode, left, right, integral_remainder),
        ArrowType::Int32 => each::<Int32Type>(mode, left, right, integral_remainder),
        ArrowType::Int64 => each::<Int64Type>(mode, left, right, integral_remainder),
        ArrowType::Float32 => each::<Float32Type>(mode, left, right, |a, b| (b != 0.0).then(|| a % b)),
        ArrowType::Float64 => each::<Float64Type>(mode, left, right, |a, b| (b != 0.0).then(|| a % b)),
        other => Err(internal(format!("no remainder of {other}"))),
    }
}

fn positive_modulus(mode: Mode, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef, SparkError> {
    match left.data_type() {
        ArrowType::Int8 => each::<Int8Type>(mode, left, right, integral_modulus),
        ArrowType::Int16 => each::<Int16Type>(mode, left, right, integral_modulus),
        ArrowType::Int32 => each::<Int32Type>(mode, left, right, integral_modulus),
        ArrowType::Int64 => each::<Int64Type>(mode, left, right, integral_modulus),
        ArrowType::Float32 => each::<Float32Type>(mode, left, right, float_modulus),
        ArrowType::Float64 => each::<Float64Type>(mode, left, right, float_modulus),
        other => Err(internal(format!("no modulus of {other}"))),
    }
}

fn each<T: ArrowPrimitiveType>(
    mode: Mode,
    left: &ArrayRef,
    right: &ArrayRef,
    f: fn(T::Native, T::Native) -> Option<T::Native>,
) -> Result<ArrayRef, SparkError> {
    let (left, right) = (left.as_primitive::<T>(), right.as_primitive::<T>());
    Ok(Arc::new(zip::<_, _, T>(left, right, mode, f, |_, _| remainder_by_zero())?))
}

/// The least value by -1 leaves nothing, though its quotient would overflow.
fn integral_remainder<N: PrimInt>(a: N, b: N) -> Option<N> {
    let minus_one = !N::zero();
    match b {
        b if b.is_zero() => None,
        b if b == minus_one => Some(N::zero()),
        b => Some(a % b),
    }
}

fn integral_modulus<N: PrimInt + WrappingAdd + Zero>(a: N, b: N) -> Option<N> {
    let rest = integral_remainder(a, b)?;
    if rest < N::zero() { integral_remainder(rest.wrapping_add(&b), b) } else { Some(rest) }
}

fn float_modulus<N: Float>(a: N, b: N) -> Option<N> {
    let rest = (!b.is_zero()).then(|| a % b)?;
    Some(if rest < N::zero() { (rest + b) % b } else { rest })
}
