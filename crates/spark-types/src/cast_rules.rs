//! Which casts Spark allows: the `Cast.canCast`, `canAnsiCast`, `canUpCast` and `canANSIStoreAssign` of Spark 4.2.

use crate::{DataType, Field, decimal_for_integral};
use DataType as T;

/// Whether Spark's old (non-ANSI) cast exists.
pub fn can_cast(from: &DataType, to: &DataType) -> bool {
    explicit(from, to, false)
}

/// Whether the cast exists under ANSI mode.
pub fn can_ansi_cast(from: &DataType, to: &DataType) -> bool {
    explicit(from, to, true)
}

fn explicit(from: &DataType, to: &DataType, ansi: bool) -> bool {
    if from == to || *from == T::Null {
        return true;
    }
    match (from, to) {
        (_, to) if to.is_string() => true,
        (T::Variant, to) => variant_holds(to),
        (T::Array { element, .. }, T::Variant) => **element != T::Null && explicit(element, to, ansi),
        (T::Array { element: a, contains_null: n }, T::Array { element: b, contains_null: m }) => {
            explicit(a, b, ansi) && nullability_holds(*n, a, b, *m, ansi)
        }
        (T::Map { key: k, value: v, value_contains_null: n }, T::Map { key: l, value: w, value_contains_null: m }) => {
            explicit(k, l, ansi)
                && (ansi || !forces_null(k, l))
                && explicit(v, w, ansi)
                && nullability_holds(*n, v, w, *m, ansi)
        }
        (T::Struct(a), T::Struct(b)) => {
            let fits = |(x, y): (&Field, &Field)| {
                explicit(&x.data_type, &y.data_type, ansi)
                    && nullability_holds(x.nullable, &x.data_type, &y.data_type, y.nullable, ansi)
            };
            a.fields.len() == b.fields.len() && a.fields.iter().zip(&b.fields).all(fits)
        }
        (from, to) => explicit_leaf(from, to, ansi),
    }
}

/// Casts between two different leaf types, neither of them a target string.
fn explicit_leaf(from: &DataType, to: &DataType, ansi: bool) -> bool {
    match from {
        from if from.is_string() => is_leaf(to) && *to != T::Null,
        T::Boolean => to.is_numeric() || *to == T::Variant || (*to == T::Timestamp && !ansi),
        from if from.is_integral() => {
            to.is_numeric()
                || matches!(to, T::Boolean | T::Timestamp | T::Variant)
                || (*to == T::Binary && !ansi)
                || is_ansi_interval(to)
        }
        T::Float | T::Double => to.is_numeric() || matches!(to, T::Boolean | T::Timestamp | T::Variant),
        T::Decimal { .. } => {
            to.is_numeric() || matches!(to, T::Boolean | T::Timestamp | T::Variant) || is_ansi_interval(to)
        }
        T::Binary => *to == T::Variant,
        T::Date => to.is_datetime() || *to == T::Variant || (!ansi && is_number_or_boolean(to)),
        T::Timestamp => to.is_datetime() || *to == T::Variant || to.is_numeric() || (!ansi && *to == T::Boolean),
        T::TimestampNtz => to.is_datetime() || *to == T::Variant,
        T::Time(_) => matches!(to, T::Time(_) | T::Variant) || is_exact(to),
        T::DayTimeInterval(..) => matches!(to, T::DayTimeInterval(..)) || is_exact(to),
        T::YearMonthInterval(..) => matches!(to, T::YearMonthInterval(..)) || is_exact(to),
        _ => false,
    }
}

fn is_leaf(t: &DataType) -> bool {
    !matches!(t, T::Array { .. } | T::Map { .. } | T::Struct(_))
}

fn is_exact(t: &DataType) -> bool {
    t.is_integral() || matches!(t, T::Decimal { .. })
}

fn is_number_or_boolean(t: &DataType) -> bool {
    t.is_numeric() || *t == T::Boolean
}

fn is_ansi_interval(t: &DataType) -> bool {
    matches!(t, T::DayTimeInterval(..) | T::YearMonthInterval(..))
}

/// What a variant can be read as.
fn variant_holds(to: &DataType) -> bool {
    match to {
        T::Array { element, .. } => variant_holds(element),
        T::Map { key, value, .. } => key.is_string() && variant_holds(value),
        T::Struct(s) => s.fields.iter().all(|f| variant_holds(&f.data_type)),
        T::Null => false,
        leaf => !leaf.is_interval(),
    }
}

/// Whether values that may be NULL (or become so: variants always, others without ANSI mode) keep the target's promise.
fn nullability_holds(nullable: bool, from: &DataType, to: &DataType, to_nullable: bool, ansi: bool) -> bool {
    let becomes_null = forces_null(from, to) && (!ansi || *from == T::Variant);
    to_nullable || !(nullable || becomes_null)
}

