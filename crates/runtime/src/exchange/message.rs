//! A stage input as bytes, for tasks that travel: DataFusion's messages for schema, partitioning and orderings, Ballista's for
//! the blocks.

use std::collections::HashMap;
use std::sync::Arc;

use ballista_core::error::BallistaError;
use ballista_core::serde::protobuf as ballista;
use ballista_core::serde::scheduler::PartitionLocation;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::execution::TaskContext;
use datafusion::physical_expr::equivalence::{AcrossPartitions, ConstExpr};
use datafusion::physical_expr::expressions::{Literal, lit};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::from_proto::{
    parse_physical_expr, parse_physical_sort_exprs, parse_protobuf_partitioning,
};
use datafusion_proto::physical_plan::to_proto::{
    serialize_partitioning, serialize_physical_expr, serialize_physical_sort_exprs,
};
use datafusion_proto::physical_plan::{
    DefaultPhysicalProtoConverter, PhysicalExtensionCodec, PhysicalPlanDecodeContext,
};
use datafusion_proto::protobuf;
use prost::Message;

use super::StageInputExec;

#[derive(Clone, PartialEq, Message)]
struct StageInput {
    #[prost(uint64, tag = "1")]
    stage_id: u64,
    #[prost(message, optional, tag = "2")]
    schema: Option<protobuf::Schema>,
    #[prost(message, optional, tag = "3")]
    partitioning: Option<protobuf::Partitioning>,
    #[prost(message, repeated, tag = "4")]
    orderings: Vec<protobuf::PhysicalSortExprNodeCollection>,
    #[prost(message, repeated, tag = "5")]
    equal: Vec<Equal>,
    #[prost(message, repeated, tag = "6")]
    constants: Vec<Constant>,
    /// Said once: there are as many blocks as tasks times partitions, but few executors.
    #[prost(message, repeated, tag = "7")]
    executors: Vec<ballista::ExecutorMetadata>,
    #[prost(message, repeated, tag = "8")]
    partitions: Vec<Blocks>,
}

/// Expressions that have the same value in each row.
#[derive(Clone, PartialEq, Message)]
struct Equal {
    #[prost(message, repeated, tag = "1")]
    expressions: Vec<protobuf::PhysicalExprNode>,
}

/// An expression that has one value in all rows of a partition.
#[derive(Clone, PartialEq, Message)]
struct Constant {
    #[prost(message, optional, tag = "1")]
    expression: Option<protobuf::PhysicalExprNode>,
    /// Whether it has that value in all partitions.
    #[prost(bool, tag = "2")]
    is_uniform: bool,
    /// The value, where it is known: a literal.
    #[prost(message, optional, tag = "3")]
    value: Option<protobuf::PhysicalExprNode>,
}

#[derive(Clone, PartialEq, Message)]
struct Blocks {
    #[prost(message, repeated, tag = "1")]
    blocks: Vec<Block>,
}

#[derive(Clone, PartialEq, Message)]
struct Block {
    /// Without its executor.
    #[prost(message, optional, tag = "1")]
    location: Option<ballista::PartitionLocation>,
    /// The number of its executor.
    #[prost(uint32, tag = "2")]
    executor: u32,
}

impl StageInputExec {
    /// The node as bytes; `codec` is for functions in its expressions. What a worker adds is not part of it.
    pub fn encode(&self, codec: &dyn PhysicalExtensionCodec) -> Result<Vec<u8>> {
        let equivalences = self.properties().equivalence_properties();
        let converter = DefaultPhysicalProtoConverter {};
        let ordering = |ordering: &_| {
            let exprs = Clone::clone(ordering);
            let physical_sort_expr_nodes =
                serialize_physical_sort_exprs::<datafusion::physical_expr::LexOrdering>(exprs, codec, &converter)?;
            Ok(protobuf::PhysicalSortExprNodeCollection { physical_sort_expr_nodes })
        };
        let equal = |class: &datafusion::physical_expr::equivalence::EquivalenceClass| {
            let expressions = class.iter().map(|e| serialize_physical_expr(e, codec)).collect::<Result<_>>()?;
            Ok(Equal { expressions })
        };
        let (executors, partitions) = encode_blocks(self.locations())?;
        let message = StageInput {
            stage_id: self.stage_id() as u64,
            schema: Some(self.schema().as_ref().try_into()?),
            partitioning: Some(serialize_partitioning(self.properties().output_partitioning(), codec, &converter)?),
            orderings: equivalences.oeq_class().iter().map(ordering).collect::<Result<_>>()?,
            equal: equivalences.eq_group().iter().map(equal).collect::<Result<_>>()?,
            constants: equivalences.constants().iter().map(|c| encode_constant(c, codec)).collect::<Result<_>>()?,
            executors,
            partitions,
        };
        Ok(message.encode_to_vec())
    }

