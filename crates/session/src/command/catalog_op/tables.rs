//! Tables and views.

use sparrow_catalog::DEFAULT_CATALOG;
use sparrow_plan::{CatalogOp, TableDefinition};
use sparrow_spark_error::{Result, SparkError, condition, internal};

use super::super::show_tables::Listed;
use super::super::target::Target;
use super::super::{Run, answer, cache_table, conditions, create_table, show_partitions};
use super::{full_name, parse};
use crate::CommandOutcome;
use crate::resolve::SearchPath;

pub(super) async fn list(
    run: Run<'_>,
    database: Option<String>,
    pattern: Option<String>,
    views_only: bool,
) -> Result<CommandOutcome> {
    let database = database.as_deref().map(parse).transpose()?;
    as_rows(&run.list(database.as_deref(), pattern.as_deref(), views_only).await?)
}

pub(super) async fn get(run: Run<'_>, name: &str, database: Option<&str>) -> Result<CommandOutcome> {
    let listed = match run.target(&full_name(name, database)?, SearchPath::Command).await? {
        Target::View(view) => {
            let database = if view.global { sparrow_catalog::GLOBAL_TEMP.to_owned() } else { String::new() };
            Listed { database, name: view.name.clone(), temporary: true, kind: None, comment: None }
        }
        Target::Table(table) => Listed {
            database: table.name.database.clone(),
            name: table.name.table.clone(),
            temporary: false,
            kind: Some(table.kind),
            comment: table.comment.clone(),
        },
    };
    as_rows(&[listed])
}

fn as_rows(listed: &[Listed]) -> Result<CommandOutcome> {
    let catalog = |l: &Listed| (!l.temporary).then(|| DEFAULT_CATALOG.to_owned());
    let namespace = |l: &Listed| Some(if l.database.is_empty() { vec![] } else { vec![l.database.clone()] });
    let kind = |l: &Listed| l.kind.map_or("TEMPORARY", |kind| kind.name());
    answer::rows(vec![
        answer::text("name", listed.iter().map(|l| l.name.clone())),
        answer::nullable_text("catalog", listed.iter().map(catalog)),
        answer::lists("namespace", listed.iter().map(namespace)),
        answer::nullable_text("description", listed.iter().map(|l| l.comment.clone())),
        answer::text("tableType", listed.iter().map(kind)),
        answer::flags("isTemporary", listed.iter().map(|l| l.temporary)),
    ])
}

/// A name whose database is not there does not exist either.
pub(super) async fn exists(run: Run<'_>, name: &str, database: Option<&str>) -> Result<CommandOutcome> {
    match run.find(&full_name(name, database)?).await {
        Ok(found) => answer::flag(found.is_some()),
        Err(error) if error.is(&condition::REQUIRES_SINGLE_PART_NAMESPACE) => answer::flag(false),
        Err(error) => Err(error),
    }
}

pub(super) async fn create(run: Run<'_>, op: CatalogOp) -> Result<CommandOutcome> {
    let CatalogOp::CreateTable { name, path, source, description, schema, options, external } = op else {
        return Err(internal("not a createTable"));
    };
    let name = parse(&name)?;
    let definition = TableDefinition {
        name: name.clone(),
        columns: schema.map(|schema| schema.fields).unwrap_or_default(),
        provider: source,
        location: path,
        options,
        comment: description.filter(|description| !description.is_empty()),
        external,
        ..TableDefinition::default()
    };
    let how = create_table::How { if_not_exists: false, replace: false };
    create_table::run(run, definition, None, how).await?;
    let rows = run.session.query(run.operation_id, cache_table::relation(&name)).await?;
    Ok(CommandOutcome::Rows(rows))
}

pub(super) async fn partitions(run: Run<'_>, table: &str) -> Result<CommandOutcome> {
    let table = run.base_table(&parse(table)?, "listPartitions", SearchPath::Command).await?;
    answer::rows(vec![answer::text("partition", show_partitions::partitions(run, &table).await?)])
}

/// Partitions are found by their folders at every read: there is nothing to recover.
pub(super) async fn recover_partitions(run: Run<'_>, table: &str) -> Result<CommandOutcome> {
    let operation = "ALTER TABLE RECOVER PARTITIONS";
    let table = run.base_table(&parse(table)?, operation, SearchPath::Command).await?;
    if table.partition_columns.is_empty() {
        return Err(SparkError::new(&conditions::NOT_A_PARTITIONED_TABLE)
            .with("operation", operation)
            .with("tableIdentWithDB", table.name.quoted()));
    }
    answer::no_value()
}

pub(super) async fn is_cached(run: Run<'_>, table: &str) -> Result<CommandOutcome> {
    let name = parse(table)?;
    run.target(&name, SearchPath::Query).await?;
    let fingerprint = run.session.fingerprint(&cache_table::relation(&name));
    answer::flag(run.session.workspace().cache().get(fingerprint).is_some())
}
