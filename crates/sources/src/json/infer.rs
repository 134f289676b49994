//! The schema of JSON files, as Spark's `JsonInferSchema` finds it.

use std::sync::Arc;

use futures::TryStreamExt;
use sparrow_spark_error::Result;
use sparrow_spark_types::{DataType, Field, StructType, tightest_common_type, wider_decimal};

use super::JsonOptions;
use super::parse::{Node, Value, parse};
use crate::blocks::{self, Framing, Input};
use crate::rows::{ParseMode, malformed};
use crate::value::{decimal, timestamp};

/// The schema of records that are seen one by one.
#[derive(Debug)]
pub(crate) struct Inference {
    options: Arc<JsonOptions>,
    so_far: DataType,
}

impl Inference {
    /// Nothing seen yet.
    pub fn new(options: Arc<JsonOptions>) -> Self {
        Self { options, so_far: DataType::Null }
    }

    /// Takes in a record.
    pub fn see(&mut self, record: &[u8]) -> Result<()> {
        if let Some(seen) = record_type(record, &self.options, "")? {
            let so_far = std::mem::replace(&mut self.so_far, DataType::Null);
            self.so_far = merge_roots(so_far, seen, &self.options);
        }
        Ok(())
    }

    /// What the records seen have in common.
    pub fn schema(self) -> StructType {
        as_schema(self.so_far, &self.options)
    }
}

fn as_schema(merged: DataType, options: &JsonOptions) -> StructType {
    match canonical(merged, options) {
        Some(DataType::Struct(schema)) => schema,
        _ => StructType::default(),
    }
}

/// Merges the types of all records.
pub(crate) async fn infer_schema(
    inputs: Vec<Input>,
    framing: Framing,
    options: &Arc<JsonOptions>,
) -> Result<StructType> {
    let ranges = blocks::split(inputs, framing);
    let types = blocks::each(ranges, |input| root_type(input, framing, options.clone())).await?;
    let merged = types.into_iter().fold(DataType::Null, |a, b| merge_roots(a, b, options));
    Ok(as_schema(merged, options))
}

/// The type of the records in a part of a file.
async fn root_type(input: Input, framing: Framing, options: Arc<JsonOptions>) -> Result<DataType> {
    let mut so_far = DataType::Null;
    let uri = input.uri.clone();
    let mut blocks = blocks::read(input, framing);
    while let Some(block) = blocks.try_next().await? {
        for record in super::decode::records(&block.bytes, block.first, &options) {
            if let Some(seen) = record_type(record, &options, &uri)? {
                so_far = merge_roots(so_far, seen, &options);
            }
        }
        tokio::task::yield_now().await;
    }
    Ok(so_far)
}

/// The type of a record's root; malformed records count as the column that will hold them.
fn record_type(record: &[u8], options: &JsonOptions, uri: &str) -> Result<Option<DataType>> {
    let text = std::str::from_utf8(record);
    let parsed = text.map_err(|_| ()).and_then(|text| parse(text, &options.syntax).map_err(|_| ()));
    match (parsed, options.mode) {
        (Ok(Some(node)), _) => Ok(Some(node_type(&node, options))),
        (Ok(None), _) | (Err(()), ParseMode::DropMalformed) => Ok(None),
        (Err(()), ParseMode::Permissive) => Ok(Some(corrupt(options))),
        (Err(()), ParseMode::FailFast) => Err(malformed(uri, &String::from_utf8_lossy(record))),
    }
}

fn corrupt(options: &JsonOptions) -> DataType {
    DataType::Struct(StructType::new(vec![Field::new(&options.corrupt_column, DataType::String, true)]))
}

/// The type of one value, as a schema spells it.
pub(crate) fn type_of(node: &Node, options: &JsonOptions) -> DataType {
    let nothing = match node.value {
        Value::Object(_) => DataType::Struct(StructType::default()),
        _ => DataType::String,
    };
    canonical(node_type(node, options), options).unwrap_or(nothing)
}

fn node_type(node: &Node, options: &JsonOptions) -> DataType {
    match &node.value {
        Value::Null => DataType::Null,
        Value::Text(text) if text.is_empty() => DataType::Null,
        Value::Text(text) => text_type(text, options),
        Value::Boolean(_) | Value::Number | Value::NotANumber(_) if options.primitives_as_string => DataType::String,
        Value::Boolean(_) => DataType::Boolean,
        Value::NotANumber(_) => DataType::Double,
        Value::Number => number_type(node.raw, options),
        Value::Array(elements) => {
            let types = elements.iter().map(|element| node_type(element, options));
            DataType::array(types.fold(DataType::Null, compatible))
        }
        Value::Object(fields) => {
            let mut fields: Vec<Field> =
                fields.iter().map(|(name, node)| Field::new(name.as_ref(), node_type(node, options), true)).collect();
            fields.sort_by(|a, b| a.name.encode_utf16().cmp(b.name.encode_utf16()));
            DataType::Struct(StructType::new(fields))
        }
    }
}

