//! Makes the Arrow files that adapters upload: rows of a case, typed by their DDL, or generated ones.
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, ListArray, MapArray, NullArray, RecordBatch,
    RecordBatchOptions, StringArray, StructArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, FieldRef, Schema, TimeUnit};
use arrow::ipc::writer::StreamWriter;
use serde_json::Value;

use crate::ddl;
use crate::problem::{At, Problem, Result};

/// Rows of one batch of generated data.
const BATCH_ROWS: u64 = 4096;
/// The most that is generated for one upload.
const GENERATED_BYTES_MAX: u64 = 256 << 20;

/// Writes the rows of `local: {schema, rows}` as an Arrow IPC stream.
pub fn write_local(source: &Value, file: &Path) -> Result<()> {
    let schema = Arc::new(ddl::schema(source["schema"].as_str().unwrap_or_default())?);
    let rows = source["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    let columns = columns(schema.fields(), &rows.iter().collect::<Vec<_>>())?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options).at("local")?;
    write(&schema, std::iter::once(Ok(batch)), file)
}

/// Writes the rows of `generated: {rows, bytes}`: `id`, and a text of so many bytes that begins with it and does not repeat.
pub fn write_generated(source: &Value, file: &Path) -> Result<()> {
    let (rows, bytes) = (source["rows"].as_u64().unwrap_or(0), source["bytes"].as_u64().unwrap_or(0));
    if rows.saturating_mul(bytes + 8) > GENERATED_BYTES_MAX {
        return Err(Problem::new(format!(
            "generated: {rows} rows of {bytes} bytes are more than {GENERATED_BYTES_MAX} bytes"
        )));
    }
    let fields = vec![Field::new("id", DataType::Int64, true), Field::new("text", DataType::Utf8, true)];
    let schema = Arc::new(Schema::new(fields));
    let batches = (0..rows.div_ceil(BATCH_ROWS)).map(|batch| {
        let ids = batch * BATCH_ROWS..rows.min((batch + 1) * BATCH_ROWS);
        let texts: StringArray = ids.clone().map(|id| Some(generated_text(id, bytes))).collect();
        let ids: Int64Array = ids.map(|id| Some(id.cast_signed())).collect();
        RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(ids), Arc::new(texts)]).at("generated")
    });
    write(&schema, batches, file)
}

fn generated_text(id: u64, bytes: u64) -> String {
    let wanted = usize::try_from(bytes).unwrap_or(usize::MAX);
    let mut text = String::with_capacity(wanted + 20);
    let mut number = id;
    while text.len() < wanted {
        text.push_str(&format!("{number:016x}"));
        // The steps of a well-known generator of numbers, so that no two pieces are alike.
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    }
    text.truncate(wanted);
    text
}

fn write(schema: &Schema, batches: impl Iterator<Item = Result<RecordBatch>>, file: &Path) -> Result<()> {
    let mut writer = StreamWriter::try_new(File::create(file).at(file.display())?, schema).at(file.display())?;
    for batch in batches {
        writer.write(&batch?).at(file.display())?;
    }
    writer.finish().at(file.display())
}

/// The columns of rows; each row is a list with a value for each field, or null for a struct that is none.
fn columns(fields: &[FieldRef], rows: &[&Value]) -> Result<Vec<ArrayRef>> {
    if let Some(odd) = rows.iter().find(|row| !row.is_null() && row.as_array().map(Vec::len) != Some(fields.len())) {
        return Err(Problem::new(format!("a row of {} values is needed, received {odd}", fields.len())));
    }
    let column = |(i, field): (usize, &FieldRef)| {
        let values: Vec<&Value> = rows.iter().map(|row| row.get(i).unwrap_or(&Value::Null)).collect();
        array(field.data_type(), &values).map_err(|problem| problem.at(field.name()))
    };
    fields.iter().enumerate().map(column).collect()
}

