//! Rust values written as columns of the kernel's type.

use arrow::array::{
    Array, ArrayRef, BinaryBuilder, BooleanBuilder, Decimal128Builder, Float32Builder, Float64Builder, Int8Builder,
    Int16Builder, Int32Builder, Int64Builder, IntervalMonthDayNanoBuilder, ListArray, NullBufferBuilder, StringBuilder,
    make_array,
};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType as ArrowType, IntervalMonthDayNano};
use datafusion::common::Result;
use sparrow_spark_error::{Result as SparkResult, SparkError, limit_exceeded};
use std::sync::Arc;

use super::read::internal_type;

/// How many bytes the strings of one column of a batch may hold: what 32-bit offsets reach.
pub(crate) const BYTES_MAX: usize = i32::MAX as usize;

/// How many bytes a function may make out of a short argument and a number.
pub(crate) const VALUE_BYTES_MAX: usize = 1 << 28;

/// `function` would answer more than a column can hold.
pub(crate) fn too_large(function: &str) -> SparkError {
    let advice = "Ask for a shorter result, or make batches smaller.";
    limit_exceeded(&format!("The result of `{function}`"), VALUE_BYTES_MAX, "result_bytes_max", advice)
}

/// A Rust type that can be written as a column.
pub(crate) trait Value: Sized {
    /// What the column is collected in.
    type Builder;
    /// A builder for so many rows.
    fn builder(target: &ArrowType, rows: usize) -> Result<Self::Builder>;
    /// Adds a row.
    fn push(builder: &mut Self::Builder, value: Option<Self>) -> Result<()>;
    /// The column, of the type `target`.
    fn finish(builder: Self::Builder, target: &ArrowType) -> Result<ArrayRef>;
}

/// What a body may answer for a row: a value, an option of one, a result of either.
pub(crate) trait IntoCell {
    /// The value's type.
    type Value: Value;
    /// The value, NULL or an error.
    fn into_cell(self) -> Result<Option<Self::Value>>;
}

impl<T: Value> IntoCell for T {
    type Value = T;
    fn into_cell(self) -> Result<Option<T>> {
        Ok(Some(self))
    }
}

impl<T: Value> IntoCell for Option<T> {
    type Value = T;
    fn into_cell(self) -> Result<Option<T>> {
        Ok(self)
    }
}

impl<T: Value> IntoCell for Result<T> {
    type Value = T;
    fn into_cell(self) -> Result<Option<T>> {
        self.map(Some)
    }
}

impl<T: Value> IntoCell for Result<Option<T>> {
    type Value = T;
    fn into_cell(self) -> Result<Option<T>> {
        self
    }
}

impl<T: Value> IntoCell for SparkResult<T> {
    type Value = T;
    fn into_cell(self) -> Result<Option<T>> {
        Ok(Some(self?))
    }
}

impl<T: Value> IntoCell for SparkResult<Option<T>> {
    type Value = T;
    fn into_cell(self) -> Result<Option<T>> {
        Ok(self?)
    }
}

/// Gives numbers the type that says what they count: days, microseconds, months.
fn retyped(array: &dyn Array, target: &ArrowType) -> Result<ArrayRef> {
    if target.primitive_width() != array.data_type().primitive_width() {
        return Err(internal_type(target).into());
    }
    Ok(make_array(array.to_data().into_builder().data_type(target.clone()).build()?))
}

macro_rules! write_numbers {
    ($($native:ty => $builder:ident),*) => {
        $(impl Value for $native {
            type Builder = $builder;

            fn builder(_: &ArrowType, rows: usize) -> Result<Self::Builder> {
                Ok($builder::with_capacity(rows))
            }

            fn push(builder: &mut Self::Builder, value: Option<Self>) -> Result<()> {
                builder.append_option(value);
                Ok(())
            }

            fn finish(mut builder: Self::Builder, target: &ArrowType) -> Result<ArrayRef> {
                retyped(&builder.finish(), target)
            }
        })*
    };
}
write_numbers!(
    i8 => Int8Builder, i16 => Int16Builder, i32 => Int32Builder, i64 => Int64Builder, f32 => Float32Builder,
    f64 => Float64Builder, i128 => Decimal128Builder, IntervalMonthDayNano => IntervalMonthDayNanoBuilder
);

