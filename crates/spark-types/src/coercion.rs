//! Common types of two operands, and the types of decimal arithmetic, as Spark's `TypeCoercion`, `AnsiTypeCoercion` and
//! `DecimalPrecision` define them.

use crate::cast_rules::{exact_digits, forces_null, numeric_rank};
use crate::{DataType, Field, MAX_DECIMAL_PRECISION, StructType};
use DataType as T;

/// Spark keeps at least this many fraction digits when a decimal result must be cut.
const ADJUSTED_SCALE_DIGITS_MIN: u8 = 6;

/// The narrowest type both convert to without loss (Spark's `findTightestCommonType`, non-ANSI: an integer and a float
/// meet in `FLOAT`). Decimals meet integers only when they hold them; strings meet only strings.
pub fn tightest_common_type(a: &DataType, b: &DataType) -> Option<DataType> {
    tightest(a, b, false)
}

/// The type Spark gives CASE, COALESCE, arrays and set operations over `a` and `b`. Under ANSI mode a string meets
/// another type in that type (integers in `BIGINT`, other numbers in `DOUBLE`); otherwise they meet in `STRING`.
pub fn find_wider_type(a: &DataType, b: &DataType, ansi: bool) -> Option<DataType> {
    tightest(a, b, ansi)
        .or_else(|| common_numeric(a, b, ansi))
        .or_else(|| promote_string(a, b, ansi).or_else(|| promote_string(b, a, ansi)))
        .or_else(|| nested(a, b, &|x, y| find_wider_type(x, y, ansi)))
}

fn tightest(a: &DataType, b: &DataType, ansi: bool) -> Option<DataType> {
    match (a, b) {
        (a, b) if a == b => Some(a.clone()),
        (T::Null, other) | (other, T::Null) => Some(other.clone()),
        (a, b) if a.is_string() && b.is_string() => Some(T::String),
        (a, b) if numeric_rank(a).is_some() && numeric_rank(b).is_some() => binary_numeric(a, b, ansi),
        (T::Decimal { .. }, T::Decimal { .. }) => None,
        (d @ T::Decimal { .. }, i) | (i, d @ T::Decimal { .. }) => {
            let ((p, s), (q, _)) = (exact_digits(d)?, exact_digits(i)?);
            (p - s >= q).then(|| d.clone())
        }
        (T::Date, T::Timestamp | T::TimestampNtz) | (T::TimestampNtz, T::Timestamp) => Some(b.clone()),
        (T::Timestamp | T::TimestampNtz, T::Date) | (T::Timestamp, T::TimestampNtz) => Some(a.clone()),
        (T::DayTimeInterval(f, t), T::DayTimeInterval(g, u)) => Some(T::DayTimeInterval(*f.min(g), *t.max(u))),
        (T::YearMonthInterval(f, t), T::YearMonthInterval(g, u)) => Some(T::YearMonthInterval(*f.min(g), *t.max(u))),
        (a, b) => nested(a, b, &|x, y| tightest(x, y, ansi)),
    }
}

/// The wider of two binary numeric types. ANSI mode computes an integer and a float as `DOUBLE`, which loses less.
fn binary_numeric(a: &DataType, b: &DataType, ansi: bool) -> Option<DataType> {
    let (narrow, wide) = if numeric_rank(a)? <= numeric_rank(b)? { (a, b) } else { (b, a) };
    Some(if ansi && *wide == T::Float && narrow.is_integral() { T::Double } else { wide.clone() })
}

/// The type in which two numeric types meet, decimals widened as needed; `None` when one is not numeric.
pub fn common_numeric(a: &DataType, b: &DataType, ansi: bool) -> Option<DataType> {
    if !(a.is_numeric() && b.is_numeric()) {
        return None;
    }
    match (exact_digits(a), exact_digits(b)) {
        _ if numeric_rank(a).is_some() && numeric_rank(b).is_some() => binary_numeric(a, b, ansi),
        (Some(x), Some(y)) => Some(wider_decimal(x, y)),
        _ => Some(T::Double),
    }
}

/// The decimal that holds all values of both; when that takes more than 38 digits, whole digits win.
pub fn wider_decimal((p1, s1): (u8, u8), (p2, s2): (u8, u8)) -> DataType {
    let scale = s1.max(s2);
    let whole = p1.saturating_sub(s1).max(p2.saturating_sub(s2));
    let precision = whole + scale;
    let lost = precision.saturating_sub(MAX_DECIMAL_PRECISION);
    T::Decimal { precision: precision.min(MAX_DECIMAL_PRECISION), scale: scale.saturating_sub(lost) }
}

fn promote_string(string: &DataType, other: &DataType, ansi: bool) -> Option<DataType> {
    if !string.is_string() {
        return None;
    }
    match other {
        T::Array { .. } | T::Map { .. } | T::Struct(_) | T::CalendarInterval => None,
        T::Boolean | T::Binary if !ansi => None,
        _ if !ansi => Some(T::String),
        other if other.is_integral() => Some(T::Long),
        other if other.is_numeric() => Some(T::Double),
        other if other.is_interval() => None,
        other => Some(other.clone()),
    }
}

