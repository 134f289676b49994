//! Spark's JSON spelling of types, as in `df.schema.json()` and Parquet footers.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sparrow_spark_error::{Result, SparkError, condition, unsupported};

use crate::{DataType, Field, MAX_DECIMAL_PRECISION, StructType, ddl};

/// The type as Spark's `json`.
pub fn to_json(data_type: &DataType) -> String {
    match data_type {
        DataType::Array { element, contains_null } => {
            format!(r#"{{"type":"array","elementType":{},"containsNull":{contains_null}}}"#, to_json(element))
        }
        DataType::Map { key, value, value_contains_null } => {
            let (key, value) = (to_json(key), to_json(value));
            format!(r#"{{"type":"map","keyType":{key},"valueType":{value},"valueContainsNull":{value_contains_null}}}"#)
        }
        DataType::Struct(s) => {
            let fields: Vec<_> = s.fields.iter().map(field_json).collect();
            format!(r#"{{"type":"struct","fields":[{}]}}"#, fields.join(","))
        }
        leaf => quoted(&leaf.type_name()),
    }
}

fn field_json(field: &Field) -> String {
    let (name, data_type, nullable) = (quoted(&field.name), to_json(&field.data_type), field.nullable);
    let metadata = metadata_json(&field.metadata);
    format!(r#"{{"name":{name},"type":{data_type},"nullable":{nullable},"metadata":{metadata}}}"#)
}

/// Column metadata as one JSON object.
pub fn metadata_json(metadata: &BTreeMap<String, String>) -> String {
    let entries: Vec<_> = metadata.iter().map(|(key, value)| format!("{}:{value}", quoted(key))).collect();
    format!("{{{}}}", entries.join(","))
}

/// Column metadata from one JSON object.
pub fn parse_metadata(text: &str) -> Result<BTreeMap<String, String>> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(metadata(&object)),
        _ => Err(invalid(text)),
    }
}

fn metadata(object: &Map<String, Value>) -> BTreeMap<String, String> {
    object.iter().map(|(key, value)| (key.clone(), value.to_string())).collect()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// The type of this JSON text.
pub fn from_json(text: &str) -> Result<DataType> {
    let value: Value = serde_json::from_str(text).map_err(|e| invalid(text).caused_by(e))?;
    parse(&value)
}

fn parse(value: &Value) -> Result<DataType> {
    match value {
        Value::String(name) => parse_name(name),
        Value::Object(object) => match object.get("type").and_then(Value::as_str) {
            Some("array") => parse_array(value, object),
            Some("map") => parse_map(value, object),
            Some("struct") => parse_struct(value, object).map(DataType::Struct),
            // A user-defined type computes as the type it is stored as.
            Some("udt") => object.get("sqlType").map_or_else(|| Err(invalid_value(value)), parse),
            _ => Err(invalid_value(value)),
        },
        _ => Err(invalid_value(value)),
    }
}

fn parse_array(whole: &Value, object: &Map<String, Value>) -> Result<DataType> {
    match (object.get("elementType"), object.get("containsNull")) {
        (Some(element), Some(Value::Bool(contains_null))) => {
            Ok(DataType::Array { element: Box::new(parse(element)?), contains_null: *contains_null })
        }
        _ => Err(invalid_value(whole)),
    }
}

fn parse_map(whole: &Value, object: &Map<String, Value>) -> Result<DataType> {
    match (object.get("keyType"), object.get("valueType"), object.get("valueContainsNull")) {
        (Some(key), Some(value), Some(Value::Bool(nulls))) => Ok(DataType::Map {
            key: Box::new(parse(key)?),
            value: Box::new(parse(value)?),
            value_contains_null: *nulls,
        }),
        _ => Err(invalid_value(whole)),
    }
}

fn parse_struct(whole: &Value, object: &Map<String, Value>) -> Result<StructType> {
    let Some(Value::Array(fields)) = object.get("fields") else { return Err(invalid_value(whole)) };
    fields.iter().map(parse_field).collect::<Result<_>>().map(StructType::new)
}

fn parse_field(value: &Value) -> Result<Field> {
    let (Some(name), Some(data_type)) = (value.get("name").and_then(Value::as_str), value.get("type")) else {
        return Err(invalid_value(value));
    };
    let nullable = match value.get("nullable") {
        None => true,
        Some(Value::Bool(nullable)) => *nullable,
        Some(_) => return Err(invalid_value(value)),
    };
    let metadata = match value.get("metadata") {
        None | Some(Value::Null) => BTreeMap::new(),
        Some(Value::Object(object)) => metadata(object),
        Some(_) => return Err(invalid_value(value)),
    };
    if metadata.contains_key("__COLLATIONS") {
        return Err(unsupported("a collation other than UTF8_BINARY"));
    }
    Ok(Field { name: name.to_owned(), data_type: parse(data_type)?, nullable, metadata })
}

fn parse_name(name: &str) -> Result<DataType> {
    Ok(match name {
        "null" | "void" => DataType::Null,
        "boolean" => DataType::Boolean,
        "byte" => DataType::Byte,
        "short" => DataType::Short,
        "integer" => DataType::Integer,
        "long" => DataType::Long,
        "float" => DataType::Float,
        "double" => DataType::Double,
        "decimal" => DataType::DEFAULT_DECIMAL,
        "string" => DataType::String,
        "binary" => DataType::Binary,
        "date" => DataType::Date,
        "timestamp" | "timestamp_ltz" => DataType::Timestamp,
        "timestamp_ntz" => DataType::TimestampNtz,
        "interval" => DataType::CalendarInterval,
        "variant" => DataType::Variant,
        _ => return parse_parametrized(name),
    })
}

/// `decimal(p,s)`, `char(n)`, `varchar(n)`, `time(p)` and the intervals: the same words as in DDL, but in lower case only.
fn parse_parametrized(name: &str) -> Result<DataType> {
    if name.starts_with("string collate ") {
        return Err(unsupported(format!("the type {name}")));
    }
    if let Some(digits) = name.strip_prefix("decimal(").and_then(|rest| rest.strip_suffix(')')) {
        return parse_decimal(name, digits);
    }
    let known = ["char(", "varchar(", "time(", "interval "].iter().any(|prefix| name.starts_with(prefix));
    if !known || name != name.to_lowercase() {
        return Err(invalid(name));
    }
    ddl::parse_data_type(name).map_err(|e| invalid(name).caused_by(e))
}

fn parse_decimal(name: &str, digits: &str) -> Result<DataType> {
    let parts: Option<Vec<i64>> = digits.split(',').map(|part| part.trim().parse().ok()).collect();
    match parts.as_deref() {
        Some([precision, _]) if *precision > MAX_DECIMAL_PRECISION.into() => Err(precision_too_large(*precision)),
        Some([precision, scale]) if *precision >= 1 && (0..=*precision).contains(scale) => {
            Ok(DataType::Decimal { precision: *precision as u8, scale: *scale as u8 })
        }
        _ => Err(invalid(name)),
    }
}

/// A decimal of more than 38 digits.
pub(crate) fn precision_too_large(precision: impl ToString) -> SparkError {
    SparkError::new(&condition::DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION)
        .with("precision", precision.to_string())
        .with("maxPrecision", MAX_DECIMAL_PRECISION.to_string())
}

fn invalid_value(value: &Value) -> SparkError {
    match value {
        Value::String(text) => invalid(text),
        other => invalid(&other.to_string()),
    }
}

fn invalid(text: &str) -> SparkError {
    SparkError::new(&condition::INVALID_JSON_DATA_TYPE).with("invalidType", text)
}
