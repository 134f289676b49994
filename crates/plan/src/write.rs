//! What is written, where and how.

use crate::{Expression, Relation};

/// `df.write…`
#[derive(Clone, Debug)]
pub struct WriteOperation {
    /// Rows to write.
    pub input: Relation,
    /// `parquet`, `csv`, …; `None` takes `spark.sql.sources.default`.
    pub format: Option<String>,
    /// Where to.
    pub target: WriteTarget,
    /// What if something is there.
    pub mode: SaveMode,
    /// `partitionBy`
    pub partition_by: Vec<String>,
    /// `sortBy`
    pub sort_by: Vec<String>,
    /// `bucketBy`: number of buckets and columns
    pub bucket_by: Option<(i32, Vec<String>)>,
    /// `clusterBy`
    pub cluster_by: Vec<String>,
    /// Options as given.
    pub options: Vec<(String, String)>,
}

/// Where rows go.
#[derive(Clone, Debug)]
pub enum WriteTarget {
    /// A folder.
    Path(String),
    /// A table.
    Table {
        /// Name parts.
        name: Vec<String>,
        /// How.
        method: TableSaveMethod,
    },
    /// Neither was given (`noop`, or the path is an option).
    None,
}

/// `saveAsTable` or `insertInto`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableSaveMethod {
    /// Creates, or matches columns by name.
    SaveAsTable,
    /// Matches columns by position.
    InsertInto,
}

/// What if something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveMode {
    /// Fail; the default.
    ErrorIfExists,
    /// Add.
    Append,
    /// Replace.
    Overwrite,
    /// Do nothing.
    Ignore,
}

/// `df.writeTo(table)…`
#[derive(Clone, Debug)]
pub struct WriteV2 {
    /// Rows to write.
    pub input: Relation,
    /// Name parts.
    pub table: Vec<String>,
    /// `using`
    pub provider: Option<String>,
    /// `partitionedBy`
    pub partitioned_by: Vec<Expression>,
    /// `clusterBy`
    pub cluster_by: Vec<String>,
    /// Options.
    pub options: Vec<(String, String)>,
    /// Table properties.
    pub properties: Vec<(String, String)>,
    /// Which method ended the chain.
    pub mode: WriteV2Mode,
}

/// The methods that end a `writeTo` chain.
#[derive(Clone, Debug)]
pub enum WriteV2Mode {
    /// `create()`
    Create,
    /// `replace()`
    Replace,
    /// `createOrReplace()`
    CreateOrReplace,
    /// `append()`
    Append,
    /// `overwrite(condition)`
    Overwrite(Option<Expression>),
    /// `overwritePartitions()`
    OverwritePartitions,
}
