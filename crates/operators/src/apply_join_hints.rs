//! Makes joins obey the hints on their sides, as Spark's `JoinSelection` does; what a join cannot do is passed over.

use std::sync::Arc;

use arrow::compute::SortOptions;
use arrow::datatypes::{DataType, Schema};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{JoinSide, JoinType, NullEquality, Result};
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, Column};
use datafusion::physical_expr::projection::ProjectionExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::joins::utils::{ColumnIndex, JoinFilter};
use datafusion::physical_plan::joins::{
    CrossJoinExec, HashJoinExec, NestedLoopJoinExec, PartitionMode, SortMergeJoinExec,
};
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::{ExecutionPlan, PhysicalExpr};

use crate::join_hint::{JoinHintExec, JoinStrategy};
use crate::range_route::RangeRouteExec;

/// Obeys the marks, then removes them. Belongs right after DataFusion's join selection, before distribution is enforced.
#[derive(Debug, Default)]
pub struct ApplyJoinHints;

impl PhysicalOptimizerRule for ApplyJoinHints {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let joined = plan.transform_up(|plan| match obey(&plan)? {
            Some(obedient) => Ok(Transformed::yes(obedient)),
            None => Ok(Transformed::no(plan)),
        });
        joined.data()?.transform_up(without_mark).data()
    }

    fn name(&self) -> &str {
        "apply_join_hints"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

fn without_mark(plan: Arc<dyn ExecutionPlan>) -> Result<Transformed<Arc<dyn ExecutionPlan>>> {
    Ok(match plan.downcast_ref::<JoinHintExec>() {
        Some(mark) => Transformed::yes(mark.input().clone()),
        None => Transformed::no(plan),
    })
}

/// The join as the hints on its sides want it.
fn obey(plan: &Arc<dyn ExecutionPlan>) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    if let Some(join) = plan.downcast_ref::<HashJoinExec>() {
        return obey_with_keys(join);
    }
    // Joins without keys have one algorithm; a broadcast says which side is collected.
    if let Some(join) = plan.downcast_ref::<NestedLoopJoinExec>() {
        let swaps = is_collected_on_the_wrong_side(join.left(), join.right(), *join.join_type());
        return if swaps { join.swap_inputs().map(Some) } else { Ok(None) };
    }
    if let Some(join) = plan.downcast_ref::<CrossJoinExec>() {
        let swaps = is_collected_on_the_wrong_side(join.left(), join.right(), JoinType::Inner);
        return if swaps { join.swap_inputs().map(Some) } else { Ok(None) };
    }
    Ok(None)
}

fn is_collected_on_the_wrong_side(
    left: &Arc<dyn ExecutionPlan>,
    right: &Arc<dyn ExecutionPlan>,
    join_type: JoinType,
) -> bool {
    let is_wanted = |side, join_type| wish(side) == Some(JoinStrategy::Broadcast) && may_collect_left(join_type);
    join_type.supports_swap() && is_wanted(right, join_type.swap()) && !is_wanted(left, join_type)
}

/// Spark's order: broadcast, merge, hash, nested loop. DataFusion's left side is the one that is collected or hashed.
fn obey_with_keys(join: &HashJoinExec) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let (left, right) = (wish(join.left()), wish(join.right()));
    let either = |strategy| left == Some(strategy) || right == Some(strategy);
    // Such an anti join knows one way only.
    if join.null_aware || (left.is_none() && right.is_none()) {
        return Ok(None);
    }
    let (own, swapped) = (*join.join_type(), join.join_type().swap());
    let build = |strategy, mode, may: fn(JoinType) -> bool| {
        if left == Some(strategy) && may(own) {
            let built = join.builder().with_partition_mode(mode).build()?;
            return Ok(Some(Arc::new(built) as Arc<dyn ExecutionPlan>));
        }
        if right == Some(strategy) && may(swapped) && own.supports_swap() {
            return join.swap_inputs(mode).map(Some);
        }
        Ok(None)
    };
    if let Some(collected) = build(JoinStrategy::Broadcast, PartitionMode::CollectLeft, may_collect_left)? {
        return Ok(Some(collected));
    }
    if either(JoinStrategy::Merge) && may_merge(join) {
        return merged(join).map(Some);
    }
    if let Some(hashed) = build(JoinStrategy::ShuffleHash, PartitionMode::Partitioned, may_hash_left)? {
        return Ok(Some(hashed));
    }
    if either(JoinStrategy::NestedLoop) && own == JoinType::Inner {
        return looped(join);
    }
    Ok(None)
}

