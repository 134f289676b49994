//! How types are spelled in one line: Spark's `simpleString`.

use std::fmt;

use super::{DataType, Schema};

const YEAR_MONTH: [&str; 2] = ["year", "month"];
const DAY_TIME: [&str; 4] = ["day", "hour", "minute", "second"];

impl DataType {
    /// The type in Spark's short spelling, such as `array<int>`.
    pub fn simple_string(&self) -> String {
        match self {
            Self::Byte => "tinyint".into(),
            Self::Short => "smallint".into(),
            Self::Integer => "int".into(),
            Self::Long => "bigint".into(),
            Self::Array { element, .. } => format!("array<{}>", element.simple_string()),
            Self::Map { key, value, .. } => format!("map<{},{}>", key.simple_string(), value.simple_string()),
            Self::Struct(schema) => schema.simple_string(),
            Self::UserDefined { stored, .. } => stored.simple_string(),
            leaf => leaf.json_name(),
        }
    }

    /// The name a type without parts has in Spark's JSON.
    pub(super) fn json_name(&self) -> String {
        match self {
            Self::Null => "void".into(),
            Self::Boolean => "boolean".into(),
            Self::Byte => "byte".into(),
            Self::Short => "short".into(),
            Self::Integer => "integer".into(),
            Self::Long => "long".into(),
            Self::Float => "float".into(),
            Self::Double => "double".into(),
            Self::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
            Self::String { collation: None } => "string".into(),
            Self::String { collation: Some(collation) } => format!("string collate {collation}"),
            Self::Char(length) => format!("char({length})"),
            Self::VarChar(length) => format!("varchar({length})"),
            Self::Binary => "binary".into(),
            Self::Date => "date".into(),
            Self::Timestamp => "timestamp".into(),
            Self::TimestampNtz => "timestamp_ntz".into(),
            Self::Time(precision) => format!("time({precision})"),
            Self::CalendarInterval => "interval".into(),
            Self::YearMonthInterval(start, end) => interval(&YEAR_MONTH, *start, *end),
            Self::DayTimeInterval(start, end) => interval(&DAY_TIME, *start, *end),
            Self::Variant => "variant".into(),
            Self::Geometry(srid) => format!("geometry({srid})"),
            Self::Geography(srid) => format!("geography({srid})"),
            Self::Array { .. } => "array".into(),
            Self::Map { .. } => "map".into(),
            Self::Struct(_) => "struct".into(),
            Self::UserDefined { .. } => "udt".into(),
        }
    }
}

impl Schema {
    /// The columns in Spark's short spelling: `struct<a:int,b:string>`.
    pub fn simple_string(&self) -> String {
        let fields = self.fields.iter().map(|field| format!("{}:{}", field.name, field.data_type.simple_string()));
        format!("struct<{}>", fields.collect::<Vec<_>>().join(","))
    }
}

impl fmt::Display for DataType {
    /// The short spelling.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.simple_string())
    }
}

impl fmt::Display for Schema {
    /// The short spelling.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.simple_string())
    }
}

fn interval(names: &[&str], start: u8, end: u8) -> String {
    let name = |at: u8| names.get(usize::from(at)).copied().unwrap_or("unknown");
    if start == end {
        format!("interval {}", name(start))
    } else {
        format!("interval {} to {}", name(start), name(end))
    }
}

/// The fields an interval's name tells, the other way round.
pub(super) fn parse_interval(name: &str) -> Option<DataType> {
    let fields = name.strip_prefix("interval ")?;
    let (start, end) = fields.split_once(" to ").unwrap_or((fields, fields));
    let find = |names: &[&str]| {
        let at = |field: &str| names.iter().position(|name| *name == field).and_then(|at| u8::try_from(at).ok());
        Some((at(start)?, at(end)?))
    };
    let year_month = find(&YEAR_MONTH).map(|(start, end)| DataType::YearMonthInterval(start, end));
    year_month.or_else(|| find(&DAY_TIME).map(|(start, end)| DataType::DayTimeInterval(start, end)))
}
