//! Types as messages.

use sparrow_proto::spark::connect as proto;
use sparrow_spark_types::{DataType, Field, StructType, json};

use proto::data_type as message;
use proto::data_type::Kind;

pub(super) fn encode(data_type: &DataType) -> proto::DataType {
    proto::DataType { kind: Some(kind(data_type)) }
}

pub(super) fn encode_struct(schema: &StructType) -> proto::DataType {
    proto::DataType { kind: Some(struct_kind(schema)) }
}

fn kind(data_type: &DataType) -> Kind {
    match data_type {
        DataType::Null => Kind::Null(Default::default()),
        DataType::Boolean => Kind::Boolean(Default::default()),
        DataType::Byte => Kind::Byte(Default::default()),
        DataType::Short => Kind::Short(Default::default()),
        DataType::Integer => Kind::Integer(Default::default()),
        DataType::Long => Kind::Long(Default::default()),
        DataType::Float => Kind::Float(Default::default()),
        DataType::Double => Kind::Double(Default::default()),
        DataType::Decimal { precision, scale } => decimal(*precision, *scale),
        DataType::String => Kind::String(Default::default()),
        DataType::Char(length) => Kind::Char(message::Char { length: clamp(*length), ..Default::default() }),
        DataType::VarChar(length) => Kind::VarChar(message::VarChar { length: clamp(*length), ..Default::default() }),
        DataType::Binary => Kind::Binary(Default::default()),
        DataType::Date => Kind::Date(Default::default()),
        DataType::Timestamp => Kind::Timestamp(Default::default()),
        DataType::TimestampNtz => Kind::TimestampNtz(Default::default()),
        DataType::Time(precision) => {
            Kind::Time(message::Time { precision: Some((*precision).into()), ..Default::default() })
        }
        DataType::CalendarInterval => Kind::CalendarInterval(Default::default()),
        DataType::YearMonthInterval(start, end) => Kind::YearMonthInterval(message::YearMonthInterval {
            start_field: Some(*start as i32),
            end_field: Some(*end as i32),
            ..Default::default()
        }),
        DataType::DayTimeInterval(start, end) => Kind::DayTimeInterval(message::DayTimeInterval {
            start_field: Some(*start as i32),
            end_field: Some(*end as i32),
            ..Default::default()
        }),
        DataType::Array { element, contains_null } => Kind::Array(Box::new(message::Array {
            element_type: Some(Box::new(encode(element))),
            contains_null: *contains_null,
            ..Default::default()
        })),
        DataType::Map { key, value, value_contains_null } => Kind::Map(Box::new(message::Map {
            key_type: Some(Box::new(encode(key))),
            value_type: Some(Box::new(encode(value))),
            value_contains_null: *value_contains_null,
            ..Default::default()
        })),
        DataType::Struct(schema) => struct_kind(schema),
        DataType::Variant => Kind::Variant(Default::default()),
    }
}

fn decimal(precision: u8, scale: u8) -> Kind {
    let (scale, precision) = (Some(scale.into()), Some(precision.into()));
    Kind::Decimal(message::Decimal { scale, precision, ..Default::default() })
}

fn clamp(length: u32) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

fn struct_kind(schema: &StructType) -> Kind {
    Kind::Struct(message::Struct { fields: schema.fields.iter().map(field).collect(), ..Default::default() })
}

fn field(field: &Field) -> message::StructField {
    message::StructField {
        name: field.name.clone(),
        data_type: Some(encode(&field.data_type)),
        nullable: field.nullable,
        metadata: (!field.metadata.is_empty()).then(|| json::metadata_json(&field.metadata)),
    }
}
