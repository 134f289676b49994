//! DataFrames that are kept: marked by `persist`, computed at the first query that reads them, found again by what they are.

mod fingerprint;
mod kept;
mod substitute;

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use sparrow_catalog::TableName;
use sparrow_operators::cached::CachedTable;
use sparrow_plan::Relation;
use sparrow_spark_error::{Result, limit_exceeded};
use sparrow_spark_types::StructType;

pub use fingerprint::Fingerprint;
pub(crate) use fingerprint::{all as fingerprints, of as fingerprint, of_semantics as semantic_fingerprint};
pub(crate) use kept::DEFAULT_LEVEL;

use crate::StorageLevel;
use crate::resolve::Bindings;

/// What the ids of kept DataFrames begin with inside plans; no client's id does.
pub(crate) const ID_PREFIX: &str = "\0kept-";

/// The kept DataFrames of a session.
#[derive(Debug)]
pub(crate) struct Cache {
    count_max: usize,
    entries: RwLock<HashMap<Fingerprint, Arc<Entry>>>,
}

/// A DataFrame that is to be kept.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its id inside plans.
    pub id: String,
    /// What it is found by.
    pub fingerprint: Fingerprint,
    /// What the user asked for. Rows go to memory while the pool grants it, to disk beyond: `MEMORY_AND_DISK`.
    pub level: StorageLevel,
    /// Its query.
    pub relation: Relation,
    /// What the query's names mean.
    pub bindings: Bindings,
    /// Its columns.
    pub schema: StructType,
    /// Its rows, once computed.
    pub rows: tokio::sync::Mutex<Option<Arc<CachedTable>>>,
}

impl Cache {
    /// Keeps up to `count_max` DataFrames.
    pub fn new(count_max: usize) -> Self {
        Self { count_max, entries: RwLock::default() }
    }

    /// How many are kept.
    pub fn count(&self) -> usize {
        self.entries.read().len()
    }

    /// Whether nothing is kept, as most of the time.
    pub fn is_empty(&self) -> bool {
        self.entries.read().is_empty()
    }

    /// The entry of a query.
    pub fn get(&self, fingerprint: Fingerprint) -> Option<Arc<Entry>> {
        self.entries.read().get(&fingerprint).cloned()
    }

    /// Adds an entry; one that is there already stays.
    pub fn add(&self, entry: Entry) -> Result<()> {
        let mut entries = self.entries.write();
        if entries.len() >= self.count_max && !entries.contains_key(&entry.fingerprint) {
            let (what, conf) = ("The number of DataFrames this session keeps", "sessions.kept_count_max");
            return Err(limit_exceeded(what, self.count_max, conf, "Unpersist those that are not needed."));
        }
        entries.entry(entry.fingerprint).or_insert_with(|| Arc::new(entry));
        Ok(())
    }

    /// Forgets an entry; true when there was one. Queries that read its rows go on.
    pub fn remove(&self, fingerprint: Fingerprint) -> bool {
        self.entries.write().remove(&fingerprint).is_some()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.entries.write().clear();
    }

    /// Lets go of rows that were computed from a table or from below a path; the next query computes them anew.
    pub async fn outdate(&self, table: Option<&TableName>, path: Option<&str>) {
        let entries: Vec<_> = self.entries.read().values().cloned().collect();
        for entry in entries {
            let reads_table = table.is_some_and(|table| entry.bindings.table_names().contains(table));
            if reads_table || path.is_some_and(|path| entry.reads_below(path)) {
                *entry.rows.lock().await = None;
            }
        }
    }
}

impl Entry {
    fn reads_below(&self, path: &str) -> bool {
        let path = plain(path);
        self.bindings.paths().iter().any(|own| {
            let own = plain(own);
            own.starts_with(path) || path.starts_with(own)
        })
    }
}

/// A path without scheme and trailing slashes.
fn plain(path: &str) -> &str {
    let path = path.strip_prefix("file://").or_else(|| path.strip_prefix("file:")).unwrap_or(path);
    path.trim_end_matches('/')
}
