//! Spark types as Arrow types inside the engine, and back from whatever Arrow types files and DataFusion yield.
//!
//! Field metadata carries what Arrow types cannot: [`TYPE_KEY`] and [`METADATA_KEY`].

use std::collections::HashMap;
use std::sync::Arc;

use ::arrow::array::ArrayRef;
use ::arrow::compute::{CastOptions, cast_with_options};
use ::arrow::datatypes::{
    DataType as ArrowType, Field as ArrowField, FieldRef, Fields, IntervalUnit, Schema, TimeUnit,
};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type};

use crate::{DataType, Field, MAX_DECIMAL_PRECISION, StructType, ddl, json};

/// Holds the Spark type where the Arrow type alone is ambiguous: `char(3)`, `interval day`, `time(3)`.
pub const TYPE_KEY: &str = "SPARK::type";
/// Holds Spark's column metadata as one JSON object.
pub const METADATA_KEY: &str = "SPARK::metadata::json";
/// Marks a variant: set to `true` on its child field `metadata`, as Spark does.
pub const VARIANT_KEY: &str = "variant";
/// The zone of every timestamp inside the engine; the session's zone is put on at the edge.
pub const INTERNAL_TIME_ZONE: &str = "UTC";

/// The Arrow type that holds this type inside the engine.
pub fn to_arrow(data_type: &DataType) -> ArrowType {
    match data_type {
        DataType::Null => ArrowType::Null,
        DataType::Boolean => ArrowType::Boolean,
        DataType::Byte => ArrowType::Int8,
        DataType::Short => ArrowType::Int16,
        DataType::Integer => ArrowType::Int32,
        DataType::Long => ArrowType::Int64,
        DataType::Float => ArrowType::Float32,
        DataType::Double => ArrowType::Float64,
        DataType::Decimal { precision, scale } => ArrowType::Decimal128(*precision, *scale as i8),
        DataType::String | DataType::Char(_) | DataType::VarChar(_) => ArrowType::Utf8,
        DataType::Binary => ArrowType::Binary,
        DataType::Date => ArrowType::Date32,
        DataType::Timestamp => ArrowType::Timestamp(TimeUnit::Microsecond, Some(INTERNAL_TIME_ZONE.into())),
        DataType::TimestampNtz => ArrowType::Timestamp(TimeUnit::Microsecond, None),
        DataType::Time(_) => ArrowType::Time64(TimeUnit::Nanosecond),
        DataType::DayTimeInterval(..) => ArrowType::Duration(TimeUnit::Microsecond),
        DataType::YearMonthInterval(..) => ArrowType::Interval(IntervalUnit::YearMonth),
        DataType::CalendarInterval => ArrowType::Interval(IntervalUnit::MonthDayNano),
        DataType::Array { element, contains_null } => {
            ArrowType::List(Arc::new(leaf_field("element", element, *contains_null)))
        }
        DataType::Map { key, value, value_contains_null } => map_type(key, value, *value_contains_null),
        DataType::Struct(s) => ArrowType::Struct(s.fields.iter().map(to_arrow_field).collect()),
        DataType::Variant => variant_type(),
    }
}

fn map_type(key: &DataType, value: &DataType, value_contains_null: bool) -> ArrowType {
    let entries = Fields::from(vec![leaf_field("key", key, false), leaf_field("value", value, value_contains_null)]);
    ArrowType::Map(Arc::new(ArrowField::new("entries", ArrowType::Struct(entries), false)), false)
}

fn variant_type() -> ArrowType {
    let mark = HashMap::from([(VARIANT_KEY.to_owned(), "true".to_owned())]);
    ArrowType::Struct(Fields::from(vec![
        ArrowField::new("value", ArrowType::Binary, false),
        ArrowField::new("metadata", ArrowType::Binary, false).with_metadata(mark),
    ]))
}

/// A field without Spark metadata.
fn leaf_field(name: &str, data_type: &DataType, nullable: bool) -> ArrowField {
    let field = ArrowField::new(name, to_arrow(data_type), nullable);
    match type_note(data_type) {
        Some(note) => field.with_metadata(HashMap::from([(TYPE_KEY.to_owned(), note)])),
        None => field,
    }
}

/// What the Arrow type does not say about a leaf type.
fn type_note(data_type: &DataType) -> Option<String> {
    let ambiguous = match data_type {
        DataType::Char(_) | DataType::VarChar(_) | DataType::Time(_) => true,
        DataType::DayTimeInterval(..) => *data_type != DataType::DAY_TIME,
        DataType::YearMonthInterval(..) => *data_type != DataType::YEAR_MONTH,
        _ => false,
    };
    ambiguous.then(|| data_type.simple_string())
}

/// The Arrow field that holds this field inside the engine.
pub fn to_arrow_field(field: &Field) -> ArrowField {
    let arrow = leaf_field(&field.name, &field.data_type, field.nullable);
    if field.metadata.is_empty() {
        return arrow;
    }
    let mut metadata = arrow.metadata().clone();
    metadata.insert(METADATA_KEY.to_owned(), json::metadata_json(&field.metadata));
    arrow.with_metadata(metadata)
}

/// The Arrow schema that holds these fields inside the engine.
pub fn to_arrow_schema(schema: &StructType) -> Schema {
    Schema::new(schema.fields.iter().map(to_arrow_field).collect::<Vec<_>>())
}

/// The Spark field an Arrow field stands for.
pub fn from_arrow_field(field: &ArrowField) -> Result<Field> {
    let metadata = match field.metadata().get(METADATA_KEY) {
        Some(text) => json::parse_metadata(text)?,
        None => Default::default(),
    };
    Ok(Field { name: field.name().clone(), data_type: field_type(field)?, nullable: field.is_nullable(), metadata })
}

