//! Values in the canonical spelling: from Arrow, and brought together by their Spark type; knows no cases.
use arrow::array::{
    Array, AsArray, Int64Array, IntervalMonthDayNanoArray, IntervalYearMonthArray, RecordBatch, downcast_array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Decimal256Type, IntervalUnit, Schema, TimeUnit};
use arrow::ipc::reader::StreamReader;
use arrow::temporal_conversions::{date32_to_datetime, time64ns_to_time, timestamp_us_to_datetime};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Number, Value};

use crate::problem::{At, Problem, Result};
use crate::spark_type::{Column, SparkType};

/// The rows of a base64 text of an Arrow IPC stream, whose columns have to be these.
pub fn rows_of_arrow(text: &str, columns: &[Column]) -> Result<Vec<Value>> {
    let bytes = STANDARD.decode(text).at("`arrow` is not base64")?;
    let reader = StreamReader::try_new(bytes.as_slice(), None).at("`arrow` is no IPC stream")?;
    let schema = reader.schema();
    check_names(&schema, columns)?;
    let mut rows = Vec::new();
    for batch in reader {
        append(&batch.at("`arrow` is no IPC stream")?, &mut rows)?;
    }
    Ok(rows)
}

fn check_names(schema: &Schema, columns: &[Column]) -> Result<()> {
    let given: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let told: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    if given == told {
        Ok(())
    } else {
        Err(Problem::new(format!("the schema has the columns {told:?}, its Arrow {given:?}")))
    }
}

fn append(batch: &RecordBatch, rows: &mut Vec<Value>) -> Result<()> {
    for row in 0..batch.num_rows() {
        let values = batch.columns().iter().map(|column| value(column.as_ref(), row)).collect::<Result<Vec<_>>>()?;
        rows.push(Value::Array(values));
    }
    Ok(())
}

/// One value of an array, in the spelling of the cases.
fn value(array: &dyn Array, row: usize) -> Result<Value> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    Ok(match array.data_type() {
        DataType::Null => Value::Null,
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        whole if whole.is_integer() => integer(array, row)?,
        DataType::Float32 | DataType::Float64 => {
            let doubles = cast(array, &DataType::Float64).at("float")?;
            float(doubles.as_primitive::<arrow::datatypes::Float64Type>().value(row))
        }
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row).into(),
        DataType::Decimal256(..) => array.as_primitive::<Decimal256Type>().value_as_string(row).into(),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            cast(array, &DataType::Utf8).at("text")?.as_string::<i32>().value(row).into()
        }
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            hex::encode(cast(array, &DataType::Binary).at("binary")?.as_binary::<i32>().value(row)).into()
        }
        DataType::Date32 | DataType::Timestamp(..) | DataType::Time64(_) => instant(array, row)?,
        DataType::Duration(_) | DataType::Interval(_) => interval(array, row)?,
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => list(array, row)?,
        DataType::Struct(_) => {
            let fields = array.as_struct().columns();
            Value::Array(fields.iter().map(|field| value(field.as_ref(), row)).collect::<Result<_>>()?)
        }
        DataType::Map(..) => list_of(&array.as_map().value(row))?,
        DataType::Dictionary(_, inner) => value(cast(array, inner).at("dictionary")?.as_ref(), row)?,
        other => return Err(Problem::new(format!("Arrow's {other} has no canonical spelling"))),
    })
}

fn integer(array: &dyn Array, row: usize) -> Result<Value> {
    let one = array.slice(row, 1);
    if *array.data_type() == DataType::UInt64 {
        return Ok(one.as_primitive::<arrow::datatypes::UInt64Type>().value(0).into());
    }
    let wide = cast(&one, &DataType::Int64).at("integer")?;
    Ok(downcast_array::<Int64Array>(&wide).value(0).into())
}

/// A floating number, or the text for what JSON has no number for.
pub fn float(number: f64) -> Value {
    match Number::from_f64(number) {
        Some(number) => Value::Number(number),
        None if number.is_nan() => "NaN".into(),
        None if number > 0.0 => "Infinity".into(),
        None => "-Infinity".into(),
    }
}

