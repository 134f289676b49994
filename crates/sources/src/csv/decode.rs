//! CSV blocks as batches: lines, cells, columns.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use arrow::datatypes::SchemaRef;
use sparrow_spark_error::Result;
use sparrow_spark_types::{DataType, arrow as mapping};

use super::CsvOptions;
use super::convert::{self, Cells};
use super::tokenizer::{Cell, Records};
use crate::blocks::{self, Framing};
use crate::condition::failed_read;
use crate::portable::PortableFormat;
use crate::rows::{RowDecoder, RowFormat};

const BATCH_ROWS: usize = 8192;

/// CSV files with these options.
#[derive(Debug)]
pub(crate) struct CsvFormat {
    /// What the option map says.
    pub options: Arc<CsvOptions>,
}

impl RowFormat for CsvFormat {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn framing(&self) -> Framing {
        match (&self.options.line_separator, self.options.multi_line) {
            (_, true) => Framing::Whole,
            (Some(separator), _) => Framing::Lines(separator.last().copied().unwrap_or(b'\n')),
            (None, _) => Framing::Lines(b'\n'),
        }
    }

    fn portable(&self) -> PortableFormat {
        PortableFormat::Csv((*self.options).clone())
    }

    fn decoder(&self, file_schema: &SchemaRef, columns: &[usize], uri: &str) -> Result<Box<dyn RowDecoder>> {
        Ok(Box::new(CsvDecoder::new(self.options.clone(), file_schema, columns, uri)?))
    }
}

/// One column of the output.
struct Output {
    /// The cell it is read from; `None` for the column of corrupt records.
    cell: Option<usize>,
    data_type: DataType,
}

struct CsvDecoder {
    options: Arc<CsvOptions>,
    schema: SchemaRef,
    outputs: Vec<Output>,
    /// Names of the cells, in their order.
    names: Vec<String>,
    /// Spark checks the number of cells only when it parses all columns.
    check_width: bool,
    uri: String,
    records: Records,
}

impl CsvDecoder {
    fn new(options: Arc<CsvOptions>, file_schema: &SchemaRef, columns: &[usize], uri: &str) -> Result<Self> {
        let fields = mapping::from_arrow_schema(file_schema)?.fields;
        let corrupt = fields.iter().position(|field| field.name == options.corrupt_column);
        let cell_of = |column: usize| match corrupt {
            Some(corrupt) if corrupt == column => None,
            Some(corrupt) if corrupt < column => Some(column - 1),
            _ => Some(column),
        };
        let output = |column: &usize| Output { cell: cell_of(*column), data_type: fields[*column].data_type.clone() };
        let outputs: Vec<Output> = columns.iter().map(output).collect();
        let names: Vec<String> = fields
            .iter()
            .filter(|field| field.name != options.corrupt_column)
            .map(|field| field.name.clone())
            .collect();
        let corrupt_wanted = outputs.iter().any(|output| output.cell.is_none());
        let all_wanted = outputs.iter().filter(|output| output.cell.is_some()).count() == names.len();
        let schema = Arc::new(file_schema.project(columns)?);
        let check_width = corrupt_wanted || all_wanted;
        Ok(Self { options, schema, outputs, names, check_width, uri: uri.to_owned(), records: Records::default() })
    }

    /// Cuts a block into records; a file's first block loses its byte order mark and header.
    fn batches(&mut self, block: &[u8], first: bool) -> Result<Vec<RecordBatch>> {
        let start = if first && block.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        let mut header = first && self.options.header;
        let mut out = Vec::new();
        if self.options.multi_line {
            self.spanning_records(block, start, &mut header, &mut out)?;
        } else {
            let lines = blocks::lines(&block[start..], self.options.line_separator.as_deref());
            for (from, to) in lines {
                let (from, to) = (from + start, to + start);
                if is_skipped(&block[from..to], &self.options) {
                    continue;
                }
                self.records.push(block, from, to, &self.options);
                self.after_record(block, &mut header, &mut out)?;
            }
        }
        if self.records.len() > 0 {
            out.push(self.batch(block)?);
        }
        Ok(out)
    }

