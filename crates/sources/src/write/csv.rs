//! CSV text as univocity writes it with Spark's settings.

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::datatypes::DataType;
use sparrow_spark_error::Result;
use sparrow_spark_types::StructType;

use super::encode::RowEncoding;
use crate::Options;
use crate::csv::{line_separator, separator};
use crate::value::render::Rendering;

/// What all files of a job share.
#[derive(Debug)]
pub(crate) struct CsvEncoding {
    rendering: Rendering,
    header: Option<Vec<String>>,
    separator: String,
    line_separator: String,
    quote: char,
    escape: Option<char>,
    escape_escape: Option<char>,
    null_value: String,
    empty_value: String,
    quote_all: bool,
    escape_quotes: bool,
    trim_leading: bool,
    trim_trailing: bool,
}

impl CsvEncoding {
    /// The values of the options.
    pub fn new(options: &Options, time_zone: &str, data: &StructType) -> Result<Self> {
        let lossless = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let quote = options.character("quote", Some(b'"'))?.unwrap_or(0) as char;
        let escape = options.character("escape", Some(b'\\'))?.map(char::from);
        let own = options.character("charToEscapeQuoteEscaping", None)?.map(char::from);
        let names = || data.fields.iter().map(|field| field.name.clone()).collect();
        Ok(Self {
            rendering: Rendering::new(options, time_zone)?,
            header: options.flag("header", false)?.then(names),
            separator: lossless(separator(options)?),
            line_separator: options.get("lineSep").map(line_separator).transpose()?.map_or("\n".to_owned(), lossless),
            quote,
            escape,
            escape_escape: own.or_else(|| escape.filter(|escape| *escape != quote)),
            null_value: options.get("nullValue").unwrap_or_default().to_owned(),
            empty_value: options.get("emptyValue").unwrap_or("\"\"").to_owned(),
            quote_all: options.flag("quoteAll", false)?,
            escape_quotes: options.flag("escapeQuotes", true)?,
            trim_leading: options.flag("ignoreLeadingWhiteSpace", true)?,
            trim_trailing: options.flag("ignoreTrailingWhiteSpace", true)?,
        })
    }

    /// Appends the cells of a row.
    pub fn record(&self, columns: &[ArrayRef], row: usize, out: &mut String) -> Result<()> {
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                out.push_str(&self.separator);
            }
            let null = column.is_null(row) || *column.data_type() == DataType::Null;
            let value = if null { None } else { Some(self.rendering.text(column, row)?) };
            self.cell(value.as_deref(), out);
        }
        Ok(())
    }

    /// Appends a cell; `None` is NULL.
    fn cell(&self, text: Option<&str>, out: &mut String) {
        let Some(text) = text else {
            return if self.quote_all { self.quoted(&self.null_value, out) } else { out.push_str(&self.null_value) };
        };
        let blank = |c: char| c <= ' ';
        let text = if self.trim_leading { text.trim_start_matches(blank) } else { text };
        let text = if self.trim_trailing { text.trim_end_matches(blank) } else { text };
        if text.is_empty() {
            out.push_str(&self.empty_value);
        } else if self.quote_all || self.needs_quotes(text) {
            self.quoted(text, out);
        } else {
            out.push_str(text);
        }
    }

    fn needs_quotes(&self, text: &str) -> bool {
        text.starts_with('#')
            || text.starts_with(self.quote)
            || text.contains(['\n', '\r'])
            || text.contains(&self.separator)
            || text.contains(&self.line_separator)
            || (self.escape_quotes && text.contains(self.quote))
    }

    fn quoted(&self, text: &str, out: &mut String) {
        out.push(self.quote);
        for c in text.chars() {
            if c == self.quote {
                out.extend(self.escape);
            } else if Some(c) == self.escape {
                out.extend(self.escape_escape);
            }
            out.push(c);
        }
        out.push(self.quote);
    }
}

impl RowEncoding for CsvEncoding {
    fn header(&self) -> Result<String> {
        let mut out = String::new();
        for (index, name) in self.header.iter().flatten().enumerate() {
            if index > 0 {
                out.push_str(&self.separator);
            }
            self.cell(Some(name), &mut out);
        }
        if self.header.is_some() {
            out.push_str(&self.line_separator);
        }
        Ok(out)
    }

    fn append(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        let mut text = String::new();
        for row in 0..batch.num_rows() {
            self.record(batch.columns(), row, &mut text)?;
            text.push_str(&self.line_separator);
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
