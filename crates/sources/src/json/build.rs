//! JSON trees as Arrow arrays, by the rules of Spark's `JacksonParser`.
//!
//! A field whose value does not fit is NULL and makes its record bad; the fields beside it keep their values. An array or a map
//! with such a value is NULL as a whole.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, ListArray, MapArray, NullArray, PrimitiveArray, StringArray,
    StructArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType as ArrowType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
};
use base64::Engine;
use sparrow_spark_error::{Result, internal, unsupported};
use sparrow_spark_types::{DataType, StructType, arrow as mapping};

use super::JsonOptions;
use super::parse::{Node, Value};
use super::path;
use crate::value::{date, decimal, number, timestamp};

type Nodes<'n, 'a> = [Option<&'n Node<'a>>];

/// A column and which of its values did not fit.
struct Built {
    array: ArrayRef,
    failed: Vec<bool>,
}

/// The columns of objects. `rows` tells which record each object is part of.
pub(crate) fn fields(
    objects: &Nodes,
    rows: &[usize],
    schema: &StructType,
    options: &JsonOptions,
    bad: &mut [bool],
) -> Result<Vec<ArrayRef>> {
    let positions: HashMap<&str, usize> =
        schema.fields.iter().enumerate().map(|(index, field)| (field.name.as_str(), index)).collect();
    let mut values = vec![vec![None; objects.len()]; schema.fields.len()];
    for (row, object) in objects.iter().enumerate() {
        let Some(Node { value: Value::Object(pairs), .. }) = object else { continue };
        for (name, node) in pairs {
            if let Some(index) = positions.get(name.as_ref()) {
                values[*index][row] = Some(node);
            }
        }
    }
    let column = |(field, nodes): (&sparrow_spark_types::Field, Vec<Option<&Node>>)| {
        let built = build(&nodes, rows, &field.data_type, options, bad)?;
        for (row, failed) in rows.iter().zip(&built.failed) {
            bad[*row] |= failed;
        }
        Ok(built.array)
    };
    schema.fields.iter().zip(values).map(column).collect()
}

/// Values of one type, one a record; a record whose value does not fit is bad and NULL.
pub(crate) fn value(
    nodes: &Nodes,
    rows: &[usize],
    data_type: &DataType,
    options: &JsonOptions,
    bad: &mut [bool],
) -> Result<ArrayRef> {
    let built = build(nodes, rows, data_type, options, bad)?;
    for (row, failed) in rows.iter().zip(&built.failed) {
        bad[*row] |= failed;
    }
    Ok(built.array)
}

fn build(
    nodes: &Nodes,
    rows: &[usize],
    data_type: &DataType,
    options: &JsonOptions,
    bad: &mut [bool],
) -> Result<Built> {
    match data_type {
        DataType::Array { element, .. } => list(nodes, rows, data_type, element, options, bad),
        DataType::Map { key, value, .. } => map(nodes, rows, data_type, (key, value), options, bad),
        DataType::Struct(schema) => structs(nodes, rows, data_type, schema, options, bad),
        _ => leaf(nodes, data_type, options),
    }
}

fn leaf(nodes: &Nodes, data_type: &DataType, options: &JsonOptions) -> Result<Built> {
    Ok(match data_type {
        DataType::Null => Built { array: Arc::new(NullArray::new(nodes.len())), failed: vec![false; nodes.len()] },
        DataType::String | DataType::Char(_) | DataType::VarChar(_) => strings(nodes, options.exact_numbers),
        DataType::Boolean => converted(nodes, boolean, |values| Arc::new(BooleanArray::from(values))),
        DataType::Byte => primitive::<Int8Type>(nodes, whole),
        DataType::Short => primitive::<Int16Type>(nodes, whole),
        DataType::Integer => primitive::<Int32Type>(nodes, whole),
        DataType::Long => primitive::<Int64Type>(nodes, whole),
        DataType::Float => primitive::<Float32Type>(nodes, |node| float(node, options)),
        DataType::Double => primitive::<Float64Type>(nodes, |node| double(node, options)),
        DataType::Date => primitive::<Date32Type>(nodes, |node| parse_date(node, options)),
        DataType::TimestampNtz => primitive::<TimestampMicrosecondType>(nodes, |node| parse_ntz(node, options)),
        DataType::Binary => converted(nodes, binary, |values| Arc::new(values.into_iter().collect::<BinaryArray>())),
        DataType::Timestamp => converted(
            nodes,
            |node| parse_timestamp(node, options),
            |values| {
                let array = PrimitiveArray::<TimestampMicrosecondType>::from(values);
                Arc::new(array.with_timezone(mapping::INTERNAL_TIME_ZONE))
            },
        ),
        DataType::Decimal { precision, scale } => {
            let data_type = ArrowType::Decimal128(*precision, *scale as i8);
            let parse = |node: &Node| decimal::parse(number_or_text(node)?, *precision, *scale);
            converted(nodes, parse, |values| {
                Arc::new(PrimitiveArray::<Decimal128Type>::from(values).with_data_type(data_type))
            })
        }
        other => return Err(unsupported(format!("reading {} from JSON", other.sql_name()))),
    })
}