/// The wish on top of a side: the outermost one, under whatever has one input, as in Spark.
fn wish(side: &Arc<dyn ExecutionPlan>) -> Option<JoinStrategy> {
    let mut next = side;
    loop {
        if let Some(mark) = next.downcast_ref::<JoinHintExec>() {
            return Some(mark.strategy());
        }
        let children = next.children();
        match children.as_slice() {
            [input] => next = input,
            [input, _sample] if next.is::<RangeRouteExec>() => next = input,
            _ => return None,
        }
    }
}

/// Whether the left side may go whole to every task: no row of it may be answered by itself, else every task would answer it.
fn may_collect_left(join_type: JoinType) -> bool {
    use JoinType::{Inner, Right, RightAnti, RightMark, RightSemi};
    matches!(join_type, Inner | Right | RightSemi | RightAnti | RightMark)
}

/// Spark hashes the other side of semi and anti joins only.
fn may_hash_left(join_type: JoinType) -> bool {
    !matches!(join_type, JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark)
}

/// Whether DataFusion's merge join can compare the keys. It cannot compare NaN.
fn may_merge(join: &HashJoinExec) -> bool {
    let schema = join.left().schema();
    let is_comparable = |key: &Arc<dyn PhysicalExpr>| {
        let Ok(data_type) = key.data_type(&schema) else { return false };
        match data_type {
            DataType::Boolean | DataType::Utf8 | DataType::Binary | DataType::Date32 => true,
            DataType::Decimal128(..) | DataType::Timestamp(_, None) => true,
            other => other.is_integer(),
        }
    };
    *join.join_type() != JoinType::RightMark && join.on().iter().all(|(left, _)| is_comparable(left))
}

fn merged(join: &HashJoinExec) -> Result<Arc<dyn ExecutionPlan>> {
    let options = vec![SortOptions::default(); join.on().len()];
    let (left, right, on) = (join.left().clone(), join.right().clone(), join.on().to_vec());
    let (filter, kind) = (join.filter().cloned(), *join.join_type());
    let merging = SortMergeJoinExec::try_new(left, right, on, filter, kind, options, join.null_equality())?;
    projected(join, Arc::new(merging))
}

/// A nested loop over all pairs of rows; the keys become part of its condition.
fn looped(join: &HashJoinExec) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let Some(filter) = condition(join) else { return Ok(None) };
    let (left, right) = (join.left().clone(), join.right().clone());
    let looping = NestedLoopJoinExec::try_new(left, right, Some(filter), join.join_type(), None)?;
    projected(join, Arc::new(looping)).map(Some)
}

/// The join's keys and filter as one condition; `None` where a key is not a column.
fn condition(join: &HashJoinExec) -> Option<JoinFilter> {
    let (mut fields, mut places, mut condition) = (vec![], vec![], None);
    if let Some(filter) = join.filter() {
        fields.extend(filter.schema().fields().iter().cloned());
        places.extend(filter.column_indices().iter().cloned());
        condition = Some(filter.expression().clone());
    }
    let equals = match join.null_equality() {
        NullEquality::NullEqualsNothing => Operator::Eq,
        NullEquality::NullEqualsNull => Operator::IsNotDistinctFrom,
    };
    for (left, right) in join.on() {
        let mut add = |key: &Arc<dyn PhysicalExpr>, side: JoinSide, plan: &Arc<dyn ExecutionPlan>| {
            let column = key.downcast_ref::<Column>()?;
            fields.push(plan.schema().fields().get(column.index())?.clone());
            places.push(ColumnIndex { index: column.index(), side });
            Some(Arc::new(Column::new(column.name(), places.len() - 1)) as Arc<dyn PhysicalExpr>)
        };
        let (left, right) = (add(left, JoinSide::Left, join.left())?, add(right, JoinSide::Right, join.right())?);
        let equal: Arc<dyn PhysicalExpr> = Arc::new(BinaryExpr::new(left, equals, right));
        condition = Some(match condition {
            Some(others) => Arc::new(BinaryExpr::new(others, Operator::And, equal)),
            None => equal,
        });
    }
    Some(JoinFilter::new(condition?, places, Arc::new(Schema::new(fields))))
}

/// The columns the hash join would have given.
fn projected(join: &HashJoinExec, plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let Some(columns) = join.projection.as_deref() else { return Ok(plan) };
    let schema = plan.schema();
    let column = |index: &usize| {
        let name = schema.field(*index).name();
        ProjectionExpr::new(Arc::new(Column::new(name, *index)), name.clone())
    };
    Ok(Arc::new(ProjectionExec::try_new(columns.iter().map(column), plan)?))
}
