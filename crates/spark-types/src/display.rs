//! How Spark spells types: simple names, SQL names, JSON type names, trees and DDL.

use std::fmt;
use std::fmt::Write as _;

use crate::{DataType, DayTimeField, Field, StructType, YearMonthField};

/// Spark's default of `spark.sql.debug.maxToStringFields`.
const SIMPLE_STRING_FIELDS_MAX: usize = 25;

/// `interval day to second` in the letter case of `interval`, `from` and `to`.
fn interval_name(interval: &str, from: &str, to: &str, word_to: &str) -> String {
    if from == to { format!("{interval} {from}") } else { format!("{interval} {from} {word_to} {to}") }
}

impl DayTimeField {
    /// Spark's name of the field, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }
}

impl YearMonthField {
    /// Spark's name of the field, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
        }
    }
}

impl DataType {
    /// Spark's `simpleString`: `struct<a:int,b:array<string>>`. Structs of more than 25 fields are cut, as in Spark.
    pub fn simple_string(&self) -> String {
        self.spelled(SIMPLE_STRING_FIELDS_MAX)
    }

    /// Spark's `catalogString`: like [`DataType::simple_string`], never cut.
    pub fn catalog_string(&self) -> String {
        self.spelled(usize::MAX)
    }

    fn spelled(&self, fields_max: usize) -> String {
        match self {
            Self::Array { element, .. } => format!("array<{}>", element.spelled(fields_max)),
            Self::Map { key, value, .. } => format!("map<{},{}>", key.spelled(fields_max), value.spelled(fields_max)),
            Self::Struct(s) => s.spelled(fields_max),
            Self::Byte => "tinyint".into(),
            Self::Short => "smallint".into(),
            Self::Integer => "int".into(),
            Self::Long => "bigint".into(),
            leaf => leaf.type_name(),
        }
    }

    /// Spark's `typeName`, as in JSON and `printSchema`: `integer`, `long`, `decimal(10,2)`, `struct`.
    pub fn type_name(&self) -> String {
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
            Self::String => "string".into(),
            Self::Char(length) => format!("char({length})"),
            Self::VarChar(length) => format!("varchar({length})"),
            Self::Binary => "binary".into(),
            Self::Date => "date".into(),
            Self::Timestamp => "timestamp".into(),
            Self::TimestampNtz => "timestamp_ntz".into(),
            Self::Time(precision) => format!("time({precision})"),
            Self::DayTimeInterval(from, to) => interval_name("interval", from.name(), to.name(), "to"),
            Self::YearMonthInterval(from, to) => interval_name("interval", from.name(), to.name(), "to"),
            Self::CalendarInterval => "interval".into(),
            Self::Array { .. } => "array".into(),
            Self::Map { .. } => "map".into(),
            Self::Struct(_) => "struct".into(),
            Self::Variant => "variant".into(),
        }
    }

    /// Spark's `sql`: `BIGINT`, `ARRAY<STRING>`, `STRUCT<a: INT NOT NULL>`, `INTERVAL DAY TO SECOND`.
    pub fn sql_name(&self) -> String {
        match self {
            Self::Array { element, .. } => format!("ARRAY<{}>", element.sql_name()),
            Self::Map { key, value, .. } => format!("MAP<{}, {}>", key.sql_name(), value.sql_name()),
            Self::Struct(s) => {
                let fields: Vec<_> = s.fields.iter().map(|f| f.spelled_in_struct()).collect();
                format!("STRUCT<{}>", fields.join(", "))
            }
            leaf => leaf.simple_string().to_uppercase(),
        }
    }

    fn append_tree(&self, prefix: &str, depth: usize, out: &mut String) {
        let inner = format!("{prefix}    |");
        match self {
            Self::Struct(s) => s.append_tree(prefix, depth, out),
            _ if depth == 0 => {}
            Self::Array { element, contains_null } => {
                let _ = writeln!(out, "{prefix}-- element: {} (containsNull = {contains_null})", element.type_name());
                element.append_tree(&inner, depth - 1, out);
            }
            Self::Map { key, value, value_contains_null } => {
                let _ = writeln!(out, "{prefix}-- key: {}", key.type_name());
                key.append_tree(&inner, depth - 1, out);
                let nulls = format!("(valueContainsNull = {value_contains_null})");
                let _ = writeln!(out, "{prefix}-- value: {} {nulls}", value.type_name());
                value.append_tree(&inner, depth - 1, out);
            }
            _ => {}
        }
    }
}

