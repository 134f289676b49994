//! Literal values of a named type, spelled as in answers. It knows the spellings, and refuses to know columns.

use arrow::compute::kernels::cast_utils::Parser;
use arrow::datatypes::{Date32Type, TimestampMicrosecondType};
use serde_json::Value;
use sparrow_connect::{Column, DataType, Literal, lit};

use crate::problem::{Outcome, Problem};

/// A plain value: whole numbers are INT where they fit, else BIGINT.
pub fn plain(value: &Value) -> Outcome<Literal> {
    Ok(match value {
        Value::Null => Literal::null(),
        Value::Bool(value) => (*value).into(),
        Value::String(value) => value.as_str().into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => i32::try_from(whole).map_or_else(|_| whole.into(), Literal::from),
            None => number.as_f64().ok_or_else(|| wrong(value, "number"))?.into(),
        },
        other => return Err(Problem::Unsupported(format!("this client has no literal for {other}"))),
    })
}

/// The literal of a type by its name.
pub fn typed(value: &Value, name: &str) -> Outcome<Column> {
    if value.is_null() {
        return Ok(lit(Literal::null()).cast(type_name(name)));
    }
    let literal = match name {
        "boolean" => value.as_bool().map(Literal::from),
        "byte" | "tinyint" => value.as_i64().and_then(|value| i8::try_from(value).ok()).map(Literal::from),
        "short" | "smallint" => value.as_i64().and_then(|value| i16::try_from(value).ok()).map(Literal::from),
        "int" | "integer" => value.as_i64().and_then(|value| i32::try_from(value).ok()).map(Literal::from),
        "long" | "bigint" => value.as_i64().map(Literal::from),
        "float" => number(value).map(|value| (value as f32).into()),
        "double" => number(value).map(Literal::from),
        "string" => value.as_str().map(Literal::from),
        "binary" => value.as_str().and_then(bytes).map(Literal::binary),
        "date" => value.as_str().and_then(Date32Type::parse).map(Literal::date),
        "timestamp" => value.as_str().and_then(microseconds).map(Literal::timestamp),
        "timestamp_ntz" => value.as_str().and_then(microseconds).map(Literal::timestamp_ntz),
        "day_time_interval" => value.as_i64().map(Literal::day_time_interval),
        "year_month_interval" => {
            value.as_i64().and_then(|value| i32::try_from(value).ok()).map(Literal::year_month_interval)
        }
        _ => return decimal(value, name).map(lit),
    };
    literal.map(lit).ok_or_else(|| wrong(value, name))
}

fn decimal(value: &Value, name: &str) -> Outcome<Literal> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match DataType::from_json(&Value::from(name.replace(' ', "").as_str())) {
        Ok(DataType::Decimal { precision, scale }) => Ok(Literal::sized_decimal(&text, precision.into(), scale.into())),
        _ => Err(Problem::Unsupported(format!("this adapter makes no literal of the type {name:?}"))),
    }
}

/// The names that SQL does not have.
fn type_name(name: &str) -> &str {
    match name {
        "day_time_interval" => "interval day to second",
        "year_month_interval" => "interval year to month",
        other => other,
    }
}

fn number(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        Some(_) => None,
        None => value.as_f64(),
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}

/// Microseconds since 1970 of a date and time in UTC, or without a zone.
fn microseconds(text: &str) -> Option<i64> {
    let plain = text.trim_end_matches('Z');
    if let Some(value) = TimestampMicrosecondType::parse(plain) {
        return Some(value);
    }
    // Arrow's parser counts nanoseconds, which end in 2262.
    let (date, time) = plain.split_once(['T', ' '])?;
    let mut parts = time.split([':', '.']);
    let mut part = || parts.next().unwrap_or("0").parse::<i64>().ok();
    let (hours, minutes, seconds) = (part()?, part()?, part()?);
    let fraction = time.split_once('.').map_or("", |(_, fraction)| fraction);
    let fraction = format!("{fraction:0<6}").get(..6)?.parse::<i64>().ok()?;
    let days = i64::from(Date32Type::parse(date)?);
    Some((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction)
}

fn wrong(value: &Value, name: &str) -> Problem {
    Problem::request(format!("{value} is no {name}"))
}
