//! What a session's plans see: temporary views, the current database, kept DataFrames; and what all sessions share of it.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use parking_lot::RwLock;
use sparrow_analyzer::Resolved;
use sparrow_catalog::{Catalog, DEFAULT_DATABASE, Memory};
use sparrow_engine::Workers;
use sparrow_plan::{LocalRelation, Relation};
use sparrow_spark_error::{Result, SparkError, condition, limit_exceeded, quote_identifier};
use sparrow_spark_types::StructType;
use sparrow_tenancy::{Principal, Tenants};

use crate::cache::{Cache, Fingerprint};
use crate::resolve::Bindings;
use crate::services::warehouse_of;

/// How much a session's workspace may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Temporary views of a session, and global ones of a tenant.
    pub views_count_max: usize,
    /// Temporary views made of one another.
    pub view_levels_max: usize,
    /// Checkpoints of a session.
    pub checkpoints_count_max: usize,
    /// DataFrames a session keeps.
    pub kept_count_max: usize,
}

/// What reads text and messages for sessions, which know neither grammar nor wire.
#[derive(Clone, Copy, Debug)]
pub struct FrontEnds {
    /// Reads an uploaded serialized `LocalRelation`.
    pub local_relation: fn(&[u8]) -> Result<LocalRelation>,
    /// Reads the rows of an uploaded Arrow stream.
    pub batches: fn(&[u8]) -> Result<Vec<RecordBatch>>,
    /// Parses the query of a persistent view.
    pub query: fn(&str) -> Result<Relation>,
}

/// What all sessions of a process share.
pub struct Shared {
    /// Metadata of tables.
    pub catalog: Arc<dyn Catalog>,
    /// Readers of text and messages.
    pub front_ends: FrontEnds,
    /// Where long work runs that is no query: writes, and rows to be kept.
    pub workers: Workers,
    /// Global temporary views by tenant and name.
    global_views: RwLock<HashMap<String, Views>>,
}

impl Shared {
    /// Spark's default: tables are known as long as the process lives, their files stay below `warehouse`, in a folder of each
    /// tenant that has rules about paths.
    pub fn new(
        warehouse: &Path,
        front_ends: FrontEnds,
        workers: impl Into<Workers>,
        catalog_limits: sparrow_catalog::Limits,
        tenants: Tenants,
    ) -> Self {
        let warehouse = warehouse.to_owned();
        let of_tenant =
            move |principal: &Principal| format!("file:{}", warehouse_of(&warehouse, &tenants, principal).display());
        let catalog = Arc::new(Memory::with_warehouses(of_tenant, catalog_limits));
        Self { catalog, front_ends, workers: workers.into(), global_views: RwLock::default() }
    }

    /// The global temporary view of this name.
    pub(crate) fn global_view(&self, principal: &Principal, name: &str) -> Option<Arc<TempView>> {
        self.global_views.read().get(principal.tenant())?.get(&name.to_lowercase()).cloned()
    }

    /// All global temporary views, by name.
    pub(crate) fn global_views(&self, principal: &Principal) -> Vec<Arc<TempView>> {
        self.global_views
            .read()
            .get(principal.tenant())
            .map(|views| views.values().cloned().collect())
            .unwrap_or_default()
    }

    pub(crate) fn add_global_view(
        &self,
        principal: &Principal,
        view: TempView,
        replace: bool,
        limits: &Limits,
    ) -> Result<()> {
        add(self.global_views.write().entry(principal.tenant().to_owned()).or_default(), view, replace, limits)
    }

    pub(crate) fn drop_global_view(&self, principal: &Principal, name: &str) -> Option<Arc<TempView>> {
        self.global_views.write().get_mut(principal.tenant())?.remove(&name.to_lowercase())
    }
}

type Views = BTreeMap<String, Arc<TempView>>;

/// A query under a name, with what its own names meant when it was made: later views of the same names change nothing in it.
#[derive(Debug)]
pub struct TempView {
    /// Its name, lower case.
    pub name: String,
    /// In `global_temp`.
    pub global: bool,
    /// Its query.
    pub relation: Relation,
    /// What the query's names meant.
    pub bindings: Bindings,
    /// New column names; empty keeps the query's.
    pub columns: Vec<String>,
    /// Its columns.
    pub schema: StructType,
    /// Of the query.
    pub fingerprint: Fingerprint,
    /// How many views it is made of, one upon another.
    pub levels: usize,
}

impl TempView {
    /// What columns may be qualified by.
    pub fn qualifier(&self) -> Vec<String> {
        let database = self.global.then(|| sparrow_catalog::GLOBAL_TEMP.to_owned());
        database.into_iter().chain([self.name.clone()]).collect()
    }
}

