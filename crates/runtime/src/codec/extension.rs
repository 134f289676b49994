//! What DataFusion does not know: our nodes, Ballista's, and functions that are more than their names.

use std::sync::{Arc, OnceLock};

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::common::{Result, Statistics, internal_datafusion_err, internal_err};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{
    PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf;
use prost::Message;
use sparrow_operators::portable::Parts;
use sparrow_spark_error::{internal, unsupported};

use super::nodes::{self, Node};
use super::{ballista, function, message, value};
use crate::functions::task_functions;

/// What a node's bytes begin with: whose it is.
const OURS: u8 = 1;
const BALLISTA: u8 = 2;

/// DataFusion's hooks for nodes and functions it does not know.
#[derive(Debug, Default)]
pub struct PlanCodec {
    ballista: BallistaPhysicalExtensionCodec,
    /// The partition a plan on its way in is about, once it is known.
    partition: Arc<OnceLock<usize>>,
}

impl PlanCodec {
    /// Tells the functions of a plan which partition it is about.
    pub(super) fn set_partition(&self, partition: Option<usize>) {
        if let Some(partition) = partition {
            // It is set once: a codec serves one plan.
            let _ = self.partition.set(partition);
        }
    }
}

impl PhysicalExtensionCodec for PlanCodec {
    fn try_encode(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        if let Some((node, parts)) = nodes::parts(plan.as_ref()) {
            buf.extend(written(node, &parts?, converter, self)?);
            return Ok(());
        }
        if !ballista::is_ballistas(plan.as_ref()) {
            return Err(unsupported(format!("sending the node {} to an executor", plan.name())).into());
        }
        buf.push(BALLISTA);
        self.ballista.try_encode(plan, buf, converter)
    }

    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match buf.split_first() {
            Some((&OURS, buf)) => {
                let message = message::Node::decode(buf);
                let message = message.map_err(|e| internal("a node cannot be read").caused_by(e))?;
                let node = Node::named(&message.name);
                let node = node.ok_or_else(|| internal(format!("no node is called {}", message.name)))?;
                let parts = self.read(message, inputs, context, converter)?;
                (node.decode)(parts, inputs.to_vec(), context)
            }
            Some((&BALLISTA, buf)) => self.ballista.try_decode(buf, inputs, context, converter),
            _ => internal_err!("a node of nobody's"),
        }
    }

    fn try_encode_udf(&self, function: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        function::encode(function, buf)
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        function::decode(name, buf, &self.partition)
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, _buf: &mut Vec<u8>) -> Result<()> {
        known(function.name(), task_functions().aggregate.get(function.name()).is_some_and(|f| **f == *function))
    }

    fn try_encode_udwf(&self, function: &WindowUDF, _buf: &mut Vec<u8>) -> Result<()> {
        known(function.name(), task_functions().window.get(function.name()).is_some_and(|f| **f == *function))
    }
}

/// Refuses functions an executor would not find, or would find another function for.
pub(super) fn known(name: &str, is_known: bool) -> Result<()> {
    if is_known { Ok(()) } else { Err(unsupported(format!("sending the function {name} to an executor")).into()) }
}

/// A node of ours with its parts, as bytes.
pub(super) fn written(
    node: &Node,
    parts: &Parts,
    converter: &dyn PhysicalProtoConverterExtension,
    codec: &dyn PhysicalExtensionCodec,
) -> Result<Vec<u8>> {
    let schema = |schema: &SchemaRef| protobuf::Schema::try_from(schema.as_ref());
    let schemas = parts.schemas.iter().map(schema).collect::<Result<_, _>>();
    let expressions = parts.expressions.iter().map(|expr| converter.physical_expr_to_proto(expr, codec));
    let message = message::Node {
        name: node.name.to_owned(),
        state: parts.state.clone(),
        schemas: schemas.map_err(|e| internal_datafusion_err!("{e}"))?,
        expressions: expressions.collect::<Result<_>>()?,
        values: parts.values.iter().map(value::encode).collect::<Result<_>>()?,
        statistics: parts.statistics.iter().map(|statistics| statistics.as_ref().into()).collect(),
    };
    let mut bytes = vec![OURS];
    message.encode(&mut bytes).map_err(|e| internal("a node cannot be written").caused_by(e))?;
    Ok(bytes)
}

impl PlanCodec {
    fn read(
        &self,
        message: message::Node,
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Parts> {
        let schema = |schema: &protobuf::Schema| Schema::try_from(schema).map(Arc::new);
        let schemas = message.schemas.iter().map(schema).collect::<Result<Vec<_>, _>>();
        let schemas = schemas.map_err(|e| internal_datafusion_err!("{e}"))?;
        let columns = schemas.first().cloned().or_else(|| inputs.first().map(|input| input.schema()));
        let columns = columns.unwrap_or_else(|| Arc::new(Schema::empty()));
        let decoding = PhysicalPlanDecodeContext::new(context, self);
        let expression = |node| converter.proto_to_physical_expr(node, &columns, &decoding);
        let statistics = message.statistics.iter().map(|found| Statistics::try_from(found).map(Arc::new));
        Ok(Parts {
            state: message.state,
            expressions: message.expressions.iter().map(expression).collect::<Result<_>>()?,
            values: message.values.iter().map(value::decode).collect::<Result<_>>()?,
            statistics: statistics.collect::<Result<_, _>>()?,
            schemas,
            inputs: None,
        })
    }
}