/// The Spark schema an Arrow schema stands for.
pub fn from_arrow_schema(schema: &Schema) -> Result<StructType> {
    schema.fields().iter().map(|f| from_arrow_field(f)).collect::<Result<_>>().map(StructType::new)
}

/// The type a field stands for: its note where the note fits the Arrow type, else the Arrow type's own meaning.
fn field_type(field: &ArrowField) -> Result<DataType> {
    let plain = from_arrow(field.data_type())?;
    let noted = field.metadata().get(TYPE_KEY).and_then(|note| ddl::parse_data_type(note).ok());
    Ok(noted.filter(|noted| to_arrow(noted) == to_arrow(&plain)).unwrap_or(plain))
}

/// The Spark type an Arrow type stands for: types Spark does not have become the next wider it has.
pub fn from_arrow(arrow: &ArrowType) -> Result<DataType> {
    Ok(match arrow {
        ArrowType::Null => DataType::Null,
        ArrowType::Boolean => DataType::Boolean,
        ArrowType::Int8 => DataType::Byte,
        ArrowType::Int16 | ArrowType::UInt8 => DataType::Short,
        ArrowType::Int32 | ArrowType::UInt16 => DataType::Integer,
        ArrowType::Int64 | ArrowType::UInt32 => DataType::Long,
        ArrowType::UInt64 => DataType::Decimal { precision: 20, scale: 0 },
        ArrowType::Float16 | ArrowType::Float32 => DataType::Float,
        ArrowType::Float64 => DataType::Double,
        ArrowType::Decimal32(p, s)
        | ArrowType::Decimal64(p, s)
        | ArrowType::Decimal128(p, s)
        | ArrowType::Decimal256(p, s) => return decimal(arrow, *p, *s),
        ArrowType::Utf8 | ArrowType::LargeUtf8 | ArrowType::Utf8View => DataType::String,
        ArrowType::Binary | ArrowType::LargeBinary | ArrowType::BinaryView | ArrowType::FixedSizeBinary(_) => {
            DataType::Binary
        }
        ArrowType::Date32 | ArrowType::Date64 => DataType::Date,
        ArrowType::Timestamp(_, Some(_)) => DataType::Timestamp,
        ArrowType::Timestamp(_, None) => DataType::TimestampNtz,
        ArrowType::Time32(_) | ArrowType::Time64(_) => DataType::Time(6),
        ArrowType::Duration(_) => DataType::DAY_TIME,
        ArrowType::Interval(IntervalUnit::YearMonth) => DataType::YEAR_MONTH,
        ArrowType::Interval(_) => DataType::CalendarInterval,
        ArrowType::List(element)
        | ArrowType::LargeList(element)
        | ArrowType::FixedSizeList(element, _)
        | ArrowType::ListView(element)
        | ArrowType::LargeListView(element) => array(element)?,
        ArrowType::Map(entries, _) => map(arrow, entries)?,
        ArrowType::Struct(fields) if is_variant(fields) => DataType::Variant,
        ArrowType::Struct(fields) => {
            DataType::Struct(StructType::new(fields.iter().map(|f| from_arrow_field(f)).collect::<Result<_>>()?))
        }
        ArrowType::Dictionary(_, value) => from_arrow(value)?,
        ArrowType::RunEndEncoded(_, values) => field_type(values)?,
        _ => return Err(unsupported_type(arrow)),
    })
}

/// Whether these are the fields of a variant.
pub fn is_variant(fields: &Fields) -> bool {
    let marked = |f: &&FieldRef| f.name() == "metadata" && f.metadata().get(VARIANT_KEY).is_some_and(|v| v == "true");
    fields.iter().any(|f| f.name() == "value") && fields.iter().any(|f| marked(&f))
}

fn array(element: &ArrowField) -> Result<DataType> {
    Ok(DataType::Array { element: Box::new(field_type(element)?), contains_null: element.is_nullable() })
}

fn map(whole: &ArrowType, entries: &ArrowField) -> Result<DataType> {
    match entries.data_type() {
        ArrowType::Struct(fields) if fields.len() == 2 => Ok(DataType::Map {
            key: Box::new(field_type(&fields[0])?),
            value: Box::new(field_type(&fields[1])?),
            value_contains_null: fields[1].is_nullable(),
        }),
        _ => Err(unsupported_type(whole)),
    }
}

fn decimal(whole: &ArrowType, precision: u8, scale: i8) -> Result<DataType> {
    match u8::try_from(scale) {
        Ok(scale) if (1..=MAX_DECIMAL_PRECISION).contains(&precision) && scale <= precision => {
            Ok(DataType::Decimal { precision, scale })
        }
        // A scale beyond the precision only pads zeros after the point.
        Ok(scale) if precision < scale && scale <= MAX_DECIMAL_PRECISION => {
            Ok(DataType::Decimal { precision: scale, scale })
        }
        _ => Err(unsupported_type(whole)),
    }
}

fn unsupported_type(arrow: &ArrowType) -> SparkError {
    SparkError::new(&condition::UNSUPPORTED_ARROWTYPE).with("typeName", to_sql_type(&arrow.to_string().to_uppercase()))
}

/// The same values in the internal Arrow type `to`: views, dictionaries, other time units and zones are converted, instants stay.
pub fn conform_array(array: &ArrayRef, to: &ArrowType) -> Result<ArrayRef> {
    if array.data_type() == to {
        return Ok(Arc::clone(array));
    }
    let options = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(array, to, &options).map_err(SparkError::from)
}
