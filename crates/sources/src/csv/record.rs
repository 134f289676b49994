//! Texts that are one record of CSV each.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringArray};
use sparrow_spark_error::Result;
use sparrow_spark_types::{DataType, Field, StructType};

use super::CsvOptions;
use super::convert::{self, Cells};
use super::infer;
use super::tokenizer::Records;

/// The columns of `schema` in texts, and which texts are malformed. A NULL text has NULL cells.
pub(crate) fn parse_records(
    texts: &StringArray,
    schema: &StructType,
    options: &CsvOptions,
) -> Result<(Vec<ArrayRef>, Vec<bool>)> {
    let (records, block) = cut(texts, options);
    let is_corrupt = |field: &Field| field.name == options.corrupt_column && field.data_type.is_string();
    let width = schema.fields.iter().filter(|field| !is_corrupt(field)).count();
    let malformed = |row: usize| texts.is_valid(row) && records.cells(row).len() != width;
    let mut bad: Vec<bool> = (0..texts.len()).map(malformed).collect();
    let null = options.null_value.as_bytes();
    let mut place = 0;
    let mut columns: Vec<Option<ArrayRef>> = Vec::with_capacity(schema.fields.len());
    for field in &schema.fields {
        if is_corrupt(field) {
            columns.push(None);
            continue;
        }
        let cell = |row: usize| {
            let cell = records.cells(row).get(place).filter(|_| texts.is_valid(row))?;
            Some(records.bytes(*cell, &block, options)).filter(|bytes| *bytes != null)
        };
        let cells: Cells = (0..texts.len()).map(cell).collect();
        columns.push(Some(convert::column(&cells, &field.data_type, options, &mut bad)?));
        place += 1;
    }
    let corrupt = || -> ArrayRef {
        Arc::new((0..texts.len()).map(|row| bad[row].then(|| texts.value(row))).collect::<StringArray>())
    };
    let columns = columns.into_iter().map(|column| column.unwrap_or_else(corrupt)).collect();
    Ok((columns, bad))
}

/// The types of the cells of one record, named `_c0` and on.
pub(crate) fn type_of(text: &str, options: &CsvOptions) -> StructType {
    let (records, block) = cut(&StringArray::from(vec![text]), options);
    let field = |(index, cell)| {
        let bytes = records.bytes(cell, &block, options);
        let known = !bytes.is_empty() && bytes != options.null_value.as_bytes();
        let found = if known {
            infer::cell_type(&DataType::Null, &String::from_utf8_lossy(bytes), options)
        } else {
            DataType::String
        };
        Field::new(format!("_c{index}"), found, true)
    };
    StructType::new(records.cells(0).iter().copied().enumerate().map(field).collect())
}

/// Cuts every text into cells; a blank text has none.
fn cut(texts: &StringArray, options: &CsvOptions) -> (Records, Vec<u8>) {
    let mut block = Vec::new();
    let mut spans = Vec::with_capacity(texts.len());
    for row in 0..texts.len() {
        let start = block.len();
        if texts.is_valid(row) {
            block.extend_from_slice(texts.value(row).as_bytes());
        }
        spans.push((start, block.len()));
    }
    let mut records = Records::default();
    for (start, end) in spans {
        records.push(&block, start, end, options);
    }
    (records, block)
}