/// Converts values that are there and not `null`; one that does not fit has failed.
fn converted<T>(
    nodes: &Nodes,
    convert: impl Fn(&Node) -> Option<T>,
    collect: impl FnOnce(Vec<Option<T>>) -> ArrayRef,
) -> Built {
    let mut failed = vec![false; nodes.len()];
    let value = |(node, failed): (&Option<&Node>, &mut bool)| {
        let node = node.filter(|node| node.value != Value::Null)?;
        let value = convert(node);
        *failed = value.is_none();
        value
    };
    let values = nodes.iter().zip(&mut failed).map(value).collect();
    Built { array: collect(values), failed }
}

fn primitive<T: ArrowPrimitiveType>(nodes: &Nodes, convert: impl Fn(&Node) -> Option<T::Native>) -> Built {
    converted(nodes, convert, |values| Arc::new(values.into_iter().collect::<PrimitiveArray<T>>()))
}

/// Text is itself; anything else is its JSON, as it stands.
fn strings(nodes: &Nodes, exact: bool) -> Built {
    let text = |node: &Option<&Node>| -> Option<String> {
        match node.as_ref()? {
            Node { value: Value::Null, .. } => None,
            Node { value: Value::Text(text), .. } => Some(text.to_string()),
            Node { value: Value::Number, raw } => Some(if exact { (*raw).to_owned() } else { path::number(raw) }),
            Node { raw, .. } => Some((*raw).to_owned()),
        }
    };
    Built { array: Arc::new(nodes.iter().map(text).collect::<StringArray>()), failed: vec![false; nodes.len()] }
}

fn boolean(node: &Node) -> Option<bool> {
    match node.value {
        Value::Boolean(value) => Some(value),
        _ => None,
    }
}

fn whole<T: TryFrom<i64>>(node: &Node) -> Option<T> {
    if node.value == Value::Number { number::integer(node.raw) } else { None }
}

