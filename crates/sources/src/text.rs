//! Text files: one string column, a row for each line or each file.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use arrow::datatypes::SchemaRef;
use sparrow_spark_error::{Result, SparkError, condition, to_sql_id, to_sql_type};
use sparrow_spark_types::{DataType, Field, StructType};

use crate::Options;
use crate::blocks::{self, Framing};
use crate::csv::line_separator;
use crate::portable::PortableFormat;
use crate::rows::{RowDecoder, RowFormat};

const BATCH_ROWS: usize = 8192;

/// Text files with these options.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct TextFormat {
    whole: bool,
    separator: Option<Vec<u8>>,
}

impl TextFormat {
    /// The values of the options.
    pub fn new(options: &Options) -> Result<Self> {
        let separator = options.get("lineSep").map(line_separator).transpose()?;
        Ok(Self { whole: options.flag("wholetext", false)?, separator })
    }
}

/// The schema of text: the user's one string column, else `value`.
pub(crate) fn schema(user: Option<&StructType>) -> Result<StructType> {
    let Some(user) = user else { return Ok(StructType::new(vec![Field::new("value", DataType::String, true)])) };
    match user.fields.iter().find(|field| !field.data_type.is_string()) {
        Some(field) => Err(SparkError::new(&condition::UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE)
            .with("columnName", to_sql_id(&[&field.name]))
            .with("columnType", to_sql_type(&field.data_type.sql_name()))
            .with("format", "Text")),
        None => Ok(user.clone()),
    }
}

impl RowFormat for TextFormat {
    fn name(&self) -> &'static str {
        "text"
    }

    fn framing(&self) -> Framing {
        match (&self.separator, self.whole) {
            (_, true) => Framing::Whole,
            (Some(separator), _) => Framing::Lines(separator.last().copied().unwrap_or(b'\n')),
            (None, _) => Framing::Lines(b'\n'),
        }
    }

    fn portable(&self) -> PortableFormat {
        PortableFormat::Text(self.clone())
    }

    fn decoder(&self, file_schema: &SchemaRef, columns: &[usize], _uri: &str) -> Result<Box<dyn RowDecoder>> {
        let schema = Arc::new(file_schema.project(columns)?);
        Ok(Box::new(TextDecoder { whole: self.whole, separator: self.separator.clone(), schema }))
    }
}

struct TextDecoder {
    whole: bool,
    separator: Option<Vec<u8>>,
    schema: SchemaRef,
}

impl RowDecoder for TextDecoder {
    fn decode(&mut self, block: &[u8], first: bool) -> Result<Vec<RecordBatch>> {
        let start = if first && block.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        let block = &block[start..];
        let rows = if self.whole { vec![(0, block.len())] } else { blocks::lines(block, self.separator.as_deref()) };
        let batch = |rows: &[(usize, usize)]| {
            let texts = rows.iter().map(|(from, to)| Some(String::from_utf8_lossy(&block[*from..*to])));
            let texts: ArrayRef = Arc::new(texts.collect::<StringArray>());
            let columns = self.schema.fields().iter().map(|_| texts.clone()).collect();
            let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
            Ok(RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)?)
        };
        rows.chunks(BATCH_ROWS).map(batch).collect()
    }
}
