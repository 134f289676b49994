//! Types as Arrow types, both ways, in the form in which Spark sends and takes them.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{
    DataType as ArrowType, Field as ArrowField, Fields, IntervalUnit, Schema as ArrowSchema, TimeUnit,
};
use serde_json::Map;

use super::{DataType, Field, Schema};
use crate::error::{Error, Result};

/// Marks the struct of a variant, on its child `metadata`.
const VARIANT_KEY: &str = "variant";
/// Where Spark keeps a column's metadata in Arrow, as JSON.
const METADATA_KEY: &str = "SPARK::metadata::json";

impl DataType {
    /// The Arrow type in which Spark sends this type; instants are in UTC.
    pub fn to_arrow(&self) -> ArrowType {
        match self {
            Self::Null => ArrowType::Null,
            Self::Boolean => ArrowType::Boolean,
            Self::Byte => ArrowType::Int8,
            Self::Short => ArrowType::Int16,
            Self::Integer => ArrowType::Int32,
            Self::Long => ArrowType::Int64,
            Self::Float => ArrowType::Float32,
            Self::Double => ArrowType::Float64,
            Self::Decimal { precision, scale } => ArrowType::Decimal128(*precision, *scale as i8),
            Self::String { .. } | Self::Char(_) | Self::VarChar(_) => ArrowType::Utf8,
            Self::Binary => ArrowType::Binary,
            Self::Date => ArrowType::Date32,
            Self::Timestamp => ArrowType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::TimestampNtz => ArrowType::Timestamp(TimeUnit::Microsecond, None),
            Self::Time(_) => ArrowType::Time64(TimeUnit::Nanosecond),
            Self::CalendarInterval => ArrowType::Interval(IntervalUnit::MonthDayNano),
            Self::YearMonthInterval(..) => ArrowType::Interval(IntervalUnit::YearMonth),
            Self::DayTimeInterval(..) => ArrowType::Duration(TimeUnit::Microsecond),
            Self::Array { element, contains_null } => {
                ArrowType::List(Arc::new(ArrowField::new("element", element.to_arrow(), *contains_null)))
            }
            Self::Map { key, value, value_contains_null } => {
                let key = ArrowField::new("key", key.to_arrow(), false);
                let value = ArrowField::new("value", value.to_arrow(), *value_contains_null);
                let entries = ArrowType::Struct(Fields::from(vec![key, value]));
                ArrowType::Map(Arc::new(ArrowField::new("entries", entries, false)), false)
            }
            Self::Struct(schema) => ArrowType::Struct(schema.to_arrow().fields),
            Self::Variant => variant(),
            Self::Geometry(_) | Self::Geography(_) => ArrowType::Struct(Fields::from(vec![
                ArrowField::new("srid", ArrowType::Int32, false),
                ArrowField::new("wkb", ArrowType::Binary, false),
            ])),
            Self::UserDefined { stored, .. } => stored.to_arrow(),
        }
    }

    /// The type an Arrow type stands for; types Spark lacks become the next wider it has.
    pub fn from_arrow(arrow: &ArrowType) -> Result<Self> {
        Ok(match arrow {
            ArrowType::Null => Self::Null,
            ArrowType::Boolean => Self::Boolean,
            ArrowType::Int8 => Self::Byte,
            ArrowType::Int16 | ArrowType::UInt8 => Self::Short,
            ArrowType::Int32 | ArrowType::UInt16 => Self::Integer,
            ArrowType::Int64 | ArrowType::UInt32 => Self::Long,
            ArrowType::UInt64 => Self::Decimal { precision: 20, scale: 0 },
            ArrowType::Float16 | ArrowType::Float32 => Self::Float,
            ArrowType::Float64 => Self::Double,
            ArrowType::Utf8 | ArrowType::LargeUtf8 | ArrowType::Utf8View => Self::STRING,
            ArrowType::Binary | ArrowType::LargeBinary | ArrowType::BinaryView | ArrowType::FixedSizeBinary(_) => {
                Self::Binary
            }
            ArrowType::Date32 | ArrowType::Date64 => Self::Date,
            ArrowType::Timestamp(_, Some(_)) => Self::Timestamp,
            ArrowType::Timestamp(_, None) => Self::TimestampNtz,
            ArrowType::Time32(_) | ArrowType::Time64(_) => Self::Time(6),
            ArrowType::Duration(_) => Self::DayTimeInterval(0, 3),
            ArrowType::Interval(IntervalUnit::YearMonth) => Self::YearMonthInterval(0, 1),
            ArrowType::Interval(_) => Self::CalendarInterval,
            ArrowType::Dictionary(_, value) => Self::from_arrow(value)?,
            ArrowType::RunEndEncoded(_, values) => Self::from_arrow(values.data_type())?,
            ArrowType::Struct(fields) if is_variant(fields) => Self::Variant,
            ArrowType::Struct(fields) => Self::Struct(Schema::from_arrow_fields(fields)?),
            nested => return Self::from_arrow_nested(nested),
        })
    }

