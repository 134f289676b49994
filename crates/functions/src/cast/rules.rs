//! What is known of a cast before it runs: nullability, and whether DataFusion's own cast gives Spark's answer.

use sparrow_spark_types::{DataType, can_up_cast, decimal_for_integral};

use super::Mode;
use crate::Typed;
use DataType as T;

/// Whether the answer may be NULL, as Spark's `Cast.nullable` says it.
pub(super) fn nullable(value: &Typed, to: &DataType, mode: Mode) -> bool {
    let from = &value.data_type;
    if mode != Mode::Try {
        return value.nullable || forces_null(from, to);
    }
    match (from, to) {
        (T::String, T::Binary) => value.nullable,
        (T::Decimal { .. }, to) if to.is_integral() => true,
        _ => value.nullable || !can_up_cast(from, to),
    }
}

/// Spark's `Cast.forceNullable`: whether the cast may turn a value into NULL.
pub fn forces_null(from: &DataType, to: &DataType) -> bool {
    match (from, to) {
        (T::Null, _) => false,
        (a, b) if a == b => false,
        (T::Variant, _) => true,
        (a, b) if a.is_string() => !(b.is_string() || *b == T::Binary),
        (_, b) if b.is_string() => false,
        (T::Timestamp, T::Byte | T::Short | T::Integer) => true,
        (T::Float | T::Double, T::Timestamp) => true,
        (T::Timestamp, T::Date) => false,
        (_, T::Date | T::CalendarInterval) => true,
        (T::Date, to) if *to != T::Timestamp => true,
        (a, T::Decimal { .. }) => !(*a == T::Boolean || widens(a, to)),
        (T::Float | T::Double | T::Decimal { .. }, b) => b.is_integral(),
        _ => false,
    }
}

/// Whether every value of `from` fits the decimal `to` unrounded.
fn widens(from: &DataType, to: &DataType) -> bool {
    let digits = match from {
        T::Decimal { precision, scale } => Some((*precision, *scale)),
        from if from.is_integral() => decimal_for_integral(from),
        _ => None,
    };
    match (digits, to) {
        (Some((p, s)), T::Decimal { precision, scale }) => {
            *scale >= s && precision.saturating_sub(*scale) >= p.saturating_sub(s)
        }
        _ => false,
    }
}

/// Whether DataFusion's cast is exact and cannot fail.
pub(super) fn is_native(from: &DataType, to: &DataType) -> bool {
    match (from, to) {
        (T::Byte | T::Short | T::Integer | T::Long, T::Double | T::Float) | (T::Float, T::Double) => true,
        (T::String, T::Binary) => true,
        (T::Byte, T::Short) | (T::Byte | T::Short, T::Integer) | (T::Byte | T::Short | T::Integer, T::Long) => true,
        (from, T::Decimal { .. }) => widens(from, to),
        _ => false,
    }
}

/// Whether types of one Arrow type also mean the same values: intervals of fewer fields drop the rest.
pub(super) fn same_values(from: &DataType, to: &DataType) -> bool {
    match (from, to) {
        (T::DayTimeInterval(_, a), T::DayTimeInterval(_, b)) => a <= b,
        (T::YearMonthInterval(_, a), T::YearMonthInterval(_, b)) => a <= b,
        (T::Time(a), T::Time(b)) => a <= b,
        (T::Array { element: a, .. }, T::Array { element: b, .. }) => same_values(a, b),
        (T::Map { key: k, value: v, .. }, T::Map { key: l, value: w, .. }) => same_values(k, l) && same_values(v, w),
        (T::Struct(a), T::Struct(b)) => {
            a.fields.iter().zip(&b.fields).all(|(x, y)| same_values(&x.data_type, &y.data_type))
        }
        _ => true,
    }
}

/// Whether a NULL of the Arrow type does not say all about the type: intervals lack their fields, and to DataFusion two NULL
/// timestamps are equal whatever their zone, which would make calls equal that are not.
pub(super) fn needs_type_names(t: &DataType) -> bool {
    match t {
        T::Timestamp | T::TimestampNtz => true,
        T::DayTimeInterval(..) | T::YearMonthInterval(..) | T::Time(_) => true,
        T::Array { element, .. } => needs_type_names(element),
        T::Map { key, value, .. } => needs_type_names(key) || needs_type_names(value),
        T::Struct(s) => s.fields.iter().any(|f| needs_type_names(&f.data_type)),
        _ => false,
    }
}

/// The function Spark proposes where ANSI mode has no cast.
pub(super) fn function_instead(from: &DataType, to: &DataType) -> Option<&'static str> {
    match (from, to) {
        (T::Date, to) if to.is_numeric() => Some("UNIX_DATE"),
        (T::Integer | T::Short | T::Byte | T::Long, T::Date) => Some("DATE_FROM_UNIX_DATE"),
        _ => None,
    }
}
