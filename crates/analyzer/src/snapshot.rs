//! What the names of a plan mean, gathered with IO before the analysis and unchanged during it.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use sparrow_plan::{DataSource, Relation};
use sparrow_spark_types::StructType;

/// The meaning of every table, source and held DataFrame a plan names.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// By name parts as written.
    pub tables: HashMap<Vec<String>, Resolved>,
    /// By [`source_key`].
    pub sources: HashMap<String, Resolved>,
    /// By the id of a `CachedRemoteRelation`.
    pub remotes: HashMap<String, Resolved>,
}

/// What one name means.
#[derive(Clone, Debug)]
pub enum Resolved {
    /// Rows that can be scanned.
    Scan(Scan),
    /// A query under a name.
    View(Arc<View>),
}

/// A scannable table.
#[derive(Clone)]
pub struct Scan {
    /// The name columns may be qualified by, catalog first; empty for a bare source.
    pub qualifier: Vec<String>,
    /// Spark's schema; fields match the provider's columns by position.
    pub schema: StructType,
    /// The provider.
    pub provider: Arc<dyn TableProvider>,
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan").field("qualifier", &self.qualifier).finish_non_exhaustive()
    }
}

/// A view: its query, with the meaning its own names had when it was made or last looked up.
#[derive(Debug)]
pub struct View {
    /// The name columns may be qualified by.
    pub qualifier: Vec<String>,
    /// Its query.
    pub relation: Relation,
    /// What the query's names mean.
    pub snapshot: Snapshot,
    /// New column names; empty keeps the query's.
    pub columns: Vec<String>,
}

/// The key of a source in [`Snapshot::sources`]: equal for equal requests.
pub fn source_key(source: &DataSource) -> String {
    format!("{source:?}")
}
