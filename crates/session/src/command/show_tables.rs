//! `SHOW TABLES` and `SHOW VIEWS`.

use sparrow_catalog::{GLOBAL_TEMP, TableKind, database_name, matches};
use sparrow_spark_error::Result;

use super::{Run, answer};
use crate::CommandOutcome;

/// A line of both commands and of `spark.catalog.listTables`.
pub(super) struct Listed {
    /// Empty for temporary views of the session.
    pub database: String,
    pub name: String,
    pub temporary: bool,
    pub kind: Option<TableKind>,
    pub comment: Option<String>,
}

pub(super) async fn tables(
    run: Run<'_>,
    database: Option<Vec<String>>,
    pattern: Option<String>,
) -> Result<CommandOutcome> {
    let listed = run.list(database.as_deref(), pattern.as_deref(), false).await?;
    as_rows("tableName", &listed)
}

pub(super) async fn views(
    run: Run<'_>,
    database: Option<Vec<String>>,
    pattern: Option<String>,
) -> Result<CommandOutcome> {
    let listed = run.list(database.as_deref(), pattern.as_deref(), true).await?;
    as_rows("viewName", &listed)
}

fn as_rows(name: &str, listed: &[Listed]) -> Result<CommandOutcome> {
    answer::rows(vec![
        answer::text("namespace", listed.iter().map(|l| l.database.clone())),
        answer::text(name, listed.iter().map(|l| l.name.clone())),
        answer::flags("isTemporary", listed.iter().map(|l| l.temporary)),
    ])
}

impl Run<'_> {
    /// Tables and views of a database by name, then the session's temporary views.
    pub(super) async fn list(
        &self,
        database: Option<&[String]>,
        pattern: Option<&str>,
        views_only: bool,
    ) -> Result<Vec<Listed>> {
        let fits = |name: &str| pattern.is_none_or(|pattern| matches(pattern, name));
        let database = database.map_or_else(|| Ok(self.session.workspace().database()), database_name)?;
        let mut listed = self.list_database(&database, views_only).await?;
        let temporary = self.session.workspace().views();
        listed.extend(temporary.iter().map(|view| temp(String::new(), &view.name)));
        listed.retain(|listed| fits(&listed.name));
        Ok(listed)
    }

    async fn list_database(&self, database: &str, views_only: bool) -> Result<Vec<Listed>> {
        let shared = &self.session.services().shared;
        if database == GLOBAL_TEMP {
            let views = shared.global_views(self.session.principal());
            return Ok(views.iter().map(|view| temp(database.to_owned(), &view.name)).collect());
        }
        self.database(database).await?;
        let tables = shared.catalog.tables(self.session.principal(), database).await?;
        let wanted = tables.iter().filter(|table| !views_only || table.kind == TableKind::View);
        let listed = |table: &std::sync::Arc<sparrow_catalog::Table>| Listed {
            database: table.name.database.clone(),
            name: table.name.table.clone(),
            temporary: false,
            kind: Some(table.kind),
            comment: table.comment.clone(),
        };
        Ok(wanted.map(listed).collect())
    }
}

fn temp(database: String, name: &str) -> Listed {
    Listed { database, name: name.to_owned(), temporary: true, kind: None, comment: None }
}
