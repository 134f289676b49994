//! Arguments put in for the parameters of SQL text.

use std::collections::HashMap;

use sparrow_plan::{ExprKind, Expression, Plan, visit_expression_mut, visit_expressions_mut};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{QueryContext, Result, SparkError, condition, invalid_plan};

use super::views;
use crate::decode::depth::Depth;
use crate::decode::{expression, literal};

/// Values for `:name` or for `?`, from either generation of clients.
pub(super) struct Arguments {
    named: HashMap<String, Expression>,
    positional: Vec<Expression>,
}

impl Arguments {
    /// Clients of 4.x send expressions, those of 3.5 literals.
    pub(super) fn decode(depth: Depth, x: &proto::Sql) -> Result<Self> {
        let mut named = HashMap::new();
        for (name, value) in &x.args {
            named.insert(name.clone(), literal::decode(depth, value).map(Expression::literal)?);
        }
        for (name, value) in &x.named_arguments {
            named.insert(name.clone(), expression::decode(depth, value)?);
        }
        let positional = if x.pos_arguments.is_empty() {
            x.pos_args.iter().map(|v| literal::decode(depth, v).map(Expression::literal)).collect::<Result<Vec<_>>>()?
        } else {
            expression::list(depth, &x.pos_arguments)?
        };
        if !named.is_empty() && !positional.is_empty() {
            return Err(invalid_plan("SQL text takes named arguments or positional ones, not both"));
        }
        Ok(Self { named, positional })
    }

    fn value(&self, name: &str, positional: bool) -> Option<&Expression> {
        if positional {
            name.parse::<usize>().ok().and_then(|at| self.positional.get(at))
        } else {
            self.named.get(name)
        }
    }
}

/// Replaces every parameter of the plan; one without a value is `UNBOUND_SQL_PARAMETER`.
pub(super) fn bind(plan: &mut Plan, arguments: &Arguments) -> Result<()> {
    let mut visit = |expression: &mut Expression| bind_one(expression, arguments);
    match plan {
        Plan::Query(query) => visit_expressions_mut(query, &mut visit),
        Plan::Command(command) => {
            for expression in views::expressions_of(command) {
                visit_expression_mut(expression, &mut visit)?;
            }
            views::queries_of(command).into_iter().try_for_each(|query| visit_expressions_mut(query, &mut visit))
        }
    }
}

fn bind_one(expression: &mut Expression, arguments: &Arguments) -> Result<()> {
    let ExprKind::Parameter { name, positional } = &expression.kind else { return Ok(()) };
    match arguments.value(name, *positional) {
        Some(value) => {
            expression.kind = value.kind.clone();
            Ok(())
        }
        None => Err(unbound(name, *positional, expression)),
    }
}

/// Spark calls a `?` by its place in the text.
fn unbound(name: &str, positional: bool, expression: &Expression) -> SparkError {
    let shown = match (positional, expression.origin.as_deref()) {
        (true, Some(QueryContext::Sql { start, .. })) => format!("_{start}"),
        (true, _) => format!("_{name}"),
        (false, _) => name.to_owned(),
    };
    SparkError::new(&condition::UNBOUND_SQL_PARAMETER).with("name", shown).at_if_unplaced(expression.origin.as_deref())
}