    /// The node of these bytes.
    pub fn decode(bytes: &[u8], context: &TaskContext, codec: &dyn PhysicalExtensionCodec) -> Result<Self> {
        let message = StageInput::decode(bytes).map_err(|e| unreadable(&e.to_string()))?;
        let schema = message.schema.as_ref().ok_or_else(|| unreadable("no schema"))?;
        let schema: SchemaRef = Arc::new(Schema::try_from(schema)?);
        let decoding = Decoding { context, codec, schema: &schema };
        let partitioning = decoding.partitioning(message.partitioning.as_ref())?;
        let equivalences = decoding.equivalences(&message)?;
        let stage_id = usize::try_from(message.stage_id).map_err(|_| unreadable("a stage id"))?;
        let input = Self::new(stage_id, Arc::clone(&schema), partitioning, Some(equivalences));
        match message.partitions.is_empty() {
            true => Ok(input),
            false => Ok(input.with_locations(decode_blocks(message)?)),
        }
    }
}

fn unreadable(what: &str) -> datafusion::common::DataFusionError {
    internal_datafusion_err!("StageInputExec does not read so: {what}")
}

fn encode_constant(constant: &ConstExpr, codec: &dyn PhysicalExtensionCodec) -> Result<Constant> {
    let (is_uniform, value) = match &constant.across_partitions {
        AcrossPartitions::Heterogeneous => (false, None),
        AcrossPartitions::Uniform(value) => (true, value.clone()),
    };
    Ok(Constant {
        expression: Some(serialize_physical_expr(&constant.expr, codec)?),
        is_uniform,
        value: value.map(|value| serialize_physical_expr(&lit(value), codec)).transpose()?,
    })
}

fn encode_blocks(locations: &[Vec<PartitionLocation>]) -> Result<(Vec<ballista::ExecutorMetadata>, Vec<Blocks>)> {
    let (mut executors, mut numbers) = (Vec::new(), HashMap::new());
    let mut partitions = Vec::with_capacity(locations.len());
    for locations in locations {
        let mut blocks = Vec::with_capacity(locations.len());
        for location in locations {
            let executor = &location.executor_meta;
            let executor = *numbers.entry((executor.id.as_str(), &executor.host, executor.port)).or_insert_with(|| {
                executors.push(executor.clone().into());
                executors.len() as u32 - 1
            });
            let mut location: ballista::PartitionLocation =
                location.clone().try_into().map_err(BallistaError::into_datafusion)?;
            location.executor_meta = None;
            blocks.push(Block { location: Some(location), executor });
        }
        partitions.push(Blocks { blocks });
    }
    Ok((executors, partitions))
}

fn decode_blocks(message: StageInput) -> Result<Vec<Vec<PartitionLocation>>> {
    let executors = message.executors;
    if executors.iter().any(|e| e.specification.is_none() || e.os_info.is_none()) {
        return Err(unreadable("an executor without its specification"));
    }
    let block = |block: Block| {
        let mut location = block.location.ok_or_else(|| unreadable("a block without its location"))?;
        location.executor_meta = executors.get(block.executor as usize).cloned();
        location.try_into().map_err(BallistaError::into_datafusion)
    };
    message.partitions.into_iter().map(|partition| partition.blocks.into_iter().map(block).collect()).collect()
}

struct Decoding<'a> {
    context: &'a TaskContext,
    codec: &'a dyn PhysicalExtensionCodec,
    schema: &'a SchemaRef,
}

impl Decoding<'_> {
    fn expression(&self, message: &protobuf::PhysicalExprNode) -> Result<Arc<dyn PhysicalExpr>> {
        parse_physical_expr(message, self.context, self.schema, self.codec)
    }

    fn partitioning(&self, message: Option<&protobuf::Partitioning>) -> Result<Partitioning> {
        let context = PhysicalPlanDecodeContext::new(self.context, self.codec);
        parse_protobuf_partitioning(message, &context, self.schema, &DefaultPhysicalProtoConverter {})?
            .ok_or_else(|| unreadable("no partitioning"))
    }

    fn equivalences(&self, message: &StageInput) -> Result<EquivalenceProperties> {
        let context = PhysicalPlanDecodeContext::new(self.context, self.codec);
        let ordering = |ordering: &protobuf::PhysicalSortExprNodeCollection| {
            let nodes = &ordering.physical_sort_expr_nodes;
            parse_physical_sort_exprs(nodes, &context, self.schema, &DefaultPhysicalProtoConverter {})
        };
        let orderings: Vec<_> = message.orderings.iter().map(ordering).collect::<Result<_>>()?;
        let mut equivalences = EquivalenceProperties::new_with_orderings(Arc::clone(self.schema), orderings);
        for class in &message.equal {
            let mut expressions = class.expressions.iter().map(|e| self.expression(e));
            let Some(first) = expressions.next().transpose()? else { continue };
            for other in expressions {
                equivalences.add_equal_conditions(Arc::clone(&first), other?)?;
            }
        }
        let constants = message.constants.iter().map(|c| self.constant(c)).collect::<Result<Vec<_>>>()?;
        equivalences.add_constants(constants)?;
        Ok(equivalences)
    }

    fn constant(&self, message: &Constant) -> Result<ConstExpr> {
        let expression = message.expression.as_ref().ok_or_else(|| unreadable("an empty constant"))?;
        let value = message.value.as_ref().map(|value| self.expression(value)).transpose()?;
        let value = value.as_ref().and_then(|value| value.downcast_ref::<Literal>());
        let across_partitions = match message.is_uniform {
            true => AcrossPartitions::Uniform(value.map(|literal| literal.value().clone())),
            false => AcrossPartitions::Heterogeneous,
        };
        Ok(ConstExpr { expr: self.expression(expression)?, across_partitions })
    }
}
