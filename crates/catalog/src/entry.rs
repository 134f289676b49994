//! What a catalog holds.

use std::collections::BTreeMap;

use sparrow_spark_types::{Field, StructType};

use crate::TableName;

/// A database (Spark: schema, namespace).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// Its name, lower case.
    pub name: String,
    /// Its comment; empty for none.
    pub comment: String,
    /// The folder of its managed tables, as a URI.
    pub location: String,
    /// Its properties.
    pub properties: BTreeMap<String, String>,
    /// Who made it.
    pub owner: String,
}

/// What a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// Its files are ours: dropping it deletes them.
    Managed,
    /// Its files are the user's.
    External,
    /// A query under a name.
    View,
}

impl TableKind {
    /// Spark's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Managed => "MANAGED",
            Self::External => "EXTERNAL",
            Self::View => "VIEW",
        }
    }
}

/// A table or view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// What it is.
    pub kind: TableKind,
    /// Its columns; partition columns come last, as in Spark.
    pub schema: StructType,
    /// The data source, such as `parquet`; empty for views.
    pub provider: String,
    /// The folder of its files, as a URI; empty for views.
    pub location: String,
    /// Names of the partition columns.
    pub partition_columns: Vec<String>,
    /// Options of the data source.
    pub options: BTreeMap<String, String>,
    /// Its properties.
    pub properties: BTreeMap<String, String>,
    /// Its comment.
    pub comment: Option<String>,
    /// When it was made, in milliseconds since the epoch.
    pub created_ms: i64,
    /// Who made it.
    pub owner: String,
    /// What a view reads.
    pub view: Option<ViewText>,
}

/// A view's query as text, with what is needed to read it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewText {
    /// The query.
    pub text: String,
    /// The database that was current when it was made.
    pub database: String,
    /// The names the query's own columns have.
    pub query_columns: Vec<String>,
    /// Whether the view names its columns itself.
    pub names_columns: bool,
}

impl Table {
    /// The columns that are no partition columns.
    pub fn data_columns(&self) -> impl Iterator<Item = &Field> {
        self.schema.fields.iter().filter(|field| !self.is_partition_column(&field.name))
    }

    /// Whether a column is a partition column.
    pub fn is_partition_column(&self, name: &str) -> bool {
        self.partition_columns.iter().any(|partition| partition.eq_ignore_ascii_case(name))
    }
}
