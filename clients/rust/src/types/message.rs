//! Types as messages of the protocol, both ways.

use serde_json::{Map, Value};
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::data_type::{self, Kind};

use super::{DataType, Field, Schema};
use crate::error::{Error, Result};

/// Bounds what a server may make us nest.
const DEPTH_MAX: usize = 200;

impl DataType {
    pub(crate) fn to_proto(&self) -> proto::DataType {
        proto::DataType { kind: Some(self.kind()) }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null(data_type::Null::default()),
            Self::Boolean => Kind::Boolean(data_type::Boolean::default()),
            Self::Byte => Kind::Byte(data_type::Byte::default()),
            Self::Short => Kind::Short(data_type::Short::default()),
            Self::Integer => Kind::Integer(data_type::Integer::default()),
            Self::Long => Kind::Long(data_type::Long::default()),
            Self::Float => Kind::Float(data_type::Float::default()),
            Self::Double => Kind::Double(data_type::Double::default()),
            Self::Binary => Kind::Binary(data_type::Binary::default()),
            Self::Date => Kind::Date(data_type::Date::default()),
            Self::Timestamp => Kind::Timestamp(data_type::Timestamp::default()),
            Self::TimestampNtz => Kind::TimestampNtz(data_type::TimestampNtz::default()),
            Self::CalendarInterval => Kind::CalendarInterval(data_type::CalendarInterval::default()),
            Self::Variant => Kind::Variant(data_type::Variant::default()),
            sized => sized.sized_kind(),
        }
    }

    fn sized_kind(&self) -> Kind {
        match self {
            Self::Decimal { precision, scale } => Kind::Decimal(data_type::Decimal {
                scale: Some((*scale).into()),
                precision: Some((*precision).into()),
                ..Default::default()
            }),
            Self::Char(length) => Kind::Char(data_type::Char { length: *length as i32, ..Default::default() }),
            Self::VarChar(length) => Kind::VarChar(data_type::VarChar { length: *length as i32, ..Default::default() }),
            Self::Time(precision) => {
                Kind::Time(data_type::Time { precision: Some((*precision).into()), ..Default::default() })
            }
            Self::YearMonthInterval(start, end) => Kind::YearMonthInterval(data_type::YearMonthInterval {
                start_field: Some((*start).into()),
                end_field: Some((*end).into()),
                ..Default::default()
            }),
            Self::DayTimeInterval(start, end) => Kind::DayTimeInterval(data_type::DayTimeInterval {
                start_field: Some((*start).into()),
                end_field: Some((*end).into()),
                ..Default::default()
            }),
            Self::Geometry(srid) => Kind::Geometry(data_type::Geometry { srid: *srid, ..Default::default() }),
            Self::Geography(srid) => Kind::Geography(data_type::Geography { srid: *srid, ..Default::default() }),
            Self::Array { element, contains_null } => Kind::Array(Box::new(data_type::Array {
                element_type: Some(Box::new(element.to_proto())),
                contains_null: *contains_null,
                ..Default::default()
            })),
            Self::Map { key, value, value_contains_null } => Kind::Map(Box::new(data_type::Map {
                key_type: Some(Box::new(key.to_proto())),
                value_type: Some(Box::new(value.to_proto())),
                value_contains_null: *value_contains_null,
                ..Default::default()
            })),
            Self::Struct(schema) => Kind::Struct(schema.to_struct()),
            Self::UserDefined { stored, description } => Kind::Udt(Box::new(user_defined(stored, description))),
            string => Kind::String(data_type::String {
                collation: match string {
                    Self::String { collation: Some(collation) } => collation.clone(),
                    _ => String::new(),
                },
                ..Default::default()
            }),
        }
    }

    pub(crate) fn from_proto(message: &proto::DataType) -> Result<Self> {
        read(message, 0)
    }
}

impl Schema {
    fn to_struct(&self) -> data_type::Struct {
        let fields = self.fields.iter().map(|field| data_type::StructField {
            name: field.name.clone(),
            data_type: Some(field.data_type.to_proto()),
            nullable: field.nullable,
            metadata: (!field.metadata.is_empty()).then(|| Value::Object(field.metadata.clone()).to_string()),
        });
        data_type::Struct { fields: fields.collect(), ..Default::default() }
    }

    pub(crate) fn to_proto(&self) -> proto::DataType {
        proto::DataType { kind: Some(Kind::Struct(self.to_struct())) }
    }

    /// The columns of a message; one type alone is a column named `value`.
    pub(crate) fn from_proto(message: &proto::DataType) -> Result<Self> {
        Ok(match DataType::from_proto(message)? {
            DataType::Struct(schema) => schema,
            single => Self::new(vec![Field::new("value", single, true)]),
        })
    }
}

