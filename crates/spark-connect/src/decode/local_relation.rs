//! Rows and schemas that clients upload: Arrow IPC streams and schema texts, inline or as cached artifacts.
//!
//! The bytes come from outside: their framing is checked before Arrow reads them, so that no length they claim is allocated.

mod framing;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamDecoder;
use bytes::Bytes;
use sparrow_plan::LocalRelation;
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, invalid_plan};
use sparrow_spark_types::{DataType, Field, StructType, ddl};

/// A relation whose rows are in the message. Without rows it is empty; without a schema the rows' own holds.
pub fn decode(x: &proto::LocalRelation) -> Result<LocalRelation> {
    let batches = x.data.as_ref().filter(|data| !data.is_empty()).map(batches).transpose()?;
    let schema = super::non_empty(x.schema.as_deref()).map(|text| schema(&text)).transpose()?;
    if batches.is_none() && schema.is_none() {
        return Err(invalid_plan("a local relation has neither rows nor a schema"));
    }
    Ok(LocalRelation { batches: batches.map(Arc::new), schema })
}

/// A schema as JSON or DDL. A single type is a struct of one field named `value`.
pub fn schema(text: &str) -> Result<StructType> {
    match ddl::parse_schema_text(text)? {
        DataType::Struct(schema) => Ok(schema),
        other => Ok(StructType::new(vec![Field::new("value", other, true)])),
    }
}

/// The record batches of an Arrow IPC stream. A stream of no batches yields one empty batch, which carries its schema.
pub fn batches(data: &Bytes) -> Result<Vec<RecordBatch>> {
    framing::check(data)?;
    // Arrow asserts some of what it reads. `AssertUnwindSafe`: the decoder is dropped with the panic.
    match catch_unwind(AssertUnwindSafe(|| read(data))) {
        Ok(read) => read.map_err(|error| corrupt(error.to_string())),
        Err(_) => Err(corrupt("its buffers contradict its schema")),
    }
}

fn read(data: &Bytes) -> Result<Vec<RecordBatch>, ArrowError> {
    let mut decoder = StreamDecoder::new();
    let mut rest = Buffer::from(data.clone());
    let mut batches = Vec::new();
    while !rest.is_empty() {
        match decoder.decode(&mut rest)? {
            Some(batch) => batches.push(batch),
            None if rest.is_empty() => break,
            None => {}
        }
    }
    decoder.finish()?;
    match decoder.schema() {
        Some(schema) if batches.is_empty() => Ok(vec![RecordBatch::new_empty(schema)]),
        Some(_) => Ok(batches),
        None => Err(ArrowError::IpcError("it has no schema".into())),
    }
}

fn corrupt(detail: impl std::fmt::Display) -> SparkError {
    invalid_plan(format!("the Arrow data of a local relation cannot be read: {detail}"))
}
