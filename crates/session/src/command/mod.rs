//! Commands: one file each, one call per arm.

pub(crate) mod answer;
mod cache_table;
mod catalog_op;
mod checkpoint;
mod conditions;
mod create_table;
mod create_view;
mod database;
mod describe_query;
mod describe_table;
mod drop;
mod explain;
mod insert;
mod merge_into;
mod register;
mod rename_table;
mod set;
mod show_columns;
mod show_create_table;
mod show_functions;
mod show_namespaces;
mod show_partitions;
mod show_table_properties;
mod show_tables;
mod target;
mod temp_view;
mod truncate_table;
mod write;
mod write_table;
mod write_v2;

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::resolve::SearchPath;
use crate::{CommandOutcome, Session};

/// Whose command runs, and under which operation.
#[derive(Clone, Copy)]
struct Run<'a> {
    session: &'a Session,
    operation_id: &'a str,
}

/// Runs a command to its end.
pub(crate) async fn run(session: &Session, operation_id: &str, command: Command) -> Result<CommandOutcome> {
    let run = Run { session, operation_id };
    match command {
        Command::Write(write) => Box::pin(write::run(run, write)).await,
        Command::WriteV2(write) => Box::pin(write_v2::run(run, write)).await,
        Command::CreateTempView { name, columns, query, global, replace } => {
            temp_view::run(run, &name, columns, query, temp_view::How { global, replace }).await
        }
        view @ Command::CreateView { .. } => create_view::run(run, view).await,
        Command::CreateTable { table, query, if_not_exists, replace } => {
            Box::pin(create_table::run(run, table, query, create_table::How { if_not_exists, replace })).await
        }
        insert @ Command::Insert { .. } => Box::pin(insert::run(run, insert)).await,
        Command::InsertDirectory(write) => Box::pin(write::run(run, write)).await,
        Command::Drop { name, if_exists, view, purge: _ } => drop::run(run, &name, if_exists, view).await,
        create @ Command::CreateDatabase { .. } => database::create(run, create).await,
        Command::DropDatabase { name, if_exists, cascade } => database::drop(run, &name, if_exists, cascade).await,
        Command::Use { name } => database::use_database(run, &name).await,
        Command::Set { key, value, verbose } => set::run(run, key, value, verbose),
        Command::SetTimeZone { zone } => set::time_zone(run, &zone),
        Command::Reset { key } => set::reset(run, key.as_deref()),
        Command::ShowTables { database, pattern } => show_tables::tables(run, database, pattern).await,
        Command::ShowViews { database, pattern } => show_tables::views(run, database, pattern).await,
        Command::ShowDatabases { pattern } => show_namespaces::databases(run, pattern).await,
        Command::ShowCatalogs { pattern } => show_namespaces::catalogs(pattern.as_deref()),
        Command::ShowColumns { table } => show_columns::run(run, &table).await,
        Command::ShowFunctions { pattern } => show_functions::run(pattern.as_deref()),
        Command::ShowCreateTable { table } => show_create_table::run(run, &table).await,
        Command::ShowTableProperties { table, key } => show_table_properties::run(run, &table, key).await,
        Command::ShowPartitions { table } => show_partitions::run(run, &table).await,
        Command::DescribeTable { table, extended, column } => {
            describe_table::run(run, &table, extended, column.as_deref()).await
        }
        Command::DescribeQuery { query } => describe_query::query(run, query).await,
        Command::DescribeDatabase { name, extended } => database::describe(run, &name, extended).await,
        Command::DescribeFunction { name, extended } => show_functions::describe(run, &name, extended),
        Command::Explain { mode, plan } => explain::run(run, mode, *plan).await,
        Command::CacheTable { name, query, lazy, options } => {
            cache_table::cache(run, &name, query, lazy, &options).await
        }
        Command::UncacheTable { name, if_exists } => cache_table::uncache(run, &name, if_exists).await,
        Command::ClearCache => cache_table::clear(run),
        Command::RefreshTable { name } => cache_table::refresh(run, &name, SearchPath::Command).await,
        Command::TruncateTable { table } => truncate_table::run(run, &table).await,
        Command::RenameTable { from, to, view } => rename_table::run(run, &from, &to, view).await,
        Command::Catalog(op) => Box::pin(catalog_op::run(run, op)).await,
        Command::Checkpoint { input, local, eager, level } => checkpoint::run(run, input, local, eager, level).await,
        Command::MergeInto(merge) => merge_into::run(run, merge).await,
        Command::RegisterFunction(function) => Err(register::function(&function)),
        Command::RegisterTableFunction(function) => Err(register::table_function(&function)),
        Command::RegisterDataSource { name, code } => Err(register::data_source(&name, &code)),
        Command::GetResources => Ok(CommandOutcome::NoResources),
        Command::RemoveCachedRemoteRelation { id } => checkpoint::remove(run, &id),
        Command::CleanMlCache => Ok(CommandOutcome::MlCacheCleaned),
    }
}
