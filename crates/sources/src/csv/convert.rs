//! Columns of cells as Arrow arrays, by the rules of Spark's `UnivocityParser`.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, BooleanArray, PrimitiveArray, StringArray};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer};
use arrow::datatypes::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType,
};
use sparrow_spark_error::{Result, unsupported};
use sparrow_spark_types::{DataType, arrow as mapping};

use super::CsvOptions;
use crate::value::{date, decimal, number, timestamp};

/// The cells of one column: `None` is NULL.
pub(crate) type Cells<'a> = Vec<Option<&'a [u8]>>;

/// The array of a column. Rows whose cell is malformed are NULL and become bad.
pub(crate) fn column(cells: &Cells, data_type: &DataType, options: &CsvOptions, bad: &mut [bool]) -> Result<ArrayRef> {
    Ok(match data_type {
        DataType::String | DataType::Char(_) | DataType::VarChar(_) => strings(cells),
        DataType::Binary => Arc::new(cells.iter().copied().collect::<BinaryArray>()),
        DataType::Byte => primitive::<Int8Type>(cells, bad, number::integer_bytes),
        DataType::Short => primitive::<Int16Type>(cells, bad, number::integer_bytes),
        DataType::Integer => primitive::<Int32Type>(cells, bad, number::integer_bytes),
        DataType::Long => primitive::<Int64Type>(cells, bad, number::integer_bytes),
        DataType::Float => primitive::<Float32Type>(cells, bad, |cell| float(cell, options)),
        DataType::Double => primitive::<Float64Type>(cells, bad, |cell| double(cell, options)),
        DataType::Boolean => booleans(cells, bad),
        DataType::Decimal { precision, scale } => {
            let array =
                primitives::<Decimal128Type>(cells, bad, |cell| decimal::parse(text(cell)?, *precision, *scale));
            Arc::new(array.with_precision_and_scale(*precision, *scale as i8)?)
        }
        DataType::Date => primitive::<Date32Type>(cells, bad, |cell| parse_date(text(cell)?, options)),
        DataType::Timestamp => {
            let array =
                primitives::<TimestampMicrosecondType>(cells, bad, |cell| parse_timestamp(text(cell)?, options));
            Arc::new(array.with_timezone(mapping::INTERNAL_TIME_ZONE))
        }
        DataType::TimestampNtz => {
            primitive::<TimestampMicrosecondType>(cells, bad, |cell| parse_ntz(text(cell)?, options))
        }
        other => return Err(unsupported(format!("reading {} from CSV", other.sql_name()))),
    })
}

fn text(cell: &[u8]) -> Option<&str> {
    std::str::from_utf8(cell).ok()
}

/// Strings are checked as UTF-8 all at once; only where that fails, cell by cell with replacement characters.
fn strings(cells: &Cells) -> ArrayRef {
    let bytes: usize = cells.iter().flatten().map(|cell| cell.len()).sum();
    let mut values = Vec::with_capacity(bytes);
    let mut lengths = Vec::with_capacity(cells.len());
    for cell in cells {
        let cell = cell.unwrap_or_default();
        values.extend_from_slice(cell);
        lengths.push(cell.len());
    }
    let nulls: NullBuffer = cells.iter().map(Option::is_some).collect();
    let nulls = (nulls.null_count() > 0).then_some(nulls);
    let offsets = OffsetBuffer::from_lengths(lengths);
    match StringArray::try_new(offsets, Buffer::from_vec(values), nulls) {
        Ok(array) => Arc::new(array),
        Err(_) => Arc::new(cells.iter().map(|cell| cell.map(String::from_utf8_lossy)).collect::<StringArray>()),
    }
}

fn primitive<T: ArrowPrimitiveType>(
    cells: &Cells,
    bad: &mut [bool],
    parse: impl Fn(&[u8]) -> Option<T::Native>,
) -> ArrayRef {
    Arc::new(primitives::<T>(cells, bad, parse))
}

fn primitives<T: ArrowPrimitiveType>(
    cells: &Cells,
    bad: &mut [bool],
    parse: impl Fn(&[u8]) -> Option<T::Native>,
) -> PrimitiveArray<T> {
    let parsed = cells.iter().zip(bad).map(|(cell, bad)| {
        let value = parse((*cell)?);
        *bad |= value.is_none();
        value
    });
    parsed.collect()
}

fn booleans(cells: &Cells, bad: &mut [bool]) -> ArrayRef {
    let parsed = cells.iter().zip(bad).map(|(cell, bad)| {
        let value = text((*cell)?).and_then(number::boolean);
        *bad |= value.is_none();
        value
    });
    Arc::new(parsed.collect::<BooleanArray>())
}

fn double(cell: &[u8], options: &CsvOptions) -> Option<f64> {
    match text(cell)? {
        text if text == options.nan_value => Some(f64::NAN),
        text if text == options.negative_inf => Some(f64::NEG_INFINITY),
        text if text == options.positive_inf => Some(f64::INFINITY),
        text => number::double(text),
    }
}

fn float(cell: &[u8], options: &CsvOptions) -> Option<f32> {
    match text(cell)? {
        text if text == options.nan_value => Some(f32::NAN),
        text if text == options.negative_inf => Some(f32::NEG_INFINITY),
        text if text == options.positive_inf => Some(f32::INFINITY),
        text => number::float(text),
    }
}

fn parse_date(text: &str, options: &CsvOptions) -> Option<i32> {
    match &options.date_format {
        Some(pattern) => pattern.parse_date(text),
        None => date::parse(text),
    }
}

fn parse_timestamp(text: &str, options: &CsvOptions) -> Option<i64> {
    match &options.timestamp_format {
        Some(pattern) => pattern.parse_timestamp(text, &options.zone),
        None => timestamp::parse(text, &options.zone),
    }
}

fn parse_ntz(text: &str, options: &CsvOptions) -> Option<i64> {
    match &options.timestamp_ntz_format {
        Some(pattern) => pattern.parse_local(text),
        None => timestamp::parse_local(text),
    }
}