/// Spark's `Cast.forceNullable`: whether the old cast may turn a value into NULL.
pub(crate) fn forces_null(from: &DataType, to: &DataType) -> bool {
    match (from, to) {
        (T::Null, _) => false,
        (a, b) if a == b => false,
        (T::Variant, _) => true,
        (a, b) if a.is_string() => !(b.is_string() || *b == T::Binary),
        (_, b) if b.is_string() => false,
        (T::Timestamp, T::Byte | T::Short | T::Integer) => true,
        (T::Float | T::Double, T::Timestamp) => true,
        (T::Timestamp, T::Date) | (T::Date, T::Timestamp) => false,
        (T::Date, _) | (_, T::Date | T::CalendarInterval) => true,
        (a, T::Decimal { .. }) => !(*a == T::Boolean || widens_to_decimal(a, to)),
        (T::Float | T::Double | T::Decimal { .. }, b) => b.is_integral(),
        _ => false,
    }
}

/// Whether every value of `from` fits the decimal type `to`.
fn widens_to_decimal(from: &DataType, to: &DataType) -> bool {
    let (Some((p, s)), T::Decimal { precision, scale }) = (exact_digits(from), to) else { return false };
    precision.saturating_sub(*scale) >= p.saturating_sub(s) && *scale >= s
}

/// Digits of a decimal or integral type.
pub(crate) fn exact_digits(t: &DataType) -> Option<(u8, u8)> {
    match t {
        T::Decimal { precision, scale } => Some((*precision, *scale)),
        t if t.is_integral() => decimal_for_integral(t),
        _ => None,
    }
}

/// Whether a value can be stored in a column of this type under the store assignment policy ANSI.
pub fn can_store_assign(from: &DataType, to: &DataType) -> bool {
    if from == to || *from == T::Null {
        return true;
    }
    match (from, to) {
        (T::Array { .. } | T::Map { .. } | T::Struct(_), _) => nested(from, to, &can_store_assign),
        (a, b) if a.is_numeric() && b.is_numeric() => true,
        (a, b) if b.is_string() => is_leaf(a),
        (a, b) => is_time_like(a) && is_time_like(b),
    }
}

fn is_time_like(t: &DataType) -> bool {
    t.is_datetime() || matches!(t, T::Time(_))
}

/// Whether the cast loses nothing.
pub fn can_up_cast(from: &DataType, to: &DataType) -> bool {
    if from == to || *from == T::Null {
        return true;
    }
    match (from, to) {
        (T::Char(a), T::Char(b) | T::VarChar(b)) | (T::VarChar(a), T::VarChar(b)) => a <= b,
        (_, T::Char(_) | T::VarChar(_)) => false,
        (T::Variant, _) => false,
        (a, T::String) => is_leaf(a),
        (T::Array { .. } | T::Map { .. } | T::Struct(_), _) => nested(from, to, &can_up_cast),
        (T::Decimal { precision, scale }, b) if b.is_integral() => {
            *scale == 0 && decimal_for_integral(b).is_some_and(|(p, _)| *precision < p)
        }
        (a, T::Decimal { .. }) => widens_to_decimal(a, to),
        (T::Decimal { .. }, _) => false,
        (a, b) if a.is_numeric() && b.is_numeric() => numeric_rank(a) <= numeric_rank(b),
        (T::Date, T::Timestamp | T::TimestampNtz) => true,
        (T::Timestamp, T::TimestampNtz | T::Long) => true,
        (T::TimestampNtz | T::Long, T::Timestamp) => true,
        (T::DayTimeInterval(..), T::DayTimeInterval(..)) => true,
        (T::YearMonthInterval(..), T::YearMonthInterval(..)) => true,
        _ => false,
    }
}

/// The place of a binary numeric type in Spark's widening order.
pub(crate) fn numeric_rank(t: &DataType) -> Option<u8> {
    Some(match t {
        T::Byte => 0,
        T::Short => 1,
        T::Integer => 2,
        T::Long => 3,
        T::Float => 4,
        T::Double => 5,
        _ => return None,
    })
}

/// Applies `rule` to the parts of two nested types of one shape, and holds NULLs to the target's promise.
fn nested(from: &DataType, to: &DataType, rule: &dyn Fn(&DataType, &DataType) -> bool) -> bool {
    match (from, to) {
        (T::Array { element: a, contains_null: n }, T::Array { element: b, contains_null: m }) => {
            (*m || !*n) && rule(a, b)
        }
        (T::Map { key: k, value: v, value_contains_null: n }, T::Map { key: l, value: w, value_contains_null: m }) => {
            (*m || !*n) && rule(k, l) && rule(v, w)
        }
        (T::Struct(a), T::Struct(b)) => {
            let fits = |(x, y): (&Field, &Field)| (y.nullable || !x.nullable) && rule(&x.data_type, &y.data_type);
            a.fields.len() == b.fields.len() && a.fields.iter().zip(&b.fields).all(fits)
        }
        _ => false,
    }
}