fn text_type(text: &str, options: &JsonOptions) -> DataType {
    if options.prefers_decimal
        && let Some((precision, scale)) = decimal::shape(text)
    {
        return DataType::Decimal { precision, scale };
    }
    if !options.infer_timestamp {
        return DataType::String;
    }
    let local = match &options.timestamp_ntz_format {
        Some(pattern) => pattern.parse_local(text),
        None => timestamp::parse_local(text),
    };
    if options.prefer_ntz && local.is_some() {
        return DataType::TimestampNtz;
    }
    let instant = match &options.timestamp_format {
        Some(pattern) => pattern.parse_timestamp(text, &options.zone),
        None => timestamp::parse(text, &options.zone),
    };
    if instant.is_some() { DataType::Timestamp } else { DataType::String }
}

fn number_type(raw: &str, options: &JsonOptions) -> DataType {
    let whole = !raw.contains(['.', 'e', 'E']);
    if whole && raw.parse::<i64>().is_ok() {
        return DataType::Long;
    }
    match decimal::shape(raw) {
        Some((precision, scale)) if whole || options.prefers_decimal => DataType::Decimal { precision, scale },
        _ => DataType::Double,
    }
}

/// The type of both roots: an array's elements are records too; anything but objects is corrupt.
fn merge_roots(a: DataType, b: DataType, options: &JsonOptions) -> DataType {
    match (a, b) {
        (DataType::Array { element, .. }, other) => merge_roots(*element, other, options),
        (so_far, DataType::Array { element, .. }) => merge_roots(so_far, *element, options),
        (DataType::Null, other @ (DataType::Struct(_) | DataType::Null)) => other,
        (so_far @ DataType::Struct(_), DataType::Null) => so_far,
        (so_far @ DataType::Struct(_), other @ DataType::Struct(_)) => compatible(so_far, other),
        (so_far, _) if options.mode == ParseMode::Permissive => merge_roots(so_far, corrupt(options), options),
        (so_far, _) => so_far,
    }
}

/// The type that holds both, a string at worst.
fn compatible(a: DataType, b: DataType) -> DataType {
    use DataType::{Array, Decimal, Double, Struct};
    match (a, b) {
        (Struct(a), Struct(b)) => Struct(merge_fields(a, b)),
        (Array { element: a, contains_null: m }, Array { element: b, contains_null: n }) => {
            Array { element: Box::new(compatible(*a, *b)), contains_null: m || n }
        }
        (Double, Decimal { .. }) | (Decimal { .. }, Double) => Double,
        (Decimal { precision: p, scale: s }, Decimal { precision: q, scale: t }) => {
            let whole = (p - s).max(q - t);
            if whole + s.max(t) > 38 { Double } else { wider_decimal((p, s), (q, t)) }
        }
        (a, b) => tightest_common_type(&a, &b).unwrap_or(DataType::String),
    }
}

/// Both lists are in the order of names, and so is the result.
fn merge_fields(a: StructType, b: StructType) -> StructType {
    let mut merged = Vec::with_capacity(a.fields.len().max(b.fields.len()));
    let (mut left, mut right) = (a.fields.into_iter().peekable(), b.fields.into_iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) => a.name.encode_utf16().cmp(b.name.encode_utf16()),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return StructType::new(merged),
        };
        let field = match order {
            std::cmp::Ordering::Less => left.next(),
            std::cmp::Ordering::Greater => right.next(),
            std::cmp::Ordering::Equal => left.next().zip(right.next()).map(|(a, b)| {
                let data_type = compatible(a.data_type, b.data_type);
                Field::new(a.name, data_type, true)
            }),
        };
        merged.extend(field);
    }
}

/// Spark's last step: unknown types become strings, objects without fields vanish.
fn canonical(data_type: DataType, options: &JsonOptions) -> Option<DataType> {
    match data_type {
        DataType::Null if options.drop_field_if_all_null => None,
        DataType::Null => Some(DataType::String),
        DataType::Array { element, .. } => canonical(*element, options).map(DataType::array),
        DataType::Struct(schema) => {
            let keep = |field: Field| Some(Field { data_type: canonical(field.data_type, options)?, ..field });
            let fields: Vec<Field> = schema.fields.into_iter().filter_map(keep).collect();
            (!fields.is_empty()).then(|| DataType::Struct(StructType::new(fields)))
        }
        other => Some(other),
    }
}
