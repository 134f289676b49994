//! Expressions: one call per kind.

mod call;
mod column;
mod structure;
mod subquery;
mod window;

use sparrow_plan::{ExprKind, Expression, SortOrder};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan, unsupported};

use super::depth::{Depth, with_stack};
use super::{literal, missing, origin};
use proto::expression::ExprType;

pub(super) fn decode(depth: Depth, expression: &proto::Expression) -> Result<Expression> {
    let depth = depth.expression()?;
    let kind = expression.expr_type.as_ref().ok_or_else(|| invalid_plan("an expression has no kind"))?;
    let origin = origin::decode(expression.common.as_ref().and_then(|common| common.origin.as_ref()));
    let decoded = with_stack(|| dispatch(depth, kind));
    match (decoded, origin) {
        (Ok(decoded), origin) => Ok(decoded.at(origin)),
        (Err(error), origin) => Err(error.at_if_unplaced(origin.as_deref())),
    }
}

fn dispatch(depth: Depth, kind: &ExprType) -> Result<Expression> {
    match kind {
        ExprType::Literal(x) => literal::decode(depth, x).map(Expression::literal),
        ExprType::UnresolvedAttribute(x) => column::attribute(x),
        ExprType::UnresolvedFunction(x) => call::function(depth, x),
        ExprType::ExpressionString(x) => sparrow_sql::parse_expression_within(&x.expression, depth.sql_levels_max()),
        ExprType::UnresolvedStar(x) => column::star(x),
        ExprType::Alias(x) => structure::alias(depth, x),
        ExprType::Cast(x) => structure::cast(depth, x),
        ExprType::UnresolvedRegex(x) => column::regex(x),
        ExprType::SortOrder(x) => window::sort_order_expression(depth, x),
        ExprType::LambdaFunction(x) => call::lambda(depth, x),
        ExprType::Window(x) => window::decode(depth, x),
        ExprType::UnresolvedExtractValue(x) => structure::extract_value(depth, x),
        ExprType::UpdateFields(x) => structure::update_fields(depth, x),
        ExprType::UnresolvedNamedLambdaVariable(x) => call::lambda_variable(x),
        ExprType::CommonInlineUserDefinedFunction(x) => call::inline_function(depth, x),
        ExprType::CallFunction(x) => call::call_function(depth, x),
        ExprType::NamedArgumentExpression(x) => call::named_argument(depth, x),
        ExprType::SubqueryExpression(x) => subquery::decode(depth, x),
        ExprType::MergeAction(_) => Err(invalid_plan("an action of mergeInto stands outside of one")),
        ExprType::TypedAggregateExpression(_) => Err(unsupported("a typed (Scala) aggregate")),
        ExprType::DirectShufflePartitionId(x) => call::partition_id(depth, x),
        ExprType::Extension(any) => Err(unsupported(format!("the expression extension {}", any.type_url))),
    }
}

/// Each of several expressions.
pub(super) fn list(depth: Depth, expressions: &[proto::Expression]) -> Result<Vec<Expression>> {
    expressions.iter().map(|expression| decode(depth, expression)).collect()
}

/// An expression that `message` must have as its `field`.
pub(super) fn required(
    depth: Depth,
    expression: Option<&proto::Expression>,
    message: &str,
    field: &str,
) -> Result<Expression> {
    decode(depth, expression.ok_or_else(|| missing(message, field))?)
}

/// The same, boxed.
fn boxed(depth: Depth, expression: Option<&proto::Expression>, message: &str, field: &str) -> Result<Box<Expression>> {
    required(depth, expression, message, field).map(Box::new)
}

/// `alias`, as an expression.
pub(super) fn alias(depth: Depth, alias: &proto::expression::Alias) -> Result<Expression> {
    structure::alias(depth, alias)
}

/// Sort keys.
pub(super) fn sort_orders(depth: Depth, orders: &[proto::expression::SortOrder]) -> Result<Vec<SortOrder>> {
    orders.iter().map(|order| window::sort_order(depth, order)).collect()
}

fn new(kind: ExprKind) -> Expression {
    Expression::new(kind)
}
