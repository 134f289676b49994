//! Spark's types: read from the JSON of a schema, told in the simple spelling; knows no values.
use serde_json::Value;

use crate::problem::{Problem, Result};

/// A type, as far as the spelling of types and values needs it.
#[derive(Debug, Clone, PartialEq)]
pub enum SparkType {
    /// One without types inside, in its simple spelling.
    Simple(String),
    Array(Box<SparkType>),
    Map(Box<SparkType>, Box<SparkType>),
    Struct(Vec<Column>),
}

/// A named part of a row or of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    pub of: SparkType,
    pub nullable: bool,
}

impl Column {
    /// `name type`, and ` not null` where it is so.
    pub fn line(&self) -> String {
        let suffix = if self.nullable { "" } else { " not null" };
        format!("{} {}{suffix}", self.name, self.of.spelling())
    }
}

impl SparkType {
    /// Spark's simple spelling: `array<struct<a:int>>`.
    pub fn spelling(&self) -> String {
        match self {
            Self::Simple(name) => name.clone(),
            Self::Array(element) => format!("array<{}>", element.spelling()),
            Self::Map(key, value) => format!("map<{},{}>", key.spelling(), value.spelling()),
            Self::Struct(columns) => {
                let columns: Vec<_> =
                    columns.iter().map(|column| format!("{}:{}", column.name, column.of.spelling())).collect();
                format!("struct<{}>", columns.join(","))
            }
        }
    }
}

/// The columns of a schema in Spark's JSON.
pub fn columns(schema: &Value) -> Result<Vec<Column>> {
    // Some clients hand the JSON on as the text it came in.
    let parsed = schema.as_str().and_then(|text| serde_json::from_str(text).ok());
    match read(parsed.as_ref().unwrap_or(schema))? {
        SparkType::Struct(columns) => Ok(columns),
        other => Err(Problem::new(format!("a schema is a struct, received {}", other.spelling()))),
    }
}

fn read(value: &Value) -> Result<SparkType> {
    let wrong = || Problem::new(format!("this is no type in Spark's JSON: {value}"));
    if let Some(name) = value.as_str() {
        return Ok(SparkType::Simple(simple(name).to_owned()));
    }
    match value["type"].as_str().ok_or_else(wrong)? {
        "array" => Ok(SparkType::Array(Box::new(read(&value["elementType"])?))),
        "map" => Ok(SparkType::Map(Box::new(read(&value["keyType"])?), Box::new(read(&value["valueType"])?))),
        "struct" => value["fields"]
            .as_array()
            .ok_or_else(wrong)?
            .iter()
            .map(column)
            .collect::<Result<_>>()
            .map(SparkType::Struct),
        _ => Err(wrong()),
    }
}

fn column(field: &Value) -> Result<Column> {
    let (Some(name), Some(nullable)) = (field["name"].as_str(), field["nullable"].as_bool()) else {
        return Err(Problem::new(format!("this is no field in Spark's JSON: {field}")));
    };
    // CHAR and VARCHAR travel as strings that say in their metadata what they are; Spark shows them as strings.
    Ok(Column { name: name.to_owned(), of: read(&field["type"])?, nullable })
}

/// The simple spelling of what the JSON calls otherwise.
fn simple(name: &str) -> &str {
    match name {
        "byte" => "tinyint",
        "short" => "smallint",
        "integer" => "int",
        "long" => "bigint",
        "null" => "void",
        other => other,
    }
}
