//! Casts from and to booleans.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Int64Array, StringArray};
use arrow::datatypes::{Float64Type, Int64Type};
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::datetime_text::trim_all;
use super::dispatch::native;
use super::options::Options;

/// Text to booleans: Spark's words for true and false, in any case.
pub(super) fn from_text(texts: &StringArray, options: &Options) -> Result<ArrayRef> {
    let one = |text: &str| match trim_all(text).to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" | "1" => Ok(Some(true)),
        "f" | "false" | "n" | "no" | "0" => Ok(Some(false)),
        _ => options.misfit(|| super::numeric::malformed(text, &DataType::Boolean)),
    };
    Ok(Arc::new(texts.iter().map(|v| v.map_or(Ok(None), one)).collect::<Result<BooleanArray>>()?))
}

/// Numbers to booleans: zero is false, NaN is not.
pub(super) fn from_number(array: &ArrayRef, from: &DataType) -> Result<ArrayRef> {
    if from.is_fractional() {
        let doubles = native(array, &DataType::Double)?;
        let values = doubles.as_primitive::<Float64Type>();
        return Ok(Arc::new(values.iter().map(|v| v.map(|v| v != 0.0)).collect::<BooleanArray>()));
    }
    let longs = native(array, &DataType::Long)?;
    let values = longs.as_primitive::<Int64Type>();
    Ok(Arc::new(values.iter().map(|v| v.map(|v| v != 0)).collect::<BooleanArray>()))
}

/// Booleans as the longs 0 and 1.
pub(super) fn to_long(array: &ArrayRef) -> ArrayRef {
    Arc::new(array.as_boolean().iter().map(|v| v.map(i64::from)).collect::<Int64Array>())
}
