//! Which rows and which expressions of the input: projection, filter, order, limits, duplicates, samples.

use sparrow_plan::{Deduplicate, Expression, Literal, RelKind, Relation, Sample};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::required;
use crate::decode::depth::Depth;
use crate::decode::expression;

/// Without an input it has one row.
pub(super) fn project(depth: Depth, x: &proto::Project) -> Result<RelKind> {
    let input = match x.input.as_deref() {
        Some(relation) => super::decode(depth, relation)?,
        None => Relation::new(RelKind::OneRow),
    };
    Ok(RelKind::Project { input, expressions: expression::list(depth, &x.expressions)? })
}

pub(super) fn filter(depth: Depth, x: &proto::Filter) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    let condition = expression::required(depth, x.condition.as_ref(), "a filter", "condition")?;
    Ok(RelKind::Filter { input, condition })
}

pub(super) fn sort(depth: Depth, x: &proto::Sort) -> Result<RelKind> {
    if x.order.is_empty() {
        return Err(invalid_plan("a sort has no keys"));
    }
    let input = required(depth, x.input.as_deref())?;
    let order = expression::sort_orders(depth, &x.order)?;
    Ok(RelKind::Sort { input, order, global: x.is_global.unwrap_or(false) })
}

fn count(count: i32) -> Expression {
    Expression::literal(Literal::int(count))
}

pub(super) fn limit(depth: Depth, x: &proto::Limit) -> Result<RelKind> {
    Ok(RelKind::Limit { input: required(depth, x.input.as_deref())?, limit: count(x.limit) })
}

pub(super) fn offset(depth: Depth, x: &proto::Offset) -> Result<RelKind> {
    Ok(RelKind::Offset { input: required(depth, x.input.as_deref())?, offset: count(x.offset) })
}

pub(super) fn tail(depth: Depth, x: &proto::Tail) -> Result<RelKind> {
    Ok(RelKind::Tail { input: required(depth, x.input.as_deref())?, limit: count(x.limit) })
}

pub(super) fn deduplicate(depth: Depth, x: &proto::Deduplicate) -> Result<RelKind> {
    let all = x.all_columns_as_keys.unwrap_or(false);
    let columns = match (all, x.column_names.is_empty()) {
        (true, true) => None,
        (false, false) => Some(x.column_names.clone()),
        _ => return Err(invalid_plan("a deduplication is either on all columns or on named ones")),
    };
    let input = required(depth, x.input.as_deref())?;
    Ok(RelKind::Deduplicate(Deduplicate { input, columns, within_watermark: x.within_watermark.unwrap_or(false) }))
}

pub(super) fn sample(depth: Depth, x: &proto::Sample) -> Result<RelKind> {
    Ok(RelKind::Sample(Sample {
        input: required(depth, x.input.as_deref())?,
        lower_bound: x.lower_bound,
        upper_bound: x.upper_bound,
        with_replacement: x.with_replacement.unwrap_or(false),
        seed: x.seed,
        deterministic_order: x.deterministic_order,
    }))
}
