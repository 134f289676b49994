//! Literal values as the client's literal expressions. Knows spellings of values; refuses to know columns.

use serde_json::Value as Json;
use spark_connect::expression::LiteralExpression;
use spark_connect::{Column, DataType, Expression};

use crate::failure::Failure;
use crate::values;

/// A literal without a type: INT where it fits 32 bits, else BIGINT.
pub(crate) fn plain(value: &Json) -> Result<Column, Failure> {
    let literal = match value {
        Json::Null => return Ok(null()),
        Json::Bool(truth) => LiteralExpression::boolean(*truth),
        Json::String(text) => LiteralExpression::string(text.as_str()),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => i32::try_from(whole).map_or_else(|_| LiteralExpression::long(whole), LiteralExpression::int),
            None => LiteralExpression::double(number.as_f64().unwrap_or(f64::NAN)),
        },
        _ => return Err(Failure::Client(format!("a plain value is needed, received {value}"))),
    };
    Ok(of(literal))
}

pub(crate) fn null() -> Column {
    of(LiteralExpression::null(DataType::Null))
}

/// A literal of a named type, spelled as in answers.
pub(crate) fn typed(value: &Json, type_name: &str) -> Result<Column, Failure> {
    let data_type = DataType::from_ddl(type_name)?;
    if value.is_null() {
        return Ok(of(LiteralExpression::null(data_type)));
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let whole = || value.as_i64().ok_or_else(|| Failure::Client(format!("{type_name} needs a whole number, received {value}")));
    let small = || whole().and_then(|number| i32::try_from(number).map_err(|error| Failure::Client(error.to_string())));
    let literal = match data_type {
        DataType::Boolean => LiteralExpression::Boolean(value == &Json::Bool(true)),
        DataType::Byte => LiteralExpression::Byte(small()?),
        DataType::Short => LiteralExpression::Short(small()?),
        DataType::Integer => LiteralExpression::Integer(small()?),
        DataType::Long => LiteralExpression::Long(whole()?),
        DataType::Float => LiteralExpression::Float(values::float(value)? as f32),
        DataType::Double => LiteralExpression::Double(values::float(value)?),
        DataType::Decimal { precision, scale } => LiteralExpression::Decimal { value: text, precision, scale },
        DataType::String { .. } => LiteralExpression::String(text),
        DataType::Binary => LiteralExpression::Binary(values::bytes(&text)?),
        DataType::Date => LiteralExpression::Date(values::days(&text)?),
        DataType::Timestamp => LiteralExpression::Timestamp(values::microseconds(&text)?),
        DataType::TimestampNtz => LiteralExpression::TimestampNtz(values::microseconds(&text)?),
        _ => return Err(Failure::Unsupported(format!("this client has no literals of the type {type_name}"))),
    };
    Ok(of(literal))
}

fn of(literal: LiteralExpression) -> Column {
    Column::new(Expression::Literal(literal))
}
