//! The types themselves.

use std::collections::BTreeMap;

/// Spark's largest decimal precision.
pub const MAX_DECIMAL_PRECISION: u8 = 38;

/// A Spark SQL data type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DataType {
    /// `VOID`, the type of a bare `NULL`.
    Null,
    /// `BOOLEAN`
    Boolean,
    /// `TINYINT`, 8 bits
    Byte,
    /// `SMALLINT`, 16 bits
    Short,
    /// `INT`, 32 bits
    Integer,
    /// `BIGINT`, 64 bits
    Long,
    /// `FLOAT`, IEEE single
    Float,
    /// `DOUBLE`, IEEE double
    Double,
    /// `DECIMAL(precision, scale)` with `0 <= scale <= precision <= 38`
    Decimal {
        /// Digits in all.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// `STRING`
    String,
    /// `CHAR(n)`: travels and computes as a string.
    Char(u32),
    /// `VARCHAR(n)`: travels and computes as a string.
    VarChar(u32),
    /// `BINARY`
    Binary,
    /// `DATE`: days since 1970-01-01
    Date,
    /// `TIMESTAMP` (with local time zone): microseconds since the epoch
    Timestamp,
    /// `TIMESTAMP_NTZ`: microseconds of a local date and time
    TimestampNtz,
    /// `TIME(p)`: nanoseconds of a day, `p` digits of fraction
    Time(u8),
    /// `INTERVAL DAY TO SECOND` and its shorter forms: microseconds
    DayTimeInterval(DayTimeField, DayTimeField),
    /// `INTERVAL YEAR TO MONTH` and its shorter forms: months
    YearMonthInterval(YearMonthField, YearMonthField),
    /// `INTERVAL`: months, days and microseconds
    CalendarInterval,
    /// `ARRAY<element>`
    Array {
        /// Type of the elements.
        element: Box<DataType>,
        /// Whether an element may be NULL.
        contains_null: bool,
    },
    /// `MAP<key, value>`; keys are never NULL
    Map {
        /// Type of the keys.
        key: Box<DataType>,
        /// Type of the values.
        value: Box<DataType>,
        /// Whether a value may be NULL.
        value_contains_null: bool,
    },
    /// `STRUCT<...>`
    Struct(StructType),
    /// `VARIANT`
    Variant,
}

/// First or last field of a day-time interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DayTimeField {
    Day = 0,
    Hour = 1,
    Minute = 2,
    Second = 3,
}

/// First or last field of a year-month interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum YearMonthField {
    Year = 0,
    Month = 1,
}

/// A named, typed place in a struct or a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The name, as the user wrote it.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Spark's column metadata: key to JSON text of the value (`comment` holds a JSON string).
    pub metadata: BTreeMap<String, String>,
}

impl Field {
    /// A field without metadata.
    pub fn new(name: impl Into<String>, data_type: DataType, nullable: bool) -> Self {
        Self { name: name.into(), data_type, nullable, metadata: BTreeMap::new() }
    }
}

/// An ordered list of fields; names may repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StructType {
    /// The fields in order.
    pub fields: Vec<Field>,
}

impl StructType {
    /// A struct of these fields.
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields }
    }

    /// Positions of the fields of this name; `case_sensitive` as `spark.sql.caseSensitive` says.
    pub fn positions(&self, name: &str, case_sensitive: bool) -> Vec<usize> {
        let same = |f: &Field| f.name == name || (!case_sensitive && f.name.to_lowercase() == name.to_lowercase());
        self.fields.iter().enumerate().filter(|(_, f)| same(f)).map(|(i, _)| i).collect()
    }
}

impl DataType {
    /// `DECIMAL(10,0)`, what a bare `DECIMAL` means.
    pub const DEFAULT_DECIMAL: DataType = DataType::Decimal { precision: 10, scale: 0 };
    /// `INTERVAL DAY TO SECOND`
    pub const DAY_TIME: DataType = DataType::DayTimeInterval(DayTimeField::Day, DayTimeField::Second);
    /// `INTERVAL YEAR TO MONTH`
    pub const YEAR_MONTH: DataType = DataType::YearMonthInterval(YearMonthField::Year, YearMonthField::Month);

