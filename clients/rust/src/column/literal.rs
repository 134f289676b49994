//! Literal values, and the arguments that are a value or a column. It knows the type each Rust value has in Spark.

use bytes::Bytes;
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::expression;
use sparrow_proto::spark::connect::expression::literal::{self, LiteralType};

use super::{Column, lit};
use crate::types::DataType;

/// A value of Spark's: what [`lit`] makes a column of.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    pub(crate) value: expression::Literal,
    pub(crate) problem: Option<String>,
}

/// An argument where a text is a value and not a name: a value, or a column.
#[derive(Clone, Debug)]
pub struct Argument(pub(crate) Column);

impl Literal {
    fn of(value: LiteralType) -> Self {
        Self { value: expression::Literal { literal_type: Some(value), data_type: None }, problem: None }
    }

    /// NULL without a type.
    pub fn null() -> Self {
        Self::typed_null(&DataType::Null)
    }

    /// NULL of a type.
    pub fn typed_null(data_type: &DataType) -> Self {
        Self::of(LiteralType::Null(data_type.to_proto()))
    }

    /// A decimal from its text, such as `-12.50`; its scale is that of the text.
    pub fn decimal(text: &str) -> Self {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let count = (whole.trim_start_matches('0').len() + fraction.len()).max(1);
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !are_digits(whole) || !are_digits(fraction) || count > 38 {
            let problem = format!("{text:?} is no decimal: write at most 38 digits with one point, such as -12.50");
            return Self { problem: Some(problem), ..Self::null() };
        }
        Self::sized_decimal(text, count as i32, fraction.len() as i32)
    }

    /// A decimal from its text, with a precision (digits) and a scale (digits after the point).
    pub fn sized_decimal(text: &str, precision: i32, scale: i32) -> Self {
        let value = literal::Decimal { value: text.to_owned(), precision: Some(precision), scale: Some(scale) };
        Self::of(LiteralType::Decimal(value))
    }

    /// A date, in days since 1970-01-01.
    pub fn date(days: i32) -> Self {
        Self::of(LiteralType::Date(days))
    }

    /// An instant, in microseconds since 1970-01-01T00:00:00Z.
    pub fn timestamp(microseconds: i64) -> Self {
        Self::of(LiteralType::Timestamp(microseconds))
    }

    /// A date and time without a zone, in microseconds since 1970-01-01T00:00:00.
    pub fn timestamp_ntz(microseconds: i64) -> Self {
        Self::of(LiteralType::TimestampNtz(microseconds))
    }

    /// A time of day, in nanoseconds since midnight.
    pub fn time(nanoseconds: i64) -> Self {
        Self::of(LiteralType::Time(literal::Time { nano: nanoseconds, precision: Some(6) }))
    }

    /// An interval of days to seconds, in microseconds.
    pub fn day_time_interval(microseconds: i64) -> Self {
        Self::of(LiteralType::DayTimeInterval(microseconds))
    }

    /// An interval of years and months, in months.
    pub fn year_month_interval(months: i32) -> Self {
        Self::of(LiteralType::YearMonthInterval(months))
    }

    /// An interval of months, days and microseconds, each with its own sign.
    pub fn calendar_interval(months: i32, days: i32, microseconds: i64) -> Self {
        Self::of(LiteralType::CalendarInterval(literal::CalendarInterval { months, days, microseconds }))
    }

    /// Bytes.
    pub fn binary(bytes: impl Into<Vec<u8>>) -> Self {
        Self::of(LiteralType::Binary(Bytes::from(bytes.into())))
    }

    /// What the server sent as a literal.
    pub(crate) fn from_proto(value: expression::Literal) -> Self {
        Self { value, problem: None }
    }

    /// As a whole number, where it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match self.value.literal_type.as_ref()? {
            LiteralType::Byte(value) | LiteralType::Short(value) | LiteralType::Integer(value) => Some((*value).into()),
            LiteralType::Long(value) => Some(*value),
            _ => None,
        }
    }

    /// As a floating-point number, where it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self.value.literal_type.as_ref()? {
            LiteralType::Float(value) => Some((*value).into()),
            LiteralType::Double(value) => Some(*value),
            _ => None,
        }
    }

    /// As a truth value, where it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value.literal_type.as_ref()? {
            LiteralType::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// As a text: of a string, or the digits of a decimal.
    pub fn as_str(&self) -> Option<&str> {
        match self.value.literal_type.as_ref()? {
            LiteralType::String(value) => Some(value),
            LiteralType::Decimal(value) => Some(&value.value),
            _ => None,
        }
    }

    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self.value.literal_type, None | Some(LiteralType::Null(_)))
    }

    /// The same number as BIGINT or DOUBLE, which is all that filling NULLs takes.
    pub(crate) fn widened(self) -> Self {
        match self.value.literal_type {
            Some(LiteralType::Byte(value) | LiteralType::Short(value) | LiteralType::Integer(value)) => {
                Self::from(i64::from(value))
            }
            Some(LiteralType::Float(value)) => Self::from(f64::from(value)),
            _ => self,
        }
    }
}

/// Values that are literals wherever they stand.
macro_rules! values {
    ($($from:ty => $variant:ident as $to:ty),* $(,)?) => {$(
        impl From<$from> for Literal {
            fn from(value: $from) -> Self {
                Self::of(LiteralType::$variant(<$to>::from(value)))
            }
        }

        impl From<$from> for Column {
            fn from(value: $from) -> Self {
                lit(value)
            }
        }

        impl From<$from> for Argument {
            fn from(value: $from) -> Self {
                Self(lit(value))
            }
        }

        impl From<Option<$from>> for Literal {
            fn from(value: Option<$from>) -> Self {
                value.map_or_else(Self::null, Self::from)
            }
        }
    )*};
}

values! {
    bool => Boolean as bool,
    i8 => Byte as i32,
    i16 => Short as i32,
    i32 => Integer as i32,
    i64 => Long as i64,
    u8 => Short as i32,
    u16 => Integer as i32,
    u32 => Long as i64,
    f32 => Float as f32,
    f64 => Double as f64,
    Vec<u8> => Binary as Bytes,
}

/// Texts are values as literals and arguments; as columns they are names.
macro_rules! texts {
    ($($from:ty),*) => {$(
        impl From<$from> for Literal {
            fn from(value: $from) -> Self {
                Self::of(LiteralType::String(value.to_owned()))
            }
        }

        impl From<$from> for Argument {
            fn from(value: $from) -> Self {
                Self(lit(value))
            }
        }
    )*};
}

texts!(&str, &String, String);

impl From<Column> for Argument {
    fn from(column: Column) -> Self {
        Self(column)
    }
}

impl From<Literal> for Argument {
    fn from(value: Literal) -> Self {
        Self(lit(value))
    }
}

impl From<proto::expression::Literal> for Literal {
    fn from(value: proto::expression::Literal) -> Self {
        Self::from_proto(value)
    }
}
