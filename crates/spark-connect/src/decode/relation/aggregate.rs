//! `groupBy`, `rollup`, `cube`, `groupingSets` and `pivot`.

use sparrow_plan::{Aggregate, Expression, GroupingKind, Pivot, RelKind, Relation};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::required;
use crate::decode::depth::Depth;
use crate::decode::{expression, literal, missing};
use proto::aggregate::GroupType;

pub(super) fn decode(depth: Depth, x: &proto::Aggregate) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    let grouping = expression::list(depth, &x.grouping_expressions)?;
    let aggregates = expression::list(depth, &x.aggregate_expressions)?;
    let kind = match GroupType::try_from(x.group_type) {
        Ok(GroupType::Groupby) => GroupingKind::GroupBy,
        Ok(GroupType::Rollup) => GroupingKind::Rollup,
        Ok(GroupType::Cube) => GroupingKind::Cube,
        Ok(GroupType::GroupingSets) => grouping_sets(depth, &x.grouping_sets)?,
        Ok(GroupType::Pivot) => return pivot(depth, x.pivot.as_ref(), input, grouping, aggregates),
        Ok(GroupType::Unspecified) | Err(_) => {
            return Err(invalid_plan(format!("{} is no type of grouping", x.group_type)));
        }
    };
    let select = grouping.iter().cloned().chain(aggregates).collect();
    Ok(RelKind::Aggregate(Aggregate { input, grouping, kind, select, having: None }))
}

fn grouping_sets(depth: Depth, sets: &[proto::aggregate::GroupingSets]) -> Result<GroupingKind> {
    let sets = sets.iter().map(|set| expression::list(depth, &set.grouping_set)).collect::<Result<_>>()?;
    Ok(GroupingKind::GroupingSets(sets))
}

/// Without values they are computed from the data.
fn pivot(
    depth: Depth,
    x: Option<&proto::aggregate::Pivot>,
    input: Relation,
    grouping: Vec<Expression>,
    aggregates: Vec<Expression>,
) -> Result<RelKind> {
    let x = x.ok_or_else(|| missing("a pivot", "column"))?;
    let column = expression::required(depth, x.col.as_ref(), "a pivot", "column")?;
    let values =
        x.values.iter().map(|v| literal::decode(depth, v).map(Expression::literal)).collect::<Result<Vec<_>>>()?;
    let values = Some(values).filter(|values| !values.is_empty());
    Ok(RelKind::Pivot(Pivot { input, grouping: Some(grouping), column, values, aggregates }))
}
