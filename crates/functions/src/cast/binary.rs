//! Casts from and to binary.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BinaryArray, StringArray};
use arrow::datatypes::Int64Type;
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::dispatch::native;

/// Bytes read as UTF-8; what is not becomes the replacement character, as it does when Java reads such a string.
pub(super) fn to_text(array: &ArrayRef) -> ArrayRef {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Arc::new(array.as_binary::<i32>().iter().map(|v| v.map(text)).collect::<StringArray>())
}

/// Legacy mode's big-endian bytes of an integer.
pub(super) fn from_integral(array: &ArrayRef, from: &DataType) -> Result<ArrayRef> {
    let width = match from {
        DataType::Byte => 1,
        DataType::Short => 2,
        DataType::Integer => 4,
        _ => 8,
    };
    let longs = native(array, &DataType::Long)?;
    let bytes = |v: i64| v.to_be_bytes()[8 - width..].to_vec();
    let values = longs.as_primitive::<Int64Type>();
    Ok(Arc::new(values.iter().map(|v| v.map(bytes)).collect::<BinaryArray>()))
}
