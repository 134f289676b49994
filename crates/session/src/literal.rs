//! Values of Arrow columns as plan literals.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType,
};
use sparrow_plan::{Literal, Value};
use sparrow_spark_error::{Result, unsupported};
use sparrow_spark_types::DataType;

/// The values of a column of this type.
pub(crate) fn of_column(column: &ArrayRef, data_type: &DataType) -> Result<Vec<Literal>> {
    let one = |row: usize| {
        let value = if column.is_null(row) { Value::Null } else { value(column, row, data_type)? };
        Ok(Literal::new(value, data_type.clone()))
    };
    (0..column.len()).map(one).collect()
}

fn value(column: &ArrayRef, row: usize, data_type: &DataType) -> Result<Value> {
    Ok(match data_type {
        DataType::Null => Value::Null,
        DataType::Boolean => Value::Boolean(column.as_boolean().value(row)),
        DataType::Byte => Value::Integral(column.as_primitive::<Int8Type>().value(row).into()),
        DataType::Short => Value::Integral(column.as_primitive::<Int16Type>().value(row).into()),
        DataType::Integer => Value::Integral(column.as_primitive::<Int32Type>().value(row).into()),
        DataType::Long => Value::Integral(column.as_primitive::<Int64Type>().value(row)),
        DataType::Float => Value::Float(column.as_primitive::<Float32Type>().value(row)),
        DataType::Double => Value::Double(column.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal { .. } => Value::Decimal(column.as_primitive::<Decimal128Type>().value(row)),
        DataType::String | DataType::Char(_) | DataType::VarChar(_) => Value::String(text(column, row)),
        DataType::Date => Value::Date(column.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp | DataType::TimestampNtz => {
            Value::Timestamp(column.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        other => return Err(unsupported(format!("a pivot over a column of the type {other}"))),
    })
}

fn text(column: &ArrayRef, row: usize) -> String {
    match column.as_string_opt::<i32>() {
        Some(strings) => strings.value(row).to_owned(),
        None => column.as_string_view().value(row).to_owned(),
    }
}
