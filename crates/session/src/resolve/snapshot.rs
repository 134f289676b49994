//! Bindings → the analyzer's snapshot: files are listed, tables opened, persistent views read again.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::catalog::MemTable;
use futures::future::BoxFuture;
use sparrow_analyzer::{Resolved, Scan, Snapshot, View};
use sparrow_catalog::{Table, TableKind, TableName, ViewText};
use sparrow_plan::{RelKind, Relation};
use sparrow_sources::{Format, Options};
use sparrow_spark_error::{Result, quote_parts, views_too_deep};
use sparrow_spark_types::arrow::to_arrow_schema;
use sparrow_spark_types::{Field, StructType};

use super::bindings::{Binding, Bindings, SearchPath, not_found};
use super::{Prepared, source};
use crate::Session;
use crate::cache::Fingerprint;
use crate::workspace::TempView;

/// What becomes of DataFrames that are to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// They are computed, if they were not yet, and read from where they are kept.
    Fill,
    /// The same but for this one, which is just being computed.
    FillExcept(Fingerprint),
    /// They are read from where they are kept, if they are.
    Use,
    /// Only names and types matter.
    Ignore,
}

/// How many persistent views may read one another.
const VIEW_LEVELS_CONF: &str = "spark.sql.view.maxNestedViewDepth";
const VIEW_LEVELS_DEFAULT: u64 = 100;

/// What was found under a name, with the files it reads.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// What the analyzer gets.
    pub resolved: Resolved,
    /// URIs.
    pub files: Vec<String>,
}

impl Session {
    /// Looks up everything the bindings name.
    pub(crate) async fn look_up(&self, relation: Relation, mut bindings: Bindings, keep: Keep) -> Result<Prepared> {
        let (snapshot, files) = self.snapshot(&mut bindings, keep, 0).await?;
        Ok(Prepared { relation, snapshot, bindings, files })
    }

