//! Types of the wire.

use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan, unsupported};
use sparrow_spark_types::{
    DataType, DayTimeField, Field, MAX_DECIMAL_PRECISION, StructType, YearMonthField, ddl, json,
};

use super::depth::{Depth, with_stack};
use super::missing;
use proto::data_type::Kind;

/// Digits of fraction a `TIME` has unless it says otherwise, and at most.
const TIME_PRECISION: u8 = 6;

pub(super) fn decode(data_type: &proto::DataType) -> Result<DataType> {
    at(Depth::default(), data_type)
}

/// A type that must be a struct, such as a schema.
pub(super) fn schema(data_type: Option<&proto::DataType>, message: &str) -> Result<StructType> {
    let data_type = data_type.ok_or_else(|| missing(message, "schema"))?;
    match decode(data_type)? {
        DataType::Struct(schema) => Ok(schema),
        other => Err(invalid_plan(format!("the schema of {message} must be a struct, not {other}"))),
    }
}

/// A schema that is optional in its message.
pub(super) fn optional_schema(data_type: Option<&proto::DataType>, message: &str) -> Result<Option<StructType>> {
    data_type.map(|data_type| schema(Some(data_type), message)).transpose()
}

fn at(depth: Depth, data_type: &proto::DataType) -> Result<DataType> {
    let depth = depth.expression()?;
    let kind = data_type.kind.as_ref().ok_or_else(|| invalid_plan("a data type has no kind"))?;
    with_stack(|| match kind {
        Kind::Null(_) => Ok(DataType::Null),
        Kind::Binary(_) => Ok(DataType::Binary),
        Kind::Boolean(_) => Ok(DataType::Boolean),
        Kind::Byte(_) => Ok(DataType::Byte),
        Kind::Short(_) => Ok(DataType::Short),
        Kind::Integer(_) => Ok(DataType::Integer),
        Kind::Long(_) => Ok(DataType::Long),
        Kind::Float(_) => Ok(DataType::Float),
        Kind::Double(_) => Ok(DataType::Double),
        Kind::Decimal(decimal) => decimal_type(decimal),
        Kind::String(string) => string_type(string),
        Kind::Char(char) => length(char.length).map(DataType::Char),
        Kind::VarChar(varchar) => length(varchar.length).map(DataType::VarChar),
        Kind::Date(_) => Ok(DataType::Date),
        Kind::Timestamp(_) => Ok(DataType::Timestamp),
        Kind::TimestampNtz(_) => Ok(DataType::TimestampNtz),
        Kind::Time(time) => time_type(time),
        Kind::CalendarInterval(_) => Ok(DataType::CalendarInterval),
        Kind::YearMonthInterval(interval) => year_month(interval.start_field, interval.end_field),
        Kind::DayTimeInterval(interval) => day_time(interval.start_field, interval.end_field),
        Kind::Array(array) => array_type(depth, array),
        Kind::Map(map) => map_type(depth, map),
        Kind::Struct(fields) => struct_type(depth, fields),
        Kind::Udt(udt) => udt_type(depth, udt),
        Kind::Unparsed(unparsed) => ddl::parse_schema_text(&unparsed.data_type_string),
        Kind::Variant(_) => Ok(DataType::Variant),
        Kind::Geometry(_) => Err(unsupported("the type GEOMETRY")),
        Kind::Geography(_) => Err(unsupported("the type GEOGRAPHY")),
    })
}

fn decimal_type(decimal: &proto::data_type::Decimal) -> Result<DataType> {
    let (precision, scale) = (decimal.precision.unwrap_or(10), decimal.scale.unwrap_or(0));
    match (u8::try_from(precision), u8::try_from(scale)) {
        (Ok(p), Ok(s)) if (1..=MAX_DECIMAL_PRECISION).contains(&p) && s <= p => {
            Ok(DataType::Decimal { precision: p, scale: s })
        }
        _ => ddl::parse_data_type(&format!("decimal({precision},{scale})"))
            .and(Err(invalid_plan(format!("decimal({precision},{scale}) is no type")))),
    }
}

