//! Spark's values as the client gives and takes them, and their canonical spelling. Knows types; refuses to know frames.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde_json::{json, Value as Json};
use spark_connect::row::{Row, Value};
use spark_connect::{DataFrame, DataType};

use crate::failure::Failure;

const MICROSECONDS_A_SECOND: i64 = 1_000_000;

/// `schema` as Spark's JSON, and `rows`.
pub(crate) fn of_rows(frame: &DataFrame, rows: &[Row]) -> Result<Json, Failure> {
    let schema = frame.schema()?;
    let DataType::Struct { fields } = &schema else {
        return Err(Failure::Client(format!("the schema is no struct: {}", schema.simple_string())));
    };
    let kinds: Vec<&DataType> = fields.iter().map(|field| &field.data_type).collect();
    let shown: Vec<Json> = rows
        .iter()
        .map(|row| {
            let cells = row.values().iter().enumerate();
            Json::Array(cells.map(|(index, value)| of(value, kinds.get(index).copied())).collect())
        })
        .collect();
    Ok(json!({"schema": schema.json_value(), "rows": shown}))
}

/// One value as the client has decoded it. The type tells timestamps with a zone from those without, which are one value here.
pub(crate) fn of(value: &Value, kind: Option<&DataType>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => json!(truth),
        Value::Byte(number) => json!(number),
        Value::Short(number) => json!(number),
        Value::Integer(number) => json!(number),
        Value::Long(number) => json!(number),
        Value::Float(number) => of_float(f64::from(*number)),
        Value::Double(number) => of_float(*number),
        Value::String(text) => json!(text),
        Value::Binary(bytes) => json!(hex(bytes)),
        Value::Date(days) => match NaiveDate::from_num_days_from_ce_opt(days.saturating_add(EPOCH_DAYS)) {
            Some(date) => json!(date.format("%Y-%m-%d").to_string()),
            None => json!(format!("day {days}")),
        },
        Value::Timestamp(micros) => {
            let zone = if kind == Some(&DataType::TimestampNtz) { "" } else { "Z" };
            match DateTime::from_timestamp_micros(*micros) {
                Some(time) => json!(format!("{}{zone}", time.naive_utc().format("%Y-%m-%dT%H:%M:%S%.6f"))),
                None => json!(format!("microsecond {micros}")),
            }
        }
        Value::Decimal { value, .. } => json!(value),
        Value::List(items) => {
            let element = match kind {
                Some(DataType::Array { element_type, .. }) => Some(element_type.as_ref()),
                _ => None,
            };
            Json::Array(items.iter().map(|item| of(item, element)).collect())
        }
        Value::Map(pairs) => {
            let below = match kind {
                Some(DataType::Map { value_type, .. }) => Some(value_type.as_ref()),
                _ => None,
            };
            // Keys are texts here whatever their type was, which is what a user of this client gets.
            Json::Array(pairs.iter().map(|(key, item)| json!([key, of(item, below)])).collect())
        }
        Value::Struct(fields) => {
            let kinds = match kind {
                Some(DataType::Struct { fields }) => fields.iter().map(|field| &field.data_type).collect(),
                _ => Vec::new(),
            };
            let cells = fields.iter().enumerate();
            Json::Array(cells.map(|(index, (_, item))| of(item, kinds.get(index).copied())).collect())
        }
        Value::Variant { value, metadata } => json!([hex(value), hex(metadata)]),
    }
}

/// Days from the first of January of the year one to that of 1970.
const EPOCH_DAYS: i32 = 719_163;