    /// The snapshot of these bindings. Sources found are remembered in them.
    pub(crate) fn snapshot<'a>(
        &'a self,
        bindings: &'a mut Bindings,
        keep: Keep,
        level: usize,
    ) -> BoxFuture<'a, Result<(Snapshot, Vec<String>)>> {
        Box::pin(async move {
            let mut snapshot = Snapshot { remotes: bindings.remotes.clone(), ..Snapshot::default() };
            let mut files = Vec::new();
            for (key, bound) in &mut bindings.sources {
                let (resolved, listed) = match &bound.found {
                    Some(found) => found.clone(),
                    None => self.open_source(&bound.source).await?,
                };
                files.extend(listed.iter().cloned());
                bound.found = Some((resolved.clone(), listed));
                snapshot.sources.insert(key.clone(), resolved);
            }
            for (name, binding) in &bindings.tables {
                let found = self.found(binding, keep, level).await?;
                files.extend(found.files);
                snapshot.tables.insert(name.clone(), found.resolved);
            }
            Ok((snapshot, files))
        })
    }

    async fn found(&self, binding: &Binding, keep: Keep, level: usize) -> Result<Found> {
        match binding {
            Binding::View(view) => self.found_view(view, keep, level).await,
            Binding::Table(name, options) => self.found_table(name, options, keep, level).await,
            Binding::Files(source) => {
                let (resolved, files) = self.open_source(source).await?;
                Ok(Found { resolved, files: files.to_vec() })
            }
        }
    }

    async fn found_view(&self, view: &Arc<TempView>, keep: Keep, level: usize) -> Result<Found> {
        let kept = self.kept_as_view(view.fingerprint, view.qualifier(), &view.columns, keep).await?;
        if let Some(resolved) = kept {
            return Ok(Found { resolved, files: vec![] });
        }
        let mut bindings = view.bindings.clone();
        let mut relation = super::with_stack(&view.relation, || view.relation.clone());
        let remotes = match keep {
            Keep::Ignore => HashMap::new(),
            _ => self.substitute_kept_with(&mut relation, &bindings, keep).await?,
        };
        let (mut snapshot, files) = self.snapshot(&mut bindings, keep, level).await?;
        snapshot.remotes.extend(remotes);
        let (qualifier, columns) = (view.qualifier(), view.columns.clone());
        Ok(Found { resolved: Resolved::View(Arc::new(View { qualifier, relation, snapshot, columns })), files })
    }

    async fn found_table(
        &self,
        name: &TableName,
        options: &[(String, String)],
        keep: Keep,
        level: usize,
    ) -> Result<Found> {
        let qualifier: Vec<String> = name.parts().map(str::to_owned).to_vec();
        if let Some(resolved) = self.kept_as_view(Fingerprint::of_table(name), qualifier.clone(), &[], keep).await? {
            return Ok(Found { resolved, files: vec![] });
        }
        let table = self.services().shared.catalog.table(self.principal(), name).await?;
        let table = table.ok_or_else(|| not_found(self, &qualifier, SearchPath::Query))?;
        match &table.view {
            Some(text) => self.found_persistent_view(&table, text, keep, level + 1).await,
            None => self.open_table(&table, options).await,
        }
    }

    async fn found_persistent_view(&self, table: &Table, text: &ViewText, keep: Keep, level: usize) -> Result<Found> {
        let limit = self.conf().number(VIEW_LEVELS_CONF).unwrap_or(VIEW_LEVELS_DEFAULT);
        if level as u64 > limit {
            let view: Vec<String> = table.name.parts().map(str::to_owned).to_vec();
            return Err(views_too_deep(&quote_parts(&view), limit, VIEW_LEVELS_CONF));
        }
        let relation = (self.services().shared.front_ends.query)(&text.text)?;
        let mut bindings = self.bind_in(&relation, &text.database).await?;
        let (snapshot, files) = self.snapshot(&mut bindings, keep, level).await?;
        let columns =
            if text.names_columns { table.schema.fields.iter().map(|f| f.name.clone()).collect() } else { vec![] };
        let qualifier = table.name.parts().map(str::to_owned).to_vec();
        Ok(Found { resolved: Resolved::View(Arc::new(View { qualifier, relation, snapshot, columns })), files })
    }

    /// What a persistent view's names mean: tables of the catalog only, read against the view's own database.
    async fn bind_in(&self, relation: &Relation, database: &str) -> Result<Bindings> {
        let mut bindings = Bindings::default();
        let references = super::names::references(relation);
        for (name, options) in references.tables {
            let table = TableName::resolve(&name, database)?;
            if self.services().shared.catalog.table(self.principal(), &table).await?.is_some() {
                bindings.tables.insert(name, Binding::Table(table, options));
            } else if let Some(binding @ Binding::Files(_)) = self.bind_name(&name, options).await? {
                bindings.tables.insert(name, binding);
            }
        }
        let bound = |(key, source)| (key, super::bindings::SourceBinding { source, found: None });
        bindings.sources = references.sources.into_iter().map(bound).collect();
        Ok(bindings)
    }

    /// Opens a table of the catalog.
    pub(crate) async fn open_table(&self, table: &Table, options: &[(String, String)]) -> Result<Found> {
        let format = Format::parse(&table.provider)?;
        let own = table.options.iter().map(|(key, value)| (key.clone(), value.clone()));
        let options: Options =
            own.chain(options.iter().cloned()).filter(|(key, _)| !key.eq_ignore_ascii_case("path")).collect();
        let paths = vec![table.location.clone()];
        let opened = source::open_files(self, format, paths, Some(table.schema.clone()), options).await;
        let qualifier: Vec<String> = table.name.parts().map(str::to_owned).to_vec();
        let schema = table.schema.clone();
        let opened = match opened {
            Ok(opened) if !opened.files.is_empty() => opened,
            // A table without files has no rows, whether its folder is there or not.
            Ok(_) => return self.empty_table(qualifier, table),
            Err(error)
                if error.is(&sparrow_spark_error::condition::PATH_NOT_FOUND) && table.kind == TableKind::Managed =>
            {
                return self.empty_table(qualifier, table);
            }
            Err(error) => return Err(error),
        };
        let resolved =
            Resolved::Scan(Scan { qualifier, schema: as_defined(&opened.schema, &schema), provider: opened.provider });
        Ok(Found { resolved, files: opened.files })
    }

    fn empty_table(&self, qualifier: Vec<String>, table: &Table) -> Result<Found> {
        let provider = MemTable::try_new(Arc::new(to_arrow_schema(&table.schema)), vec![vec![]])?;
        let scan = Scan { qualifier, schema: table.schema.clone(), provider: Arc::new(provider) };
        Ok(Found { resolved: Resolved::Scan(scan), files: vec![] })
    }

    /// A DataFrame that is kept, under the qualifier of the name it was found by.
    async fn kept_as_view(
        &self,
        fingerprint: Fingerprint,
        qualifier: Vec<String>,
        columns: &[String],
        keep: Keep,
    ) -> Result<Option<Resolved>> {
        let Some((id, rows)) = self.kept(fingerprint, keep).await? else { return Ok(None) };
        let snapshot = Snapshot { remotes: [(id.clone(), rows)].into(), ..Snapshot::default() };
        let relation = Relation::new(RelKind::CachedRemoteRelation { id });
        Ok(Some(Resolved::View(Arc::new(View { qualifier, relation, snapshot, columns: columns.to_vec() }))))
    }
}

/// The opened columns with the names, comments and lengths the table's definition gives them.
fn as_defined(opened: &StructType, defined: &StructType) -> StructType {
    let field = |field: &Field| {
        let own = defined.positions(&field.name, false).first().and_then(|index| defined.fields.get(*index));
        own.filter(|own| own.data_type.same_type(&field.data_type)).cloned().unwrap_or_else(|| field.clone())
    };
    StructType::new(opened.fields.iter().map(field).collect())
}
