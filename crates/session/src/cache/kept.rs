//! Marking, finding and computing kept DataFrames.

use std::sync::Arc;

use sparrow_analyzer::{Resolved, Scan, Snapshot};
use sparrow_engine::Placement;
use sparrow_operators::cached::CachedTable;
use sparrow_plan::{RelKind, Relation};
use sparrow_spark_error::{Result, SparkError};
use uuid::Uuid;

use super::{Entry, Fingerprint, ID_PREFIX};
use crate::resolve::{Bindings, Keep};
use crate::{Session, StorageLevel};

/// What `cache()` asks for: Spark's `MEMORY_AND_DISK_DESER`.
pub(crate) const DEFAULT_LEVEL: StorageLevel =
    StorageLevel { use_disk: true, use_memory: true, use_off_heap: false, deserialized: true, replication: 1 };

/// Rows of a partition of what is kept of a stream, enough to keep every slot busy with a small table.
const KEPT_PART_ROWS: usize = 128 << 10;

impl Session {
    /// The fingerprint of a query, views looked through.
    pub(crate) fn fingerprint(&self, relation: &Relation) -> Fingerprint {
        super::fingerprint(relation, &|name| self.meaning(name))
    }

    /// What a name stands for now.
    pub(crate) fn meaning(&self, name: &[String]) -> Option<Fingerprint> {
        if let Some(view) = self.temp_view(name) {
            return Some(view.fingerprint.renamed(&view.columns));
        }
        let name = sparrow_catalog::TableName::resolve(name, &self.workspace().database()).ok()?;
        Some(Fingerprint::of_table(&name))
    }

    /// Marks a query to be kept.
    pub(crate) async fn mark_kept(&self, relation: Relation, level: StorageLevel) -> Result<Fingerprint> {
        let fingerprint = self.fingerprint(&relation);
        if self.workspace().cache().get(fingerprint).is_some() {
            return Ok(fingerprint);
        }
        let prepared = self.prepare(relation, Keep::Ignore).await?;
        let relation = crate::resolve::with_stack(&prepared.relation, || prepared.relation.clone());
        let bindings = prepared.bindings.clone();
        let analyzed = self.analyze(prepared.relation, prepared.snapshot).await?;
        let (id, rows) = (format!("{ID_PREFIX}{}", Uuid::new_v4()), Default::default());
        let entry = Entry { id, fingerprint, level, relation, bindings, schema: analyzed.schema, rows };
        self.workspace().cache().add(entry)?;
        Ok(fingerprint)
    }

    /// The rows of a kept DataFrame and their id; `None` when there are none to be used.
    pub(crate) async fn kept(&self, fingerprint: Fingerprint, keep: Keep) -> Result<Option<(String, Resolved)>> {
        if self.workspace().cache().is_empty() || keep == Keep::Ignore || keep == Keep::FillExcept(fingerprint) {
            return Ok(None);
        }
        let Some(entry) = self.workspace().cache().get(fingerprint) else { return Ok(None) };
        let mut rows = entry.rows.lock().await;
        let table = match (&*rows, keep) {
            (Some(table), _) => Arc::clone(table),
            (None, Keep::Use | Keep::Ignore) => return Ok(None),
            (None, Keep::Fill | Keep::FillExcept(_)) => {
                let table = Arc::new(Box::pin(self.compute(&entry)).await?);
                Arc::clone(rows.insert(table))
            }
        };
        let scan = Scan { qualifier: vec![], schema: entry.schema.clone(), provider: table };
        Ok(Some((entry.id.clone(), Resolved::Scan(scan))))
    }

    /// Computes the rows of an entry. Many that ask at once wait for one.
    async fn compute(&self, entry: &Entry) -> Result<CachedTable> {
        let keep = Keep::FillExcept(entry.fingerprint);
        let mut relation = crate::resolve::with_stack(&entry.relation, || entry.relation.clone());
        let mut bindings: Bindings = entry.bindings.clone();
        let remotes = self.substitute_kept_with(&mut relation, &bindings, keep).await?;
        let (mut snapshot, _) = self.snapshot(&mut bindings, keep, 0).await?;
        snapshot.remotes.extend(remotes);
        self.keep_rows(relation, snapshot).await
    }

    /// Runs a query and keeps its rows.
    pub(crate) async fn keep_rows(&self, relation: Relation, snapshot: Snapshot) -> Result<CachedTable> {
        let analyzed = self.analyze(relation, snapshot).await?;
        let job = self.job("", analyzed.plan);
        let engine = &self.services().engine;
        let planned = engine.plan(self.principal(), &job).await?;
        let context = planned.state.task_ctx();
        if planned.placement == Placement::Fleet {
            let rows = engine.run_physical(self.principal(), planned, "").await?.stream;
            return Ok(CachedTable::of_stream(rows, KEPT_PART_ROWS, context.runtime_env()).await?);
        }
        self.on_worker(async move { CachedTable::collect(planned.plan, context).await.map_err(SparkError::from) }).await
    }
}

/// Whether a relation only names another one.
pub(super) fn is_name(relation: &Relation) -> bool {
    matches!(&*relation.kind, RelKind::NamedTable { .. } | RelKind::SubqueryAlias { .. })
}
