//! The schema a call gives as text: DDL, or the JSON clients send.

use datafusion::common::ScalarValue;
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::{DataType, ddl};

use crate::{Context, Typed, constant};

/// The type a constant text spells, every part of it nullable.
pub(super) fn schema_of(context: &Context, argument: &Typed) -> Result<DataType> {
    let text = match constant::fold(context, argument) {
        Some(ScalarValue::Utf8(Some(text))) if argument.data_type.is_string() => text,
        _ => {
            return Err(SparkError::new(&condition::INVALID_SCHEMA_NON_STRING_LITERAL)
                .with("inputSchema", format!("\"{}\"", argument.name)));
        }
    };
    Ok(ddl::parse_schema_text(&text)?.without_lengths().as_nullable())
}
