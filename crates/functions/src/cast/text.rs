//! Any value as text: `CAST(x AS STRING)` and the cells of `show()`.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DurationMicrosecondArray,
    Float32Array, Float64Array, Int64Array, IntervalMonthDayNanoArray, IntervalYearMonthArray, StringArray,
    StringBuilder, Time64NanosecondArray, TimestampMicrosecondArray,
};
use arrow::buffer::OffsetBuffer;
use sparrow_spark_error::{Result, internal, unsupported};
use sparrow_spark_types::{DataType, DayTimeField, YearMonthField};

use super::calendar::{write_date, write_time, write_timestamp};
use super::dispatch::native;
use super::interval_text::{write_calendar, write_day_time, write_year_month};
use super::number_text::{write_double, write_float};
use super::options::Options;
use super::zone::Zone;
use super::{Mode, decimal};

/// What differs between a cast to string and `show()`.
#[derive(Clone, Copy, Debug)]
struct Style {
    zone: Zone,
    /// What stands for NULL inside arrays, maps and structs.
    null: &'static str,
    /// Small decimals in scientific notation, as legacy mode casts them.
    scientific: bool,
    /// Bytes as `[61 62]` instead of UTF-8.
    hex: bool,
}

/// Casts to strings; NULL stays NULL.
pub(super) fn cast_to_text(array: &ArrayRef, from: &DataType, options: &Options) -> Result<ArrayRef> {
    let scientific = options.mode == Mode::Legacy;
    let style = Style { zone: options.zone, null: "null", scientific, hex: false };
    let cells = Cells::new(array, from, style)?;
    let mut builder = StringBuilder::with_capacity(array.len(), array.len() * 8);
    let mut text = String::new();
    for row in 0..array.len() {
        if array.is_null(row) {
            builder.append_null();
            continue;
        }
        text.clear();
        cells.write(&mut text, row);
        builder.append_value(&text);
    }
    Ok(Arc::new(builder.finish()))
}

/// The cells `show()` prints: `NULL` for a missing value at any depth, bytes in hex.
pub fn to_display_strings(array: &dyn Array, data_type: &DataType, time_zone: &str) -> Result<StringArray> {
    let style = Style { zone: Zone::parse(time_zone)?, null: "NULL", scientific: false, hex: true };
    let array = arrow::array::make_array(array.to_data());
    let cells = Cells::new(&array, data_type, style)?;
    let cell = |row| {
        let mut text = String::new();
        cells.write_or_null(&mut text, row, style.null);
        text
    };
    Ok(StringArray::from_iter_values((0..array.len()).map(cell)))
}

/// The values of an array, ready to be written.
struct Cells {
    array: ArrayRef,
    values: Values,
}