    /// An array whose elements may be NULL.
    pub fn array(element: DataType) -> Self {
        Self::Array { element: Box::new(element), contains_null: true }
    }

    /// A map whose values may be NULL.
    pub fn map(key: DataType, value: DataType) -> Self {
        Self::Map { key: Box::new(key), value: Box::new(value), value_contains_null: true }
    }

    /// `TINYINT` to `BIGINT`.
    pub fn is_integral(&self) -> bool {
        matches!(self, Self::Byte | Self::Short | Self::Integer | Self::Long)
    }

    /// `FLOAT` or `DOUBLE`.
    pub fn is_fractional(&self) -> bool {
        matches!(self, Self::Float | Self::Double)
    }

    /// Integral, fractional or decimal.
    pub fn is_numeric(&self) -> bool {
        self.is_integral() || self.is_fractional() || matches!(self, Self::Decimal { .. })
    }

    /// `STRING`, `CHAR` or `VARCHAR`.
    pub fn is_string(&self) -> bool {
        matches!(self, Self::String | Self::Char(_) | Self::VarChar(_))
    }

    /// `DATE`, `TIMESTAMP` or `TIMESTAMP_NTZ`.
    pub fn is_datetime(&self) -> bool {
        matches!(self, Self::Date | Self::Timestamp | Self::TimestampNtz)
    }

    /// One of the three interval types.
    pub fn is_interval(&self) -> bool {
        matches!(self, Self::DayTimeInterval(..) | Self::YearMonthInterval(..) | Self::CalendarInterval)
    }

    /// Whether values can be ordered: everything but maps, variants, calendar intervals and what contains them.
    pub fn is_orderable(&self) -> bool {
        match self {
            Self::Map { .. } | Self::Variant | Self::CalendarInterval => false,
            Self::Array { element, .. } => element.is_orderable(),
            Self::Struct(s) => s.fields.iter().all(|f| f.data_type.is_orderable()),
            _ => true,
        }
    }

    /// `CHAR` and `VARCHAR` as the `STRING` they compute as, at every depth.
    #[must_use]
    pub fn without_lengths(&self) -> DataType {
        match self {
            Self::Char(_) | Self::VarChar(_) => Self::String,
            Self::Array { element, contains_null } => {
                Self::Array { element: Box::new(element.without_lengths()), contains_null: *contains_null }
            }
            Self::Map { key, value, value_contains_null } => Self::Map {
                key: Box::new(key.without_lengths()),
                value: Box::new(value.without_lengths()),
                value_contains_null: *value_contains_null,
            },
            Self::Struct(s) => {
                let strip = |f: &Field| Field { data_type: f.data_type.without_lengths(), ..f.clone() };
                Self::Struct(StructType::new(s.fields.iter().map(strip).collect()))
            }
            other => other.clone(),
        }
    }

    /// The type with every nested part nullable, as Spark's `asNullable`.
    #[must_use]
    pub fn as_nullable(&self) -> DataType {
        match self {
            Self::Array { element, .. } => Self::array(element.as_nullable()),
            Self::Map { key, value, .. } => Self::map(key.as_nullable(), value.as_nullable()),
            Self::Struct(s) => {
                let relax = |f: &Field| Field { data_type: f.data_type.as_nullable(), nullable: true, ..f.clone() };
                Self::Struct(StructType::new(s.fields.iter().map(relax).collect()))
            }
            other => other.clone(),
        }
    }

    /// Whether both are one type when nullability, names' case and metadata are left aside.
    pub fn same_type(&self, other: &DataType) -> bool {
        match (self, other) {
            (Self::Array { element: a, .. }, Self::Array { element: b, .. }) => a.same_type(b),
            (Self::Map { key: k, value: v, .. }, Self::Map { key: l, value: w, .. }) => {
                k.same_type(l) && v.same_type(w)
            }
            (Self::Struct(a), Self::Struct(b)) => {
                let same = |(x, y): (&Field, &Field)| {
                    x.name.eq_ignore_ascii_case(&y.name) && x.data_type.same_type(&y.data_type)
                };
                a.fields.len() == b.fields.len() && a.fields.iter().zip(&b.fields).all(same)
            }
            (a, b) => a == b,
        }
    }
}
