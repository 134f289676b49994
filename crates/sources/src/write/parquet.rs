//! Parquet files that Spark reads back with the same schema.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType as ArrowType, Field as ArrowField, FieldRef, Fields, IntervalUnit, Schema, SchemaRef};
use async_trait::async_trait;
use object_store::buffered::BufWriter;
use parquet::arrow::AsyncArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use sparrow_spark_error::{Result, SparkError, unsupported};
use sparrow_spark_types::{DataType, StructType, arrow as mapping, json};

use super::encode::{FileEncoder, write_failed};
use crate::Options;
use crate::condition as own;
use crate::parquet::SCHEMA_KEY;

const VERSION_KEY: &str = "org.apache.spark.version";
const SPARK_VERSION: &str = "4.2.1";
/// Spark's `parquet.block.size`.
const ROW_GROUP_BYTES_MAX: usize = 128 << 20;

/// What all files of a job share.
#[derive(Debug)]
pub(super) struct ParquetEncoding {
    compression: Compression,
    prefix: &'static str,
    /// The columns as they are stored: intervals as the integers Spark stores.
    stored: SchemaRef,
    schema_json: String,
}

impl ParquetEncoding {
    /// The values of the options.
    pub fn new(options: &Options, data: &StructType) -> Result<Self> {
        let (compression, prefix) = compression(options)?;
        let fields = mapping::to_arrow_schema(data).fields().iter().map(stored_field).collect::<Fields>();
        let schema_json = json::to_json(&DataType::Struct(data.clone()));
        Ok(Self { compression, prefix, stored: Arc::new(Schema::new(fields)), schema_json })
    }

    /// What the compression puts before the extension: `snappy.`
    pub fn prefix(&self) -> &'static str {
        self.prefix
    }
}

fn compression(options: &Options) -> Result<(Compression, &'static str)> {
    let name = options.first(&["compression", "parquet.compression"]).unwrap_or("snappy");
    Ok(match name.to_lowercase().as_str() {
        "none" | "uncompressed" => (Compression::UNCOMPRESSED, ""),
        "snappy" => (Compression::SNAPPY, "snappy."),
        "gzip" => (Compression::GZIP(GzipLevel::default()), "gz."),
        "zstd" => (Compression::ZSTD(ZstdLevel::default()), "zstd."),
        "lz4_raw" => (Compression::LZ4_RAW, "lz4raw."),
        "lz4" => (Compression::LZ4, "lz4hadoop."),
        codec @ ("brotli" | "lzo") => return Err(unsupported(format!("writing Parquet compressed with {codec}"))),
        _ => {
            return Err(SparkError::new(&own::CODEC_NOT_AVAILABLE)
                .with("codecName", name)
                .with("availableCodecs", "brotli, uncompressed, lzo, snappy, lz4_raw, none, zstd, lz4, gzip"));
        }
    })
}

/// A field without our notes, with intervals as integers.
fn stored_field(field: &FieldRef) -> FieldRef {
    Arc::new(ArrowField::new(field.name(), stored_type(field.data_type()), field.is_nullable()))
}

fn stored_type(data_type: &ArrowType) -> ArrowType {
    match data_type {
        ArrowType::Duration(_) => ArrowType::Int64,
        ArrowType::Interval(IntervalUnit::YearMonth) => ArrowType::Int32,
        ArrowType::List(element) => ArrowType::List(stored_field(element)),
        ArrowType::Map(entries, sorted) => ArrowType::Map(stored_field(entries), *sorted),
        ArrowType::Struct(fields) => ArrowType::Struct(fields.iter().map(stored_field).collect()),
        other => other.clone(),
    }
}

/// A Parquet file being written.
pub(super) struct ParquetFile {
    writer: AsyncArrowWriter<BufWriter>,
    stored: SchemaRef,
    path: String,
}

impl ParquetFile {
    /// Begins a file.
    pub fn open(encoding: &ParquetEncoding, writer: BufWriter, path: &str) -> Result<Self> {
        let notes = [(SCHEMA_KEY, encoding.schema_json.as_str()), (VERSION_KEY, SPARK_VERSION)];
        let notes = notes.map(|(key, value)| KeyValue::new(key.to_owned(), Some(value.to_owned())));
        let properties = WriterProperties::builder()
            .set_compression(encoding.compression)
            .set_key_value_metadata(Some(notes.to_vec()))
            .set_created_by(format!("parquet-rs (sparrow {})", env!("CARGO_PKG_VERSION")))
            .set_coerce_types(true)
            .set_max_row_group_bytes(Some(ROW_GROUP_BYTES_MAX))
            .build();
        let options = ArrowWriterOptions::new()
            .with_properties(properties)
            .with_skip_arrow_metadata(true)
            .with_schema_root("spark_schema".to_owned());
        let stored = encoding.stored.clone();
        let writer = AsyncArrowWriter::try_new_with_options(writer, stored.clone(), options);
        Ok(Self { writer: writer.map_err(|error| write_failed(path, error))?, stored, path: path.to_owned() })
    }
}

#[async_trait]
impl FileEncoder for ParquetFile {
    async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let columns = batch.columns().iter().zip(self.stored.fields());
        let columns = columns.map(|(column, field)| stored(column, field.data_type())).collect::<Result<Vec<_>>>()?;
        let batch = RecordBatch::try_new(self.stored.clone(), columns)?;
        self.writer.write(&batch).await.map_err(|error| write_failed(&self.path, error))
    }

    fn buffered_bytes(&self) -> usize {
        self.writer.memory_size()
    }

    async fn flush(&mut self) -> Result<()> {
        self.writer.flush().await.map_err(|error| write_failed(&self.path, error))
    }

    async fn finish(mut self: Box<Self>) -> Result<u64> {
        self.writer.finish().await.map_err(|error| write_failed(&self.path, error))?;
        Ok(self.writer.bytes_written() as u64)
    }
}

fn stored(column: &ArrayRef, data_type: &ArrowType) -> Result<ArrayRef> {
    if column.data_type() == data_type { Ok(column.clone()) } else { Ok(cast(column, data_type)?) }
}
