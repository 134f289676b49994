//! Calls of functions, and the functions given to them.

use sparrow_plan::{ExprKind, Expression, Lambda};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::{boxed, list, new, required};
use crate::decode::depth::Depth;
use crate::decode::user_function;

/// Names that DataFrame clients give to operators and predicates, and the plan's names for them.
const PLAN_NAMES: [(&str, &str); 8] = [
    ("==", "="),
    ("isNull", "isnull"),
    ("isNotNull", "isnotnull"),
    ("isNaN", "isnan"),
    ("eqNullSafe", "<=>"),
    ("=!=", "!="),
    ("startsWith", "startswith"),
    ("endsWith", "endswith"),
];

fn plan_name(name: &str) -> String {
    PLAN_NAMES.iter().find(|(client, _)| *client == name).map_or(name, |(_, plan)| plan).to_owned()
}

/// A function or operator. Only a user-defined one (`call_udf`) may have a name of several parts.
pub(super) fn function(depth: Depth, x: &proto::expression::UnresolvedFunction) -> Result<Expression> {
    let name = if x.is_user_defined_function {
        sparrow_sql::parse_multipart_identifier(&x.function_name)?
    } else {
        vec![plan_name(&x.function_name)]
    };
    call(depth, name, &x.arguments, x.is_distinct)
}

/// `call_function("db.f")`
pub(super) fn call_function(depth: Depth, x: &proto::CallFunction) -> Result<Expression> {
    let name = sparrow_sql::parse_multipart_identifier(&x.function_name)?;
    call(depth, name, &x.arguments, false)
}

fn call(depth: Depth, name: Vec<String>, arguments: &[proto::Expression], distinct: bool) -> Result<Expression> {
    let args = list(depth, arguments)?;
    let (filter, ignore_nulls, within_group) = (None, None, vec![]);
    Ok(new(ExprKind::Function { name, args, distinct, filter, ignore_nulls, within_group }))
}

pub(super) fn named_argument(depth: Depth, x: &proto::NamedArgumentExpression) -> Result<Expression> {
    let value = boxed(depth, x.value.as_deref(), "a named argument", "value")?;
    Ok(new(ExprKind::NamedArgument { name: x.key.clone(), value }))
}

pub(super) fn lambda(depth: Depth, x: &proto::expression::LambdaFunction) -> Result<Expression> {
    let arguments = x
        .arguments
        .iter()
        .map(|argument| match argument.name_parts.as_slice() {
            [name] => Ok(name.clone()),
            parts => Err(invalid_plan(format!("the lambda variable {parts:?} must have one part"))),
        })
        .collect::<Result<Vec<_>>>()?;
    if arguments.is_empty() {
        return Err(invalid_plan("a lambda function has no variables"));
    }
    let body = required(depth, x.function.as_deref(), "a lambda function", "body")?;
    Ok(new(ExprKind::Lambda(Lambda { arguments, body: Box::new(body) })))
}

pub(super) fn lambda_variable(x: &proto::expression::UnresolvedNamedLambdaVariable) -> Result<Expression> {
    if x.name_parts.is_empty() {
        return Err(invalid_plan("a lambda variable has no name"));
    }
    Ok(new(ExprKind::LambdaVariable { name: x.name_parts.clone() }))
}

/// Functions whose code comes with the plan.
pub(super) fn inline_function(depth: Depth, x: &proto::CommonInlineUserDefinedFunction) -> Result<Expression> {
    let function = user_function::function(depth, x)?;
    Ok(new(ExprKind::UserFunction(Box::new(function))))
}

/// The key of `repartitionById`.
pub(super) fn partition_id(depth: Depth, x: &proto::expression::DirectShufflePartitionId) -> Result<Expression> {
    let child = boxed(depth, x.child.as_deref(), "repartitionById", "expression")?;
    Ok(new(ExprKind::PartitionId(child)))
}
