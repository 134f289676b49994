//! What the nodes of this crate have in common: the parts of DataFusion's traits that never differ.

use std::sync::Arc;

use datafusion::common::{Result, internal_datafusion_err};
use datafusion::logical_expr::{LogicalPlan, UserDefinedLogicalNodeCore};
use datafusion::physical_plan::ExecutionPlan;

use crate::planner::Planning;

/// A logical node this crate can plan.
pub(crate) trait PlannedNode: UserDefinedLogicalNodeCore {
    /// The name that marks the node in plans and on the wire.
    const NAME: &'static str;

    /// Its physical form.
    fn plan(&self, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>>;
}

/// The one element of `inputs`.
pub(crate) fn only<T>(inputs: Vec<T>) -> Result<T> {
    let mut inputs = inputs.into_iter();
    match (inputs.next(), inputs.next()) {
        (Some(input), None) => Ok(input),
        _ => Err(internal_datafusion_err!("a unary node takes one input")),
    }
}

/// `output_columns` that are columns of the input: what a node that only appends columns needs of its input.
pub(crate) fn input_columns(input: &LogicalPlan, output_columns: &[usize]) -> Vec<usize> {
    let width = input.schema().fields().len();
    output_columns.iter().copied().filter(|column| *column < width).collect()
}

/// The order DataFusion asks logical nodes for: equal or not comparable.
macro_rules! unordered {
    ($node:ty) => {
        impl PartialOrd for $node {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                (self == other).then_some(std::cmp::Ordering::Equal)
            }
        }
    };
}

/// The methods of `ExecutionPlan` that are alike in every unary node with the fields `input`, `properties` and `metrics`
/// and a method `with_input`.
macro_rules! unary_plan_methods {
    () => {
        fn name(&self) -> &str {
            Self::static_name()
        }

        fn properties(&self) -> &Arc<PlanProperties> {
            &self.properties
        }

        fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
            vec![&self.input]
        }

        fn with_new_children(
            self: Arc<Self>,
            children: Vec<Arc<dyn ExecutionPlan>>,
        ) -> datafusion::common::Result<Arc<dyn ExecutionPlan>> {
            Ok(Arc::new(self.with_input(crate::node::only(children)?)?))
        }

        fn metrics(&self) -> Option<datafusion::physical_plan::metrics::MetricsSet> {
            Some(self.metrics.clone_inner())
        }
    };
}

/// `apply_expressions` of a node without expressions.
macro_rules! no_expressions {
    () => {
        fn apply_expressions(
            &self,
            _f: &mut dyn FnMut(
                &Arc<dyn datafusion::physical_plan::PhysicalExpr>,
            ) -> datafusion::common::Result<datafusion::common::tree_node::TreeNodeRecursion>,
        ) -> datafusion::common::Result<datafusion::common::tree_node::TreeNodeRecursion> {
            Ok(datafusion::common::tree_node::TreeNodeRecursion::Continue)
        }
    };
}
