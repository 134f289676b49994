//! The formats this crate knows, and those it knows it does not know.

use sparrow_spark_error::{Result, SparkError, condition, unsupported};

/// A file format that can be read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Apache Parquet
    Parquet,
    /// Comma-separated values
    Csv,
    /// One JSON value a line, or one a file
    Json,
    /// Lines of text
    Text,
}

impl Format {
    /// The format of this name, as users and Spark's class names spell it.
    pub fn parse(name: &str) -> Result<Self> {
        let lower = name.to_lowercase();
        let short = lower.strip_prefix("org.apache.spark.sql.execution.datasources.").unwrap_or(&lower);
        match short {
            "parquet" | "parquet.parquetfileformat" | "org.apache.spark.sql.parquet" => Ok(Self::Parquet),
            "csv" | "csv.csvfileformat" | "com.databricks.spark.csv" => Ok(Self::Csv),
            "json" | "json.jsonfileformat" | "org.apache.spark.sql.json" => Ok(Self::Json),
            "text" | "text.textfileformat" => Ok(Self::Text),
            "orc" | "avro" | "jdbc" | "xml" | "libsvm" | "binaryfile" | "image" | "kafka" | "rate" | "socket"
            | "noop" | "memory" | "console" => Err(unsupported(format!("the data source `{name}`"))),
            _ => Err(SparkError::new(&condition::DATA_SOURCE_NOT_FOUND).with("provider", name)),
        }
    }

    /// Spark's name of the format in errors.
    pub fn label(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet",
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Text => "Text",
        }
    }

    /// The name users write.
    pub fn short_name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Text => "text",
        }
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            other => other.short_name(),
        }
    }
}
