//! Calls with lambdas, whose bodies are expressions of logical plans.

use std::sync::{Arc, OnceLock};

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{
    Column, Result, ScalarValue, TableReference, internal_datafusion_err, internal_err, not_impl_err,
};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Expr, Extension, LogicalPlan, ScalarUDF};
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::logical_plan::from_proto::parse_expr;
use datafusion_proto::logical_plan::to_proto::serialize_expr;
use datafusion_proto::protobuf;
use sparrow_functions::higher_order::{Body, HigherOrderParts};
use sparrow_spark_error::unsupported;

use super::{function, message, value};
use crate::functions::task_functions;

/// The message of a call.
pub(super) fn encode(parts: &HigherOrderParts) -> Result<message::HigherOrder> {
    Ok(message::HigherOrder {
        values: parts.values as u64,
        bodies: parts.bodies.iter().map(encode_body).collect::<Result<_>>()?,
        returns: Some(schema([("", &parts.returns)])?),
    })
}

/// The call of a message.
pub(super) fn decode(
    kernel: &str,
    message: &message::HigherOrder,
    partition: &Arc<OnceLock<usize>>,
) -> Result<HigherOrderParts> {
    let mut returns = columns(message.returns.as_ref())?;
    let Some((_, returns)) = returns.pop() else { return internal_err!("a call with lambdas has no type") };
    let bodies = message.bodies.iter().map(|body| decode_body(body, partition)).collect::<Result<_>>()?;
    Ok(HigherOrderParts { kernel: kernel.to_owned(), values: size(message.values)?, bodies, returns })
}

fn encode_body(body: &Body) -> Result<message::Body> {
    let columns = body.variables.iter().map(|(name, data_type)| (name.as_str(), data_type));
    let mut literals = Vec::new();
    let expr = body.expr.clone().transform_up(|expr| without_literals(expr, &mut literals)).data()?;
    Ok(message::Body {
        schema: Some(schema(columns.chain([("", &body.returns)]))?),
        captures: body.captures.iter().map(|place| *place as u64).collect(),
        expression: Some(serialize_expr(&expr, &Bodies::default()).map_err(|e| internal_datafusion_err!("{e}"))?),
        literals,
    })
}

fn decode_body(body: &message::Body, partition: &Arc<OnceLock<usize>>) -> Result<Body> {
    let mut variables = columns(body.schema.as_ref())?;
    let (Some((_, returns)), Some(expr)) = (variables.pop(), &body.expression) else {
        return internal_err!("a lambda misses its body");
    };
    let codec = Bodies { partition: Arc::clone(partition) };
    let expr = parse_expr(expr, &task_functions().context(), &codec).map_err(|e| internal_datafusion_err!("{e}"))?;
    let literals = body.literals.iter().map(value::decode).collect::<Result<Vec<_>>>()?;
    let expr = expr.transform_up(|expr| with_literals(expr, &literals)).data()?;
    let captures = body.captures.iter().map(|place| size(*place)).collect::<Result<_>>()?;
    Ok(Body { variables, captures, expr, returns })
}

/// Whose columns stand for the literals of a body.
const LITERALS: &str = "\0literals";

/// Puts a column in the place of a literal, which DataFusion's message does not hold in all types; refuses what it would not
/// hold at all.
fn without_literals(expr: Expr, literals: &mut Vec<message::Value>) -> Result<Transformed<Expr>> {
    match expr {
        Expr::Literal(literal, None) => {
            let column = Column::new(Some(TableReference::bare(LITERALS)), literals.len().to_string());
            literals.push(value::encode(&literal)?);
            Ok(Transformed::yes(Expr::Column(column)))
        }
        Expr::ScalarFunction(call) => {
            // DataFusion would leave a function out that refuses to be written.
            function::encode(&call.func, &mut Vec::new())?;
            Ok(Transformed::no(Expr::ScalarFunction(call)))
        }
        Expr::Column(_)
        | Expr::BinaryExpr(_)
        | Expr::Between(_)
        | Expr::Case(_)
        | Expr::Cast(_)
        | Expr::TryCast(_)
        | Expr::InList(_)
        | Expr::Like(_)
        | Expr::Not(_)
        | Expr::Negative(_)
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsFalse(_)
        | Expr::IsNotFalse(_)
        | Expr::IsUnknown(_)
        | Expr::IsNotUnknown(_) => Ok(Transformed::no(expr)),
        other => Err(unsupported(format!("sending {other} in a lambda to an executor")).into()),
    }
}

fn with_literals(expr: Expr, literals: &[ScalarValue]) -> Result<Transformed<Expr>> {
    let place = |column: &Column| {
        let is_literal = column.relation.as_ref().is_some_and(|relation| relation.table() == LITERALS);
        is_literal.then(|| column.name.parse::<usize>().ok()).flatten()
    };
    match &expr {
        Expr::Column(column) => match place(column) {
            Some(place) => match literals.get(place) {
                Some(literal) => Ok(Transformed::yes(Expr::Literal(literal.clone(), None))),
                None => internal_err!("a lambda misses a literal"),
            },
            None => Ok(Transformed::no(expr)),
        },
        _ => Ok(Transformed::no(expr)),
    }
}

fn schema<'c>(columns: impl IntoIterator<Item = (&'c str, &'c DataType)>) -> Result<protobuf::Schema> {
    let fields: Vec<Field> =
        columns.into_iter().map(|(name, data_type)| Field::new(name, data_type.clone(), true)).collect();
    protobuf::Schema::try_from(&Schema::new(fields)).map_err(|e| internal_datafusion_err!("{e}"))
}

fn columns(schema: Option<&protobuf::Schema>) -> Result<Vec<(String, DataType)>> {
    let schema = schema.ok_or_else(|| internal_datafusion_err!("a lambda misses its types"))?;
    let schema = Schema::try_from(schema).map_err(|e| internal_datafusion_err!("{e}"))?;
    Ok(schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())).collect())
}

fn size(size: u64) -> Result<usize> {
    usize::try_from(size).map_err(|_| internal_datafusion_err!("a number of a lambda is too large"))
}

/// DataFusion's hooks for functions inside a body, which may have lambdas in turn.
#[derive(Debug, Default)]
struct Bodies {
    partition: Arc<OnceLock<usize>>,
}

impl LogicalExtensionCodec for Bodies {
    fn try_encode_udf(&self, function: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        function::encode(function, buf)
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        function::decode(name, buf, &self.partition)
    }

    fn try_decode(&self, _buf: &[u8], _inputs: &[LogicalPlan], _context: &TaskContext) -> Result<Extension> {
        not_impl_err!("a lambda has no plans")
    }

    fn try_encode(&self, _node: &Extension, _buf: &mut Vec<u8>) -> Result<()> {
        not_impl_err!("a lambda has no plans")
    }

    fn try_decode_table_provider(
        &self,
        _buf: &[u8],
        _table: &TableReference,
        _schema: SchemaRef,
        _context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        not_impl_err!("a lambda has no tables")
    }

    fn try_encode_table_provider(
        &self,
        _table: &TableReference,
        _provider: Arc<dyn TableProvider>,
        _buf: &mut Vec<u8>,
    ) -> Result<()> {
        not_impl_err!("a lambda has no tables")
    }
}