fn string_type(string: &proto::data_type::String) -> Result<DataType> {
    match string.collation.as_str() {
        "" | "UTF8_BINARY" => Ok(DataType::String),
        other => Err(unsupported(format!("the type STRING COLLATE {other}"))),
    }
}

fn length(length: i32) -> Result<u32> {
    u32::try_from(length).map_err(|_| invalid_plan(format!("a character type of the length {length}")))
}

fn time_type(time: &proto::data_type::Time) -> Result<DataType> {
    let precision = time.precision.unwrap_or(TIME_PRECISION.into());
    match u8::try_from(precision) {
        Ok(precision) if precision <= TIME_PRECISION => Ok(DataType::Time(precision)),
        _ => Err(invalid_plan(format!("TIME({precision}) is no type"))),
    }
}

/// Without an end the start stands alone; without a start it is the whole interval.
fn year_month(start: Option<i32>, end: Option<i32>) -> Result<DataType> {
    let field = |number: i32| match number {
        0 => Ok(YearMonthField::Year),
        1 => Ok(YearMonthField::Month),
        other => Err(invalid_plan(format!("{other} is no field of a year-month interval"))),
    };
    let Some(start) = start.map(field).transpose()? else { return Ok(DataType::YEAR_MONTH) };
    let end = end.map(field).transpose()?.unwrap_or(start);
    if end < start {
        return Err(invalid_plan("a year-month interval ends before it starts"));
    }
    Ok(DataType::YearMonthInterval(start, end))
}

fn day_time(start: Option<i32>, end: Option<i32>) -> Result<DataType> {
    let field = |number: i32| match number {
        0 => Ok(DayTimeField::Day),
        1 => Ok(DayTimeField::Hour),
        2 => Ok(DayTimeField::Minute),
        3 => Ok(DayTimeField::Second),
        other => Err(invalid_plan(format!("{other} is no field of a day-time interval"))),
    };
    let Some(start) = start.map(field).transpose()? else { return Ok(DataType::DAY_TIME) };
    let end = end.map(field).transpose()?.unwrap_or(start);
    if end < start {
        return Err(invalid_plan("a day-time interval ends before it starts"));
    }
    Ok(DataType::DayTimeInterval(start, end))
}

fn array_type(depth: Depth, array: &proto::data_type::Array) -> Result<DataType> {
    let element = array.element_type.as_deref().ok_or_else(|| missing("an array type", "element type"))?;
    Ok(DataType::Array { element: Box::new(at(depth, element)?), contains_null: array.contains_null })
}

fn map_type(depth: Depth, map: &proto::data_type::Map) -> Result<DataType> {
    let key = map.key_type.as_deref().ok_or_else(|| missing("a map type", "key type"))?;
    let value = map.value_type.as_deref().ok_or_else(|| missing("a map type", "value type"))?;
    Ok(DataType::Map {
        key: Box::new(at(depth, key)?),
        value: Box::new(at(depth, value)?),
        value_contains_null: map.value_contains_null,
    })
}

fn struct_type(depth: Depth, fields: &proto::data_type::Struct) -> Result<DataType> {
    let fields = fields.fields.iter().map(|f| struct_field(depth, f)).collect::<Result<_>>()?;
    Ok(DataType::Struct(StructType::new(fields)))
}

fn struct_field(depth: Depth, field: &proto::data_type::StructField) -> Result<Field> {
    let data_type = field.data_type.as_ref().ok_or_else(|| missing("a struct field", "data type"))?;
    let metadata = match field.metadata.as_deref() {
        None | Some("") => Default::default(),
        Some(text) => json::parse_metadata(text)?,
    };
    Ok(Field { name: field.name.clone(), data_type: at(depth, data_type)?, nullable: field.nullable, metadata })
}

/// A user-defined type computes as the type it is stored as.
fn udt_type(depth: Depth, udt: &proto::data_type::Udt) -> Result<DataType> {
    match udt.sql_type.as_deref() {
        Some(sql_type) => at(depth, sql_type),
        None => {
            let class = udt.python_class.as_deref().or(udt.jvm_class.as_deref()).unwrap_or(&udt.r#type);
            Err(unsupported(format!("the user-defined type {class}")))
        }
    }
}
