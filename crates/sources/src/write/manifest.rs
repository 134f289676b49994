//! What a task tells of the files it has written: a row for each, and one for its end.

use std::sync::{Arc, LazyLock};

use arrow::array::{Array, AsArray, RecordBatch, StringArray, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt64Type};
use sparrow_spark_error::{Result, internal};

/// A finished file, not yet in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrittenFile {
    /// Where it is, below the job's folder.
    pub file: String,
    /// The partition directory it belongs in, empty for none.
    pub directory: String,
    /// Its name there.
    pub name: String,
    pub rows: u64,
    pub bytes: u64,
}

/// A row of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The partition of the plan.
    pub partition: u64,
    /// The attempt that has written it.
    pub attempt: String,
    /// A file, or `None` for the end of the partition.
    pub file: Option<WrittenFile>,
}

/// The columns of manifests.
pub(super) fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        Arc::new(Schema::new(vec![
            Field::new("partition", DataType::UInt64, false),
            Field::new("attempt", DataType::Utf8, false),
            Field::new("file", DataType::Utf8, true),
            Field::new("directory", DataType::Utf8, false),
            Field::new("name", DataType::Utf8, false),
            Field::new("rows", DataType::UInt64, false),
            Field::new("bytes", DataType::UInt64, false),
        ]))
    });
    SCHEMA.clone()
}

/// The manifest of one attempt: its files, then its end.
pub(super) fn encode(partition: u64, attempt: &str, files: &[WrittenFile]) -> Result<RecordBatch> {
    let count = files.len() + 1;
    let text = |of: fn(&WrittenFile) -> &str| -> StringArray { files.iter().map(of).chain([""]).map(Some).collect() };
    let number = |of: fn(&WrittenFile) -> u64| -> UInt64Array {
        files.iter().map(of).chain([files.iter().map(of).sum()]).map(Some).collect()
    };
    let places: StringArray = files.iter().map(|file| Some(file.file.as_str())).chain([None]).collect();
    let batch = RecordBatch::try_new(
        schema(),
        vec![
            Arc::new(UInt64Array::from(vec![partition; count])),
            Arc::new(StringArray::from(vec![attempt; count])),
            Arc::new(places),
            Arc::new(text(|file| &file.directory)),
            Arc::new(text(|file| &file.name)),
            Arc::new(number(|file| file.rows)),
            Arc::new(number(|file| file.bytes)),
        ],
    );
    Ok(batch?)
}

/// The rows of a batch.
pub(super) fn decode(batch: &RecordBatch) -> Result<Vec<Row>> {
    let is_ours = batch.num_columns() == schema().fields().len()
        && batch.columns().iter().zip(schema().fields()).all(|(column, field)| column.data_type() == field.data_type());
    if !is_ours {
        return Err(internal("no manifest of a write"));
    }
    let number = |column: usize, row| batch.column(column).as_primitive::<UInt64Type>().value(row);
    let text = |column: usize, row| batch.column(column).as_string::<i32>().value(row).to_owned();
    let row = |row| Row {
        partition: number(0, row),
        attempt: text(1, row),
        file: batch.column(2).is_valid(row).then(|| WrittenFile {
            file: text(2, row),
            directory: text(3, row),
            name: text(4, row),
            rows: number(5, row),
            bytes: number(6, row),
        }),
    };
    Ok((0..batch.num_rows()).map(row).collect())
}
