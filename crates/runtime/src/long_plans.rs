//! What is left out for plans so long that it would not pay.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::LogicalPlan;
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};

/// Beyond so many projections, each costs every rule more than the expressions save that it keeps.
const PROJECTIONS_MAX: usize = 32;

/// The search for common expressions, which adds a projection where it finds some: left out where there are many already. The
/// analyzer repeats cheap expressions to have fewer projections in just such plans.
#[derive(Debug)]
pub struct FewProjections(pub Arc<dyn OptimizerRule + Send + Sync>);

impl OptimizerRule for FewProjections {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        self.0.apply_order()
    }

    fn rewrite(&self, plan: LogicalPlan, config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        if has_many_projections(&plan)? { Ok(Transformed::no(plan)) } else { self.0.rewrite(plan, config) }
    }
}

fn has_many_projections(plan: &LogicalPlan) -> Result<bool> {
    let mut projections = 0;
    plan.apply(|node| {
        projections += usize::from(matches!(node, LogicalPlan::Projection(_)));
        Ok(if projections > PROJECTIONS_MAX { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(projections > PROJECTIONS_MAX)
}

#[cfg(test)]
mod tests {
    use datafusion::logical_expr::{LogicalPlanBuilder, col, lit};

    use super::*;

    #[test]
    fn many_projections_are_told_from_few() {
        let mut plan = LogicalPlanBuilder::values(vec![vec![lit(1)]]).unwrap();
        for _ in 0..PROJECTIONS_MAX {
            plan = plan.project([col("column1")]).unwrap();
        }
        let few = plan.clone().build().unwrap();
        let many = plan.project([col("column1")]).unwrap().build().unwrap();
        assert!(!has_many_projections(&few).unwrap());
        assert!(has_many_projections(&many).unwrap());
    }
}