    fn from_arrow_nested(arrow: &ArrowType) -> Result<Self> {
        match arrow {
            ArrowType::Decimal32(precision, scale)
            | ArrowType::Decimal64(precision, scale)
            | ArrowType::Decimal128(precision, scale)
            | ArrowType::Decimal256(precision, scale)
                if *precision <= 38 && (0..=*precision as i8).contains(scale) =>
            {
                Ok(Self::Decimal { precision: *precision, scale: *scale as u8 })
            }
            ArrowType::List(element)
            | ArrowType::LargeList(element)
            | ArrowType::FixedSizeList(element, _)
            | ArrowType::ListView(element)
            | ArrowType::LargeListView(element) => Ok(Self::Array {
                element: Box::new(Self::from_arrow(element.data_type())?),
                contains_null: element.is_nullable(),
            }),
            ArrowType::Map(entries, _) => match entries.data_type() {
                ArrowType::Struct(fields) if fields.len() == 2 => Ok(Self::Map {
                    key: Box::new(Self::from_arrow(fields[0].data_type())?),
                    value: Box::new(Self::from_arrow(fields[1].data_type())?),
                    value_contains_null: fields[1].is_nullable(),
                }),
                _ => Err(unsupported(arrow)),
            },
            _ => Err(unsupported(arrow)),
        }
    }
}

impl Schema {
    /// The Arrow schema in which Spark sends these columns.
    pub fn to_arrow(&self) -> ArrowSchema {
        let fields = self.fields.iter().map(|field| {
            let arrow = ArrowField::new(&field.name, field.data_type.to_arrow(), field.nullable);
            if field.metadata.is_empty() {
                return arrow;
            }
            let json = serde_json::Value::Object(field.metadata.clone()).to_string();
            arrow.with_metadata(HashMap::from([(METADATA_KEY.to_owned(), json)]))
        });
        ArrowSchema::new(fields.collect::<Vec<_>>())
    }

    /// The columns an Arrow schema stands for.
    pub fn from_arrow(arrow: &ArrowSchema) -> Result<Self> {
        Self::from_arrow_fields(&arrow.fields)
    }

    fn from_arrow_fields(fields: &Fields) -> Result<Self> {
        let fields = fields.iter().map(|field| {
            let metadata = match field.metadata().get(METADATA_KEY) {
                Some(text) => serde_json::from_str(text).map_err(|error| {
                    Error::client(format!("the metadata of the field {:?} is not JSON: {error}", field.name()))
                })?,
                None => Map::new(),
            };
            let data_type = DataType::from_arrow(field.data_type())?;
            Ok(Field { name: field.name().clone(), data_type, nullable: field.is_nullable(), metadata })
        });
        Ok(Self { fields: fields.collect::<Result<_>>()? })
    }
}

fn variant() -> ArrowType {
    let mark = HashMap::from([(VARIANT_KEY.to_owned(), "true".to_owned())]);
    ArrowType::Struct(Fields::from(vec![
        ArrowField::new("value", ArrowType::Binary, false),
        ArrowField::new("metadata", ArrowType::Binary, false).with_metadata(mark),
    ]))
}

fn is_variant(fields: &Fields) -> bool {
    fields.iter().any(|field| field.metadata().get(VARIANT_KEY).is_some_and(|mark| mark == "true"))
}

fn unsupported(arrow: &ArrowType) -> Error {
    Error::client(format!("Spark has no type for Arrow's {arrow}; cast the column to another type first"))
}
