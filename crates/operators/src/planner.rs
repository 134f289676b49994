//! Turns our logical nodes into our physical ones: the one list of them.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::common::{DFSchema, Result, internal_datafusion_err};
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNode};
use datafusion::physical_plan::{ExecutionPlan, PhysicalExpr};
use datafusion::physical_planner::{ExtensionPlanner, PhysicalPlanner};

use crate::at_most_one_row::AtMostOneRowNode;
use crate::coalesce::CoalesceNode;
use crate::collect_metrics::CollectMetricsNode;
use crate::generate::GenerateNode;
use crate::join_hint::JoinHintNode;
use crate::node::PlannedNode;
use crate::partition_id::PartitionIdNode;
use crate::partitions::PartitionCounts;
use crate::repartition::RepartitionNode;
use crate::sample::SampleNode;
use crate::sort_within_partitions::SortWithinPartitionsNode;
use crate::tail::TailNode;

type PlanNode = fn(&dyn UserDefinedLogicalNode, &Planning) -> Result<Arc<dyn ExecutionPlan>>;

/// Every logical node of this crate, by name.
const NODES: &[(&str, PlanNode)] = &[
    (AtMostOneRowNode::NAME, plan_as::<AtMostOneRowNode>),
    (CoalesceNode::NAME, plan_as::<CoalesceNode>),
    (CollectMetricsNode::NAME, plan_as::<CollectMetricsNode>),
    (GenerateNode::NAME, plan_as::<GenerateNode>),
    (JoinHintNode::NAME, plan_as::<JoinHintNode>),
    (PartitionIdNode::NAME, plan_as::<PartitionIdNode>),
    (RepartitionNode::NAME, plan_as::<RepartitionNode>),
    (SampleNode::NAME, plan_as::<SampleNode>),
    (SortWithinPartitionsNode::NAME, plan_as::<SortWithinPartitionsNode>),
    (TailNode::NAME, plan_as::<TailNode>),
];

/// Plans the nodes of this crate; hand it to `DefaultPhysicalPlanner::with_extension_planners`.
#[derive(Debug, Default)]
pub struct OperatorPlanner;

#[async_trait]
impl ExtensionPlanner for OperatorPlanner {
    async fn plan_extension(
        &self,
        planner: &dyn PhysicalPlanner,
        node: &dyn UserDefinedLogicalNode,
        logical_inputs: &[&LogicalPlan],
        physical_inputs: &[Arc<dyn ExecutionPlan>],
        session: &dyn Session,
        context: &PhysicalPlanningContext,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let Some((_, plan)) = NODES.iter().find(|(name, _)| *name == node.name()) else { return Ok(None) };
        let ([logical_input], [input]) = (logical_inputs, physical_inputs) else {
            return Err(internal_datafusion_err!("the node {} takes one input", node.name()));
        };
        let planning = Planning { planner, session, context, schema: logical_input.schema(), input };
        plan(node, &planning).map(Some)
    }
}

fn plan_as<N: PlannedNode>(node: &dyn UserDefinedLogicalNode, planning: &Planning) -> Result<Arc<dyn ExecutionPlan>> {
    let node = node.as_any().downcast_ref::<N>();
    node.ok_or_else(|| internal_datafusion_err!("a foreign node carries the name {}", N::NAME))?.plan(planning)
}

/// What a node's planning may use.
pub(crate) struct Planning<'a> {
    planner: &'a dyn PhysicalPlanner,
    /// The session of the planning.
    pub session: &'a dyn Session,
    /// Subquery state of the planning.
    pub context: &'a PhysicalPlanningContext,
    /// Logical schema of the input.
    pub schema: &'a DFSchema,
    /// The input's physical form.
    pub input: &'a Arc<dyn ExecutionPlan>,
}

impl Planning<'_> {
    /// The number of partitions asked for; without one that of every shuffle.
    pub fn partitions(&self, wanted: Option<usize>) -> Result<usize> {
        let shuffled = self.session.config().target_partitions();
        PartitionCounts::of(self.session).check(wanted.unwrap_or(shuffled))
    }

    /// The physical form of an expression over the input.
    pub fn expression(&self, expr: &Expr) -> Result<Arc<dyn PhysicalExpr>> {
        self.planner.create_physical_expr(expr, self.schema, self.session, self.context)
    }
}