fn user_defined(stored: &DataType, description: &Map<String, Value>) -> data_type::Udt {
    let text = |key: &str| description.get(key).and_then(Value::as_str).map(str::to_owned);
    data_type::Udt {
        r#type: "udt".into(),
        jvm_class: text("class"),
        python_class: text("pyClass"),
        serialized_python_class: text("serializedClass"),
        sql_type: Some(Box::new(stored.to_proto())),
    }
}

fn read(message: &proto::DataType, depth: usize) -> Result<DataType> {
    if depth > DEPTH_MAX {
        return Err(Error::client(format!("the server sent a type that nests more than {DEPTH_MAX} levels deep")));
    }
    let part = |part: &Option<Box<proto::DataType>>| match part {
        Some(part) => Ok(Box::new(read(part, depth + 1)?)),
        None => Err(Error::client("the server sent a type without one of its parts")),
    };
    Ok(match message.kind.as_ref().ok_or_else(|| Error::client("the server sent a type without a kind"))? {
        Kind::Array(array) => {
            DataType::Array { element: part(&array.element_type)?, contains_null: array.contains_null }
        }
        Kind::Map(map) => DataType::Map {
            key: part(&map.key_type)?,
            value: part(&map.value_type)?,
            value_contains_null: map.value_contains_null,
        },
        Kind::Struct(message) => {
            let fields = message.fields.iter().map(|field| read_field(field, depth + 1)).collect::<Result<_>>()?;
            DataType::Struct(Schema { fields })
        }
        Kind::Udt(udt) => {
            let texts = [
                ("class", &udt.jvm_class),
                ("pyClass", &udt.python_class),
                ("serializedClass", &udt.serialized_python_class),
            ];
            let texts = texts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), Value::from(text.clone()?))));
            DataType::UserDefined { stored: part(&udt.sql_type)?, description: texts.collect() }
        }
        leaf => read_leaf(leaf)?,
    })
}

fn read_field(message: &data_type::StructField, depth: usize) -> Result<Field> {
    let name = message.name.clone();
    let kind = message.data_type.as_ref();
    let kind = kind.ok_or_else(|| Error::client(format!("the server sent the field {name:?} without a type")))?;
    let metadata = match message.metadata.as_deref() {
        None | Some("") => Map::new(),
        Some(text) => serde_json::from_str(text)
            .map_err(|error| Error::client(format!("the metadata of the field {name:?} is not JSON: {error}")))?,
    };
    Ok(Field { name, data_type: read(kind, depth)?, nullable: message.nullable, metadata })
}

fn read_leaf(kind: &Kind) -> Result<DataType> {
    let small = |value: i32| u8::try_from(value).map_err(|_| Error::client(format!("{value} is no size of a type")));
    let length =
        |value: i32| u32::try_from(value).map_err(|_| Error::client(format!("{value} is no length of a text")));
    Ok(match kind {
        Kind::Null(_) => DataType::Null,
        Kind::Boolean(_) => DataType::Boolean,
        Kind::Byte(_) => DataType::Byte,
        Kind::Short(_) => DataType::Short,
        Kind::Integer(_) => DataType::Integer,
        Kind::Long(_) => DataType::Long,
        Kind::Float(_) => DataType::Float,
        Kind::Double(_) => DataType::Double,
        Kind::Decimal(decimal) => DataType::Decimal {
            precision: small(decimal.precision.unwrap_or(10))?,
            scale: small(decimal.scale.unwrap_or(0))?,
        },
        Kind::String(string) => {
            let is_binary = string.collation.is_empty() || string.collation == "UTF8_BINARY";
            DataType::String { collation: (!is_binary).then(|| string.collation.clone()) }
        }
        Kind::Char(char) => DataType::Char(length(char.length)?),
        Kind::VarChar(char) => DataType::VarChar(length(char.length)?),
        Kind::Binary(_) => DataType::Binary,
        Kind::Date(_) => DataType::Date,
        Kind::Timestamp(_) => DataType::Timestamp,
        Kind::TimestampNtz(_) => DataType::TimestampNtz,
        Kind::Time(time) => DataType::Time(small(time.precision.unwrap_or(6))?),
        Kind::CalendarInterval(_) => DataType::CalendarInterval,
        Kind::YearMonthInterval(interval) => DataType::YearMonthInterval(
            small(interval.start_field.unwrap_or(0))?,
            small(interval.end_field.unwrap_or(1))?,
        ),
        Kind::DayTimeInterval(interval) => DataType::DayTimeInterval(
            small(interval.start_field.unwrap_or(0))?,
            small(interval.end_field.unwrap_or(3))?,
        ),
        Kind::Variant(_) => DataType::Variant,
        Kind::Geometry(geometry) => DataType::Geometry(geometry.srid),
        Kind::Geography(geography) => DataType::Geography(geography.srid),
        other => return Err(Error::client(format!("the server sent a type this client does not know: {other:?}"))),
    })
}