/// One column, of values in the spelling of the cases.
fn array(data_type: &DataType, values: &[&Value]) -> Result<ArrayRef> {
    Ok(match data_type {
        DataType::Null => Arc::new(NullArray::new(values.len())),
        DataType::Boolean => {
            Arc::new(collect(values, "true or false", Value::as_bool)?.into_iter().collect::<BooleanArray>())
        }
        DataType::Utf8 => Arc::new(collect(values, "a text", Value::as_str)?.into_iter().collect::<StringArray>()),
        DataType::Binary => {
            let bytes = collect(values, "hex", |value| hex::decode(value.as_str()?).ok())?;
            Arc::new(bytes.iter().map(Option::as_deref).collect::<BinaryArray>())
        }
        DataType::Float32 | DataType::Float64 => cast(
            &(Arc::new(collect(values, "a number", float)?.into_iter().collect::<Float64Array>()) as ArrayRef),
            data_type,
        )?,
        DataType::Duration(TimeUnit::Microsecond) => integers(values, data_type)?,
        DataType::Interval(_) => cast(&integers(values, &DataType::Int32)?, data_type)?,
        DataType::List(element) => list(element, values)?,
        DataType::Struct(fields) => {
            let nulls = NullBuffer::from_iter(values.iter().map(|value| !value.is_null()));
            Arc::new(
                StructArray::try_new_with_length(fields.clone(), columns(fields, values)?, Some(nulls), values.len())
                    .at("struct")?,
            )
        }
        DataType::Map(entries, _) => map(entries, values)?,
        whole if whole.is_integer() => integers(values, whole)?,
        _ => {
            let texts = collect(values, "a text", Value::as_str)?.into_iter().collect::<StringArray>();
            cast(&(Arc::new(texts) as ArrayRef), data_type)?
        }
    })
}

fn collect<'a, T>(
    values: &[&'a Value],
    expected: &str,
    read: impl Fn(&'a Value) -> Option<T>,
) -> Result<Vec<Option<T>>> {
    let one = |value: &&'a Value| match read(value) {
        None if !value.is_null() => Err(Problem::new(format!("expected {expected}, received {value}"))),
        found => Ok(found),
    };
    values.iter().map(one).collect()
}

fn float(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        _ => value.as_f64(),
    }
}

fn integers(values: &[&Value], data_type: &DataType) -> Result<ArrayRef> {
    cast(
        &(Arc::new(collect(values, "an integer", Value::as_i64)?.into_iter().collect::<Int64Array>()) as ArrayRef),
        data_type,
    )
}

fn cast(array: &ArrayRef, data_type: &DataType) -> Result<ArrayRef> {
    cast_with_options(array, data_type, &CastOptions { safe: false, ..CastOptions::default() }).at(data_type)
}

fn list(element: &FieldRef, values: &[&Value]) -> Result<ArrayRef> {
    let lists = collect(values, "a list", Value::as_array)?;
    let items: Vec<&Value> = lists.iter().flatten().flat_map(|items| items.iter()).collect();
    let offsets = OffsetBuffer::from_lengths(lists.iter().map(|items| items.map_or(0, Vec::len)));
    let nulls = NullBuffer::from_iter(lists.iter().map(Option::is_some));
    let items = array(element.data_type(), &items)?;
    Ok(Arc::new(ListArray::try_new(Arc::clone(element), offsets, items, Some(nulls)).at("array")?))
}

fn map(entries: &FieldRef, values: &[&Value]) -> Result<ArrayRef> {
    let DataType::Struct(fields) = entries.data_type() else {
        return Err(Problem::new("a map's entries are a struct"));
    };
    let maps = collect(values, "a list of pairs", Value::as_array)?;
    let pairs: Vec<&Value> = maps.iter().flatten().flat_map(|pairs| pairs.iter()).collect();
    let offsets = OffsetBuffer::from_lengths(maps.iter().map(|pairs| pairs.map_or(0, Vec::len)));
    let nulls = NullBuffer::from_iter(maps.iter().map(Option::is_some));
    let pairs = StructArray::try_new(fields.clone(), columns(fields, &pairs)?, None).at("map")?;
    Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, Some(nulls), false).at("map")?))
}
