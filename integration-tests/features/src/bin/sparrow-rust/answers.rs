//! Answers of steps: results as Spark's schema with Arrow in base64, values as JSON.

use arrow::array::RecordBatch;
use arrow::ipc::writer::StreamWriter;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sparrow_connect::{Literal, Schema};

use crate::problem::{Outcome, Problem};

/// A result.
pub fn rows(schema: &Schema, batches: &[RecordBatch]) -> Outcome<Value> {
    let unwritable =
        |error: arrow::error::ArrowError| Problem::request(format!("the result cannot be written: {error}"));
    let arrow = batches.first().map_or_else(|| schema.to_arrow().into(), RecordBatch::schema);
    let mut writer = StreamWriter::try_new(Vec::new(), &arrow).map_err(unwritable)?;
    for batch in batches {
        writer.write(batch).map_err(unwritable)?;
    }
    let bytes = writer.into_inner().map_err(unwritable)?;
    Ok(json!({"schema": schema.to_json(), "arrow": STANDARD.encode(bytes)}))
}

/// A value.
pub fn value(value: impl Into<Value>) -> Value {
    json!({"value": value.into()})
}

/// A floating-point number.
pub fn number(number: f64) -> Value {
    match number {
        number if number.is_nan() => "NaN".into(),
        f64::INFINITY => "Infinity".into(),
        f64::NEG_INFINITY => "-Infinity".into(),
        number => number.into(),
    }
}

/// An observed metric.
pub fn literal(literal: &Literal) -> Value {
    if let Some(whole) = literal.as_i64() {
        return whole.into();
    }
    if let Some(float) = literal.as_f64() {
        return number(float);
    }
    literal.as_bool().map(Value::from).or_else(|| literal.as_str().map(Value::from)).unwrap_or(Value::Null)
}
