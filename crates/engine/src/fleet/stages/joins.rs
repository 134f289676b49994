//! Joins that share what they have matched between all their partitions, which tasks of a fleet cannot: they are spread by their
//! keys instead, or run as one task.

use std::sync::Arc;

use datafusion::common::{JoinType, Result};
use datafusion::physical_expr::Partitioning;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::joins::{HashJoinExec, NestedLoopJoinExec, PartitionMode};
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, replace_children_if_necessary};

/// `plan`, or in its place a join of the same rows and partitioning whose partitions know nothing of each other.
pub(super) fn made_divisible(plan: Arc<dyn ExecutionPlan>, partitions: usize) -> Result<Arc<dyn ExecutionPlan>> {
    if let Some(join) = plan.downcast_ref::<HashJoinExec>()
        && *join.partition_mode() == PartitionMode::CollectLeft
        && is_spread(join.right())
        && (join.null_aware || remembers_left(join.join_type()))
    {
        let changed = if join.null_aware || join.on().is_empty() {
            with_whole_right(&plan, join.left(), join.right())?
        } else {
            by_keys(join, partitions)?
        };
        return partitioned_as_before(&plan, changed);
    }
    if let Some(join) = plan.downcast_ref::<NestedLoopJoinExec>()
        && is_spread(join.right())
        && remembers_left(join.join_type())
    {
        let changed = with_whole_right(&plan, join.left(), join.right())?;
        return partitioned_as_before(&plan, changed);
    }
    Ok(plan)
}

fn is_spread(plan: &Arc<dyn ExecutionPlan>) -> bool {
    plan.output_partitioning().partition_count() > 1
}

/// Whether rows of the left side are given out, or left out, by what all of the right side matches.
fn remembers_left(join_type: &JoinType) -> bool {
    match join_type {
        JoinType::Left | JoinType::Full | JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark => true,
        JoinType::Inner | JoinType::Right | JoinType::RightSemi | JoinType::RightAnti | JoinType::RightMark => false,
    }
}

fn with_whole_right(
    plan: &Arc<dyn ExecutionPlan>,
    left: &Arc<dyn ExecutionPlan>,
    right: &Arc<dyn ExecutionPlan>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let right = Arc::new(CoalescePartitionsExec::new(Arc::clone(right)));
    replace_children_if_necessary(Arc::clone(plan), vec![Arc::clone(left), right])
}

fn by_keys(join: &HashJoinExec, partitions: usize) -> Result<Arc<dyn ExecutionPlan>> {
    let (left, right): (Vec<_>, Vec<_>) = join.on().iter().map(|(l, r)| (Arc::clone(l), Arc::clone(r))).unzip();
    let hashed = |side: &Arc<dyn ExecutionPlan>, keys| -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(RepartitionExec::try_new(without_gather(side), Partitioning::Hash(keys, partitions))?))
    };
    let children = vec![hashed(join.left(), left)?, hashed(join.right(), right)?];
    let builder = join.builder().with_partition_mode(PartitionMode::Partitioned);
    builder.with_new_children(children)?.recompute_properties().build_exec()
}

/// The left side was made one partition for a join that does not need it any more.
fn without_gather(plan: &Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    match plan.downcast_ref::<CoalescePartitionsExec>() {
        Some(gather) if gather.fetch().is_none() => Arc::clone(gather.input()),
        _ => Arc::clone(plan),
    }
}

/// Nodes above may rest on how the rows were hashed.
fn partitioned_as_before(
    before: &Arc<dyn ExecutionPlan>,
    changed: Arc<dyn ExecutionPlan>,
) -> Result<Arc<dyn ExecutionPlan>> {
    match before.output_partitioning() {
        Partitioning::Hash(keys, count) if *count > 1 => {
            let partitioning = Partitioning::Hash(keys.clone(), *count);
            Ok(Arc::new(RepartitionExec::try_new(changed, partitioning)?))
        }
        _ => Ok(changed),
    }
}
