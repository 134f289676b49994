//! Rows as bytes: one encoder a file, made by the format.

use std::sync::Arc;

use arrow::array::RecordBatch;
use async_trait::async_trait;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use object_store::buffered::BufWriter;
use sparrow_spark_error::{Result, SparkError, unsupported};
use sparrow_spark_types::StructType;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::csv::CsvEncoding;
use super::json::JsonEncoding;
use super::parquet;
use super::parquet::ParquetEncoding;
use super::spec::Content;
use super::text::TextEncoding;
use crate::Options;
use crate::condition as own;
use crate::condition::failed_read;
use crate::format::Format;

/// How a job's files are encoded.
#[derive(Debug)]
pub(super) enum Encoding {
    Parquet(ParquetEncoding),
    Text {
        format: Format,
        rows: Arc<dyn RowEncoding>,
        compression: FileCompressionType,
        /// What the compression adds to a name.
        suffix: &'static str,
    },
}

/// Rows as text.
pub(super) trait RowEncoding: std::fmt::Debug + Send + Sync {
    /// What a file begins with.
    fn header(&self) -> Result<String> {
        Ok(String::new())
    }

    /// Appends the text of a batch.
    fn append(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()>;
}

impl Encoding {
    /// The encoding a request asks for; `data` are the columns in the files.
    pub fn new(request: &Content, data: StructType) -> Result<Self> {
        if request.format == Format::Parquet {
            return Ok(Self::Parquet(ParquetEncoding::new(&request.options, &data)?));
        }
        let rows: Arc<dyn RowEncoding> = match request.format {
            Format::Csv => Arc::new(CsvEncoding::new(&request.options, &request.time_zone, &data)?),
            Format::Json => Arc::new(JsonEncoding::new(&request.options, &request.time_zone)?),
            _ => Arc::new(TextEncoding::new(&request.options)?),
        };
        let (compression, suffix) = text_compression(&request.options)?;
        Ok(Self::Text { format: request.format, rows, compression, suffix })
    }

    /// A file's extension, without its first dot.
    pub fn extension(&self) -> String {
        match self {
            Self::Parquet(encoding) => format!("{}parquet", encoding.prefix()),
            Self::Text { format, suffix, .. } => format!("{}{suffix}", format.extension()),
        }
    }

    /// Begins a file. `path` is for errors.
    pub async fn open(&self, writer: BufWriter, path: &str) -> Result<Box<dyn FileEncoder>> {
        match self {
            Self::Parquet(encoding) => Ok(Box::new(parquet::ParquetFile::open(encoding, writer, path)?)),
            Self::Text { rows, compression, .. } => {
                let writer = compression.convert_async_writer(writer).map_err(|error| failed_read(path, error))?;
                let mut file =
                    TextFile { rows: rows.clone(), writer, buffer: Vec::new(), bytes: 0, path: path.to_owned() };
                let header = rows.header()?;
                file.put(header.into_bytes()).await?;
                Ok(Box::new(file))
            }
        }
    }
}

/// A file being written.
#[async_trait]
pub(super) trait FileEncoder: Send {
    /// Adds rows.
    async fn write(&mut self, batch: &RecordBatch) -> Result<()>;

    /// Bytes held in memory.
    fn buffered_bytes(&self) -> usize;

    /// Sends what is held in memory on its way.
    async fn flush(&mut self) -> Result<()>;

    /// Ends the file; answers its size before compression of text.
    async fn finish(self: Box<Self>) -> Result<u64>;
}

struct TextFile {
    rows: Arc<dyn RowEncoding>,
    writer: Box<dyn AsyncWrite + Send + Unpin>,
    buffer: Vec<u8>,
    bytes: u64,
    path: String,
}

impl TextFile {
    async fn put(&mut self, bytes: Vec<u8>) -> Result<()> {
        self.bytes += bytes.len() as u64;
        self.writer.write_all(&bytes).await.map_err(|error| write_failed(&self.path, error))
    }
}

#[async_trait]
impl FileEncoder for TextFile {
    async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        self.rows.append(batch, &mut buffer)?;
        self.bytes += buffer.len() as u64;
        self.writer.write_all(&buffer).await.map_err(|error| write_failed(&self.path, error))?;
        self.buffer = buffer;
        Ok(())
    }

    fn buffered_bytes(&self) -> usize {
        0
    }

    async fn flush(&mut self) -> Result<()> {
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<u64> {
        self.writer.shutdown().await.map_err(|error| write_failed(&self.path, error))?;
        Ok(self.bytes)
    }
}

/// Writing to `path` failed.
pub(super) fn write_failed(path: &str, detail: impl ToString) -> SparkError {
    SparkError::new(&sparrow_spark_error::condition::TASK_WRITE_FAILED)
        .with("path", path)
        .with("detail", detail.to_string())
}

/// The compression of text files and what it adds to their names.
fn text_compression(options: &Options) -> Result<(FileCompressionType, &'static str)> {
    let Some(name) = options.first(&["compression", "codec"]) else {
        return Ok((FileCompressionType::UNCOMPRESSED, ""));
    };
    match name.to_lowercase().as_str() {
        "none" | "uncompressed" => Ok((FileCompressionType::UNCOMPRESSED, "")),
        "gzip" => Ok((FileCompressionType::GZIP, ".gz")),
        "bzip2" => Ok((FileCompressionType::BZIP2, ".bz2")),
        codec @ ("snappy" | "lz4" | "deflate") => Err(unsupported(format!("writing text compressed with {codec}"))),
        _ => Err(SparkError::new(&own::CODEC_NOT_AVAILABLE)
            .with("codecName", name)
            .with("availableCodecs", "bzip2, deflate, uncompressed, snappy, none, lz4, gzip")),
    }
}