enum Values {
    Null,
    Boolean(BooleanArray),
    Long(Int64Array),
    Float(Float32Array),
    Double(Float64Array),
    Decimal(Decimal128Array, u8, bool),
    Text(StringArray),
    Bytes(BinaryArray, bool),
    Date(Date32Array),
    Timestamp(TimestampMicrosecondArray, Zone),
    Time(Time64NanosecondArray),
    DayTime(DurationMicrosecondArray, DayTimeField, DayTimeField),
    YearMonth(IntervalYearMonthArray, YearMonthField, YearMonthField),
    Calendar(IntervalMonthDayNanoArray),
    List(OffsetBuffer<i32>, Box<Cells>, &'static str),
    Map(OffsetBuffer<i32>, Box<(Cells, Cells)>, &'static str),
    Struct(Vec<Cells>, &'static str),
}

impl Cells {
    fn new(array: &ArrayRef, data_type: &DataType, style: Style) -> Result<Self> {
        let values = match data_type {
            DataType::Null => Values::Null,
            DataType::Boolean => Values::Boolean(array.as_boolean().clone()),
            DataType::Byte | DataType::Short | DataType::Integer | DataType::Long => {
                Values::Long(native(array, &DataType::Long)?.as_primitive().clone())
            }
            DataType::Float => Values::Float(array.as_primitive().clone()),
            DataType::Double => Values::Double(array.as_primitive().clone()),
            DataType::Decimal { scale, .. } => Values::Decimal(array.as_primitive().clone(), *scale, style.scientific),
            DataType::String | DataType::Char(_) | DataType::VarChar(_) => Values::Text(array.as_string().clone()),
            DataType::Binary => Values::Bytes(array.as_binary().clone(), style.hex),
            DataType::Date => Values::Date(array.as_primitive().clone()),
            DataType::Timestamp => Values::Timestamp(array.as_primitive().clone(), style.zone),
            DataType::TimestampNtz => Values::Timestamp(array.as_primitive().clone(), Zone::UTC),
            DataType::Time(_) => Values::Time(array.as_primitive().clone()),
            DataType::DayTimeInterval(from, to) => Values::DayTime(array.as_primitive().clone(), *from, *to),
            DataType::YearMonthInterval(from, to) => Values::YearMonth(array.as_primitive().clone(), *from, *to),
            DataType::CalendarInterval => Values::Calendar(array.as_primitive().clone()),
            nested => Self::nested(array, nested, style)?,
        };
        Ok(Self { array: array.clone(), values })
    }

    fn nested(array: &ArrayRef, data_type: &DataType, style: Style) -> Result<Values> {
        match data_type {
            DataType::Array { element, .. } => {
                let list = array.as_list_opt::<i32>().ok_or_else(|| internal("an array is a list"))?;
                let elements = Cells::new(list.values(), element, style)?;
                Ok(Values::List(list.offsets().clone(), Box::new(elements), style.null))
            }
            DataType::Map { key, value, .. } => {
                let map = array.as_map_opt().ok_or_else(|| internal("a map is a map"))?;
                let parts = (Cells::new(map.keys(), key, style)?, Cells::new(map.values(), value, style)?);
                Ok(Values::Map(map.offsets().clone(), Box::new(parts), style.null))
            }
            DataType::Struct(s) => {
                let fields = array.as_struct_opt().ok_or_else(|| internal("a struct is a struct"))?;
                let parts = fields.columns().iter().zip(&s.fields);
                let cells = parts.map(|(column, f)| Cells::new(column, &f.data_type, style)).collect::<Result<_>>()?;
                Ok(Values::Struct(cells, style.null))
            }
            other => Err(unsupported(format!("CAST({} AS STRING)", other.sql_name()))),
        }
    }

    fn write_or_null(&self, out: &mut String, row: usize, null: &str) {
        if matches!(self.values, Values::Null) || self.array.is_null(row) {
            out.push_str(null);
        } else {
            self.write(out, row);
        }
    }

    fn write(&self, out: &mut String, row: usize) {
        match &self.values {
            Values::Null => {}
            Values::Boolean(v) => out.push_str(if v.value(row) { "true" } else { "false" }),
            Values::Long(v) => {
                let _ = write!(out, "{}", v.value(row));
            }
            Values::Float(v) => write_float(out, v.value(row)),
            Values::Double(v) => write_double(out, v.value(row)),
            Values::Decimal(v, scale, true) => out.push_str(&decimal::java_text(v.value(row), *scale)),
            Values::Decimal(v, scale, false) => out.push_str(&decimal::plain_text(v.value(row), *scale)),
            Values::Text(v) => out.push_str(v.value(row)),
            Values::Bytes(v, hex) => write_bytes(out, v.value(row), *hex),
            Values::Date(v) => write_date(out, v.value(row).into()),
            Values::Timestamp(v, zone) => write_timestamp(out, zone.to_local(v.value(row))),
            Values::Time(v) => write_time(out, v.value(row)),
            Values::DayTime(v, from, to) => write_day_time(out, v.value(row), *from, *to),
            Values::YearMonth(v, from, to) => write_year_month(out, v.value(row), *from, *to),
            Values::Calendar(v) => write_calendar(out, v.value(row)),
            Values::List(offsets, elements, null) => {
                let range = offsets[row] as usize..offsets[row + 1] as usize;
                write_joined(out, ['[', ']'], range, |out, i| elements.write_or_null(out, i, null));
            }
            Values::Map(offsets, parts, null) => {
                let range = offsets[row] as usize..offsets[row + 1] as usize;
                write_joined(out, ['{', '}'], range, |out, i| {
                    parts.0.write_or_null(out, i, null);
                    out.push_str(" -> ");
                    parts.1.write_or_null(out, i, null);
                });
            }
            Values::Struct(fields, null) => {
                write_joined(out, ['{', '}'], 0..fields.len(), |out, i| fields[i].write_or_null(out, row, null));
            }
        }
    }
}

fn write_joined(
    out: &mut String,
    [open, close]: [char; 2],
    range: std::ops::Range<usize>,
    write: impl Fn(&mut String, usize),
) {
    out.push(open);
    for (position, index) in range.enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        write(out, index);
    }
    out.push(close);
}

fn write_bytes(out: &mut String, bytes: &[u8], hex: bool) {
    if !hex {
        return out.push_str(&String::from_utf8_lossy(bytes));
    }
    out.push('[');
    for (i, byte) in bytes.iter().enumerate() {
        let _ = write!(out, "{}{byte:02X}", if i > 0 { " " } else { "" });
    }
    out.push(']');
}
