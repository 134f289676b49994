//! The schema of CSV files, as Spark's `CSVInferSchema` finds it.

use std::sync::Arc;

use futures::TryStreamExt;
use sparrow_spark_error::Result;
use sparrow_spark_types::{DataType, Field, StructType, tightest_common_type, wider_decimal};

use super::CsvOptions;
use super::decode::is_skipped;
use super::tokenizer::Records;
use crate::blocks::{self, Framing, Input};
use crate::value::{date, decimal, number, timestamp};

/// The schema of records that are seen one by one.
#[derive(Debug)]
pub(crate) struct Inference {
    options: Arc<CsvOptions>,
    names: Vec<String>,
    types: Vec<DataType>,
}

impl Inference {
    /// Nothing seen yet.
    pub fn new(options: Arc<CsvOptions>) -> Self {
        Self { options, names: vec![], types: vec![] }
    }

    /// Takes in a record. The first one gives the names.
    pub fn see(&mut self, record: &[u8], first: bool) {
        let options = self.options.clone();
        each_record(record, false, &options, |cells| {
            if first {
                self.names = safe_header(cells, &options);
                self.types = vec![DataType::Null; self.names.len()];
            }
            if options.infer_schema && !(first && options.header) {
                see(&mut self.types, cells, &options);
            }
            false
        });
    }

    /// What the records seen have in common.
    pub fn schema(self) -> StructType {
        as_schema(self.names, self.types)
    }
}

fn as_schema(names: Vec<String>, types: Vec<DataType>) -> StructType {
    let field = |(name, data_type)| match data_type {
        DataType::Null => Field::new(name, DataType::String, true),
        data_type => Field::new(name, data_type, true),
    };
    StructType::new(names.into_iter().zip(types).map(field).collect())
}

/// Reads names from the first record of the first file, and types from all records when asked to.
pub(crate) async fn infer_schema(
    inputs: Vec<Input>,
    framing: Framing,
    options: &Arc<CsvOptions>,
) -> Result<StructType> {
    let Some(names) = names(&inputs, framing, options).await? else { return Ok(StructType::default()) };
    let mut types = vec![DataType::Null; names.len()];
    if options.infer_schema {
        let ranges = blocks::split(inputs, framing);
        let seen = |input| column_types(input, framing, options.clone(), names.len());
        for seen in blocks::each(ranges, seen).await? {
            types = types.iter().zip(seen).map(|(a, b)| compatible(a, b)).collect();
        }
    }
    Ok(as_schema(names, types))
}

/// The names the first record gives, if there is a record.
async fn names(inputs: &[Input], framing: Framing, options: &CsvOptions) -> Result<Option<Vec<String>>> {
    for input in inputs {
        let mut blocks = blocks::read(input.clone(), framing);
        while let Some(block) = blocks.try_next().await? {
            let mut names = None;
            each_record(&block.bytes, block.first, options, |cells| {
                names = Some(safe_header(cells, options));
                false
            });
            if names.is_some() {
                return Ok(names);
            }
        }
    }
    Ok(None)
}

/// The types of the columns in a part of a file.
async fn column_types(input: Input, framing: Framing, options: Arc<CsvOptions>, width: usize) -> Result<Vec<DataType>> {
    let mut types = vec![DataType::Null; width];
    let mut blocks = blocks::read(input, framing);
    while let Some(block) = blocks.try_next().await? {
        let mut header = block.first && options.header;
        each_record(&block.bytes, block.first, &options, |cells| {
            if !std::mem::take(&mut header) {
                see(&mut types, cells, &options);
            }
            true
        });
        tokio::task::yield_now().await;
    }
    Ok(types)
}

fn see(types: &mut [DataType], cells: &[&[u8]], options: &CsvOptions) {
    for (so_far, cell) in types.iter_mut().zip(cells) {
        if *so_far != DataType::String && !cell.is_empty() && *cell != options.null_value.as_bytes() {
            let cell = String::from_utf8_lossy(cell);
            let seen = cell_type(so_far, &cell, options);
            *so_far = compatible(so_far, seen);
        }
    }
}

