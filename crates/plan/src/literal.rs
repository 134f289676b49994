//! Constant values.

use sparrow_spark_types::DataType;

/// A constant with its Spark type.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// The value; `Value::Null` is a typed NULL.
    pub value: Value,
    /// Its type; agrees with `value`.
    pub data_type: DataType,
}

/// The value of a constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// NULL of any type.
    Null,
    /// `BOOLEAN`
    Boolean(bool),
    /// `TINYINT`, `SMALLINT`, `INT` and `BIGINT`, within the literal's type
    Integral(i64),
    /// `FLOAT`
    Float(f32),
    /// `DOUBLE`
    Double(f64),
    /// `DECIMAL`: the unscaled value; the scale is the type's
    Decimal(i128),
    /// `STRING`, `CHAR`, `VARCHAR`
    String(String),
    /// `BINARY`
    Binary(Vec<u8>),
    /// `DATE`: days since the epoch
    Date(i32),
    /// `TIMESTAMP`, `TIMESTAMP_NTZ`: microseconds
    Timestamp(i64),
    /// `TIME`: nanoseconds of the day
    Time(i64),
    /// One of the three interval types
    Interval(IntervalValue),
    /// `ARRAY`
    Array(Vec<Literal>),
    /// `MAP`, entries in order
    Map(Vec<(Literal, Literal)>),
    /// `STRUCT`, values in the order of the type's fields
    Struct(Vec<Literal>),
}

/// The value of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalValue {
    /// Months
    YearMonth(i32),
    /// Microseconds
    DayTime(i64),
    /// Months, days and microseconds
    Calendar {
        /// Whole months
        months: i32,
        /// Whole days
        days: i32,
        /// The rest
        microseconds: i64,
    },
}

impl Literal {
    /// A literal of this value and type.
    pub fn new(value: Value, data_type: DataType) -> Self {
        Self { value, data_type }
    }

    /// NULL of this type.
    pub fn null(data_type: DataType) -> Self {
        Self { value: Value::Null, data_type }
    }

    /// An `INT`.
    pub fn int(value: i32) -> Self {
        Self::new(Value::Integral(value.into()), DataType::Integer)
    }

    /// A `BIGINT`.
    pub fn long(value: i64) -> Self {
        Self::new(Value::Integral(value), DataType::Long)
    }

    /// A `STRING`.
    pub fn string(value: impl Into<String>) -> Self {
        Self::new(Value::String(value.into()), DataType::String)
    }

    /// A `BOOLEAN`.
    pub fn boolean(value: bool) -> Self {
        Self::new(Value::Boolean(value), DataType::Boolean)
    }
}
