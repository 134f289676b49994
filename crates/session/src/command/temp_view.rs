//! `CREATE TEMPORARY VIEW`, `createOrReplaceTempView` and their relatives.

use sparrow_plan::Relation;
use sparrow_spark_error::{Result, SparkError, condition, quote_parts};
use sparrow_spark_types::StructType;

use super::{Run, conditions};
use crate::CommandOutcome;
use crate::resolve::{Keep, identifier, with_stack};
use crate::workspace::TempView;

/// How the view is made.
#[derive(Clone, Copy)]
pub(super) struct How {
    /// In `global_temp`.
    pub global: bool,
    /// In the place of one of its name.
    pub replace: bool,
}

pub(super) async fn run(
    run: Run<'_>,
    name: &str,
    columns: Vec<String>,
    query: Relation,
    how: How,
) -> Result<CommandOutcome> {
    let view = view(run, name, columns, query, how.global).await?;
    add(run, view, how)?;
    Ok(CommandOutcome::Done)
}

/// Makes a view known.
pub(super) fn add(run: Run<'_>, view: TempView, how: How) -> Result<()> {
    if how.global {
        let services = run.session.services();
        let limits = &services.limits.workspace;
        return services.shared.add_global_view(run.session.principal(), view, how.replace, limits);
    }
    run.session.workspace().add_view(view, how.replace)
}

/// A view of a query, with what the query's names mean now.
pub(super) async fn view(
    run: Run<'_>,
    name: &str,
    columns: Vec<String>,
    query: Relation,
    global: bool,
) -> Result<TempView> {
    let name = single_part(name)?;
    let fingerprint = run.session.fingerprint(&query);
    let prepared = run.session.prepare(query, Keep::Ignore).await?;
    let relation = with_stack(&prepared.relation, || prepared.relation.clone());
    let bindings = prepared.bindings;
    let analyzed = run.session.analyze(prepared.relation, prepared.snapshot).await?;
    let schema = renamed(analyzed.schema, &columns, &name)?;
    let levels = bindings.levels() + 1;
    Ok(TempView { name: name.to_lowercase(), global, relation, bindings, columns, schema, fingerprint, levels })
}

fn single_part(name: &str) -> Result<String> {
    let invalid = |_| SparkError::new(&conditions::INVALID_VIEW_NAME).with("viewName", name);
    match identifier::parse(name).map_err(invalid)?.as_slice() {
        [single] => Ok(single.clone()),
        _ => Err(SparkError::new(&conditions::TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS).with("actualName", name)),
    }
}

/// The columns under their new names.
pub(super) fn renamed(mut schema: StructType, columns: &[String], view: &str) -> Result<StructType> {
    if columns.is_empty() {
        return Ok(schema);
    }
    if columns.len() != schema.fields.len() {
        let condition = match columns.len() > schema.fields.len() {
            true => &condition::CREATE_VIEW_NOT_ENOUGH_COLUMNS,
            false => &condition::CREATE_VIEW_TOO_MANY_COLUMNS,
        };
        let quoted = |names: Vec<&str>| names.into_iter().map(|n| quote_parts(&[n])).collect::<Vec<_>>().join(", ");
        return Err(SparkError::new(condition)
            .with("viewName", if view.starts_with('`') { view.to_owned() } else { quote_parts(&[view]) })
            .with("viewColumns", quoted(columns.iter().map(String::as_str).collect()))
            .with("dataColumns", quoted(schema.fields.iter().map(|f| f.name.as_str()).collect())));
    }
    for (field, name) in schema.fields.iter_mut().zip(columns) {
        field.name.clone_from(name);
    }
    Ok(schema)
}
