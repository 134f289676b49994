//! Planning that nobody waits for any more ends at the next rule: DataFusion plans without awaiting anything, so that dropping
//! a query would not stop it before the plan is made.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::LogicalPlan;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;

thread_local! {
    /// What says that the planning on this thread is abandoned.
    static ABANDONED: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// Does `work` on this thread such that planning in it ends with an error once `abandoned` is set.
pub fn stopping_when<T>(abandoned: &Arc<AtomicBool>, work: impl FnOnce() -> T) -> T {
    struct Restore(Option<Arc<AtomicBool>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            ABANDONED.set(self.0.take());
        }
    }
    let _restore = Restore(ABANDONED.replace(Some(Arc::clone(abandoned))));
    work()
}

fn check() -> Result<()> {
    match ABANDONED.with_borrow(|a| a.as_ref().is_some_and(|a| a.load(Ordering::Relaxed))) {
        true => exec_err!("the query was cancelled while it was planned"),
        false => Ok(()),
    }
}

/// A rule that changes nothing, and fails where planning is abandoned.
#[derive(Debug)]
pub struct StopIfAbandoned;

impl OptimizerRule for StopIfAbandoned {
    fn name(&self) -> &'static str {
        "stop_if_abandoned"
    }

    fn rewrite(&self, plan: LogicalPlan, _config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        check().map(|()| Transformed::no(plan))
    }
}

impl PhysicalOptimizerRule for StopIfAbandoned {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        check().map(|()| plan)
    }

    fn name(&self) -> &'static str {
        "stop_if_abandoned"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use datafusion::execution::session_state::SessionStateBuilder;
    use datafusion::logical_expr::{LogicalPlanBuilder, col, lit};

    use super::*;

    #[test]
    fn planning_ends_once_it_is_abandoned_and_goes_on_elsewhere() {
        let state =
            SessionStateBuilder::new_with_default_features().with_optimizer_rule(Arc::new(StopIfAbandoned)).build();
        let plan = LogicalPlanBuilder::values(vec![vec![lit(1)]]).unwrap().filter(col("column1").gt(lit(0))).unwrap();
        let plan = plan.build().unwrap();
        let abandoned = Arc::new(AtomicBool::new(false));
        assert!(stopping_when(&abandoned, || state.optimize(&plan)).is_ok());
        abandoned.store(true, Ordering::Relaxed);
        let error = stopping_when(&abandoned, || state.optimize(&plan)).unwrap_err();
        assert!(error.to_string().contains("cancelled"), "{error}");
        assert!(state.optimize(&plan).is_ok());
    }
}