fn double(node: &Node, options: &JsonOptions) -> Option<f64> {
    match &node.value {
        Value::Number => node.raw.parse().ok(),
        Value::NotANumber(value) => Some(*value),
        Value::Text(text) if options.syntax.non_numeric_numbers => match text.as_ref() {
            "NaN" => Some(f64::NAN),
            "Infinity" | "+Infinity" | "INF" | "+INF" => Some(f64::INFINITY),
            "-Infinity" | "-INF" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

fn float(node: &Node, options: &JsonOptions) -> Option<f32> {
    match &node.value {
        Value::Number => node.raw.parse().ok(),
        _ => double(node, options).map(|value| value as f32),
    }
}

fn text<'n>(node: &'n Node) -> Option<&'n str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn number_or_text<'n>(node: &'n Node) -> Option<&'n str> {
    if node.value == Value::Number { Some(node.raw) } else { text(node) }
}

fn parse_date(node: &Node, options: &JsonOptions) -> Option<i32> {
    match &options.date_format {
        Some(pattern) => pattern.parse_date(text(node)?),
        None => date::parse(text(node)?),
    }
}

/// A whole number is seconds since the epoch.
fn parse_timestamp(node: &Node, options: &JsonOptions) -> Option<i64> {
    if node.value == Value::Number {
        return number::integer::<i64>(node.raw)?.checked_mul(timestamp::MICROS);
    }
    match &options.timestamp_format {
        Some(pattern) => pattern.parse_timestamp(text(node)?, &options.zone),
        None => timestamp::parse(text(node)?, &options.zone),
    }
}

fn parse_ntz(node: &Node, options: &JsonOptions) -> Option<i64> {
    match &options.timestamp_ntz_format {
        Some(pattern) => pattern.parse_local(text(node)?),
        None => timestamp::parse_local(text(node)?),
    }
}

fn binary(node: &Node) -> Option<Vec<u8>> {
    base64::engine::general_purpose::STANDARD.decode(text(node)?).ok()
}

/// What the children of lists and maps need: how many each parent has and which record each belongs to.
struct Children<'n, 'a> {
    nodes: Vec<Option<&'n Node<'a>>>,
    rows: Vec<usize>,
    lengths: Vec<usize>,
    present: Vec<bool>,
    failed: Vec<bool>,
}

impl<'n, 'a> Children<'n, 'a> {
    fn new() -> Self {
        Self { nodes: Vec::new(), rows: Vec::new(), lengths: Vec::new(), present: Vec::new(), failed: Vec::new() }
    }

    /// Adds a parent's children; `None` for a value of the wrong kind.
    fn add(&mut self, node: Option<&Node>, children: Option<Vec<&'n Node<'a>>>, row: usize) {
        let children = children.filter(|_| node.is_some());
        let null = node.is_none_or(|node| node.value == Value::Null);
        self.present.push(children.is_some());
        self.failed.push(children.is_none() && !null);
        let children = children.unwrap_or_default();
        self.lengths.push(children.len());
        self.rows.extend(std::iter::repeat_n(row, children.len()));
        self.nodes.extend(children.into_iter().map(Some));
    }

    /// Parents with a child that failed have failed themselves.
    fn fail_parents(&mut self, children: &[bool]) {
        let mut at = 0;
        for (parent, length) in self.lengths.iter().enumerate() {
            if children[at..at + length].iter().any(|failed| *failed) {
                self.failed[parent] = true;
                self.present[parent] = false;
            }
            at += length;
        }
    }

    fn nulls(&self) -> Option<NullBuffer> {
        self.present.contains(&false).then(|| NullBuffer::from(self.present.clone()))
    }
}

fn list(
    nodes: &Nodes,
    rows: &[usize],
    data_type: &DataType,
    element: &DataType,
    options: &JsonOptions,
    bad: &mut [bool],
) -> Result<Built> {
    let mut children = Children::new();
    for (node, row) in nodes.iter().zip(rows) {
        let elements = node.and_then(|node| match &node.value {
            Value::Array(elements) => Some(elements.iter().collect()),
            _ => None,
        });
        children.add(*node, elements, *row);
    }
    let values = build(&children.nodes, &children.rows, element, options, bad)?;
    children.fail_parents(&values.failed);
    let ArrowType::List(field) = mapping::to_arrow(data_type) else {
        return Err(internal("arrays are lists"));
    };
    let offsets = OffsetBuffer::from_lengths(children.lengths.iter().copied());
    let array = ListArray::try_new(field, offsets, values.array, children.nulls())?;
    Ok(Built { array: Arc::new(array), failed: children.failed })
}

fn map(
    nodes: &Nodes,
    rows: &[usize],
    data_type: &DataType,
    (key, value): (&DataType, &DataType),
    options: &JsonOptions,
    bad: &mut [bool],
) -> Result<Built> {
    if !key.is_string() {
        return Err(unsupported(format!("reading {} from JSON", data_type.sql_name())));
    }
    let (mut children, mut keys) = (Children::new(), Vec::new());
    for (node, row) in nodes.iter().zip(rows) {
        let pairs = node.and_then(|node| match &node.value {
            Value::Object(pairs) => Some(pairs),
            _ => None,
        });
        keys.extend(pairs.into_iter().flatten().map(|(name, _)| name.to_string()));
        children.add(*node, pairs.map(|pairs| pairs.iter().map(|(_, node)| node).collect()), *row);
    }
    let values = build(&children.nodes, &children.rows, value, options, bad)?;
    children.fail_parents(&values.failed);
    let ArrowType::Map(entries, sorted) = mapping::to_arrow(data_type) else {
        return Err(internal("maps are maps"));
    };
    let ArrowType::Struct(pair) = entries.data_type().clone() else {
        return Err(internal("entries are structs"));
    };
    let keys: ArrayRef = Arc::new(StringArray::from(keys));
    let pairs = StructArray::try_new(pair, vec![keys, values.array], None)?;
    let offsets = OffsetBuffer::from_lengths(children.lengths.iter().copied());
    let array = MapArray::try_new(entries, offsets, pairs, children.nulls(), sorted)?;
    Ok(Built { array: Arc::new(array), failed: children.failed })
}

fn structs(
    nodes: &Nodes,
    rows: &[usize],
    data_type: &DataType,
    schema: &StructType,
    options: &JsonOptions,
    bad: &mut [bool],
) -> Result<Built> {
    let is_object = |node: &Option<&Node>| node.is_some_and(|node| matches!(node.value, Value::Object(_)));
    let present: Vec<bool> = nodes.iter().map(is_object).collect();
    let failed = nodes
        .iter()
        .zip(&present)
        .map(|(node, present)| !present && node.is_some_and(|node| node.value != Value::Null));
    let failed: Vec<bool> = failed.collect();
    let columns = fields(nodes, rows, schema, options, bad)?;
    let ArrowType::Struct(arrow_fields) = mapping::to_arrow(data_type) else {
        return Err(internal("structs are structs"));
    };
    let nulls = present.contains(&false).then(|| NullBuffer::from(present));
    let array = match columns.is_empty() {
        true => StructArray::new_empty_fields(nodes.len(), nulls),
        false => StructArray::try_new(arrow_fields, columns, nulls)?,
    };
    debug_assert_eq!(array.len(), nodes.len());
    Ok(Built { array: Arc::new(array), failed })
}
