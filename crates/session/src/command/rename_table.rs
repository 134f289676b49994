//! `ALTER TABLE|VIEW old RENAME TO new`.

use sparrow_catalog::{Table, TableKind, check_name};
use sparrow_spark_error::{Result, SparkError, condition, quote_parts};

use super::target::Target;
use super::{Run, conditions};
use crate::CommandOutcome;
use crate::resolve::SearchPath;

/// A managed table's files move with its name.
pub(super) async fn run(run: Run<'_>, from: &[String], to: &[String], view: bool) -> Result<CommandOutcome> {
    let table = match run.target(from, SearchPath::Command).await? {
        Target::View(temp) => {
            let name = to.last().map(String::as_str).unwrap_or_default();
            run.session.workspace().rename_view(&temp.name, name)?;
            return Ok(CommandOutcome::Done);
        }
        Target::Table(table) => table,
    };
    if view && table.kind != TableKind::View {
        return Err(SparkError::new(&condition::EXPECT_VIEW_NOT_TABLE)
            .with("tableName", table.name.quoted())
            .with("operation", "ALTER VIEW ... RENAME TO"));
    }
    let mut new = run.table_name(to)?;
    if to.len() == 1 {
        new.database.clone_from(&table.name.database);
    }
    if new.database != table.name.database {
        return Err(SparkError::new(&conditions::RENAME_ACROSS_DATABASES)
            .with("db", table.name.database.clone())
            .with("newDb", new.database));
    }
    check_name(&new.table)?;
    if run.find_table(&new).await?.is_some() {
        let name = quote_parts(&[&new.database, &new.table]);
        return Err(SparkError::new(&condition::TABLE_OR_VIEW_ALREADY_EXISTS).with("relationName", name));
    }
    let location = moved(run, &table, &new.table).await?;
    let catalog = &run.session.services().shared.catalog;
    catalog.create_table(run.session.principal(), Table { name: new, location, ..Table::clone(&table) }).await?;
    catalog.drop_table(run.session.principal(), &table.name).await?;
    run.session.workspace().cache().outdate(Some(&table.name), None).await;
    Ok(CommandOutcome::Done)
}

/// Where the table's files are under its new name. Folders of the warehouse are named like their tables; others stay.
async fn moved(run: Run<'_>, table: &Table, name: &str) -> Result<String> {
    let folder = table.location.rsplit_once('/').filter(|_| table.location.starts_with("file:"));
    let (TableKind::Managed, Some((parent, own))) = (table.kind, folder) else {
        return Ok(table.location.clone());
    };
    if own != table.name.table {
        return Ok(table.location.clone());
    }
    let location = format!("{parent}/{name}");
    run.rename(&table.location, &location).await?;
    Ok(location)
}
