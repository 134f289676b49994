//! Checked sums and products of integers and intervals: `spark_add(l, r, mode, NULL::T)` and its like.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    DataType as ArrowType, DurationMicrosecondType, Int8Type, Int16Type, Int32Type, Int64Type, IntervalUnit,
    IntervalYearMonthType,
};
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs, lit};
use num_traits::ops::overflowing::{OverflowingAdd, OverflowingMul, OverflowingSub};
use sparrow_spark_error::{SparkError, arithmetic_overflow, condition, internal};
use sparrow_spark_types::DataType;

use super::operator::Operator;
use super::zip::zip;
use crate::cast::Mode;
use crate::kernel::{Kernel, Returns, over_arrays, target, text_argument};

pub(super) static ADD: Kernel = Kernel::new("spark_add", Returns::First, |args| run(Operator::Add, args));
pub(super) static SUBTRACT: Kernel =
    Kernel::new("spark_subtract", Returns::First, |args| run(Operator::Subtract, args));
pub(super) static MULTIPLY: Kernel =
    Kernel::new("spark_multiply", Returns::First, |args| run(Operator::Multiply, args));

/// The checked `left operator right`.
pub(super) fn call(operator: Operator, mode: Mode, left: Expr, right: Expr, data_type: &DataType) -> Expr {
    let kernel = match operator {
        Operator::Subtract => &SUBTRACT,
        Operator::Multiply => &MULTIPLY,
        _ => &ADD,
    };
    kernel.call(vec![left, right, lit(mode.name()), target(data_type)])
}

fn run(operator: Operator, args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let mode = Mode::of(text_argument(args, 2).unwrap_or_default());
    over_arrays(args, 2, |arrays| dispatch(operator, mode, &arrays[0], &arrays[1]))
}

fn dispatch(operator: Operator, mode: Mode, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef, SparkError> {
    match left.data_type() {
        ArrowType::Int8 => compute::<Int8Type>(operator, mode, left, right, &small_overflow(operator)),
        ArrowType::Int16 => compute::<Int16Type>(operator, mode, left, right, &small_overflow(operator)),
        ArrowType::Int32 => compute::<Int32Type>(operator, mode, left, right, &|_, _| overflow(operator)),
        ArrowType::Int64 => compute::<Int64Type>(operator, mode, left, right, &|_, _| overflow(operator)),
        ArrowType::Duration(_) => {
            compute::<DurationMicrosecondType>(operator, mode, left, right, &|_, _| interval_overflow(operator))
        }
        ArrowType::Interval(IntervalUnit::YearMonth) => {
            compute::<IntervalYearMonthType>(operator, mode, left, right, &|_, _| interval_overflow(operator))
        }
        other => Err(internal(format!("no integral arithmetic over {other}"))),
    }
}

/// The function that answers NULL instead of overflowing.
fn tolerant(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "try_add",
        Operator::Subtract => "try_subtract",
        _ => "try_multiply",
    }
}

fn overflow(operator: Operator) -> SparkError {
    arithmetic_overflow("overflow", tolerant(operator))
}

pub(super) fn interval_overflow(operator: Operator) -> SparkError {
    SparkError::new(&condition::INTERVAL_ARITHMETIC_OVERFLOW_WITH_SUGGESTION)
        .with("functionName", format!("`{}`", tolerant(operator)))
}

/// Spark shows the sides of a byte or short overflow, both as shorts.
fn small_overflow<N: std::fmt::Display>(operator: Operator) -> impl Fn(N, N) -> SparkError {
    move |a, b| {
        SparkError::new(&condition::BINARY_ARITHMETIC_OVERFLOW)
            .with("value1", format!("{a}S"))
            .with("symbol", operator.symbol())
            .with("value2", format!("{b}S"))
            .with("functionName", format!("`{}`", tolerant(operator)))
    }
}

fn compute<T>(
    operator: Operator,
    mode: Mode,
    left: &ArrayRef,
    right: &ArrayRef,
    error: &dyn Fn(T::Native, T::Native) -> SparkError,
) -> Result<ArrayRef, SparkError>
where
    T: ArrowPrimitiveType,
    T::Native: OverflowingAdd + OverflowingSub + OverflowingMul,
{
    let (left, right) = (left.as_primitive::<T>(), right.as_primitive::<T>());
    match operator {
        Operator::Add => checked::<T>(left, right, mode, |a, b| a.overflowing_add(&b), error),
        Operator::Subtract => checked::<T>(left, right, mode, |a, b| a.overflowing_sub(&b), error),
        _ => checked::<T>(left, right, mode, |a, b| a.overflowing_mul(&b), error),
    }
}

/// One branch-free pass; a second, careful one only when something, NULL or not, overflowed in the first.
fn checked<T: ArrowPrimitiveType>(
    left: &PrimitiveArray<T>,
    right: &PrimitiveArray<T>,
    mode: Mode,
    f: impl Fn(T::Native, T::Native) -> (T::Native, bool),
    error: &dyn Fn(T::Native, T::Native) -> SparkError,
) -> Result<ArrayRef, SparkError> {
    let mut any = false;
    let pairs = left.values().iter().zip(right.values());
    let values: Vec<T::Native> = pairs
        .map(|(a, b)| {
            let (value, overflowed) = f(*a, *b);
            any |= overflowed;
            value
        })
        .collect();
    if !any {
        let nulls = NullBuffer::union(left.nulls(), right.nulls());
        return Ok(Arc::new(PrimitiveArray::<T>::new(values.into(), nulls)));
    }
    let careful = |a, b| Some(f(a, b)).filter(|(_, overflowed)| !overflowed).map(|(value, _)| value);
    Ok(Arc::new(zip::<T, T, T>(left, right, mode, careful, error)?))
}
