//! One cell of a result as a literal message, for observed metrics.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes as at;
use arrow::datatypes::ArrowPrimitiveType;
use bytes::Bytes;
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, internal, unsupported};
use sparrow_spark_types::arrow::to_arrow;
use sparrow_spark_types::{DataType, StructType};

use super::data_type::encode;
use super::edge;
use proto::expression::Literal;
use proto::expression::literal::{self as message, LiteralType};

/// The value at `row` of `array`, which holds values of the type `data_type`.
pub fn literal(array: &ArrayRef, row: usize, data_type: &DataType) -> Result<Literal> {
    if row >= array.len() {
        return Err(internal(format!("row {row} of {} is asked for", array.len())));
    }
    // Brought to the internal type first, so that one accessor for each type is enough.
    let cell = edge::coerce(&array.slice(row, 1), &to_arrow(data_type))?;
    value(&cell, 0, data_type)
}

fn value(array: &ArrayRef, row: usize, data_type: &DataType) -> Result<Literal> {
    let kind = if array.is_null(row) || *data_type == DataType::Null {
        LiteralType::Null(encode(data_type))
    } else {
        match data_type {
            DataType::Array { element, .. } => array_value(array, row, element)?,
            DataType::Map { key, value, .. } => map_value(array, row, key, value)?,
            DataType::Struct(schema) => struct_value(array, row, schema)?,
            leaf => leaf_value(array, row, leaf)?,
        }
    };
    Ok(Literal { data_type: None, literal_type: Some(kind) })
}

fn primitive<T: ArrowPrimitiveType>(array: &ArrayRef, row: usize) -> T::Native {
    array.as_primitive::<T>().value(row)
}

fn leaf_value(array: &ArrayRef, row: usize, data_type: &DataType) -> Result<LiteralType> {
    Ok(match data_type {
        DataType::Boolean => LiteralType::Boolean(array.as_boolean().value(row)),
        DataType::Byte => LiteralType::Byte(primitive::<at::Int8Type>(array, row).into()),
        DataType::Short => LiteralType::Short(primitive::<at::Int16Type>(array, row).into()),
        DataType::Integer => LiteralType::Integer(primitive::<at::Int32Type>(array, row)),
        DataType::Long => LiteralType::Long(primitive::<at::Int64Type>(array, row)),
        DataType::Float => LiteralType::Float(primitive::<at::Float32Type>(array, row)),
        DataType::Double => LiteralType::Double(primitive::<at::Float64Type>(array, row)),
        DataType::Decimal { precision, scale } => LiteralType::Decimal(message::Decimal {
            value: array.as_primitive::<at::Decimal128Type>().value_as_string(row),
            precision: Some((*precision).into()),
            scale: Some((*scale).into()),
        }),
        DataType::String | DataType::Char(_) | DataType::VarChar(_) => {
            LiteralType::String(array.as_string::<i32>().value(row).to_owned())
        }
        DataType::Binary => LiteralType::Binary(Bytes::copy_from_slice(array.as_binary::<i32>().value(row))),
        DataType::Date => LiteralType::Date(primitive::<at::Date32Type>(array, row)),
        DataType::Timestamp => LiteralType::Timestamp(primitive::<at::TimestampMicrosecondType>(array, row)),
        DataType::TimestampNtz => LiteralType::TimestampNtz(primitive::<at::TimestampMicrosecondType>(array, row)),
        DataType::Time(precision) => LiteralType::Time(message::Time {
            nano: primitive::<at::Time64NanosecondType>(array, row),
            precision: Some((*precision).into()),
        }),
        DataType::DayTimeInterval(..) => {
            LiteralType::DayTimeInterval(primitive::<at::DurationMicrosecondType>(array, row))
        }
        DataType::YearMonthInterval(..) => {
            LiteralType::YearMonthInterval(primitive::<at::IntervalYearMonthType>(array, row))
        }
        DataType::CalendarInterval => calendar(primitive::<at::IntervalMonthDayNanoType>(array, row)),
        other => return Err(unsupported(format!("a value of the type {other} as an observed metric"))),
    })
}

fn calendar(value: at::IntervalMonthDayNano) -> LiteralType {
    let at::IntervalMonthDayNano { months, days, nanoseconds } = value;
    LiteralType::CalendarInterval(message::CalendarInterval { months, days, microseconds: nanoseconds / 1_000 })
}

fn all(array: &ArrayRef, data_type: &DataType) -> Result<Vec<Literal>> {
    (0..array.len()).map(|row| value(array, row, data_type)).collect()
}

fn array_value(array: &ArrayRef, row: usize, element: &DataType) -> Result<LiteralType> {
    let elements = all(&array.as_list::<i32>().value(row), element)?;
    Ok(LiteralType::Array(message::Array { element_type: Some(encode(element)), elements }))
}

fn map_value(array: &ArrayRef, row: usize, key: &DataType, value: &DataType) -> Result<LiteralType> {
    let entries = array.as_map().value(row);
    let (keys, values) = (all(entries.column(0), key)?, all(entries.column(1), value)?);
    let (key_type, value_type) = (Some(encode(key)), Some(encode(value)));
    Ok(LiteralType::Map(message::Map { key_type, value_type, keys, values }))
}

fn struct_value(array: &ArrayRef, row: usize, schema: &StructType) -> Result<LiteralType> {
    let columns = array.as_struct().columns().iter().zip(&schema.fields);
    let elements = columns.map(|(column, field)| value(column, row, &field.data_type)).collect::<Result<_>>()?;
    let struct_type = Some(encode(&DataType::Struct(schema.clone())));
    Ok(LiteralType::Struct(message::Struct { struct_type, elements }))
}