/// Meets nested types part by part with `meet`.
fn nested(a: &DataType, b: &DataType, meet: &dyn Fn(&DataType, &DataType) -> Option<DataType>) -> Option<DataType> {
    match (a, b) {
        (T::Array { element: x, contains_null: n }, T::Array { element: y, contains_null: m }) => {
            let element = meet(x, y)?;
            let contains_null = *n || *m || forces_null(x, &element) || forces_null(y, &element);
            Some(T::Array { element: Box::new(element), contains_null })
        }
        (T::Map { key: k, value: v, value_contains_null: n }, T::Map { key: l, value: w, value_contains_null: m }) => {
            let key = meet(k, l).filter(|key| !forces_null(k, key) && !forces_null(l, key))?;
            let value = meet(v, w)?;
            let value_contains_null = *n || *m || forces_null(v, &value) || forces_null(w, &value);
            Some(T::Map { key: Box::new(key), value: Box::new(value), value_contains_null })
        }
        (T::Struct(x), T::Struct(y)) if x.fields.len() == y.fields.len() => {
            let fields: Option<Vec<_>> =
                x.fields.iter().zip(&y.fields).map(|(f, g)| nested_field(f, g, meet)).collect();
            fields.map(|fields| T::Struct(StructType::new(fields)))
        }
        _ => None,
    }
}

fn nested_field(a: &Field, b: &Field, meet: &dyn Fn(&DataType, &DataType) -> Option<DataType>) -> Option<Field> {
    if a.name.to_lowercase() != b.name.to_lowercase() {
        return None;
    }
    let common = meet(&a.data_type, &b.data_type)?;
    let nullable = a.nullable || b.nullable || forces_null(&a.data_type, &common) || forces_null(&b.data_type, &common);
    Some(Field::new(a.name.clone(), common, nullable))
}

/// Precision and scale of the decimal that holds a numeric type: `BIGINT` takes (20, 0), `DOUBLE` (30, 15).
pub fn decimal_for_integral(t: &DataType) -> Option<(u8, u8)> {
    Some(match t {
        T::Byte => (3, 0),
        T::Short => (5, 0),
        T::Integer => (10, 0),
        T::Long => (20, 0),
        T::Float => (14, 7),
        T::Double => (30, 15),
        _ => return None,
    })
}

/// Decimal arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DecimalOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    IntegralDivide,
}

/// Precision and scale of `left op right`. `allow_precision_loss` is `spark.sql.decimalOperations.allowPrecisionLoss`
/// (true by default): a result of more than 38 digits then gives up fraction digits, down to 6.
pub fn decimal_result(op: DecimalOp, (p1, s1): (u8, u8), (p2, s2): (u8, u8), allow_precision_loss: bool) -> (u8, u8) {
    let (p1, s1, p2, s2) = (i32::from(p1), i32::from(s1), i32::from(p2), i32::from(s2));
    let fit = if allow_precision_loss { adjust } else { bound };
    match op {
        DecimalOp::Add | DecimalOp::Subtract => {
            let scale = s1.max(s2);
            fit((p1 - s1).max(p2 - s2) + scale + 1, scale)
        }
        DecimalOp::Multiply => fit(p1 + p2 + 1, s1 + s2),
        DecimalOp::Divide if allow_precision_loss => {
            let scale = (s1 + p2 + 1).max(ADJUSTED_SCALE_DIGITS_MIN.into());
            adjust(p1 - s1 + s2 + scale, scale)
        }
        DecimalOp::Divide => divide_without_loss((p1, s1), (p2, s2)),
        DecimalOp::Remainder => {
            let scale = s1.max(s2);
            fit((p1 - s1).min(p2 - s2) + scale, scale)
        }
        DecimalOp::IntegralDivide => bound((p1 - s1 + s2).max(1), 0),
    }
}

fn divide_without_loss((p1, s1): (i32, i32), (p2, s2): (i32, i32)) -> (u8, u8) {
    let max = i32::from(MAX_DECIMAL_PRECISION);
    let mut whole = (p1 - s1 + s2).min(max);
    let mut fraction = (s1 + p2 + 1).max(ADJUSTED_SCALE_DIGITS_MIN.into()).min(max);
    let excess = whole + fraction - max;
    if excess > 0 {
        fraction -= excess / 2 + 1;
        whole = max - fraction;
    }
    bound(whole + fraction, fraction)
}

/// Spark's `DecimalType.bounded`.
fn bound(precision: i32, scale: i32) -> (u8, u8) {
    let max = i32::from(MAX_DECIMAL_PRECISION);
    (precision.clamp(0, max) as u8, scale.clamp(0, max) as u8)
}

/// Spark's `adjustPrecisionScale`.
fn adjust(precision: i32, scale: i32) -> (u8, u8) {
    let max = i32::from(MAX_DECIMAL_PRECISION);
    if precision <= max {
        return bound(precision, scale);
    }
    let scale_min = scale.min(ADJUSTED_SCALE_DIGITS_MIN.into());
    bound(max, (max - (precision - scale)).max(scale_min))
}
