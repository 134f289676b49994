//! `spark.catalog`: relations whose rows are the answer.

use sparrow_plan::{CatalogOp, Command, RelKind};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::{data_type, non_empty, sorted};
use proto::catalog::CatType;

pub(super) fn decode(x: &proto::Catalog) -> Result<RelKind> {
    let kind = x.cat_type.as_ref().ok_or_else(|| invalid_plan("a catalog operation has no kind"))?;
    let op = match kind {
        CatType::CreateExternalTable(x) => create_external_table(x)?,
        CatType::CreateTable(x) => create_table(x)?,
        other => match listing(other).or_else(|| question(other)).or_else(|| change(other)) {
            Some(op) => op,
            None => return Err(invalid_plan("a catalog operation of an unknown kind")),
        },
    };
    Ok(RelKind::Command(Box::new(Command::Catalog(op))))
}

/// An optional text; clients send empty ones for "not given".
fn given(text: &Option<String>) -> Option<String> {
    non_empty(text.as_deref())
}

#[rustfmt::skip] // One line per operation, so that the lists read as tables.
fn listing(kind: &CatType) -> Option<CatalogOp> {
    Some(match kind {
        CatType::ListDatabases(x) => CatalogOp::ListDatabases { pattern: given(&x.pattern) },
        CatType::ListTables(x) => CatalogOp::ListTables { database: given(&x.db_name), pattern: given(&x.pattern) },
        CatType::ListViews(x) => CatalogOp::ListViews { database: given(&x.db_name), pattern: given(&x.pattern) },
        CatType::ListFunctions(x) => CatalogOp::ListFunctions { database: given(&x.db_name), pattern: given(&x.pattern) },
        CatType::ListColumns(x) => CatalogOp::ListColumns { table: x.table_name.clone(), database: given(&x.db_name) },
        CatType::ListCatalogs(x) => CatalogOp::ListCatalogs { pattern: given(&x.pattern) },
        CatType::ListPartitions(x) => CatalogOp::ListPartitions { table: x.table_name.clone() },
        _ => return None,
    })
}

#[rustfmt::skip]
fn question(kind: &CatType) -> Option<CatalogOp> {
    Some(match kind {
        CatType::CurrentDatabase(_) => CatalogOp::CurrentDatabase,
        CatType::CurrentCatalog(_) => CatalogOp::CurrentCatalog,
        CatType::GetDatabase(x) => CatalogOp::GetDatabase { name: x.db_name.clone() },
        CatType::GetTable(x) => CatalogOp::GetTable { name: x.table_name.clone(), database: given(&x.db_name) },
        CatType::GetFunction(x) => CatalogOp::GetFunction { name: x.function_name.clone(), database: given(&x.db_name) },
        CatType::DatabaseExists(x) => CatalogOp::DatabaseExists { name: x.db_name.clone() },
        CatType::TableExists(x) => CatalogOp::TableExists { name: x.table_name.clone(), database: given(&x.db_name) },
        CatType::FunctionExists(x) => CatalogOp::FunctionExists { name: x.function_name.clone(), database: given(&x.db_name) },
        CatType::IsCached(x) => CatalogOp::IsCached { table: x.table_name.clone() },
        CatType::GetTableProperties(x) => CatalogOp::GetTableProperties { table: x.table_name.clone() },
        CatType::GetCreateTableString(x) => CatalogOp::GetCreateTableString { table: x.table_name.clone(), as_serde: x.as_serde },
        _ => return None,
    })
}

#[rustfmt::skip]
fn change(kind: &CatType) -> Option<CatalogOp> {
    Some(match kind {
        CatType::SetCurrentDatabase(x) => CatalogOp::SetCurrentDatabase { name: x.db_name.clone() },
        CatType::SetCurrentCatalog(x) => CatalogOp::SetCurrentCatalog { name: x.catalog_name.clone() },
        CatType::DropTempView(x) => CatalogOp::DropTempView { name: x.view_name.clone() },
        CatType::DropGlobalTempView(x) => CatalogOp::DropGlobalTempView { name: x.view_name.clone() },
        CatType::DropTable(x) => CatalogOp::DropTable { name: x.table_name.clone(), if_exists: x.if_exists, purge: x.purge },
        CatType::DropView(x) => CatalogOp::DropView { name: x.view_name.clone(), if_exists: x.if_exists },
        CatType::CreateDatabase(x) => CatalogOp::CreateDatabase { name: x.db_name.clone(), if_not_exists: x.if_not_exists, properties: sorted(&x.properties) },
        CatType::DropDatabase(x) => CatalogOp::DropDatabase { name: x.db_name.clone(), if_exists: x.if_exists, cascade: x.cascade },
        CatType::RecoverPartitions(x) => CatalogOp::RecoverPartitions { table: x.table_name.clone() },
        CatType::CacheTable(x) => CatalogOp::CacheTable { table: x.table_name.clone(), level: x.storage_level.as_ref().map(super::storage_level) },
        CatType::UncacheTable(x) => CatalogOp::UncacheTable { table: x.table_name.clone() },
        CatType::ClearCache(_) => CatalogOp::ClearCache,
        CatType::RefreshTable(x) => CatalogOp::RefreshTable { table: x.table_name.clone() },
        CatType::RefreshByPath(x) => CatalogOp::RefreshByPath { path: x.path.clone() },
        CatType::TruncateTable(x) => CatalogOp::TruncateTable { table: x.table_name.clone() },
        CatType::AnalyzeTable(x) => CatalogOp::AnalyzeTable { table: x.table_name.clone(), no_scan: x.no_scan },
        _ => return None,
    })
}

fn create_external_table(x: &proto::CreateExternalTable) -> Result<CatalogOp> {
    Ok(CatalogOp::CreateTable {
        name: x.table_name.clone(),
        path: given(&x.path),
        source: given(&x.source),
        description: None,
        schema: data_type::optional_schema(x.schema.as_ref(), "createExternalTable")?,
        options: sorted(&x.options),
        external: true,
    })
}

fn create_table(x: &proto::CreateTable) -> Result<CatalogOp> {
    Ok(CatalogOp::CreateTable {
        name: x.table_name.clone(),
        path: given(&x.path),
        source: given(&x.source),
        description: given(&x.description),
        schema: data_type::optional_schema(x.schema.as_ref(), "createTable")?,
        options: sorted(&x.options),
        external: false,
    })
}