pub(crate) fn of_float(number: f64) -> Json {
    if number.is_finite() {
        json!(number)
    } else if number.is_nan() {
        json!("NaN")
    } else {
        json!(if number > 0.0 { "Infinity" } else { "-Infinity" })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A value without a type, as JSON has it.
pub(crate) fn plain(node: &Json) -> Result<Value, Failure> {
    Ok(match node {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::String(text) => Value::String(text.clone()),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => i32::try_from(whole).map_or(Value::Long(whole), Value::Integer),
            None => Value::Double(number.as_f64().unwrap_or(f64::NAN)),
        },
        _ => return Err(Failure::Client(format!("a plain value is needed, received {node}"))),
    })
}

/// A value in canonical spelling as the client takes it for a column of `kind`.
pub(crate) fn typed(node: &Json, kind: &DataType) -> Result<Value, Failure> {
    if node.is_null() {
        return Ok(Value::Null);
    }
    let wrong = || Failure::Client(format!("{node} is no value of {}", kind.simple_string()));
    let text = || node.as_str().ok_or_else(wrong);
    let whole = || node.as_i64().ok_or_else(wrong);
    Ok(match kind {
        DataType::Boolean => Value::Bool(node.as_bool().ok_or_else(wrong)?),
        DataType::Byte => Value::Byte(i8::try_from(whole()?).map_err(|_| wrong())?),
        DataType::Short => Value::Short(i16::try_from(whole()?).map_err(|_| wrong())?),
        DataType::Integer => Value::Integer(i32::try_from(whole()?).map_err(|_| wrong())?),
        DataType::Long => Value::Long(whole()?),
        DataType::Float => Value::Float(float(node)? as f32),
        DataType::Double => Value::Double(float(node)?),
        DataType::Decimal { precision, scale } => {
            Value::Decimal { value: text()?.to_owned(), precision: Some(*precision), scale: Some(*scale) }
        }
        DataType::Binary => Value::Binary(bytes(text()?)?),
        DataType::Date => Value::Date(days(text()?)?),
        DataType::Timestamp | DataType::TimestampNtz => Value::Timestamp(microseconds(text()?)?),
        DataType::Array { element_type, .. } => {
            let items = node.as_array().ok_or_else(wrong)?;
            Value::List(items.iter().map(|item| typed(item, element_type)).collect::<Result<_, _>>()?)
        }
        DataType::Map { key_type, value_type, .. } => {
            if !matches!(**key_type, DataType::String { .. }) {
                return Err(Failure::Unsupported("this client's maps have texts as keys".to_owned()));
            }
            let pairs = node.as_array().ok_or_else(wrong)?;
            let pair = |pair: &Json| Ok((pair[0].as_str().ok_or_else(wrong)?.to_owned(), typed(&pair[1], value_type)?));
            Value::Map(pairs.iter().map(pair).collect::<Result<_, Failure>>()?)
        }
        DataType::Struct { fields } => {
            let cells = node.as_array().ok_or_else(wrong)?;
            let cell = |(index, item): (usize, &Json)| {
                let field = fields.get(index).ok_or_else(wrong)?;
                Ok((field.name.clone(), typed(item, &field.data_type)?))
            };
            Value::Struct(cells.iter().enumerate().map(cell).collect::<Result<_, Failure>>()?)
        }
        DataType::String { .. } | DataType::Char { .. } | DataType::Varchar { .. } => Value::String(text()?.to_owned()),
        _ => return Err(Failure::Unsupported(format!("this client takes no values of {}", kind.simple_string()))),
    })
}

/// A number, or one of the texts `NaN`, `Infinity`, `-Infinity`.
pub(crate) fn float(node: &Json) -> Result<f64, Failure> {
    match node.as_str() {
        Some("NaN") => Ok(f64::NAN),
        Some("Infinity") => Ok(f64::INFINITY),
        Some("-Infinity") => Ok(f64::NEG_INFINITY),
        _ => node.as_f64().ok_or_else(|| Failure::Client(format!("{node} is no number"))),
    }
}

pub(crate) fn bytes(text: &str) -> Result<Vec<u8>, Failure> {
    let wrong = || Failure::Client(format!("{text:?} is no hex"));
    if !text.is_ascii() || text.len() % 2 != 0 {
        return Err(wrong());
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong())).collect()
}

/// Days since 1970 of `2024-02-29`.
pub(crate) fn days(text: &str) -> Result<i32, Failure> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|error| Failure::Client(format!("{text:?}: {error}")))?;
    let since = date.signed_duration_since(NaiveDate::default()).num_days();
    i32::try_from(since).map_err(|error| Failure::Client(error.to_string()))
}

/// Microseconds since 1970 of `2024-02-29T12:00:00.000000Z`, with or without its `Z`.
pub(crate) fn microseconds(text: &str) -> Result<i64, Failure> {
    let time = NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S%.f")
        .map_err(|error| Failure::Client(format!("{text:?}: {error}")))?
        .and_utc();
    Ok(time.timestamp() * MICROSECONDS_A_SECOND + i64::from(time.timestamp_subsec_micros()))
}
