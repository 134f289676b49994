//! `spark.catalog`: each operation answers a small table read by column position.

mod columns;
mod databases;
mod functions;
mod tables;

use sparrow_catalog::DEFAULT_CATALOG;
use sparrow_plan::CatalogOp;
use sparrow_spark_error::{Result, unsupported};

use super::{Run, answer, cache_table, database, drop, show_create_table, show_table_properties, truncate_table};
use crate::CommandOutcome;
use crate::cache::DEFAULT_LEVEL;
use crate::resolve::SearchPath;
use crate::resolve::identifier::parse;

/// Runs an operation.
pub(super) async fn run(run: Run<'_>, op: CatalogOp) -> Result<CommandOutcome> {
    match op {
        CatalogOp::CurrentDatabase => answer::rows(vec![answer::text("value", [run.session.workspace().database()])]),
        CatalogOp::CurrentCatalog => answer::rows(vec![answer::text("value", [DEFAULT_CATALOG])]),
        CatalogOp::SetCurrentDatabase { name } => done(database::use_database(run, &parse(&name)?).await),
        CatalogOp::SetCurrentCatalog { name } => databases::set_catalog(&name),
        CatalogOp::ListDatabases { pattern } => databases::list(run, pattern.as_deref()).await,
        CatalogOp::ListCatalogs { pattern } => databases::catalogs(pattern.as_deref()),
        CatalogOp::GetDatabase { name } => databases::get(run, &name).await,
        CatalogOp::DatabaseExists { name } => databases::exists(run, &name).await,
        create @ CatalogOp::CreateDatabase { .. } => databases::create(run, create).await,
        CatalogOp::DropDatabase { name, if_exists, cascade } => {
            done(database::drop(run, &parse(&name)?, if_exists, cascade).await)
        }
        CatalogOp::ListTables { database, pattern } => tables::list(run, database, pattern, false).await,
        CatalogOp::ListViews { database, pattern } => tables::list(run, database, pattern, true).await,
        CatalogOp::GetTable { name, database } => tables::get(run, &name, database.as_deref()).await,
        CatalogOp::TableExists { name, database } => tables::exists(run, &name, database.as_deref()).await,
        create @ CatalogOp::CreateTable { .. } => tables::create(run, create).await,
        CatalogOp::DropTable { name, if_exists, purge: _ } => {
            done(drop::run(run, &parse(&name)?, if_exists, false).await)
        }
        CatalogOp::DropView { name, if_exists } => done(drop::run(run, &parse(&name)?, if_exists, true).await),
        CatalogOp::DropTempView { name } => answer::flag(drop::drop_temp_view(run, &[name])),
        CatalogOp::DropGlobalTempView { name } => {
            answer::flag(drop::drop_temp_view(run, &[sparrow_catalog::GLOBAL_TEMP.to_owned(), name]))
        }
        CatalogOp::ListColumns { table, database } => columns::list(run, &table, database.as_deref()).await,
        CatalogOp::ListPartitions { table } => tables::partitions(run, &table).await,
        CatalogOp::ListFunctions { database: _, pattern } => functions::list(pattern.as_deref()),
        CatalogOp::GetFunction { name, database: _ } => functions::get(run, &name),
        CatalogOp::FunctionExists { name, database: _ } => functions::exists(&name),
        CatalogOp::IsCached { table } => tables::is_cached(run, &table).await,
        CatalogOp::CacheTable { table, level } => {
            cache_table::mark(run, &parse(&table)?, level.unwrap_or(DEFAULT_LEVEL)).await?;
            answer::no_value()
        }
        CatalogOp::UncacheTable { table } => done(cache_table::uncache(run, &parse(&table)?, false).await),
        CatalogOp::ClearCache => done(cache_table::clear(run)),
        CatalogOp::RefreshTable { table } => done(cache_table::refresh(run, &parse(&table)?, SearchPath::Query).await),
        CatalogOp::RefreshByPath { path } => {
            run.session.workspace().cache().outdate(None, Some(&path)).await;
            answer::no_value()
        }
        CatalogOp::RecoverPartitions { table } => tables::recover_partitions(run, &table).await,
        CatalogOp::TruncateTable { table } => done(truncate_table::run(run, &parse(&table)?).await),
        CatalogOp::AnalyzeTable { table: _, no_scan: _ } => Err(unsupported("spark.catalog.analyzeTable")),
        CatalogOp::GetTableProperties { table } => show_table_properties::run(run, &parse(&table)?, None).await,
        CatalogOp::GetCreateTableString { table, as_serde: _ } => {
            answer::rows(vec![answer::text("value", [show_create_table::text(run, &parse(&table)?).await?])])
        }
    }
}

/// What operations answer that only do something.
fn done(outcome: Result<CommandOutcome>) -> Result<CommandOutcome> {
    outcome?;
    answer::no_value()
}

/// A name with the database a caller gave beside it.
fn full_name(name: &str, database: Option<&str>) -> Result<Vec<String>> {
    let mut parts = database.map(parse).transpose()?.unwrap_or_default();
    match database {
        // With a database beside it the name is one part, dots included.
        Some(_) => parts.push(name.trim_matches('`').to_owned()),
        None => parts.extend(parse(name)?),
    }
    Ok(parts)
}
