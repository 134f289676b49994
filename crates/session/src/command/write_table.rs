//! `saveAsTable` and `insertInto`.

use std::sync::Arc;

use sparrow_catalog::{Table, TableKind, table_already_exists};
use sparrow_plan::{InsertMode, SaveMode, TableDefinition, TableSaveMethod, WriteOperation, WriteTarget};
use sparrow_sources::Format;
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_spark_types::DataType;

use super::insert::Matching;
use super::{Run, conditions};
use crate::CommandOutcome;
use crate::resolve::{Keep, SearchPath, with_stack};

pub(super) async fn run(run: Run<'_>, write: WriteOperation) -> Result<CommandOutcome> {
    match write.target.clone() {
        WriteTarget::Table { name, method: TableSaveMethod::InsertInto } => insert_into(run, &name, write).await,
        WriteTarget::Table { name, method: TableSaveMethod::SaveAsTable } => save_as_table(run, name, write).await,
        WriteTarget::Path(_) | WriteTarget::None => Err(internal("not a table's write")),
    }
}

/// Columns match by position.
async fn insert_into(run: Run<'_>, name: &[String], write: WriteOperation) -> Result<CommandOutcome> {
    if !write.partition_by.is_empty() {
        return Err(
            SparkError::new(&conditions::PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO).with("tableName", name.join("."))
        );
    }
    let table = run.base_table(name, "INSERT", SearchPath::Query).await?;
    let mode = if write.mode == SaveMode::Overwrite { InsertMode::Overwrite } else { InsertMode::Append };
    let dynamic = run.is_dynamic(&write.options);
    run.insert_as(table, write.input, Matching::ByPosition, vec![], mode, dynamic).await
}

/// Creates the table, or acts on one that is there as the mode says; then columns match by name.
async fn save_as_table(run: Run<'_>, name: Vec<String>, write: WriteOperation) -> Result<CommandOutcome> {
    let full = run.table_name(&name)?;
    run.database(&full.database).await?;
    let Some(table) = run.find_table(&full).await? else {
        return run.create_from(definition(name, &write), write.input, create_mode(write.mode), None).await;
    };
    match write.mode {
        SaveMode::ErrorIfExists => Err(table_already_exists(&full)),
        SaveMode::Ignore => Ok(CommandOutcome::Done),
        _ if table.kind == TableKind::View => Err(SparkError::new(&condition::EXPECT_TABLE_NOT_VIEW)
            .with("viewName", full.quoted())
            .with("operation", "saveAsTable")),
        SaveMode::Append => append(run, table, write).await,
        SaveMode::Overwrite => overwrite(run, name, &table, write).await,
    }
}

/// What is at the place of an external table's files is replaced only when the user said so.
fn create_mode(mode: SaveMode) -> SaveMode {
    if mode == SaveMode::Ignore { SaveMode::ErrorIfExists } else { mode }
}

fn definition(name: Vec<String>, write: &WriteOperation) -> TableDefinition {
    TableDefinition {
        name,
        provider: write.format.clone(),
        partitioned_by: write.partition_by.clone(),
        options: write.options.clone(),
        ..TableDefinition::default()
    }
}

async fn append(run: Run<'_>, table: Arc<Table>, write: WriteOperation) -> Result<CommandOutcome> {
    check_like(&table, &write)?;
    let relation = with_stack(&write.input, || write.input.clone());
    let prepared = run.session.prepare(relation, Keep::Ignore).await?;
    let own = run.session.analyze(prepared.relation, prepared.snapshot).await?.schema;
    if own.fields.len() != table.schema.fields.len() {
        return Err(SparkError::new(&conditions::APPEND_OTHER_WIDTH)
            .with("tableName", table.name.to_string())
            .with("existingTableSchema", DataType::Struct(table.schema.clone()).catalog_string())
            .with("querySchema", DataType::Struct(own).catalog_string()));
    }
    if let Some(missing) = table.schema.fields.iter().find(|field| own.positions(&field.name, false).is_empty()) {
        let names: Vec<_> = own.fields.iter().map(|field| field.name.clone()).collect();
        return Err(SparkError::new(&conditions::APPEND_OTHER_COLUMNS)
            .with("col", missing.name.clone())
            .with("inputColumns", names.join(", ")));
    }
    run.insert(table, write.input, Matching::ByName, vec![], InsertMode::Append).await
}

/// A format or partitioning that was asked for must be the table's own.
fn check_like(table: &Table, write: &WriteOperation) -> Result<()> {
    if let Some(format) = &write.format
        && Format::parse(format)?.short_name() != table.provider
    {
        let spark_name = |format: &str| Ok::<_, SparkError>(format!("{}DataSourceV2", Format::parse(format)?.label()));
        return Err(SparkError::new(&conditions::APPEND_OTHER_PROVIDER)
            .with("tableName", table.name.to_string())
            .with("existingProvider", spark_name(&table.provider)?)
            .with("specifiedProvider", spark_name(format)?));
    }
    let same = |(a, b): (&String, &String)| a.eq_ignore_ascii_case(b);
    let (wanted, own) = (&write.partition_by, &table.partition_columns);
    let is_own = wanted.len() == own.len() && wanted.iter().zip(own).all(same);
    if !wanted.is_empty() && !is_own {
        return Err(SparkError::new(&conditions::APPEND_OTHER_PARTITIONING)
            .with("tableName", table.name.to_string())
            .with("specifiedPartCols", wanted.join(", "))
            .with("existingPartCols", own.join(", ")));
    }
    Ok(())
}

/// Puts a new table in the place of the old one.
async fn overwrite(run: Run<'_>, name: Vec<String>, table: &Table, write: WriteOperation) -> Result<CommandOutcome> {
    let definition = definition(name, &write);
    run.check_layout(&definition, Some(&write.input), &table.name).await?;
    let outcome = run.create_from(definition, write.input, SaveMode::Overwrite, Some(table)).await?;
    run.session.workspace().cache().outdate(Some(&table.name), Some(&table.location)).await;
    Ok(outcome)
}
