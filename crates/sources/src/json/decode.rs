//! JSON blocks as batches: records, trees, columns.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use arrow::datatypes::SchemaRef;
use sparrow_spark_error::Result;
use sparrow_spark_types::{Field, StructType, arrow as mapping};

use super::JsonOptions;
use super::build;
use super::parse::{Node, Value, parse};
use crate::blocks::{self, Framing};
use crate::portable::PortableFormat;
use crate::rows::{ParseMode, RowDecoder, RowFormat};

const BATCH_ROWS: usize = 8192;

/// JSON files with these options.
#[derive(Debug)]
pub(crate) struct JsonFormat {
    /// What the option map says.
    pub options: Arc<JsonOptions>,
}

impl RowFormat for JsonFormat {
    fn name(&self) -> &'static str {
        "json"
    }

    fn framing(&self) -> Framing {
        match (&self.options.line_separator, self.options.multi_line) {
            (_, true) => Framing::Whole,
            (Some(separator), _) => Framing::Lines(separator.last().copied().unwrap_or(b'\n')),
            (None, _) => Framing::Lines(b'\n'),
        }
    }

    fn portable(&self) -> PortableFormat {
        PortableFormat::Json((*self.options).clone())
    }

    fn decoder(&self, file_schema: &SchemaRef, columns: &[usize], uri: &str) -> Result<Box<dyn RowDecoder>> {
        let schema = Arc::new(file_schema.project(columns)?);
        let fields = mapping::from_arrow_schema(&schema)?.fields;
        Ok(Box::new(JsonDecoder { options: self.options.clone(), schema, fields, uri: uri.to_owned() }))
    }
}

/// The texts that are records each.
pub(super) fn records<'a>(block: &'a [u8], first: bool, options: &JsonOptions) -> Vec<&'a [u8]> {
    let start = if first && block.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
    let block = &block[start..];
    if options.multi_line {
        return vec![block];
    }
    let lines = blocks::lines(block, options.line_separator.as_deref());
    lines.into_iter().map(|(from, to)| &block[from..to]).collect()
}

struct JsonDecoder {
    options: Arc<JsonOptions>,
    schema: SchemaRef,
    fields: Vec<Field>,
    uri: String,
}

/// A row: its object, or nothing when the record is malformed.
struct Row<'a> {
    object: Option<Node<'a>>,
    record: &'a [u8],
}

impl RowDecoder for JsonDecoder {
    fn decode(&mut self, block: &[u8], first: bool) -> Result<Vec<RecordBatch>> {
        let records = records(block, first, &self.options);
        let mut out = Vec::with_capacity(records.len() / BATCH_ROWS + 1);
        for records in records.chunks(BATCH_ROWS) {
            let mut rows = Vec::with_capacity(records.len());
            for record in records {
                self.rows_of(record, &mut rows);
            }
            out.push(self.batch(&rows)?);
        }
        Ok(out)
    }
}

impl JsonDecoder {
    /// A record is one row, or one for each object of an array, or none when it is blank.
    fn rows_of<'a>(&self, record: &'a [u8], rows: &mut Vec<Row<'a>>) {
        let text = std::str::from_utf8(record).map_err(|_| ());
        let parsed = text.and_then(|text| parse(text, &self.options.syntax).map_err(|_| ()));
        match parsed {
            Ok(None) => {}
            Ok(Some(Node { value: Value::Array(elements), .. })) => {
                let row = |node: Node<'a>| Row { object: Some(node).filter(is_object), record };
                rows.extend(elements.into_iter().map(row));
            }
            Ok(Some(node)) => rows.push(Row { object: Some(node).filter(is_object), record }),
            Err(()) => rows.push(Row { object: None, record }),
        }
    }

    fn batch(&self, rows: &[Row]) -> Result<RecordBatch> {
        let mut bad: Vec<bool> = rows.iter().map(|row| row.object.is_none()).collect();
        let objects: Vec<Option<&Node>> = rows.iter().map(|row| row.object.as_ref()).collect();
        let parsed = self.fields.iter().filter(|field| field.name != self.options.corrupt_column);
        let parsed = StructType::new(parsed.cloned().collect());
        let row_numbers: Vec<usize> = (0..rows.len()).collect();
        let mut columns = build::fields(&objects, &row_numbers, &parsed, &self.options, &mut bad)?.into_iter();
        let text = |row: usize| String::from_utf8_lossy(rows[row].record).into_owned();
        let corrupt = || -> ArrayRef {
            let keep = |row: usize| (bad[row] && self.options.mode == ParseMode::Permissive).then(|| text(row));
            Arc::new((0..rows.len()).map(keep).collect::<StringArray>())
        };
        let is_parsed = |field: &&Field| field.name != self.options.corrupt_column;
        let columns = self.fields.iter().map(|field| {
            let parsed = Some(field).filter(is_parsed).and_then(|_| columns.next());
            parsed.unwrap_or_else(corrupt)
        });
        let columns: Vec<ArrayRef> = columns.collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)?;
        self.options.mode.apply(batch, &bad, &self.uri, text)
    }
}

fn is_object(node: &Node) -> bool {
    matches!(node.value, Value::Object(_))
}
