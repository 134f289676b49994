//! Types as Spark's JSON, both ways.

use serde_json::{Map, Value, json};

use super::spelling::parse_interval;
use super::{DataType, Field, Schema};
use crate::error::{Error, Result};

/// Where Spark keeps the collations of a column's texts, in its metadata.
const COLLATIONS: &str = "__COLLATIONS";
/// How deep a type may nest.
const DEPTH_MAX: usize = 200;

impl DataType {
    /// The type as Spark's JSON.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Array { element, contains_null } => {
                json!({"type": "array", "elementType": element.to_json(), "containsNull": contains_null})
            }
            Self::Map { key, value, value_contains_null } => json!({
                "type": "map", "keyType": key.to_json(), "valueType": value.to_json(),
                "valueContainsNull": value_contains_null,
            }),
            Self::Struct(schema) => schema.to_json(),
            Self::UserDefined { stored, description } => {
                let mut object = Map::from_iter([("type".to_owned(), Value::from("udt"))]);
                object.extend(description.clone());
                object.insert("sqlType".into(), stored.to_json());
                Value::Object(object)
            }
            // The collation is in the metadata of the column.
            Self::String { .. } => Value::from("string"),
            leaf => Value::from(leaf.json_name()),
        }
    }

    /// The type that Spark's JSON describes.
    pub fn from_json(json: &Value) -> Result<Self> {
        data_type(json, 0)
    }
}

impl Field {
    fn to_json(&self) -> Value {
        let mut metadata = self.metadata.clone();
        let mut collations = Map::new();
        collect_collations(&self.data_type, &self.name, &mut collations);
        if !collations.is_empty() {
            metadata.insert(COLLATIONS.to_owned(), Value::Object(collations));
        }
        json!({
            "name": self.name, "type": self.data_type.to_json(), "nullable": self.nullable, "metadata": metadata,
        })
    }
}

impl Schema {
    /// The columns as Spark's JSON.
    pub fn to_json(&self) -> Value {
        json!({"type": "struct", "fields": self.fields.iter().map(Field::to_json).collect::<Vec<_>>()})
    }

    /// The columns that Spark's JSON describes.
    pub fn from_json(json: &Value) -> Result<Self> {
        match DataType::from_json(json)? {
            DataType::Struct(schema) => Ok(schema),
            other => Err(Error::client(format!("a schema is a struct, this is {other}"))),
        }
    }
}

/// The collations of the texts in a type, by their path; those of a struct's fields stand at these fields.
fn collect_collations(data_type: &DataType, path: &str, found: &mut Map<String, Value>) {
    match data_type {
        DataType::String { collation: Some(collation) } => {
            let provider = if collation.starts_with("UTF8_") { "spark" } else { "icu" };
            found.insert(path.to_owned(), Value::from(format!("{provider}.{collation}")));
        }
        DataType::Array { element, .. } => collect_collations(element, &format!("{path}.element"), found),
        DataType::Map { key, value, .. } => {
            collect_collations(key, &format!("{path}.key"), found);
            collect_collations(value, &format!("{path}.value"), found);
        }
        _ => {}
    }
}

/// Gives the texts of a type the collations that metadata names.
fn apply_collations(data_type: &mut DataType, path: &str, collations: &Map<String, Value>) {
    match data_type {
        DataType::String { collation } => {
            let named = collations.get(path).and_then(Value::as_str);
            *collation = named.map(|name| name.split_once('.').map_or(name, |(_, name)| name).to_owned());
        }
        DataType::Array { element, .. } => apply_collations(element, &format!("{path}.element"), collations),
        DataType::Map { key, value, .. } => {
            apply_collations(key, &format!("{path}.key"), collations);
            apply_collations(value, &format!("{path}.value"), collations);
        }
        _ => {}
    }
}

fn data_type(json: &Value, depth: usize) -> Result<DataType> {
    if depth > DEPTH_MAX {
        return Err(Error::client(format!("a type nests more than {DEPTH_MAX} levels deep")));
    }
    match json {
        Value::String(name) => leaf(name),
        Value::Object(object) => nested(object, depth),
        other => Err(unknown(other)),
    }
}