fn instant(array: &dyn Array, row: usize) -> Result<Value> {
    let one = array.slice(row, 1);
    let beyond = || Problem::new("this date is beyond what can be told");
    Ok(match array.data_type() {
        DataType::Date32 => {
            let days = one.as_primitive::<arrow::datatypes::Date32Type>().value(0);
            date32_to_datetime(days).ok_or_else(beyond)?.format("%Y-%m-%d").to_string()
        }
        DataType::Time64(_) => {
            let nanos = cast(&one, &DataType::Time64(TimeUnit::Nanosecond)).at("time")?;
            let nanos = nanos.as_primitive::<arrow::datatypes::Time64NanosecondType>().value(0);
            time64ns_to_time(nanos).ok_or_else(beyond)?.format("%H:%M:%S%.6f").to_string()
        }
        DataType::Timestamp(_, zone) => {
            let micros = cast(&one, &DataType::Timestamp(TimeUnit::Microsecond, zone.clone())).at("timestamp")?;
            let micros = micros.as_primitive::<arrow::datatypes::TimestampMicrosecondType>().value(0);
            let told = timestamp_us_to_datetime(micros).ok_or_else(beyond)?.format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
            if zone.is_some() { told + "Z" } else { told }
        }
        other => return Err(Problem::new(format!("{other} is no instant"))),
    }
    .into())
}

fn interval(array: &dyn Array, row: usize) -> Result<Value> {
    let one = array.slice(row, 1);
    Ok(match array.data_type() {
        DataType::Duration(_) => {
            let micros = cast(&one, &DataType::Duration(TimeUnit::Microsecond)).at("interval")?;
            micros.as_primitive::<arrow::datatypes::DurationMicrosecondType>().value(0).into()
        }
        DataType::Interval(IntervalUnit::YearMonth) => downcast_array::<IntervalYearMonthArray>(&one).value(0).into(),
        DataType::Interval(IntervalUnit::MonthDayNano) => {
            let parts = downcast_array::<IntervalMonthDayNanoArray>(&one).value(0);
            serde_json::json!([parts.months, parts.days, parts.nanoseconds / 1000])
        }
        other => return Err(Problem::new(format!("Arrow's {other} has no canonical spelling"))),
    })
}

fn list(array: &dyn Array, row: usize) -> Result<Value> {
    match array.data_type() {
        DataType::List(_) => list_of(array.as_list::<i32>().value(row).as_ref()),
        DataType::LargeList(_) => list_of(array.as_list::<i64>().value(row).as_ref()),
        _ => list_of(array.as_fixed_size_list().value(row).as_ref()),
    }
}

fn list_of(items: &dyn Array) -> Result<Value> {
    Ok(Value::Array((0..items.len()).map(|item| value(items, item)).collect::<Result<_>>()?))
}

/// Rows as their types say them: doubles are floating numbers, floats have the bits of a float, maps are sorted.
pub fn settle(rows: &mut [Value], columns: &[Column]) {
    for row in rows {
        settle_struct(row, columns);
    }
}

fn settle_struct(value: &mut Value, columns: &[Column]) {
    for (value, column) in value.as_array_mut().into_iter().flatten().zip(columns) {
        settle_value(value, &column.of);
    }
}

fn settle_value(value: &mut Value, of: &SparkType) {
    match of {
        SparkType::Simple(name) if name == "double" => {
            if let Some(number) = value.as_f64() {
                *value = float(number);
            }
        }
        SparkType::Simple(name) if name == "float" => {
            if let Some(number) = value.as_f64() {
                // Some clients tell the shortest text of a float, others its value as a double.
                #[expect(clippy::cast_possible_truncation, reason = "a float is what the column holds")]
                let bits = number as f32;
                *value = float(f64::from(bits));
            }
        }
        SparkType::Simple(_) => {}
        SparkType::Array(element) => {
            value.as_array_mut().into_iter().flatten().for_each(|item| settle_value(item, element))
        }
        SparkType::Struct(columns) => settle_struct(value, columns),
        SparkType::Map(key, item) => {
            let Some(pairs) = value.as_array_mut() else { return };
            for pair in pairs.iter_mut().filter_map(Value::as_array_mut).filter(|pair| pair.len() == 2) {
                settle_value(&mut pair[0], key);
                settle_value(&mut pair[1], item);
            }
            pairs.sort_by_key(|pair| match &pair[0] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
        }
    }
}

#[cfg(test)]
mod tests;
