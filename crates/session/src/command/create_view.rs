//! `CREATE [OR REPLACE] VIEW`: a query's text under a name of the catalog.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use sparrow_catalog::{Table, TableKind, TableName, ViewText, check_name, table_already_exists};
use sparrow_plan::Command;
use sparrow_spark_error::{Result, SparkError, condition, internal, quote_parts};

use super::{Run, conditions, temp_view};
use crate::CommandOutcome;
use crate::resolve::{Binding, Bindings, Keep};

pub(super) async fn run(run: Run<'_>, command: Command) -> Result<CommandOutcome> {
    let Command::CreateView { name, columns, query, text, if_not_exists, replace, comment } = command else {
        return Err(internal("not a CREATE VIEW"));
    };
    let name = run.table_name(&name)?;
    let existing = run.find_table(&name).await?;
    if existing.is_some() && if_not_exists {
        return Ok(CommandOutcome::Done);
    }
    if let Some(existing) = &existing {
        check_replaceable(existing, &name, replace)?;
    }
    check_name(&name.table)?;
    let prepared = run.session.prepare(query, Keep::Ignore).await?;
    check_permanent(&prepared.bindings, &name)?;
    let schema = run.session.analyze(prepared.relation, prepared.snapshot).await?.schema;
    let query_columns = schema.fields.iter().map(|f| f.name.clone()).collect();
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    let mut schema = temp_view::renamed(schema, &names, &name.quoted())?;
    for (field, (_, comment)) in schema.fields.iter_mut().zip(&columns) {
        if let Some(comment) = comment {
            *field = field.clone().with_comment(comment);
        }
    }
    let database = run.session.workspace().database();
    let view = Some(ViewText { text, database, query_columns, names_columns: !columns.is_empty() });
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let table = Table {
        name: name.clone(),
        kind: TableKind::View,
        schema,
        provider: String::new(),
        location: String::new(),
        partition_columns: vec![],
        options: BTreeMap::new(),
        properties: BTreeMap::new(),
        comment,
        created_ms: i64::try_from(now).unwrap_or(i64::MAX),
        owner: run.session.principal().subject().to_owned(),
        view,
    };
    run.session.services().shared.catalog.replace_table(run.session.principal(), table).await?;
    run.session.workspace().cache().outdate(Some(&name), None).await;
    Ok(CommandOutcome::Done)
}

fn check_replaceable(existing: &Table, name: &TableName, replace: bool) -> Result<()> {
    if !replace {
        return Err(table_already_exists(name));
    }
    if existing.kind != TableKind::View {
        return Err(SparkError::new(&condition::EXPECT_VIEW_NOT_TABLE)
            .with("tableName", name.quoted())
            .with("operation", "CREATE OR REPLACE VIEW"));
    }
    Ok(())
}

/// A persistent view must not read what goes away with the session, nor itself.
fn check_permanent(bindings: &Bindings, name: &TableName) -> Result<()> {
    for (written, binding) in &bindings.tables {
        match binding {
            Binding::View(_) => {
                return Err(SparkError::new(&conditions::INVALID_TEMP_OBJ_REFERENCE)
                    .with("obj", "VIEW")
                    .with("objName", name.quoted())
                    .with("tempObj", "VIEW")
                    .with("tempObjName", quote_parts(written)));
            }
            Binding::Table(table, _) if table == name => {
                return Err(SparkError::new(&conditions::RECURSIVE_VIEW)
                    .with("viewIdent", name.quoted())
                    .with("newPath", format!("{} -> {}", name.quoted(), name.quoted())));
            }
            Binding::Table(..) | Binding::Files(_) => {}
        }
    }
    Ok(())
}