/// A session's views, catalog and cache.
#[derive(Debug)]
pub struct Workspace {
    limits: Limits,
    state: RwLock<State>,
    cache: Cache,
}

#[derive(Clone, Debug, Default)]
struct State {
    database: Option<String>,
    views: Views,
    checkpoints: HashMap<String, Resolved>,
}

impl Workspace {
    /// An empty one.
    pub fn new(limits: Limits) -> Self {
        Self { limits, state: RwLock::default(), cache: Cache::new(limits.kept_count_max) }
    }

    /// How many views, checkpoints and kept DataFrames it holds.
    pub fn counts(&self) -> (usize, usize, usize) {
        let state = self.state.read();
        (state.views.len(), state.checkpoints.len(), self.cache.count())
    }

    /// What a cloned session starts with: views and the current database, but nothing kept.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { state: RwLock::new(self.state.read().clone()), ..Self::new(self.limits) }
    }

    /// Kept DataFrames.
    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }

    /// The current database.
    pub fn database(&self) -> String {
        self.state.read().database.clone().unwrap_or_else(|| DEFAULT_DATABASE.to_owned())
    }

    pub(crate) fn use_database(&self, name: &str) {
        self.state.write().database = Some(name.to_lowercase());
    }

    /// The temporary view of this name.
    pub(crate) fn view(&self, name: &str) -> Option<Arc<TempView>> {
        self.state.read().views.get(&name.to_lowercase()).cloned()
    }

    /// All temporary views, by name.
    pub(crate) fn views(&self) -> Vec<Arc<TempView>> {
        self.state.read().views.values().cloned().collect()
    }

    pub(crate) fn add_view(&self, view: TempView, replace: bool) -> Result<()> {
        add(&mut self.state.write().views, view, replace, &self.limits)
    }

    pub(crate) fn drop_view(&self, name: &str) -> Option<Arc<TempView>> {
        self.state.write().views.remove(&name.to_lowercase())
    }

    pub(crate) fn rename_view(&self, from: &str, to: &str) -> Result<()> {
        let mut state = self.state.write();
        let Some(view) = state.views.get(&from.to_lowercase()).cloned() else { return Ok(()) };
        let renamed = TempView {
            name: to.to_lowercase(),
            global: view.global,
            relation: view.relation.clone(),
            bindings: view.bindings.clone(),
            columns: view.columns.clone(),
            schema: view.schema.clone(),
            fingerprint: view.fingerprint,
            levels: view.levels,
        };
        add(&mut state.views, renamed, false, &self.limits)?;
        state.views.remove(&from.to_lowercase());
        Ok(())
    }

    /// The DataFrame the server holds under this id.
    pub(crate) fn checkpoint(&self, id: &str) -> Option<Resolved> {
        self.state.read().checkpoints.get(id).cloned()
    }

    pub(crate) fn add_checkpoint(&self, id: &str, rows: Resolved) -> Result<()> {
        let mut state = self.state.write();
        let limit = self.limits.checkpoints_count_max;
        if state.checkpoints.len() >= limit {
            let advice = "Let go of checkpoints that are not needed.";
            let what = "The number of checkpoints of this session";
            return Err(limit_exceeded(what, limit, "sessions.checkpoints_count_max", advice));
        }
        state.checkpoints.insert(id.to_owned(), rows);
        Ok(())
    }

    pub(crate) fn drop_checkpoint(&self, id: &str) {
        self.state.write().checkpoints.remove(id);
    }
}

fn add(views: &mut Views, view: TempView, replace: bool, limits: &Limits) -> Result<()> {
    let taken = views.contains_key(&view.name);
    if taken && !replace {
        return Err(SparkError::new(&condition::TEMP_TABLE_OR_VIEW_ALREADY_EXISTS)
            .with("relationName", quote_identifier(&view.name)));
    }
    let Limits { views_count_max, view_levels_max, .. } = *limits;
    if !taken && views.len() >= views_count_max {
        let (what, advice) = ("The number of temporary views", "Drop views that are not needed.");
        return Err(limit_exceeded(what, views_count_max, "sessions.views_count_max", advice));
    }
    if view.levels > view_levels_max {
        let advice = "Checkpoint or write an intermediate result.";
        let what = "The number of views made of one another";
        return Err(limit_exceeded(what, view_levels_max, "sessions.view_levels_max", advice));
    }
    views.insert(view.name.clone(), Arc::new(view));
    Ok(())
}
