//! The names and places of columns, and what else is attached to a relation.

use sparrow_plan::RelKind;
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, condition, invalid_plan, unsupported};

use super::required;
use crate::decode::depth::Depth;
use crate::decode::{data_type, expression, missing, sorted};

pub(super) fn subquery_alias(depth: Depth, x: &proto::SubqueryAlias) -> Result<RelKind> {
    if x.alias.is_empty() {
        return Err(missing("an alias of a relation", "name"));
    }
    if !x.qualifier.is_empty() {
        return Err(unsupported(format!("the qualifier {} of an alias", x.qualifier.join("."))));
    }
    let input = required(depth, x.input.as_deref())?;
    Ok(RelKind::SubqueryAlias { input, alias: x.alias.clone(), columns: vec![] })
}

pub(super) fn to_df(depth: Depth, x: &proto::ToDf) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    Ok(RelKind::ToDf { input, names: x.column_names.clone() })
}

/// 3.5 sends a map, later clients a list.
pub(super) fn renamed(depth: Depth, x: &proto::WithColumnsRenamed) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    let mut renames = sorted(&x.rename_columns_map);
    renames.extend(x.renames.iter().map(|rename| (rename.col_name.clone(), rename.new_col_name.clone())));
    Ok(RelKind::WithColumnsRenamed { input, renames })
}

pub(super) fn with_columns(depth: Depth, x: &proto::WithColumns) -> Result<RelKind> {
    if x.aliases.iter().any(|alias| alias.name.len() != 1) {
        return Err(invalid_plan("withColumns takes one name for each column"));
    }
    let input = required(depth, x.input.as_deref())?;
    let columns = x.aliases.iter().map(|alias| expression::alias(depth, alias)).collect::<Result<_>>()?;
    Ok(RelKind::WithColumns { input, columns })
}

pub(super) fn drop(depth: Depth, x: &proto::Drop) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    let columns = expression::list(depth, &x.columns)?;
    Ok(RelKind::Drop { input, columns, names: x.column_names.clone() })
}

pub(super) fn to_schema(depth: Depth, x: &proto::ToSchema) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    Ok(RelKind::ToSchema { input, schema: data_type::schema(x.schema.as_ref(), "DataFrame.to")? })
}

pub(super) fn hint(depth: Depth, x: &proto::Hint) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    Ok(RelKind::Hint { input, name: x.name.clone(), parameters: expression::list(depth, &x.parameters)? })
}

pub(super) fn with_relations(depth: Depth, x: &proto::WithRelations) -> Result<RelKind> {
    let root = required(depth, x.root.as_deref())?;
    let references = x.references.iter().map(|r| super::decode(depth, r)).collect::<Result<_>>()?;
    Ok(RelKind::WithRelations { root, references })
}

pub(super) fn collect_metrics(depth: Depth, x: &proto::CollectMetrics) -> Result<RelKind> {
    if x.name.is_empty() {
        return Err(SparkError::new(&condition::INVALID_OBSERVED_METRICS_MISSING_NAME).with("operator", "observe"));
    }
    let input = required(depth, x.input.as_deref())?;
    let metrics = expression::list(depth, &x.metrics)?;
    Ok(RelKind::CollectMetrics { input, name: x.name.clone(), metrics })
}
