//! Filters that nodes fill in while a plan runs: which of them go with it.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::physical_expr::expressions::DynamicFilterPhysicalExpr;
use datafusion::physical_plan::joins::HashJoinExec;
use datafusion::physical_plan::{ExecutionPlan, PhysicalExpr};

/// The filters of one plan on its way out or in.
#[derive(Default)]
pub(super) struct Filters {
    /// On the way out: those whose producers have been met.
    produced: RefCell<HashSet<u64>>,
    /// On the way in: those met so far, so that a producer and its consumers share one.
    met: RefCell<HashMap<u64, Arc<dyn PhysicalExpr>>>,
}

impl Filters {
    /// Takes note of what a node fills in. It is met before the nodes below it, where the filters are used.
    ///
    /// A hash join's filter stays behind: the join waits with it for all of its partitions, of which a task runs one.
    pub fn produced_by(&self, plan: &dyn ExecutionPlan) {
        if !plan.is::<HashJoinExec>() {
            let ids = plan.dynamic_expressions_produced().into_iter().filter_map(|filter| filter.expression_id());
            self.produced.borrow_mut().extend(ids);
        }
    }

    /// What a filter lets through now, for one that nobody will fill in.
    pub fn left_behind(&self, expr: &Arc<dyn PhysicalExpr>) -> Result<Option<Arc<dyn PhysicalExpr>>> {
        let Some(filter) = expr.downcast_ref::<DynamicFilterPhysicalExpr>() else { return Ok(None) };
        let is_produced = filter.expression_id().is_some_and(|id| self.produced.borrow().contains(&id));
        if is_produced { Ok(None) } else { filter.current().map(Some) }
    }

    /// The filter of this id with the columns of `found`.
    pub fn shared(&self, id: Option<u64>, found: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        let Some(id) = id else { return Ok(found) };
        let mut met = self.met.borrow_mut();
        match met.get(&id) {
            Some(known) => {
                let columns = found.children().into_iter().cloned().collect();
                Arc::clone(known).with_new_children(columns)
            }
            None => {
                met.insert(id, Arc::clone(&found));
                Ok(found)
            }
        }
    }
}
