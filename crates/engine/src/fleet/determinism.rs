//! Which stages may give other rows when they run a second time.

use std::sync::Arc;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::limit::{GlobalLimitExec, LocalLimitExec};
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec};
use sparrow_operators::{partition_id::PartitionIdExec, route::RouteExec, sample::SampleExec};

/// Whether a second run may differ: the stage draws at random, or what it gives rests on the order of rows that nothing fixes.
/// Inputs are read in a fixed order, but sorts that spill and ties may fall differently.
pub(super) fn may_differ(plan: &Arc<dyn ExecutionPlan>) -> bool {
    rests_on_order(plan) || has_volatile(plan) || plan.children().into_iter().any(may_differ)
}

fn rests_on_order(plan: &Arc<dyn ExecutionPlan>) -> bool {
    plan.is::<GlobalLimitExec>()
        || plan.is::<LocalLimitExec>()
        || plan.is::<WindowAggExec>()
        || plan.is::<BoundedWindowAggExec>()
        || plan.is::<SampleExec>()
        || plan.is::<PartitionIdExec>()
        || plan.downcast_ref::<SortExec>().is_some_and(|sort| sort.fetch().is_some())
        || plan.downcast_ref::<RouteExec>().is_some_and(RouteExec::is_by_position)
}

fn has_volatile(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let mut volatile = false;
    let looked = plan.apply_expressions(&mut |expression| {
        volatile |= datafusion::physical_expr_common::physical_expr::is_volatile(expression);
        Ok(if volatile { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    });
    volatile || looked.is_err()
}
