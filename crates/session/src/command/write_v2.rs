//! `df.writeTo(table)`: the same tables, other words.

use sparrow_catalog::table_already_exists;
use sparrow_plan::{ExprKind, Expression, InsertMode, SaveMode, TableDefinition, Value, WriteV2, WriteV2Mode};
use sparrow_spark_error::{Result, unsupported};

use super::Run;
use super::insert::Matching;
use crate::CommandOutcome;
use crate::resolve::{SearchPath, not_found};

pub(super) async fn run(run: Run<'_>, write: WriteV2) -> Result<CommandOutcome> {
    if !write.cluster_by.is_empty() {
        return Err(unsupported("clusterBy"));
    }
    match &write.mode {
        WriteV2Mode::Create | WriteV2Mode::Replace | WriteV2Mode::CreateOrReplace => create(run, write).await,
        WriteV2Mode::Append => insert(run, write, InsertMode::Append, false).await,
        WriteV2Mode::Overwrite(condition) => {
            check_everything(condition.as_ref())?;
            insert(run, write, InsertMode::Overwrite, false).await
        }
        WriteV2Mode::OverwritePartitions => insert(run, write, InsertMode::Overwrite, true).await,
    }
}

async fn create(run: Run<'_>, write: WriteV2) -> Result<CommandOutcome> {
    let name = run.table_name(&write.table)?;
    run.database(&name.database).await?;
    let definition = TableDefinition {
        name: write.table.clone(),
        provider: write.provider,
        partitioned_by: write.partitioned_by.into_iter().map(column).collect::<Result<_>>()?,
        options: write.options,
        properties: write.properties,
        ..TableDefinition::default()
    };
    let old = run.find_table(&name).await?;
    match (&old, &write.mode) {
        (Some(_), WriteV2Mode::Create) => return Err(table_already_exists(&name)),
        (None, WriteV2Mode::Replace) => return Err(not_found(run.session, &write.table, SearchPath::Query)),
        (Some(_), _) => run.check_layout(&definition, Some(&write.input), &name).await?,
        (None, _) => {}
    }
    run.create_from(definition, write.input, SaveMode::ErrorIfExists, old.as_deref()).await
}

/// A partitioning by a column itself.
fn column(expression: Expression) -> Result<String> {
    match expression.kind {
        ExprKind::Attribute { name, .. } if name.len() == 1 => Ok(name.concat()),
        _ => Err(unsupported("partitionedBy with anything but columns")),
    }
}

async fn insert(run: Run<'_>, write: WriteV2, mode: InsertMode, dynamic: bool) -> Result<CommandOutcome> {
    let table = run.base_table(&write.table, "writeTo", SearchPath::Query).await?;
    run.insert_as(table, write.input, Matching::ByName, vec![], mode, dynamic).await
}

/// `overwrite(condition)` is known for the condition that is always true.
fn check_everything(condition: Option<&Expression>) -> Result<()> {
    match condition.map(|condition| &condition.kind) {
        None => Ok(()),
        Some(ExprKind::Literal(literal)) if literal.value == Value::Boolean(true) => Ok(()),
        Some(_) => Err(unsupported("writeTo(...).overwrite() with a condition")),
    }
}
