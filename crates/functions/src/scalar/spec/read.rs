//! Arguments read as Rust values, a constant read again for every row.

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray, ListArray, StringArray};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::{ArrowNativeType, DataType as ArrowType, IntervalMonthDayNano};
use datafusion::common::Result;
use sparrow_spark_error::{SparkError, internal};

/// A kernel met a type its builder should have refused.
pub(crate) fn internal_type(found: &ArrowType) -> SparkError {
    internal(format!("a kernel met an argument of the type {found}"))
}

/// A Rust type a column can be read as.
pub(crate) trait Read<'a>: Sized {
    /// The column it is read from.
    type Source;
    /// Takes the column apart once.
    fn source(array: &'a dyn Array) -> Result<Self::Source>;
    /// The value of a row, `None` for NULL.
    fn at(source: &Self::Source, row: usize) -> Option<Self>;
}

/// A column of values of `T`.
pub(crate) struct Column<'a, T: Read<'a>> {
    source: T::Source,
    constant: bool,
}

impl<'a, T: Read<'a>> Column<'a, T> {
    pub(super) fn new(array: &'a dyn Array, constant: bool) -> Result<Self> {
        Ok(Self { source: T::source(array)?, constant })
    }

    /// The value of a row, `None` for NULL.
    pub(crate) fn get(&self, row: usize) -> Option<T> {
        T::at(&self.source, if self.constant { 0 } else { row })
    }
}

impl<'a> Read<'a> for &'a str {
    type Source = &'a StringArray;

    fn source(array: &'a dyn Array) -> Result<Self::Source> {
        Ok(array.as_string_opt::<i32>().ok_or_else(|| internal_type(array.data_type()))?)
    }

    fn at(source: &Self::Source, row: usize) -> Option<Self> {
        source.is_valid(row).then(|| source.value(row))
    }
}

impl<'a> Read<'a> for &'a [u8] {
    type Source = Bytes<'a>;

    fn source(array: &'a dyn Array) -> Result<Self::Source> {
        if let Some(text) = array.as_string_opt::<i32>() {
            return Ok(Bytes::Text(text));
        }
        let bytes = array.as_binary_opt::<i32>().map(Bytes::Binary);
        Ok(bytes.ok_or_else(|| internal_type(array.data_type()))?)
    }

    fn at(source: &Self::Source, row: usize) -> Option<Self> {
        match source {
            Bytes::Text(text) => text.is_valid(row).then(|| text.value(row).as_bytes()),
            Bytes::Binary(bytes) => bytes.is_valid(row).then(|| bytes.value(row)),
        }
    }
}

/// Binary, or the bytes of text.
pub(crate) enum Bytes<'a> {
    Text(&'a StringArray),
    Binary(&'a BinaryArray),
}

impl<'a> Read<'a> for bool {
    type Source = &'a BooleanArray;

    fn source(array: &'a dyn Array) -> Result<Self::Source> {
        Ok(array.as_boolean_opt().ok_or_else(|| internal_type(array.data_type()))?)
    }

    fn at(source: &Self::Source, row: usize) -> Option<Self> {
        source.is_valid(row).then(|| source.value(row))
    }
}

impl<'a> Read<'a> for ArrayRef {
    type Source = Option<&'a ListArray>;

    fn source(array: &'a dyn Array) -> Result<Self::Source> {
        match array.data_type() {
            ArrowType::Null => Ok(None),
            _ => Ok(Some(array.as_list_opt::<i32>().ok_or_else(|| internal_type(array.data_type()))?)),
        }
    }

    fn at(source: &Self::Source, row: usize) -> Option<Self> {
        source.filter(|s| s.is_valid(row)).map(|s| s.value(row))
    }
}

impl<'a, T: Read<'a>> Read<'a> for Option<T> {
    type Source = T::Source;

    fn source(array: &'a dyn Array) -> Result<Self::Source> {
        T::source(array)
    }

    fn at(source: &Self::Source, row: usize) -> Option<Self> {
        Some(T::at(source, row))
    }
}

/// The numbers of a fixed-width column, whatever they count.
pub(crate) struct Numbers<T: ArrowNativeType> {
    values: ScalarBuffer<T>,
    nulls: Option<NullBuffer>,
}

fn numbers<T: ArrowNativeType>(array: &dyn Array) -> Result<Numbers<T>> {
    if array.data_type().primitive_width() != Some(size_of::<T>()) {
        return Err(internal_type(array.data_type()).into());
    }
    let data = array.to_data();
    let values = ScalarBuffer::new(data.buffers()[0].clone(), data.offset(), data.len());
    Ok(Numbers { values, nulls: array.nulls().cloned() })
}

macro_rules! read_numbers {
    ($($native:ty),*) => {
        $(impl<'a> Read<'a> for $native {
            type Source = Numbers<$native>;

            fn source(array: &'a dyn Array) -> Result<Self::Source> {
                numbers(array)
            }

            fn at(source: &Self::Source, row: usize) -> Option<Self> {
                source.nulls.as_ref().is_none_or(|n| n.is_valid(row)).then(|| source.values[row])
            }
        })*
    };
}
read_numbers!(i8, i16, i32, i64, f32, f64, i128, IntervalMonthDayNano);