/// Shows each record's cells to `see`, until it answers that it has seen enough.
fn each_record(block: &[u8], first: bool, options: &CsvOptions, mut see: impl FnMut(&[&[u8]]) -> bool) {
    let start = if first && block.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
    let mut records = Records::default();
    let mut show = |from: usize, to: usize| {
        records.clear();
        let next = records.push(block, from, to, options);
        let cells: Vec<&[u8]> = records.cells(0).iter().map(|cell| records.bytes(*cell, block, options)).collect();
        see(&cells).then_some(next)
    };
    if !options.multi_line {
        let lines = blocks::lines(&block[start..], options.line_separator.as_deref());
        let lines = lines.into_iter().map(|(from, to)| (from + start, to + start));
        let mut wanted = lines.filter(|(from, to)| !is_skipped(&block[*from..*to], options));
        let _ = wanted.all(|(from, to)| show(from, to).is_some());
        return;
    }
    let mut at = start;
    while at < block.len() {
        let end = block[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let end = end.map_or(block.len(), |end| at + end);
        if is_skipped(&block[at..end], options) {
            at = end + 1;
        } else {
            let Some(next) = show(at, block.len()) else { return };
            at = next;
        }
    }
}

/// Column names out of the first record: numbered without a header, where empty, and where they would repeat.
fn safe_header(first: &[&[u8]], options: &CsvOptions) -> Vec<String> {
    if !options.header {
        return (0..first.len()).map(|index| format!("_c{index}")).collect();
    }
    let names: Vec<String> = first.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
    let key = |name: &str| if options.case_sensitive { name.to_owned() } else { name.to_lowercase() };
    let repeats = |name: &str| names.iter().filter(|other| key(other) == key(name)).count() > 1;
    let safe = |(index, name): (usize, &String)| match name.as_str() {
        name if name.is_empty() || name == options.null_value => format!("_c{index}"),
        name if repeats(name) => format!("{name}{index}"),
        name => name.to_owned(),
    };
    names.iter().enumerate().map(safe).collect()
}

/// The type of one cell, beginning with the type of the cells before it.
pub(super) fn cell_type(so_far: &DataType, cell: &str, options: &CsvOptions) -> DataType {
    match so_far {
        DataType::Null | DataType::Integer => integer(cell, options),
        DataType::Long => long(cell, options),
        DataType::Decimal { .. } => decimal(cell, options),
        DataType::Double => double(cell, options),
        DataType::Date => date(cell, options),
        DataType::TimestampNtz => timestamp_ntz(cell, options),
        DataType::Timestamp => timestamp(cell, options),
        DataType::Boolean => boolean(cell),
        _ => DataType::String,
    }
}

fn integer(cell: &str, options: &CsvOptions) -> DataType {
    if number::integer::<i32>(cell).is_some() { DataType::Integer } else { long(cell, options) }
}

fn long(cell: &str, options: &CsvOptions) -> DataType {
    if number::integer::<i64>(cell).is_some() { DataType::Long } else { decimal(cell, options) }
}

fn decimal(cell: &str, options: &CsvOptions) -> DataType {
    match decimal::whole_number_precision(cell) {
        Some(precision) => DataType::Decimal { precision, scale: 0 },
        None => double(cell, options),
    }
}

fn double(cell: &str, options: &CsvOptions) -> DataType {
    let named = [&options.nan_value, &options.positive_inf, &options.negative_inf].iter().any(|name| *name == cell);
    if named || number::double(cell).is_some() {
        DataType::Double
    } else if options.prefer_date {
        date(cell, options)
    } else {
        timestamp_ntz(cell, options)
    }
}

fn date(cell: &str, options: &CsvOptions) -> DataType {
    let parsed = match &options.date_format {
        Some(pattern) => pattern.parse_date(cell),
        None => date::parse_strict(cell),
    };
    if parsed.is_some() { DataType::Date } else { timestamp_ntz(cell, options) }
}

fn timestamp_ntz(cell: &str, options: &CsvOptions) -> DataType {
    let parse = || match &options.timestamp_ntz_format {
        Some(pattern) => pattern.parse_local(cell),
        None => timestamp::parse_local(cell),
    };
    if options.prefer_ntz && parse().is_some() { DataType::TimestampNtz } else { timestamp(cell, options) }
}

fn timestamp(cell: &str, options: &CsvOptions) -> DataType {
    let parsed = match &options.timestamp_format {
        Some(pattern) => pattern.parse_timestamp(cell, &options.zone),
        None => timestamp::parse(cell, &options.zone),
    };
    if parsed.is_some() { DataType::Timestamp } else { boolean(cell) }
}

fn boolean(cell: &str) -> DataType {
    if number::boolean(cell).is_some() { DataType::Boolean } else { DataType::String }
}

/// The type that holds both, a string at worst.
fn compatible(a: &DataType, b: DataType) -> DataType {
    use DataType::{Decimal, Double};
    match (a, &b) {
        (Double, Decimal { .. }) | (Decimal { .. }, Double) => Double,
        (Decimal { precision: p, scale: s }, Decimal { precision: q, scale: t }) => {
            let (whole, scale) = ((p - s).max(q - t), *s.max(t));
            if whole + scale > 38 { Double } else { wider_decimal((*p, *s), (*q, *t)) }
        }
        _ => tightest_common_type(a, &b).unwrap_or(DataType::String),
    }
}
