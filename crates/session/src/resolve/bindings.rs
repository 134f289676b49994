//! What names mean at one moment: temporary view, table, or files.

use std::collections::HashMap;
use std::sync::Arc;

use sparrow_analyzer::Resolved;
use sparrow_catalog::{DEFAULT_CATALOG, GLOBAL_TEMP, TableName};
use sparrow_plan::{DataSource, Relation};
use sparrow_spark_error::{Result, SparkError, condition, quote_identifier};

use super::names;
use crate::Session;
use crate::workspace::TempView;

/// What the names of a query mean. Kept with views, so that they mean the same later.
#[derive(Clone, Debug, Default)]
pub struct Bindings {
    /// By name parts as written.
    pub tables: HashMap<Vec<String>, Binding>,
    /// Sources by their key.
    pub sources: HashMap<String, SourceBinding>,
    /// Held DataFrames by id.
    pub remotes: HashMap<String, Resolved>,
}

/// What a name means.
#[derive(Clone, Debug)]
pub enum Binding {
    /// A temporary view.
    View(Arc<TempView>),
    /// A table or persistent view of the catalog, looked up again at each use.
    Table(TableName, Vec<(String, String)>),
    /// ``format.`path` ``
    Files(DataSource),
}

/// A source: what is to be read, and what was found when it was first read.
#[derive(Clone, Debug)]
pub struct SourceBinding {
    /// What is to be read.
    pub source: DataSource,
    /// What was found.
    pub found: Option<(Resolved, Arc<Vec<String>>)>,
}

impl Bindings {
    /// How many views this is made of, one upon another.
    pub fn levels(&self) -> usize {
        let levels = self.tables.values().map(|binding| match binding {
            Binding::View(view) => view.levels,
            Binding::Table(..) | Binding::Files(_) => 0,
        });
        levels.max().unwrap_or(0)
    }

    /// The tables these names stand for, views looked through.
    pub fn table_names(&self) -> Vec<TableName> {
        let names = self.tables.values().flat_map(|binding| match binding {
            Binding::View(view) => view.bindings.table_names(),
            Binding::Table(name, _) => vec![name.clone()],
            Binding::Files(_) => vec![],
        });
        names.collect()
    }

    /// The paths of the sources, views looked through.
    pub fn paths(&self) -> Vec<String> {
        let own = self.sources.values().flat_map(|bound| bound.source.paths.clone());
        let inner = self.tables.values().flat_map(|binding| match binding {
            Binding::View(view) => view.bindings.paths(),
            Binding::Table(..) => vec![],
            Binding::Files(source) => source.paths.clone(),
        });
        own.chain(inner).collect()
    }
}

/// Where a name was looked for, as errors tell.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SearchPath {
    /// By a query.
    Query,
    /// By a command that takes views too.
    Command,
    /// By a command that takes tables only.
    Catalog,
}

/// No table or view of this name.
pub(crate) fn not_found(session: &Session, name: &[String], path: SearchPath) -> SparkError {
    let database = session.workspace().database();
    let own = format!("{}.{}", quote_identifier(DEFAULT_CATALOG), quote_identifier(&database));
    let path = match path {
        SearchPath::Query => format!("[`system`.`builtin`, `system`.`session`, {own}]"),
        SearchPath::Command => format!("[`system`.`session`, {own}]"),
        SearchPath::Catalog => format!("[{own}]"),
    };
    sparrow_spark_error::table_not_found(name, &path)
}

impl Session {
    /// What the names of a query mean now.
    pub(crate) async fn bind(&self, relation: &Relation) -> Result<Bindings> {
        let references = names::references(relation);
        let mut bindings = Bindings::default();
        for (name, options) in references.tables {
            // A name that means nothing is left to the analyzer, which knows where in the query it stands.
            if let Some(binding) = self.bind_name(&name, options).await? {
                bindings.tables.insert(name, binding);
            }
        }
        let bound = |(key, source)| (key, SourceBinding { source, found: None });
        bindings.sources = references.sources.into_iter().map(bound).collect();
        for id in references.remotes {
            if let Some(rows) = self.workspace().checkpoint(&id) {
                bindings.remotes.insert(id, rows);
            } else if !id.starts_with(crate::cache::ID_PREFIX) {
                return Err(SparkError::new(&condition::DATAFRAME_NOT_FOUND)
                    .with("dfId", id)
                    .with("sessionId", self.id()));
            }
        }
        Ok(bindings)
    }

    /// What one name means: a temporary view, a table, or files.
    pub(crate) async fn bind_name(&self, name: &[String], options: Vec<(String, String)>) -> Result<Option<Binding>> {
        if let Some(view) = self.temp_view(name) {
            return Ok(Some(Binding::View(view)));
        }
        let files = files(name, &options);
        let table = match TableName::resolve(name, &self.workspace().database()) {
            Ok(table) => table,
            Err(error) => return files.map_or(Err(error), |source| Ok(Some(Binding::Files(source)))),
        };
        if self.services().shared.catalog.table(self.principal(), &table).await?.is_some() {
            return Ok(Some(Binding::Table(table, options)));
        }
        Ok(files.map(Binding::Files))
    }

    /// The temporary view of this name.
    pub(crate) fn temp_view(&self, name: &[String]) -> Option<Arc<TempView>> {
        match name {
            [single] => self.workspace().view(single),
            [database, single] if database.eq_ignore_ascii_case(GLOBAL_TEMP) => {
                self.services().shared.global_view(self.principal(), single)
            }
            [database, single] if database.eq_ignore_ascii_case("session") => self.workspace().view(single),
            _ => None,
        }
    }
}

/// ``format.`path` `` names files directly.
fn files(name: &[String], options: &[(String, String)]) -> Option<DataSource> {
    let [format, path] = name else { return None };
    sparrow_sources::Format::parse(format).ok()?;
    let (format, paths) = (Some(format.clone()), vec![path.clone()]);
    Some(DataSource { format, paths, options: options.to_vec(), ..DataSource::default() })
}
