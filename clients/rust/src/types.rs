//! Spark's types, fields and schemas. It knows how they are spelled, and what they are as messages and as Arrow types.

mod arrow;
mod json;
mod message;
mod spelling;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

/// A type of Spark's.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DataType {
    /// `void`: only NULL.
    Null,
    /// `boolean`.
    Boolean,
    /// `tinyint`: 8 bits.
    Byte,
    /// `smallint`: 16 bits.
    Short,
    /// `int`: 32 bits.
    Integer,
    /// `bigint`: 64 bits.
    Long,
    /// `float`: 32 bits.
    Float,
    /// `double`: 64 bits.
    Double,
    /// `decimal(precision,scale)`.
    Decimal {
        /// Digits in all, 38 at most.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// `string`, with its collation where that is not the binary one.
    String {
        /// The name of the collation, such as `UTF8_LCASE`.
        collation: Option<String>,
    },
    /// `char(length)`.
    Char(u32),
    /// `varchar(length)`.
    VarChar(u32),
    /// `binary`.
    Binary,
    /// `date`.
    Date,
    /// `timestamp`: an instant, in microseconds.
    Timestamp,
    /// `timestamp_ntz`: a date and time without a zone, in microseconds.
    TimestampNtz,
    /// `time(precision)`: a time of day.
    Time(u8),
    /// `interval`: months, days and microseconds.
    CalendarInterval,
    /// `interval year to month`; fields are 0 year, 1 month.
    YearMonthInterval(u8, u8),
    /// `interval day to second`; fields are 0 day, 1 hour, 2 minute, 3 second.
    DayTimeInterval(u8, u8),
    /// `array<element>`.
    Array {
        /// The type of the elements.
        element: Box<DataType>,
        /// Whether elements may be NULL.
        contains_null: bool,
    },
    /// `map<key,value>`.
    Map {
        /// The type of the keys.
        key: Box<DataType>,
        /// The type of the values.
        value: Box<DataType>,
        /// Whether values may be NULL.
        value_contains_null: bool,
    },
    /// `struct<…>`.
    Struct(Schema),
    /// `variant`.
    Variant,
    /// `geometry(srid)`.
    Geometry(i32),
    /// `geography(srid)`.
    Geography(i32),
    /// A type of a library's own over one of Spark's.
    UserDefined {
        /// How it is stored.
        stored: Box<DataType>,
        /// Its JSON but for the stored type: `class`, `pyClass` and the like.
        description: Map<String, Value>,
    },
}

/// A column: its name, type, nullability and metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The type.
    pub data_type: DataType,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Metadata: a JSON object.
    pub metadata: Map<String, Value>,
}

/// Columns in order: of a result, a table, or a struct.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The columns.
    pub fields: Vec<Field>,
}

impl DataType {
    /// A text with the binary collation.
    pub const STRING: Self = Self::String { collation: None };
}

impl Field {
    /// A column without metadata.
    pub fn new(name: impl Into<String>, data_type: DataType, nullable: bool) -> Self {
        Self { name: name.into(), data_type, nullable, metadata: Map::new() }
    }
}

impl Schema {
    /// These columns.
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields }
    }

    /// The names of the columns.
    pub fn names(&self) -> Vec<&str> {
        self.fields.iter().map(|field| field.name.as_str()).collect()
    }

    /// The first column of this name, as it is written.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