    fn spanning_records(
        &mut self,
        block: &[u8],
        start: usize,
        header: &mut bool,
        out: &mut Vec<RecordBatch>,
    ) -> Result<()> {
        let mut at = start;
        while at < block.len() {
            let line_end =
                block[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(block.len(), |end| at + end);
            if is_skipped(&block[at..line_end], &self.options) {
                at = line_end + 1;
                continue;
            }
            at = self.records.push(block, at, block.len(), &self.options);
            self.after_record(block, header, out)?;
        }
        Ok(())
    }

    fn after_record(&mut self, block: &[u8], header: &mut bool, out: &mut Vec<RecordBatch>) -> Result<()> {
        if std::mem::take(header) {
            self.check_header(block)?;
            self.records.clear();
        } else if self.records.len() == BATCH_ROWS {
            out.push(self.batch(block)?);
        }
        Ok(())
    }

    /// With `enforceSchema` off the header must have the schema's names.
    fn check_header(&self, block: &[u8]) -> Result<()> {
        if self.options.enforce_schema {
            return Ok(());
        }
        let cells = self.records.cells(0);
        let name = |cell: &Cell| String::from_utf8_lossy(self.records.bytes(*cell, block, &self.options)).into_owned();
        let header: Vec<String> = cells.iter().map(name).collect();
        let same = |(a, b): (&String, &String)| a == b || (!self.options.case_sensitive && a.eq_ignore_ascii_case(b));
        if header.len() == self.names.len() && header.iter().zip(&self.names).all(same) {
            return Ok(());
        }
        let detail = format!(
            "CSV header does not conform to the schema. Header: {}; schema: {}.",
            header.join(", "),
            self.names.join(", ")
        );
        Err(failed_read(&self.uri, detail))
    }

    /// The collected records as a batch.
    fn batch(&mut self, block: &[u8]) -> Result<RecordBatch> {
        let records = std::mem::take(&mut self.records);
        let rows = records.len();
        let wrong_width = |record: usize| self.check_width && records.cells(record).len() != self.names.len();
        let mut bad: Vec<bool> = (0..rows).map(wrong_width).collect();
        let mut columns: Vec<Option<ArrayRef>> = Vec::with_capacity(self.outputs.len());
        for output in &self.outputs {
            let column = output.cell.map(|cell| {
                let cells = self.cells_of(&records, block, cell);
                convert::column(&cells, &output.data_type, &self.options, &mut bad)
            });
            columns.push(column.transpose()?);
        }
        let corrupt = || -> ArrayRef {
            let texts = (0..rows).map(|record| bad[record].then(|| records.text(block, record)));
            Arc::new(texts.collect::<StringArray>())
        };
        let columns = columns.into_iter().map(|column| column.unwrap_or_else(corrupt)).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)?;
        let batch = self.options.mode.apply(batch, &bad, &self.uri, |record| records.text(block, record))?;
        self.records = records;
        self.records.clear();
        Ok(batch)
    }

    fn cells_of<'a>(&'a self, records: &'a Records, block: &'a [u8], cell: usize) -> Cells<'a> {
        let null = self.options.null_value.as_bytes();
        let value = |record: usize| {
            let cell = records.cells(record).get(cell)?;
            Some(records.bytes(*cell, block, &self.options)).filter(|bytes| *bytes != null)
        };
        (0..records.len()).map(value).collect()
    }
}

impl RowDecoder for CsvDecoder {
    fn decode(&mut self, block: &[u8], first: bool) -> Result<Vec<RecordBatch>> {
        self.batches(block, first)
    }
}

/// Blank lines and comments are no records.
pub(crate) fn is_skipped(line: &[u8], options: &CsvOptions) -> bool {
    line.iter().all(|byte| *byte <= b' ') || (options.comment.is_some() && line.first().copied() == options.comment)
}
