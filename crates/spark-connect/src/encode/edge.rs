//! The one place where internal arrays become the arrays Spark sends.
//!
//! Clients know few Arrow types: no views, no unsigned integers, no dictionaries, no large offsets. Whatever the engine yields
//! is brought to the type the schema promises, at every depth; instants never change, only the zone they are shown in.

mod nested;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, new_null_array};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    DataType as ArrowType, Field as ArrowField, Schema, SchemaRef, TimeUnit, TimestampMicrosecondType,
};
use sparrow_spark_error::{Result, SparkError, internal};
use sparrow_spark_types::arrow::{METADATA_KEY, to_arrow, to_arrow_field};
use sparrow_spark_types::{DataType, Field, StructType, json};

/// The Arrow schema of a result as Spark sends it.
#[derive(Clone, Debug)]
pub struct EdgeSchema {
    schema: SchemaRef,
}

impl EdgeSchema {
    /// The schema for these fields, timestamps in the session's time zone.
    pub fn new(schema: &StructType, session_time_zone: &str) -> Self {
        let zone: Arc<str> = session_time_zone.into();
        let fields: Vec<_> = schema.fields.iter().map(|field| edge_field(field, &zone)).collect();
        Self { schema: Arc::new(Schema::new(fields)) }
    }

    /// The Arrow schema.
    pub fn arrow(&self) -> &SchemaRef {
        &self.schema
    }

    /// The batch with every column brought to this schema, by position. A batch without columns keeps its rows.
    pub fn coerce(&self, batch: RecordBatch) -> Result<RecordBatch> {
        let fields = self.schema.fields();
        if batch.num_columns() != fields.len() {
            let (has, wants) = (batch.num_columns(), fields.len());
            return Err(internal(format!("a result batch has {has} columns, its schema {wants}")));
        }
        let pairs = batch.columns().iter().zip(fields);
        let columns = pairs.map(|(column, field)| coerce(column, field.data_type())).collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options).map_err(broken_promise)
    }

    /// A batch of no rows, which an empty result still sends.
    pub fn empty(&self) -> RecordBatch {
        RecordBatch::new_empty(self.schema.clone())
    }
}

fn edge_field(field: &Field, zone: &Arc<str>) -> ArrowField {
    let arrow = ArrowField::new(&field.name, edge_type(&field.data_type, zone), field.nullable);
    if field.metadata.is_empty() {
        return arrow;
    }
    arrow.with_metadata([(METADATA_KEY.to_owned(), json::metadata_json(&field.metadata))].into())
}

/// The internal Arrow type with the session's zone, and without the notes only the engine reads.
fn edge_type(data_type: &DataType, zone: &Arc<str>) -> ArrowType {
    match data_type {
        DataType::Timestamp => ArrowType::Timestamp(TimeUnit::Microsecond, Some(zone.clone())),
        DataType::Array { element, contains_null } => {
            ArrowType::List(Arc::new(ArrowField::new("element", edge_type(element, zone), *contains_null)))
        }
        DataType::Map { key, value, value_contains_null } => {
            let key = ArrowField::new("key", edge_type(key, zone), false);
            let value = ArrowField::new("value", edge_type(value, zone), *value_contains_null);
            let entries = ArrowType::Struct(vec![key, value].into());
            ArrowType::Map(Arc::new(ArrowField::new("entries", entries, false)), false)
        }
        DataType::Struct(s) => ArrowType::Struct(s.fields.iter().map(|f| edge_field(f, zone)).collect()),
        DataType::Variant => to_arrow_field(&Field::new("", DataType::Variant, true)).data_type().clone(),
        leaf => to_arrow(leaf),
    }
}

/// `array` as exactly the type `target`.
pub(super) fn coerce(array: &ArrayRef, target: &ArrowType) -> Result<ArrayRef> {
    use ArrowType as A;
    match (array.data_type(), target) {
        (same, target) if same == target => Ok(array.clone()),
        (A::Null, _) => Ok(new_null_array(target, array.len())),
        (A::Dictionary(_, value), _) => coerce(&cast(array, value)?, target),
        (A::RunEndEncoded(_, values), _) => coerce(&cast(array, values.data_type())?, target),
        (A::Timestamp(_, from), A::Timestamp(_, to)) if from.is_some() == to.is_some() => timestamp(array, to.as_ref()),
        (A::Timestamp(..), A::Timestamp(..)) => Err(mismatch(array.data_type(), target)),
        (_, A::List(element)) => nested::list(array, element),
        (A::Map(..), A::Map(entries, _)) => nested::map(array, entries),
        (A::Struct(_), A::Struct(fields)) => nested::structure(array, fields),
        (from, to) if from.is_nested() || to.is_nested() => Err(mismatch(from, to)),
        _ => cast(array, target),
    }
}

/// The same instants in microseconds under another zone.
fn timestamp(array: &ArrayRef, zone: Option<&Arc<str>>) -> Result<ArrayRef> {
    let from = match array.data_type() {
        ArrowType::Timestamp(_, from) => from.clone(),
        _ => None,
    };
    let micros = cast(array, &ArrowType::Timestamp(TimeUnit::Microsecond, from))?;
    let relabelled = micros.as_primitive::<TimestampMicrosecondType>().clone().with_timezone_opt(zone.cloned());
    Ok(Arc::new(relabelled))
}

/// Arrow's cast of leaf types; a value that does not fit is an error, never NULL.
fn cast(array: &ArrayRef, target: &ArrowType) -> Result<ArrayRef> {
    if array.data_type() == target {
        return Ok(array.clone());
    }
    let options = CastOptions { safe: false, ..Default::default() };
    cast_with_options(array, target, &options).map_err(broken_promise)
}

fn mismatch(from: &ArrowType, to: &ArrowType) -> SparkError {
    internal(format!("a result column is {from}, its schema says {to}"))
}

/// The result contradicts its own schema, such as NULL where none may be.
fn broken_promise(error: arrow::error::ArrowError) -> SparkError {
    internal(format!("a result batch contradicts its schema: {error}"))
}
