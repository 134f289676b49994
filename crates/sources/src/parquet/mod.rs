//! Parquet files read as Spark reads them; the reader itself is DataFusion's.

mod adapter;
mod footer;
pub(crate) mod nesting;
mod reader;
mod schema;
mod statistics;

pub(crate) use adapter::SparkAdapterFactory;
pub(crate) use reader::{gate_of, options_of, source, source_with};
pub(crate) use schema::infer_schema;
pub(crate) use statistics::file_statistics;

/// Footer key of Spark's own schema.
pub(crate) const SCHEMA_KEY: &str = "org.apache.spark.sql.parquet.row.metadata";
