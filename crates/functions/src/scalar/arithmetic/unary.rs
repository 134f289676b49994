//! Signs and sizes: unary minus and plus, `abs`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray};
use arrow::datatypes::{
    DataType as ArrowType, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, IntervalMonthDayNano, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType,
};
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, lit};
use num_traits::{CheckedNeg, PrimInt, Signed, Zero};
use sparrow_spark_error::{
    SparkError, arithmetic_overflow, condition, internal, unexpected_input_type, wrong_num_args,
};
use sparrow_spark_types::DataType;

use crate::cast::{Mode, coerce};
use crate::kernel::{Kernel, Returns, over_arrays, target, text_argument};
use crate::{Context, Typed};

/// The negation: `spark_negative(x, mode, NULL::T)`.
pub(super) static NEGATE: Kernel = Kernel::new("spark_negative", Returns::First, |args| run(false, args));
/// The absolute value: `spark_abs(x, mode, NULL::T)`.
pub(super) static ABS: Kernel = Kernel::new("spark_abs", Returns::First, |args| run(true, args));

const SIGNED: &str = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL\")";
const MEASURED: &str = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\")";

pub(super) fn negative(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed, SparkError> {
    let value = argument(name, args)?;
    let shown = if name == "-" { format!("(- {})", value.name) } else { format!("{name}({})", value.name) };
    call(context, &NEGATE, value, shown, SIGNED)
}

pub(super) fn positive(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed, SparkError> {
    let value = argument(name, args)?;
    let shown = format!("(+ {})", value.name);
    Ok(signed(context, value, &shown, SIGNED)?.named(shown))
}

pub(super) fn abs(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed, SparkError> {
    let value = argument(name, args)?;
    let shown = format!("abs({})", value.name);
    call(context, &ABS, value, shown, MEASURED)
}

fn argument(name: &str, args: Vec<Typed>) -> Result<Typed, SparkError> {
    let count = args.len();
    let [value] = <[Typed; 1]>::try_from(args).map_err(|_| wrong_num_args(name, 1, count))?;
    Ok(value)
}

/// The argument as a number or interval: strings and NULL are doubles.
fn signed(context: &Context, value: Typed, call: &str, wanted: &str) -> Result<Typed, SparkError> {
    match &value.data_type {
        t if t.is_numeric() => Ok(value),
        DataType::CalendarInterval if wanted == MEASURED => {
            Err(unexpected_input_type(call, 0, wanted, &value.name, "INTERVAL"))
        }
        t if t.is_interval() => Ok(value),
        t if t.is_string() || *t == DataType::Null => coerce(context, value, &DataType::Double),
        t => Err(unexpected_input_type(call, 0, wanted, &value.name, &t.sql_name())),
    }
}

fn call(context: &Context, kernel: &Kernel, value: Typed, shown: String, wanted: &str) -> Result<Typed, SparkError> {
    let value = signed(context, value, &shown, wanted)?;
    let mode = Mode::of_session(context);
    let expr = kernel.call(vec![value.expr, lit(mode.name()), target(&value.data_type)]);
    Ok(Typed::new(expr, value.data_type, value.nullable, shown))
}

fn run(absolute: bool, args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let mode = Mode::of(text_argument(args, 1).unwrap_or_default());
    over_arrays(args, 1, |arrays| compute(absolute, mode, &arrays[0]))
}

fn compute(absolute: bool, mode: Mode, array: &ArrayRef) -> Result<ArrayRef, SparkError> {
    match array.data_type() {
        ArrowType::Int8 => integral::<Int8Type>(absolute, mode, array, overflow),
        ArrowType::Int16 => integral::<Int16Type>(absolute, mode, array, overflow),
        ArrowType::Int32 => integral::<Int32Type>(absolute, mode, array, overflow),
        ArrowType::Int64 => integral::<Int64Type>(absolute, mode, array, overflow),
        ArrowType::Duration(_) => integral::<DurationMicrosecondType>(absolute, Mode::Ansi, array, interval_overflow),
        ArrowType::Interval(IntervalUnit::YearMonth) => {
            integral::<IntervalYearMonthType>(absolute, Mode::Ansi, array, interval_overflow)
        }
        ArrowType::Interval(_) => {
            let flip = |v: IntervalMonthDayNano| {
                IntervalMonthDayNano::new(v.months.wrapping_neg(), v.days.wrapping_neg(), v.nanoseconds.wrapping_neg())
            };
            let values = array.as_primitive::<IntervalMonthDayNanoType>();
            Ok(Arc::new(values.unary::<_, IntervalMonthDayNanoType>(flip)))
        }
        ArrowType::Float32 => {
            let flip = |v: f32| if absolute { v.abs() } else { -v };
            Ok(Arc::new(array.as_primitive::<Float32Type>().unary::<_, Float32Type>(flip)))
        }
        ArrowType::Float64 => {
            let flip = |v: f64| if absolute { v.abs() } else { -v };
            Ok(Arc::new(array.as_primitive::<Float64Type>().unary::<_, Float64Type>(flip)))
        }
        ArrowType::Decimal128(..) => {
            let values = array.as_primitive::<Decimal128Type>();
            let flipped = values.unary::<_, Decimal128Type>(|v| if absolute { v.abs() } else { -v });
            Ok(Arc::new(flipped.with_data_type(values.data_type().clone())))
        }
        other => Err(internal(format!("no sign of {other}"))),
    }
}

fn overflow() -> SparkError {
    arithmetic_overflow("overflow", "")
}

fn interval_overflow() -> SparkError {
    SparkError::new(&condition::INTERVAL_ARITHMETIC_OVERFLOW)
}

/// The least value has no negation: it stays in legacy mode.
fn integral<T: ArrowPrimitiveType>(
    absolute: bool,
    mode: Mode,
    array: &ArrayRef,
    error: fn() -> SparkError,
) -> Result<ArrayRef, SparkError>
where
    T::Native: PrimInt + CheckedNeg + Signed,
{
    let values = array.as_primitive::<T>();
    let flip = |v: T::Native| match v {
        v if absolute && v >= T::Native::zero() => Ok(v),
        v => match v.checked_neg() {
            Some(negated) => Ok(negated),
            None if mode == Mode::Legacy => Ok(v),
            None => Err(error()),
        },
    };
    Ok(Arc::new(values.try_unary::<_, T, SparkError>(flip)?))
}
