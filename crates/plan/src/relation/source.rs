//! Relations that read: files, texts, rows that came with the plan, ranges.

use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use sparrow_spark_types::StructType;

use crate::Relation;

/// Files or another source.
#[derive(Clone, Debug, Default)]
pub struct DataSource {
    /// `csv`, `parquet`, …; `None` takes `spark.sql.sources.default`.
    pub format: Option<String>,
    /// The user's schema.
    pub schema: Option<StructType>,
    /// Options as given; keys compare without case.
    pub options: Vec<(String, String)>,
    /// Paths, globs allowed.
    pub paths: Vec<String>,
    /// `jdbc` partition predicates.
    pub predicates: Vec<String>,
    /// `readStream`
    pub streaming: bool,
}

/// Rows that came with the plan.
#[derive(Clone, Debug)]
pub struct LocalRelation {
    /// The rows as they came; `None` is no rows.
    pub batches: Option<Arc<Vec<RecordBatch>>>,
    /// The wanted schema; columns are cast to it by position. `None` takes the batches' own.
    pub schema: Option<StructType>,
}

/// `range(start, end, step, partitions)`
#[derive(Clone, Debug)]
pub struct Range {
    /// First value.
    pub start: i64,
    /// Bound, exclusive.
    pub end: i64,
    /// Distance, not 0.
    pub step: i64,
    /// Partitions; `None` is the default parallelism.
    pub partitions: Option<usize>,
}

/// Rows read from the texts of a DataFrame.
#[derive(Clone, Debug)]
pub struct Parse {
    /// The texts: its one column of strings.
    pub input: Relation,
    /// What they are.
    pub format: ParseFormat,
    /// The user's schema; `None` infers one.
    pub schema: Option<StructType>,
    /// Read options.
    pub options: Vec<(String, String)>,
}

/// Formats of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ParseFormat {
    Csv,
    Json,
    Xml,
}

/// `read.changes`
#[derive(Clone, Debug)]
pub struct RelationChanges {
    /// Name parts of the table.
    pub name: Vec<String>,
    /// Which changes.
    pub options: Vec<(String, String)>,
    /// `readStream`
    pub streaming: bool,
}