impl Value for bool {
    type Builder = BooleanBuilder;

    fn builder(_: &ArrowType, rows: usize) -> Result<Self::Builder> {
        Ok(BooleanBuilder::with_capacity(rows))
    }

    fn push(builder: &mut Self::Builder, value: Option<Self>) -> Result<()> {
        builder.append_option(value);
        Ok(())
    }

    fn finish(mut builder: Self::Builder, _: &ArrowType) -> Result<ArrayRef> {
        Ok(Arc::new(builder.finish()))
    }
}

impl Value for String {
    type Builder = StringBuilder;

    fn builder(_: &ArrowType, rows: usize) -> Result<Self::Builder> {
        Ok(StringBuilder::with_capacity(rows, rows * 8))
    }

    fn push(builder: &mut Self::Builder, value: Option<Self>) -> Result<()> {
        if builder.values_slice().len() + value.as_ref().map_or(0, String::len) > BYTES_MAX {
            return Err(too_large("string").into());
        }
        builder.append_option(value);
        Ok(())
    }

    fn finish(mut builder: Self::Builder, _: &ArrowType) -> Result<ArrayRef> {
        Ok(Arc::new(builder.finish()))
    }
}

/// Bytes that become binary, or text where the kernel answers text; what is no UTF-8 in text becomes U+FFFD.
impl Value for Vec<u8> {
    type Builder = BinaryBuilder;

    fn builder(_: &ArrowType, rows: usize) -> Result<Self::Builder> {
        Ok(BinaryBuilder::with_capacity(rows, rows * 8))
    }

    fn push(builder: &mut Self::Builder, value: Option<Self>) -> Result<()> {
        if builder.values_slice().len() + value.as_ref().map_or(0, Vec::len) > BYTES_MAX {
            return Err(too_large("binary").into());
        }
        builder.append_option(value);
        Ok(())
    }

    fn finish(mut builder: Self::Builder, target: &ArrowType) -> Result<ArrayRef> {
        let bytes = builder.finish();
        if *target != ArrowType::Utf8 {
            return Ok(Arc::new(bytes));
        }
        let mut text = <String as Value>::builder(target, bytes.len())?;
        for value in &bytes {
            <String as Value>::push(&mut text, value.map(|b| String::from_utf8_lossy(b).into_owned()))?;
        }
        <String as Value>::finish(text, target)
    }
}

/// Lists under construction.
pub(crate) struct Lists<B> {
    elements: B,
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl<T: IntoCell> Value for Vec<T>
where
    T: ListElement,
{
    type Builder = Lists<<T::Value as Value>::Builder>;

    fn builder(target: &ArrowType, rows: usize) -> Result<Self::Builder> {
        let elements = T::Value::builder(element_type(target)?, rows)?;
        Ok(Lists { elements, offsets: vec![0], nulls: NullBufferBuilder::new(rows) })
    }

    fn push(builder: &mut Self::Builder, value: Option<Self>) -> Result<()> {
        builder.nulls.append(value.is_some());
        let mut end = builder.offsets.last().copied().unwrap_or(0);
        for element in value.into_iter().flatten() {
            T::Value::push(&mut builder.elements, element.into_cell()?)?;
            end = end.checked_add(1).ok_or_else(|| too_large("array"))?;
        }
        builder.offsets.push(end);
        Ok(())
    }

    fn finish(mut builder: Self::Builder, target: &ArrowType) -> Result<ArrayRef> {
        let ArrowType::List(field) = target else { return Err(internal_type(target).into()) };
        let elements = T::Value::finish(builder.elements, field.data_type())?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(builder.offsets));
        Ok(Arc::new(ListArray::try_new(field.clone(), offsets, elements, builder.nulls.finish())?))
    }
}

fn element_type(target: &ArrowType) -> Result<&ArrowType> {
    match target {
        ArrowType::List(field) => Ok(field.data_type()),
        other => Err(internal_type(other).into()),
    }
}

/// What may stand in a list; leaves `Vec<u8>` to binary.
pub(crate) trait ListElement {}
impl ListElement for String {}
impl ListElement for Option<String> {}
impl ListElement for i8 {}
impl ListElement for i16 {}
impl ListElement for i32 {}
impl ListElement for i64 {}
