//! JSON text as Jackson writes it with Spark's settings.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType as ArrowType, Fields, Float32Type, Float64Type};
use base64::Engine;
use sparrow_spark_error::Result;

use super::encode::RowEncoding;
use crate::Options;
use crate::csv::line_separator;
use crate::value::render::{Rendering, cast_text};

/// What all files of a job share.
#[derive(Debug)]
pub(crate) struct JsonEncoding {
    rendering: Rendering,
    line_separator: String,
    ignore_nulls: bool,
}

impl JsonEncoding {
    /// The values of the options.
    pub fn new(options: &Options, time_zone: &str) -> Result<Self> {
        let separator = options.get("lineSep").map(line_separator).transpose()?;
        Ok(Self {
            rendering: Rendering::new(options, time_zone)?,
            line_separator: separator.map_or("\n".to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned()),
            ignore_nulls: options.flag("ignoreNullFields", true)?,
        })
    }

    fn object(&self, fields: &Fields, columns: &[arrow::array::ArrayRef], row: usize, out: &mut String) -> Result<()> {
        out.push('{');
        let mut first = true;
        for (field, column) in fields.iter().zip(columns) {
            if self.ignore_nulls && is_null(column, row) {
                continue;
            }
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            quote(field.name(), out);
            out.push(':');
            self.value(column, row, out)?;
        }
        out.push('}');
        Ok(())
    }

    /// Appends a value.
    pub fn value(&self, column: &dyn Array, row: usize, out: &mut String) -> Result<()> {
        if is_null(column, row) {
            out.push_str("null");
            return Ok(());
        }
        match column.data_type() {
            ArrowType::Struct(fields) => self.object(fields, column.as_struct().columns(), row, out)?,
            ArrowType::List(_) => self.array(&column.as_list::<i32>().value(row), out)?,
            ArrowType::Map(..) => self.map(column.as_map().value(row), out)?,
            ArrowType::Binary => {
                quote(&base64::engine::general_purpose::STANDARD.encode(column.as_binary::<i32>().value(row)), out);
            }
            ArrowType::Boolean | ArrowType::Decimal128(..) => out.push_str(&self.rendering.text(column, row)?),
            ArrowType::Float32 if column.as_primitive::<Float32Type>().value(row).is_finite() => {
                out.push_str(&self.rendering.text(column, row)?);
            }
            ArrowType::Float64 if column.as_primitive::<Float64Type>().value(row).is_finite() => {
                out.push_str(&self.rendering.text(column, row)?);
            }
            other if other.is_integer() => out.push_str(&self.rendering.text(column, row)?),
            _ => quote(&self.rendering.text(column, row)?, out),
        }
        Ok(())
    }

    fn array(&self, elements: &dyn Array, out: &mut String) -> Result<()> {
        out.push('[');
        for index in 0..elements.len() {
            if index > 0 {
                out.push(',');
            }
            self.value(elements, index, out)?;
        }
        out.push(']');
        Ok(())
    }

    fn map(&self, entries: arrow::array::StructArray, out: &mut String) -> Result<()> {
        out.push('{');
        for index in 0..entries.len() {
            if index > 0 {
                out.push(',');
            }
            quote(&cast_text(entries.column(0), index, &self.rendering.zone)?, out);
            out.push(':');
            self.value(entries.column(1), index, out)?;
        }
        out.push('}');
        Ok(())
    }
}

fn is_null(column: &dyn Array, row: usize) -> bool {
    column.is_null(row) || *column.data_type() == ArrowType::Null
}

/// A JSON string.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

impl RowEncoding for JsonEncoding {
    fn append(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let (schema, mut text) = (batch.schema(), String::new());
        for row in 0..batch.num_rows() {
            self.object(schema.fields(), batch.columns(), row, &mut text)?;
            text.push_str(&self.line_separator);
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
