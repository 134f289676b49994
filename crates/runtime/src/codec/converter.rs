//! The way of every node and every expression of a plan, out and in.

use std::sync::Arc;

use datafusion::arrow::datatypes::Schema;
use datafusion::common::Result;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::joins::HashJoinExec;
use datafusion::physical_plan::{ExecutionPlan, PhysicalExpr};
use datafusion_proto::physical_plan::from_proto::parse_physical_expr_with_converter;
use datafusion_proto::physical_plan::to_proto::serialize_physical_expr_with_converter;
use datafusion_proto::physical_plan::{
    PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalPlanNodeExt, PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::physical_plan_node::PhysicalPlanType;
use datafusion_proto::protobuf::{PhysicalExprNode, PhysicalExtensionNode, PhysicalPlanNode};
use sparrow_operators::portable::Parts;

use super::filters::Filters;
use super::nodes::{self, Node};
use super::{ballista, expression, extension, standard};

/// When so little stack is left, it grows by so much: plans and expressions are as deep as users like.
const STACK_LEFT_BYTES: usize = 256 << 10;
const STACK_MORE_BYTES: usize = 4 << 20;

/// DataFusion asks it for every node and every expression, so that none goes a way of its own.
#[derive(Default)]
pub(super) struct Converter {
    filters: Filters,
}

impl Converter {
    /// The plan of a message.
    pub fn decode(
        &self,
        message: &PhysicalPlanNode,
        context: &TaskContext,
        codec: &dyn PhysicalExtensionCodec,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.proto_to_execution_plan(message, &PhysicalPlanDecodeContext::new(context, codec))
    }

    /// A node of ours, with its inputs.
    fn ours(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        (node, parts): (&Node, Result<Parts>),
        codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalPlanNode> {
        let mut parts = parts?;
        let inputs = parts.inputs.take();
        let inputs = inputs.unwrap_or_else(|| plan.children().into_iter().cloned().collect());
        self.extension(extension::written(node, &parts, self, codec)?, &inputs, codec)
    }

    /// A node of Ballista's, with its inputs.
    fn ballistas(&self, plan: &Arc<dyn ExecutionPlan>, codec: &dyn PhysicalExtensionCodec) -> Result<PhysicalPlanNode> {
        let mut node = Vec::new();
        codec.try_encode(Arc::clone(plan), &mut node, self)?;
        let inputs: Vec<_> = plan.children().into_iter().cloned().collect();
        self.extension(node, &inputs, codec)
    }

    fn extension(
        &self,
        node: Vec<u8>,
        inputs: &[Arc<dyn ExecutionPlan>],
        codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalPlanNode> {
        let inputs = inputs.iter().map(|input| self.execution_plan_to_proto(input, codec)).collect::<Result<_>>()?;
        let node = PhysicalPlanType::Extension(PhysicalExtensionNode { node, inputs });
        Ok(PhysicalPlanNode { physical_plan_type: Some(node) })
    }

    /// A node DataFusion writes.
    fn standard(&self, plan: &Arc<dyn ExecutionPlan>, codec: &dyn PhysicalExtensionCodec) -> Result<PhysicalPlanNode> {
        standard::check(plan.as_ref())?;
        self.filters.produced_by(plan.as_ref());
        let mut node = PhysicalPlanNode::try_from_physical_plan_with_converter(Arc::clone(plan), codec, self)?;
        if let (true, Some(PhysicalPlanType::HashJoin(join))) =
            (plan.is::<HashJoinExec>(), &mut node.physical_plan_type)
        {
            join.dynamic_filter = None;
        }
        Ok(node)
    }
}

fn with_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACK_LEFT_BYTES, STACK_MORE_BYTES, work)
}

impl PhysicalProtoConverterExtension for Converter {
    fn execution_plan_to_proto(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalPlanNode> {
        with_stack(|| match nodes::parts(plan.as_ref()) {
            Some(ours) => self.ours(plan, ours, codec),
            None if ballista::is_ballistas(plan.as_ref()) => self.ballistas(plan, codec),
            None => self.standard(plan, codec),
        })
    }

    fn proto_to_execution_plan(
        &self,
        node: &PhysicalPlanNode,
        context: &PhysicalPlanDecodeContext<'_>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        with_stack(|| node.try_into_physical_plan_with_context(context, self))
    }

    fn physical_expr_to_proto(
        &self,
        expr: &Arc<dyn PhysicalExpr>,
        codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalExprNode> {
        with_stack(|| {
            if let Some(current) = self.filters.left_behind(expr)? {
                return self.physical_expr_to_proto(&current, codec);
            }
            match expression::encode(expr, self, codec)? {
                Some(node) => Ok(node),
                None => serialize_physical_expr_with_converter(expr, codec, self),
            }
        })
    }

    fn proto_to_physical_expr(
        &self,
        node: &PhysicalExprNode,
        schema: &Schema,
        context: &PhysicalPlanDecodeContext<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        with_stack(|| match expression::decode(node, schema, self, context)? {
            Some(expr) => Ok(expr),
            None => {
                let found = parse_physical_expr_with_converter(node, schema, context, self)?;
                self.filters.shared(node.expr_id, found)
            }
        })
    }
}
