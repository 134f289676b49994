//! Expressions: those DataFusion writes exactly, and our messages for what it would leave out.

use std::sync::Arc;

use datafusion::arrow::datatypes::{Field, FieldRef, Schema};
use datafusion::common::metadata::FieldMetadata;
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::execution::FunctionRegistry;
use datafusion::physical_expr::expressions::{
    BinaryExpr, CaseExpr, CastExpr, Column, DynamicFilterPhysicalExpr, InListExpr, IsNotNullExpr, IsNullExpr, LikeExpr,
    Literal, NegativeExpr, NotExpr, TryCastExpr, UnKnownColumn,
};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion_proto::physical_plan::{
    PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::physical_expr_node::ExprType;
use datafusion_proto::protobuf::{self, PhysicalExprNode, PhysicalExtensionExprNode};
use prost::Message;
use sparrow_spark_error::{internal, unsupported};

use super::converter::Converter;
use super::message::{self, Expression, expression::Kind};
use super::value;

/// Our message for an expression; `None` where DataFusion's says everything. Others are refused.
pub(super) fn encode(
    expr: &Arc<dyn PhysicalExpr>,
    converter: &Converter,
    codec: &dyn PhysicalExtensionCodec,
) -> Result<Option<PhysicalExprNode>> {
    let kind = match expr.as_ref() {
        expr if is_exact(expr) => None,
        expr => literal(expr)?.or(cast(expr)?).or(call(expr, codec)?),
    };
    let Some(kind) = kind else { return check(expr.as_ref()).map(|()| None) };
    let children = expr.children().into_iter().map(|child| converter.physical_expr_to_proto(child, codec));
    let node = PhysicalExtensionExprNode {
        expr: Expression { kind: Some(kind) }.encode_to_vec(),
        inputs: children.collect::<Result<_>>()?,
    };
    Ok(Some(PhysicalExprNode { expr_id: None, expr_type: Some(ExprType::Extension(node)) }))
}

/// The expression of our message; `None` for one of DataFusion's.
pub(super) fn decode(
    node: &PhysicalExprNode,
    schema: &Schema,
    converter: &Converter,
    context: &PhysicalPlanDecodeContext<'_>,
) -> Result<Option<Arc<dyn PhysicalExpr>>> {
    let Some(ExprType::Extension(node)) = &node.expr_type else { return Ok(None) };
    let children = node.inputs.iter().map(|child| converter.proto_to_physical_expr(child, schema, context));
    let children = children.collect::<Result<Vec<_>>>()?;
    let message = Expression::decode(node.expr.as_slice());
    let message = message.map_err(|e| internal("an expression cannot be read").caused_by(e))?;
    let missing = || internal_datafusion_err!("an expression misses a part");
    let child = || children.first().cloned().ok_or_else(missing);
    let expr: Arc<dyn PhysicalExpr> = match message.kind.ok_or_else(missing)? {
        Kind::Literal(literal) => {
            let metadata = FieldMetadata::from(literal.metadata);
            let value = value::decode(&literal.value.ok_or_else(missing)?)?;
            Arc::new(Literal::new_with_metadata(value, Some(metadata).filter(|metadata| !metadata.is_empty())))
        }
        Kind::Cast(field) => Arc::new(CastExpr::new_with_target_field(child()?, read_field(&field)?, None)),
        Kind::TryCast(field) => Arc::new(TryCastExpr::new_with_target_field(child()?, read_field(&field)?)),
        Kind::Call(call) => {
            let function = match &call.function {
                Some(function) => context.codec().try_decode_udf(&call.name, function)?,
                None => context.task_ctx().udf(&call.name)?,
            };
            let returns = read_field(call.returns.as_ref().ok_or_else(missing)?)?;
            let options = Arc::clone(context.task_ctx().session_config().options());
            Arc::new(ScalarFunctionExpr::new(&call.name, function, children, returns, options))
        }
    };
    Ok(Some(expr))
}

macro_rules! is_one_of {
    ($expr:expr; $($kind:ty),* $(,)?) => { $($expr.is::<$kind>())||* };
}

/// Expressions whose messages were read and found to say everything.
fn is_exact(expr: &dyn PhysicalExpr) -> bool {
    is_one_of!(expr;
        BinaryExpr, CaseExpr, Column, DynamicFilterPhysicalExpr, InListExpr, IsNotNullExpr, IsNullExpr, LikeExpr,
        NegativeExpr, NotExpr, UnKnownColumn,
    )
}

/// Refuses what DataFusion would not write, or not exactly.
fn check(expr: &dyn PhysicalExpr) -> Result<()> {
    if is_exact(expr) || is_one_of!(expr; Literal, CastExpr, TryCastExpr, ScalarFunctionExpr) {
        return Ok(());
    }
    Err(unsupported(format!("sending the expression {expr} to an executor")).into())
}

fn literal(expr: &dyn PhysicalExpr) -> Result<Option<Kind>> {
    let Some(literal) = expr.downcast_ref::<Literal>() else { return Ok(None) };
    let field = literal.return_field(&Schema::empty())?;
    if field.metadata().is_empty() && value::is_flat(&literal.value().data_type()) {
        return Ok(None);
    }
    let value = Some(value::encode(literal.value())?);
    Ok(Some(Kind::Literal(message::Literal { value, metadata: field.metadata().clone() })))
}

fn cast(expr: &dyn PhysicalExpr) -> Result<Option<Kind>> {
    if let Some(cast) = expr.downcast_ref::<CastExpr>() {
        if *cast.cast_options() != *CastExpr::new(cast.expr().clone(), cast.cast_type().clone(), None).cast_options() {
            return Err(unsupported("sending a cast with options").into());
        }
        let is_explicit = cast.target_metadata().is_some() || cast.target_nullable().is_some();
        return is_explicit.then(|| written_field(cast.target_field()).map(Kind::Cast)).transpose();
    }
    let Some(cast) = expr.downcast_ref::<TryCastExpr>() else { return Ok(None) };
    let is_explicit = cast.target_metadata().is_some();
    is_explicit.then(|| written_field(cast.target_field()).map(Kind::TryCast)).transpose()
}

/// A call whose answer has metadata, which DataFusion's message leaves out.
fn call(expr: &dyn PhysicalExpr, codec: &dyn PhysicalExtensionCodec) -> Result<Option<Kind>> {
    let Some(call) = expr.downcast_ref::<ScalarFunctionExpr>() else { return Ok(None) };
    let returns = call.return_field(&Schema::empty())?;
    if returns.metadata().is_empty() {
        return Ok(None);
    }
    let mut function = Vec::new();
    codec.try_encode_udf(call.fun(), &mut function)?;
    let function = Some(function).filter(|function| !function.is_empty());
    let (name, returns) = (call.name().to_owned(), Some(written_field(&returns)?));
    Ok(Some(Kind::Call(message::Call { name, function, returns })))
}

fn written_field(field: &FieldRef) -> Result<protobuf::Schema> {
    let schema = Schema::new(vec![Arc::clone(field)]);
    protobuf::Schema::try_from(&schema).map_err(|e| internal_datafusion_err!("{e}"))
}

fn read_field(schema: &protobuf::Schema) -> Result<FieldRef> {
    let schema = Schema::try_from(schema).map_err(|e| internal_datafusion_err!("{e}"))?;
    let field: Option<Field> = schema.fields().first().map(|field| field.as_ref().clone());
    field.map(Arc::new).ok_or_else(|| internal_datafusion_err!("a field is missing"))
}
