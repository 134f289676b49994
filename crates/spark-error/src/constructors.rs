//! Constructors for the errors that many places raise, so that their parameters are spelt in one place.

use crate::suggest::proposal;
use crate::{SparkError, condition, quote_parts, to_sql_conf, to_sql_type};

const ANSI_CONF: &str = "spark.sql.ansi.enabled";

/// A failed guarantee of ours; the request dies, the server lives.
pub fn internal(message: impl Into<String>) -> SparkError {
    SparkError::new(&condition::INTERNAL_ERROR).with("message", message)
}

/// Something Spark can do that Sparrow cannot yet; `feature` names it as the user wrote it.
pub fn unsupported(feature: impl Into<String>) -> SparkError {
    SparkError::new(&condition::UNSUPPORTED_FEATURE).with("feature", feature)
}

/// A message of the protocol none of whose alternatives is set; `alternatives` names their list as Spark does.
pub fn field_not_set(message: &str, alternatives: &str) -> SparkError {
    SparkError::new(&condition::INVALID_PLAN_FIELD_NOT_SET)
        .with("fullName", format!("spark.connect.{message}"))
        .with("name", format!("{alternatives}_NOT_SET"))
}

/// A plan message that breaks the protocol.
pub fn invalid_plan(message: impl Into<String>) -> SparkError {
    SparkError::new(&condition::INVALID_PLAN_EXCEPTION).with("message", message)
}

/// `x / 0` under ANSI mode.
pub fn divide_by_zero() -> SparkError {
    SparkError::new(&condition::DIVIDE_BY_ZERO).with("config", to_sql_conf(ANSI_CONF))
}

/// `x % 0` under ANSI mode.
pub fn remainder_by_zero() -> SparkError {
    SparkError::new(&condition::REMAINDER_BY_ZERO).with("config", to_sql_conf(ANSI_CONF))
}

/// A result outside its type under ANSI mode; `alternative` is a function that returns NULL, or empty.
pub fn arithmetic_overflow(message: &str, alternative: &str) -> SparkError {
    let hint = if alternative.is_empty() {
        String::new()
    } else {
        format!(" Use '{alternative}' to tolerate overflow and return NULL instead.")
    };
    SparkError::new(&condition::ARITHMETIC_OVERFLOW)
        .with("message", message)
        .with("alternative", hint)
        .with("config", to_sql_conf(ANSI_CONF))
}

/// A value outside its target type in a cast; types by their SQL names.
pub fn cast_overflow(value: impl Into<String>, from: &str, to: &str) -> SparkError {
    SparkError::new(&condition::CAST_OVERFLOW)
        .with("value", value)
        .with("sourceType", to_sql_type(from))
        .with("targetType", to_sql_type(to))
        .with("ansiConfig", to_sql_conf(ANSI_CONF))
}

/// Text that is no number, date, boolean … in a cast. `value` is already spelt as SQL.
pub fn cast_invalid_input(value: impl Into<String>, from: &str, to: &str) -> SparkError {
    let condition = match to {
        "DATE" | "TIMESTAMP" | "TIMESTAMP_NTZ" | "TIME" => &condition::CAST_INVALID_INPUT_DATETIME,
        "BOOLEAN" => &condition::CAST_INVALID_INPUT_RUNTIME,
        _ => &condition::CAST_INVALID_INPUT_NUMBER,
    };
    SparkError::new(condition)
        .with("expression", value)
        .with("sourceType", to_sql_type(from))
        .with("targetType", to_sql_type(to))
        .with("ansiConfig", to_sql_conf(ANSI_CONF))
}

/// A decimal that does not fit its precision under ANSI mode.
pub fn decimal_out_of_range(value: impl Into<String>, precision: u8, scale: i8) -> SparkError {
    SparkError::new(&condition::NUMERIC_VALUE_OUT_OF_RANGE)
        .with("value", value)
        .with("precision", precision.to_string())
        .with("scale", scale.to_string())
        .with("config", to_sql_conf(ANSI_CONF))
}

/// No column of this (multipart) name; `candidates` are the names in scope, their parts joined by dots.
pub fn unresolved_column<'a>(name: &[String], candidates: impl IntoIterator<Item = &'a str>) -> SparkError {
    let candidates: Vec<Vec<&str>> = candidates.into_iter().map(|c| c.split('.').collect()).collect();
    let proposal = proposal(name, &candidates);
    let object = quote_parts(name);
    if proposal.is_empty() {
        return SparkError::new(&condition::UNRESOLVED_COLUMN_WITHOUT_SUGGESTION).with("objectName", object);
    }
    SparkError::new(&condition::UNRESOLVED_COLUMN).with("objectName", object).with("proposal", proposal.join(", "))
}

/// No table or view of this name; `search_path` lists qualified namespaces.
pub fn table_not_found(name: &[String], search_path: &str) -> SparkError {
    SparkError::new(&condition::TABLE_OR_VIEW_NOT_FOUND)
        .with("relationName", quote_parts(name))
        .with("searchPath", search_path)
}

/// The wrong number of arguments for a function; `expected` as Spark spells it, such as `2` or `[1, 2]`.
pub fn wrong_num_args(function: &str, expected: impl ToString, actual: usize) -> SparkError {
    SparkError::new(&condition::WRONG_NUM_ARGS)
        .with("functionName", crate::quote_identifier(function))
        .with("expectedNum", expected.to_string())
        .with("actualNum", actual.to_string())
        .with("docroot", "https://spark.apache.org/docs/latest")
}

/// Argument number `index` (from 0) of a function has the wrong type.
pub fn unexpected_input_type(call: &str, index: usize, required: &str, argument: &str, actual: &str) -> SparkError {
    const ORDINALS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let ordinal = ORDINALS.get(index).map_or_else(|| format!("{}th", index + 1), |o| (*o).to_owned());
    SparkError::new(&condition::DATATYPE_MISMATCH_UNEXPECTED_INPUT_TYPE)
        .with("sqlExpr", format!("\"{call}\""))
        .with("paramIndex", ordinal)
        .with("requiredType", required)
        .with("inputSql", format!("\"{argument}\""))
        .with("inputType", to_sql_type(actual))
}

/// A binary operator whose sides have no common type.
pub fn binary_op_diff_types(call: &str, left: &str, right: &str) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_BINARY_OP_DIFF_TYPES)
        .with("sqlExpr", format!("\"{call}\""))
        .with("left", to_sql_type(left))
        .with("right", to_sql_type(right))
}

/// A cast Spark does not allow between these types, by their SQL names.
pub fn cast_not_allowed(call: &str, from: &str, to: &str) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_CAST_WITHOUT_SUGGESTION)
        .with("sqlExpr", format!("\"{call}\""))
        .with("srcType", to_sql_type(from))
        .with("targetType", to_sql_type(to))
}