impl fmt::Display for DataType {
    /// The SQL name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql_name())
    }
}

impl Field {
    /// The column's comment, if its metadata holds one.
    pub fn comment(&self) -> Option<String> {
        self.metadata_text("comment")
    }

    /// A metadata value that is a JSON string.
    pub fn metadata_text(&self, key: &str) -> Option<String> {
        self.metadata.get(key).and_then(|json| serde_json::from_str(json).ok())
    }

    /// The same with a comment.
    #[must_use]
    pub fn with_comment(mut self, comment: &str) -> Self {
        self.metadata.insert("comment".into(), serde_json::Value::from(comment).to_string());
        self
    }

    /// The column definition Spark's `toDDL` gives: `` `a b` INT NOT NULL COMMENT 'x' ``.
    pub fn to_ddl(&self) -> String {
        let default = self.metadata_text("CURRENT_DEFAULT").map(|d| format!(" DEFAULT {d}")).unwrap_or_default();
        let (name, not_null) = (quote_if_needed(&self.name), self.not_null_clause());
        format!("{name} {}{not_null}{default}{}", self.data_type.sql_name(), self.comment_clause())
    }

    fn spelled_in_struct(&self) -> String {
        let (name, not_null) = (quote_if_needed(&self.name), self.not_null_clause());
        format!("{name}: {}{not_null}{}", self.data_type.sql_name(), self.comment_clause())
    }

    fn not_null_clause(&self) -> &'static str {
        if self.nullable { "" } else { " NOT NULL" }
    }

    fn comment_clause(&self) -> String {
        self.comment().map(|c| format!(" COMMENT '{}'", c.replace('\'', "\\'"))).unwrap_or_default()
    }
}

impl StructType {
    /// The column definitions, separated by commas, as Spark's `toDDL`.
    pub fn to_ddl(&self) -> String {
        self.fields.iter().map(Field::to_ddl).collect::<Vec<_>>().join(",")
    }

    /// Spark's `treeString`, which `printSchema` prints; `level` bounds how deep it goes, 0 and `None` do not.
    pub fn tree_string(&self, level: Option<usize>) -> String {
        let mut out = String::from("root\n");
        self.append_tree(" |", level.filter(|level| *level > 0).unwrap_or(usize::MAX), &mut out);
        out
    }

    fn append_tree(&self, prefix: &str, depth: usize, out: &mut String) {
        if depth == 0 {
            return;
        }
        for field in &self.fields {
            let (name, kind) = (escape_control(&field.name), field.data_type.type_name());
            let _ = writeln!(out, "{prefix}-- {name}: {kind} (nullable = {})", field.nullable);
            field.data_type.append_tree(&format!("{prefix}    |"), depth - 1, out);
        }
    }

    fn spelled(&self, fields_max: usize) -> String {
        let mut parts: Vec<String> = self
            .fields
            .iter()
            .take(fields_max)
            .map(|f| format!("{}:{}", f.name, f.data_type.spelled(fields_max)))
            .collect();
        if self.fields.len() > fields_max {
            parts.push(format!("... {} more fields", self.fields.len() - fields_max));
        }
        format!("struct<{}>", parts.join(","))
    }
}

/// `name`, in back-ticks unless it is a plain identifier (Spark's `quoteIfNeeded`).
pub fn quote_if_needed(name: &str) -> String {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts_well && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        name.to_owned()
    } else {
        sparrow_spark_error::quote_identifier(name)
    }
}

/// Spark's `escapeMetaCharacters`: control characters as their escapes.
fn escape_control(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{c}' => out.push_str("\\f"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{7}' => out.push_str("\\a"),
            other => out.push(other),
        }
    }
    out
}
