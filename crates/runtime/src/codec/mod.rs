//! Physical plans as bytes and back, for tasks that run in another process. Knows no task and no wire.
//!
//! A plan that comes back runs as the one that went: what cannot be written exactly is refused by name, never left out.
//! DataFusion's nodes and expressions are written by DataFusion, but only those of a reviewed list ([`standard`],
//! [`expression`]); our nodes are those of the list [`nodes::NODES`]. To add a node, implement
//! [`Portable`](sparrow_operators::portable::Portable) for it and add a line there.
//!
//! Always use [`encode_plan`] and [`decode_plan`]: they see every node of a plan. With another converter of DataFusion's,
//! [`PlanCodec`] is asked for a node only after DataFusion has tried to write it itself, which loses parts of our scans.

mod ballista;
mod converter;
mod exchange;
mod expression;
mod extension;
mod filters;
mod function;
mod lambda;
mod message;
mod nodes;
mod standard;
mod value;
mod window;

use std::sync::Arc;

use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::PhysicalProtoConverterExtension;
use datafusion_proto::protobuf::PhysicalPlanNode;
use prost::Message;
use sparrow_spark_error::{Result, internal};

pub use extension::PlanCodec;
pub(crate) use nodes::names as node_names;

use converter::Converter;

/// The stack prost gets, which recurses without growing it: enough for messages of some ten thousand levels.
const STACK_BYTES: usize = 64 << 20;

/// The plan as bytes; an error that names what cannot travel.
pub fn encode_plan(plan: &Arc<dyn ExecutionPlan>) -> Result<Vec<u8>> {
    stacker::grow(STACK_BYTES, || {
        let message = Converter::default().execution_plan_to_proto(plan, &PlanCodec::default())?;
        Ok(message.encode_to_vec())
    })
}

/// The plan of these bytes, with functions, stores and options of `context`.
pub fn decode_plan(bytes: &[u8], context: &TaskContext) -> Result<Arc<dyn ExecutionPlan>> {
    stacker::grow(STACK_BYTES, || {
        let message = PhysicalPlanNode::decode(bytes).map_err(|e| internal("a plan cannot be read").caused_by(e))?;
        let codec = PlanCodec::default();
        let plan = Converter::default().decode(&message, context, &codec)?;
        codec.set_partition(nodes::partition(&plan));
        Ok(plan)
    })
}

#[cfg(test)]
mod tests;