fn nested(object: &Map<String, Value>, depth: usize) -> Result<DataType> {
    let part = |key: &str| match object.get(key) {
        Some(json) => Ok(Box::new(data_type(json, depth + 1)?)),
        None => Err(Error::client(format!("a type in JSON lacks the key {key:?}"))),
    };
    let flag = |key: &str| object.get(key).and_then(Value::as_bool).unwrap_or(true);
    match object.get("type").and_then(Value::as_str) {
        Some("array") => Ok(DataType::Array { element: part("elementType")?, contains_null: flag("containsNull") }),
        Some("map") => Ok(DataType::Map {
            key: part("keyType")?,
            value: part("valueType")?,
            value_contains_null: flag("valueContainsNull"),
        }),
        Some("struct") => {
            let fields = object.get("fields").and_then(Value::as_array);
            let fields = fields.ok_or_else(|| Error::client("a struct in JSON lacks the key \"fields\""))?;
            let fields = fields.iter().map(|json| field(json, depth + 1)).collect::<Result<_>>()?;
            Ok(DataType::Struct(Schema { fields }))
        }
        Some("udt") => {
            let mut description = object.clone();
            description.retain(|key, _| key != "type" && key != "sqlType");
            Ok(DataType::UserDefined { stored: part("sqlType")?, description })
        }
        _ => Err(unknown(&Value::Object(object.clone()))),
    }
}

fn field(json: &Value, depth: usize) -> Result<Field> {
    let name = json.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| Error::client("a field in JSON lacks the key \"name\""))?;
    let kind = json.get("type").ok_or_else(|| Error::client(format!("the field {name:?} in JSON lacks a type")))?;
    let mut data_type = data_type(kind, depth)?;
    let mut metadata = json.get("metadata").and_then(Value::as_object).cloned().unwrap_or_default();
    if let Some(Value::Object(collations)) = metadata.remove(COLLATIONS) {
        apply_collations(&mut data_type, name, &collations);
    }
    let nullable = json.get("nullable").and_then(Value::as_bool).unwrap_or(true);
    Ok(Field { name: name.to_owned(), data_type, nullable, metadata })
}

fn leaf(name: &str) -> Result<DataType> {
    const PLAIN: [DataType; 14] = [
        DataType::Null,
        DataType::Boolean,
        DataType::Byte,
        DataType::Short,
        DataType::Integer,
        DataType::Long,
        DataType::Float,
        DataType::Double,
        DataType::STRING,
        DataType::Binary,
        DataType::Date,
        DataType::Timestamp,
        DataType::TimestampNtz,
        DataType::Variant,
    ];
    if let Some(found) = PLAIN.into_iter().find(|plain| plain.json_name() == name) {
        return Ok(found);
    }
    if name == "interval" {
        return Ok(DataType::CalendarInterval);
    }
    let sized = || {
        let (kind, sizes) = name.strip_suffix(')')?.split_once('(')?;
        let sizes = sizes.split(',').map(|size| size.trim().parse::<u32>().ok()).collect::<Option<Vec<_>>>()?;
        match (kind, sizes.as_slice()) {
            ("decimal", [precision, scale]) => {
                Some(DataType::Decimal { precision: u8::try_from(*precision).ok()?, scale: u8::try_from(*scale).ok()? })
            }
            ("char", [length]) => Some(DataType::Char(*length)),
            ("varchar", [length]) => Some(DataType::VarChar(*length)),
            ("time", [precision]) => Some(DataType::Time(u8::try_from(*precision).ok()?)),
            ("geometry", [srid]) => Some(DataType::Geometry(i32::try_from(*srid).ok()?)),
            ("geography", [srid]) => Some(DataType::Geography(i32::try_from(*srid).ok()?)),
            _ => None,
        }
    };
    let collated = || Some(DataType::String { collation: Some(name.strip_prefix("string collate ")?.to_owned()) });
    parse_interval(name).or_else(sized).or_else(collated).ok_or_else(|| unknown(&Value::from(name)))
}

fn unknown(json: &Value) -> Error {
    Error::client(format!("{json} is no type of Spark's in JSON"))
}
