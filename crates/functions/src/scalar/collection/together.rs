//! Arrays and values brought to one element type, and the errors where they have none.

use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, unexpected_input_type};
use sparrow_spark_types::{DataType, find_wider_type};

use super::super::spec::wrong_count;
use crate::{Context, Typed, cast};

/// The element type of an array.
pub(super) fn element(array: &DataType) -> Option<(&DataType, bool)> {
    match array {
        DataType::Array { element, contains_null } => Some((element, *contains_null)),
        _ => None,
    }
}

/// An array type.
pub(super) fn array_of(element: DataType, contains_null: bool) -> DataType {
    DataType::Array { element: Box::new(element), contains_null }
}

/// As [`find_wider_type`], but text meets only text.
pub(super) fn meeting(a: &DataType, b: &DataType) -> Option<DataType> {
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (DataType::Null, other) | (other, DataType::Null) => Some(other.clone()),
        (DataType::Array { element: x, contains_null: m }, DataType::Array { element: y, contains_null: n }) => {
            Some(array_of(meeting(x, y)?, *m || *n))
        }
        _ if a.is_string() != b.is_string() => None,
        _ => find_wider_type(a, b, true),
    }
}

/// The exact number of arguments, or the error.
pub(super) fn exactly<const N: usize>(name: &str, args: Vec<Typed>) -> Result<[Typed; N]> {
    let count = args.len();
    args.try_into().map_err(|_| wrong_count(name, &[N], count))
}

/// An array and a value that its elements can be compared with, in one element type.
pub(super) fn array_and_value(
    context: &Context,
    name: &str,
    call: &str,
    array: Typed,
    value: Typed,
) -> Result<(Typed, Typed)> {
    let Some((of, contains_null)) = element(&array.data_type) else {
        if array.data_type == DataType::Null && matches!(name, "array_contains" | "array_position") {
            return Err(null_type(name, call));
        }
        return Err(unexpected_input_type(call, 0, "\"ARRAY\"", &array.name, &array.data_type.sql_name()));
    };
    if value.data_type == DataType::Null {
        return Err(null_type(name, call));
    }
    let Some(to) = meeting(of, &value.data_type) else {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_ARRAY_FUNCTION_DIFF_TYPES)
            .with("sqlExpr", format!("\"{call}\""))
            .with("functionName", format!("`{name}`"))
            .with("dataType", "\"ARRAY\"")
            .with("leftType", to_sql_type(&array.data_type.sql_name()))
            .with("rightType", to_sql_type(&value.data_type.sql_name())));
    };
    let array = cast::coerce(context, array, &array_of(to.clone(), contains_null))?;
    Ok((array, cast::coerce(context, value, &to)?))
}

fn null_type(name: &str, call: &str) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_NULL_TYPE)
        .with("sqlExpr", format!("\"{call}\""))
        .with("functionName", format!("`{name}`"))
}

/// Two arrays in one element type; each keeps to itself whether it holds NULLs.
pub(super) fn two_arrays(
    context: &Context,
    name: &str,
    call: &str,
    left: Typed,
    right: Typed,
) -> Result<(Typed, Typed)> {
    let types = (left.data_type.clone(), right.data_type.clone());
    let differ = || {
        SparkError::new(&condition::DATATYPE_MISMATCH_BINARY_ARRAY_DIFF_TYPES)
            .with("sqlExpr", format!("\"{call}\""))
            .with("functionName", format!("`{name}`"))
            .with("arrayType", "\"ARRAY\"")
            .with("leftType", to_sql_type(&types.0.sql_name()))
            .with("rightType", to_sql_type(&types.1.sql_name()))
    };
    let (Some((a, m)), Some((b, n))) = (element_or_null(&types.0), element_or_null(&types.1)) else {
        return Err(differ());
    };
    let to = meeting(a, b).ok_or_else(differ)?;
    let left = cast::coerce(context, left, &array_of(to.clone(), m))?;
    Ok((left, cast::coerce(context, right, &array_of(to, n))?))
}

/// As [`element`], of a bare NULL too.
fn element_or_null(array: &DataType) -> Option<(&DataType, bool)> {
    if *array == DataType::Null { Some((array, true)) } else { element(array) }
}
