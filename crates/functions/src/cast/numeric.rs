//! Casts between integers and floating point numbers.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array, StringArray};
use arrow::datatypes::{Float32Type, Float64Type, Int64Type};
use sparrow_spark_error::{Result, SparkError, cast_invalid_input, cast_overflow, to_sql_value};
use sparrow_spark_types::DataType;

use super::Mode;
use super::dispatch::native;
use super::number_text::{double_text, float_text, parse_double, parse_float, parse_integral};
use super::options::Options;

/// Least and greatest value of an integral type.
pub(super) fn integral_range(data_type: &DataType) -> (i64, i64) {
    match data_type {
        DataType::Byte => (i8::MIN.into(), i8::MAX.into()),
        DataType::Short => (i16::MIN.into(), i16::MAX.into()),
        DataType::Integer => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    }
}

/// The low bits of a value that the type holds, as Java narrows.
pub(super) fn wrap(value: i64, to: &DataType) -> i64 {
    match to {
        DataType::Byte => (value as i8).into(),
        DataType::Short => (value as i16).into(),
        DataType::Integer => (value as i32).into(),
        _ => value,
    }
}

/// An integer as a SQL literal of its type.
pub(super) fn integral_literal(value: i64, data_type: &DataType) -> String {
    let suffix = match data_type {
        DataType::Byte => "Y",
        DataType::Short => "S",
        DataType::Long => "L",
        _ => "",
    };
    format!("{value}{suffix}")
}

/// Longs (read from `from`) narrowed to an integral type.
pub(super) fn narrow(longs: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    let error = |v| cast_overflow(integral_literal(v, from), &from.sql_name(), &to.sql_name());
    narrow_with(longs.as_primitive::<Int64Type>(), to, options, error)
}

/// Longs narrowed to an integral type: wrapped in legacy mode, `error` or NULL elsewhere.
pub(super) fn narrow_with(
    longs: &Int64Array,
    to: &DataType,
    options: &Options,
    error: impl Fn(i64) -> SparkError,
) -> Result<ArrayRef> {
    let (min, max) = integral_range(to);
    let narrowed: Int64Array = match options.mode {
        Mode::Legacy => longs.unary(|v| wrap(v, to)),
        Mode::Try => longs.unary_opt(|v| (min..=max).contains(&v).then_some(v)),
        Mode::Ansi => longs.try_unary(|v| if (min..=max).contains(&v) { Ok(v) } else { Err(error(v)) })?,
    };
    native(&(Arc::new(narrowed) as ArrayRef), to)
}

/// Floats or doubles to an integral type.
pub(super) fn float_to_integral(
    array: &ArrayRef,
    from: &DataType,
    to: &DataType,
    options: &Options,
) -> Result<ArrayRef> {
    let doubles = native(array, &DataType::Double)?;
    let (min, max) = integral_range(to);
    let one = |v: f64| -> Result<Option<i64>> {
        if options.mode == Mode::Legacy {
            return Ok(Some(java_narrow(v, to)));
        }
        if v.floor() <= max as f64 && v.ceil() >= min as f64 {
            return Ok(Some((v as i64).clamp(min, max)));
        }
        options.misfit(|| cast_overflow(float_literal(v, from), &from.sql_name(), &to.sql_name()))
    };
    let values = doubles.as_primitive::<Float64Type>().iter().map(|v| v.map_or(Ok(None), one));
    native(&(Arc::new(values.collect::<Result<Int64Array>>()?) as ArrayRef), to)
}

/// Java's `(byte)`, `(short)`, `(int)` and `(long)` of a double: saturating, small types by way of int.
fn java_narrow(value: f64, to: &DataType) -> i64 {
    match to {
        DataType::Long => value as i64,
        DataType::Integer => (value as i32).into(),
        _ => wrap((value as i32).into(), to),
    }
}

/// A floating point number as a SQL literal of its type.
pub(super) fn float_literal(value: f64, data_type: &DataType) -> String {
    match data_type {
        DataType::Float => float_text(value as f32),
        _ if value.is_finite() => format!("{}D", double_text(value)),
        _ => double_text(value),
    }
}

/// Text to an integral type.
pub(super) fn text_to_integral(texts: &StringArray, to: &DataType, options: &Options) -> Result<ArrayRef> {
    let (min, max) = integral_range(to);
    let fraction = options.mode == Mode::Legacy;
    let one = |text: &str| match parse_integral(text, fraction) {
        Some(v) if (min..=max).contains(&v) => Ok(Some(v)),
        _ => options.misfit(|| malformed(text, to)),
    };
    let longs: Int64Array = texts.iter().map(|v| v.map_or(Ok(None), one)).collect::<Result<_>>()?;
    native(&(Arc::new(longs) as ArrayRef), to)
}

/// Text to a float or double.
pub(super) fn text_to_float(texts: &StringArray, to: &DataType, options: &Options) -> Result<ArrayRef> {
    if *to == DataType::Float {
        let one =
            |text: &str| parse_float(text).map_or_else(|| options.misfit(|| malformed(text, to)), |v| Ok(Some(v)));
        let floats = texts.iter().map(|v| v.map_or(Ok(None), one));
        return Ok(Arc::new(floats.collect::<Result<arrow::array::PrimitiveArray<Float32Type>>>()?));
    }
    let one = |text: &str| parse_double(text).map_or_else(|| options.misfit(|| malformed(text, to)), |v| Ok(Some(v)));
    let doubles = texts.iter().map(|v| v.map_or(Ok(None), one));
    Ok(Arc::new(doubles.collect::<Result<arrow::array::PrimitiveArray<Float64Type>>>()?))
}

/// The error of text that is not of the type.
pub(super) fn malformed(text: &str, to: &DataType) -> SparkError {
    cast_invalid_input(to_sql_value(text), "STRING", &to.sql_name())
}
