//! Which types the two sides of an arithmetic operator are computed in.

use datafusion::common::ScalarValue;
use sparrow_spark_error::{Result, SparkError, binary_op_diff_types, condition, to_sql_type};
use sparrow_spark_types::{DataType, common_numeric, decimal_for_integral};

use crate::cast::coerce;
use crate::{Context, Typed};

/// Both sides in one numeric type; decimals keep their own precision and scale.
pub(super) fn numeric_pair(
    context: &Context,
    call: &str,
    wanted: &str,
    left: Typed,
    right: Typed,
) -> Result<(Typed, Typed)> {
    let (l, r) = strings_promoted(context, left, right)?;
    let (a, b) = (l.data_type.clone(), r.data_type.clone());
    match (&a, &b) {
        (DataType::Null, DataType::Null) => both(context, l, r, &DataType::Double),
        (DataType::Null, other) if other.is_numeric() => both(context, l, r, other),
        (other, DataType::Null) if other.is_numeric() => both(context, l, r, other),
        (a, b) if is_decimal(a) || is_decimal(b) => decimal_pair(context, call, l, r),
        (a, b) => match common_numeric(a, b, context.ansi) {
            Some(common) => both(context, l, r, &common),
            None if a == b => Err(wrong_type(call, wanted, a)),
            None => Err(binary_op_diff_types(call, &a.sql_name(), &b.sql_name())),
        },
    }
}

fn is_decimal(t: &DataType) -> bool {
    matches!(t, DataType::Decimal { .. })
}

pub(super) fn both(context: &Context, l: Typed, r: Typed, to: &DataType) -> Result<(Typed, Typed)> {
    Ok((coerce(context, l, to)?, coerce(context, r, to)?))
}

/// A string beside a number becomes one: BIGINT or DOUBLE under ANSI mode, DOUBLE without.
fn strings_promoted(context: &Context, l: Typed, r: Typed) -> Result<(Typed, Typed)> {
    let goal = |string: &Typed, other: &Typed| match &other.data_type {
        _ if !string.data_type.is_string() => None,
        _ if !context.ansi => Some(DataType::Double),
        other if other.is_integral() => Some(DataType::Long),
        other if other.is_numeric() => Some(DataType::Double),
        _ => None,
    };
    let (for_left, for_right) = (goal(&l, &r), goal(&r, &l));
    match (for_left, for_right) {
        (Some(to), Some(_)) => both(context, l, r, &to),
        (Some(to), None) | (None, Some(to)) if context.ansi => both(context, l, r, &to),
        (Some(to), None) => Ok((coerce(context, l, &to)?, r)),
        (None, Some(to)) => Ok((l, coerce(context, r, &to)?)),
        (None, None) => Ok((l, r)),
    }
}

/// A decimal beside a decimal, an integer as a decimal, or both as DOUBLE beside a floating point number.
fn decimal_pair(context: &Context, call: &str, l: Typed, r: Typed) -> Result<(Typed, Typed)> {
    let as_decimal = |value: &Typed| match &value.data_type {
        DataType::Decimal { .. } => Some(value.data_type.clone()),
        t if t.is_integral() => minimal_decimal(value)
            .or_else(|| decimal_for_integral(t).map(|(precision, scale)| DataType::Decimal { precision, scale })),
        _ => None,
    };
    match (as_decimal(&l), as_decimal(&r)) {
        (Some(a), Some(b)) => Ok((coerce(context, l, &a)?, coerce(context, r, &b)?)),
        _ if l.data_type.is_fractional() || r.data_type.is_fractional() => both(context, l, r, &DataType::Double),
        _ => Err(binary_op_diff_types(call, &l.data_type.sql_name(), &r.data_type.sql_name())),
    }
}

/// The smallest decimal that holds an integer literal; Spark does not look into TINYINT literals.
pub fn minimal_decimal(value: &Typed) -> Option<DataType> {
    let size: i64 = match value.constant()? {
        ScalarValue::Int16(Some(v)) => (*v).into(),
        ScalarValue::Int32(Some(v)) => (*v).into(),
        ScalarValue::Int64(Some(v)) => *v,
        _ => return None,
    };
    let digits = size.unsigned_abs().checked_ilog10().unwrap_or(0) + 1;
    Some(DataType::Decimal { precision: digits as u8, scale: 0 })
}

/// The error of two sides of one type the operator does not take.
pub(super) fn wrong_type(call: &str, wanted: &str, actual: &DataType) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_BINARY_OP_WRONG_TYPE)
        .with("sqlExpr", format!("\"{call}\""))
        .with("inputType", wanted)
        .with("actualDataType", to_sql_type(&actual.sql_name()))
}
