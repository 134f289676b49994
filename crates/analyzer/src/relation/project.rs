//! `SELECT`: projections with windows, generators and, without GROUP BY, global aggregates.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::WindowFunction;
use sparrow_functions::Typed;
use sparrow_plan::{ExprKind, Expression, GroupingKind, Relation};
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::DataType;

use super::aggregate::AggregateBase;
use super::build::{project_to, projected_schema};
use super::merge::merged;
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::expression::function::has_aggregate;
use crate::scope::{Attribute, Node};

/// Switches the type TIME on.
const TIME_ENABLED: &str = "spark.sql.timeType.enabled";

/// How the top of a plan was made, so that ORDER BY and WHERE can use what is below it.
#[derive(Clone, Debug)]
pub enum Base {
    /// A projection of this input to these aliased expressions.
    Project(Node, Vec<Expr>),
    /// An aggregation.
    Aggregate(AggregateBase),
    /// Another node whose own base counts: a filter or sort over it.
    Filter(Node, Expr),
}

impl Analyzer<'_> {
    pub fn project(&self, env: &Env<'_>, input: &Relation, expressions: &[Expression]) -> Result<Node> {
        let input = self.relation(env, input)?;
        self.project_over(env, input, expressions)
    }

    pub fn project_over(&self, env: &Env<'_>, input: Node, expressions: &[Expression]) -> Result<Node> {
        if expressions.iter().any(|e| Self::is_generator(strip_alias(e).0)) {
            return self.project_generator(env, input, expressions);
        }
        let values = {
            let scope = Scope::over(&input, env, "Project");
            self.expressions_with_metadata(&scope, expressions)?
        };
        if values.iter().any(|(v, _)| has_aggregate(&v.expr)) {
            return self.aggregate_over(env, input, &[], &GroupingKind::GroupBy, expressions, None);
        }
        self.project_values(input, values)
    }

    /// Projects resolved values; window calls inside become window plans below.
    pub fn project_values(&self, input: Node, values: Vec<(Typed, Option<String>)>) -> Result<Node> {
        let metadata: Vec<Option<String>> = values.iter().map(|(_, m)| m.clone()).collect();
        let values = values.into_iter().map(|(v, _)| v).collect();
        let (input, values) = self.with_windows(input, values)?;
        self.check_types(&values)?;
        let (expressions, mut output) = self.name_values(&input, values);
        put_metadata(&mut output, metadata)?;
        let schema = projected_schema(&input.plan, &expressions)?;
        let (below, put) =
            merged(&input.plan, &expressions).unwrap_or_else(|| (Arc::clone(&input.plan), expressions.clone()));
        let plan = project_to(schema, below, put)?;
        let base = Some(Arc::new(Base::Project(input, expressions)));
        Ok(Node { plan: Arc::new(plan), output, hidden: vec![], base })
    }

    /// Refuses values of a type that is switched off.
    fn check_types(&self, values: &[Typed]) -> Result<()> {
        let is_off = self.context.conf(TIME_ENABLED) == Some("false");
        if is_off && values.iter().any(|v| matches!(v.data_type, DataType::Time(_))) {
            return Err(SparkError::new(&condition::UNSUPPORTED_TIME_TYPE));
        }
        Ok(())
    }

    /// The items of a select list with the metadata of each.
    pub fn expressions_with_metadata(
        &self,
        scope: &Scope<'_>,
        expressions: &[Expression],
    ) -> Result<Vec<(Typed, Option<String>)>> {
        let mut out = Vec::with_capacity(expressions.len());
        for expression in expressions {
            let metadata = written_metadata(expression);
            match self.star_of(scope, expression)? {
                Some(columns) => out.extend(columns.into_iter().map(|c| (c, None))),
                None => out.push((self.select_item(scope, expression)?, metadata)),
            }
        }
        Ok(out)
    }

    /// An item of a select list. A cast of a column keeps the column's name there, a cast to a nested type its operand's.
    fn select_item(&self, scope: &Scope<'_>, expression: &Expression) -> Result<Typed> {
        let value = self.expression(scope, expression)?;
        match &expression.kind {
            ExprKind::Cast { child, to, .. } if is_column(child) || is_nested(to) => {
                Ok(value.named(self.expression(scope, child)?.name))
            }
            _ => Ok(value),
        }
    }

    /// Puts every window call of the values into a plan below; the values then refer to its columns.
    pub fn with_windows(&self, input: Node, values: Vec<Typed>) -> Result<(Node, Vec<Typed>)> {
        let mut windows: Vec<(Expr, String)> = Vec::new();
        let mut replaced = Vec::with_capacity(values.len());
        for value in values {
            let expr = self.lift_windows(value.expr, &mut windows)?;
            replaced.push(Typed { expr, ..value });
        }
        if windows.is_empty() {
            return Ok((input, replaced));
        }
        let plan = self.with_window_columns(Arc::clone(&input.plan), windows)?;
        Ok((Node { plan: Arc::new(plan), base: None, ..input }, replaced))
    }

    pub fn lift_windows(&self, expr: Expr, windows: &mut Vec<(Expr, String)>) -> Result<Expr> {
        let lifted = expr.transform_down(|e| {
            Ok(match e {
                Expr::WindowFunction(_) => {
                    let column = match windows.iter().find(|(known, _)| *known == e) {
                        Some((_, column)) => column.clone(),
                        None => {
                            let column = self.fresh(&window_name(&e));
                            windows.push((e, column.clone()));
                            column
                        }
                    };
                    Transformed::new(super::column(column), true, TreeNodeRecursion::Jump)
                }
                other => Transformed::no(other),
            })
        })?;
        Ok(lifted.data)
    }
}

fn window_name(e: &Expr) -> String {
    match e {
        Expr::WindowFunction(w) => {
            let w: &WindowFunction = w;
            w.fun.name().to_owned()
        }
        _ => "window".to_owned(),
    }
}

/// Adds metadata, each a JSON object, to the attributes.
pub fn put_metadata(output: &mut [Attribute], metadata: Vec<Option<String>>) -> Result<()> {
    for (attribute, metadata) in output.iter_mut().zip(metadata) {
        if let Some(text) = metadata {
            attribute.metadata.extend(sparrow_spark_types::json::parse_metadata(&text)?);
        }
    }
    Ok(())
}

fn is_nested(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Array { .. } | DataType::Map { .. } | DataType::Struct(_))
}

fn is_column(expression: &Expression) -> bool {
    matches!(expression.kind, ExprKind::Attribute { .. })
}

/// The metadata an item of a select list gets: what its alias says, or Spark's mark of a name nobody wrote.
pub fn written_metadata(expression: &Expression) -> Option<String> {
    match &expression.kind {
        ExprKind::Alias { metadata, .. } => metadata.clone(),
        ExprKind::Attribute { .. } | ExprKind::Literal(_) | ExprKind::ExtractValue { .. } => None,
        ExprKind::Cast { child, .. } if is_column(child) => None,
        _ => Some(r#"{"__autoGeneratedAlias":"true"}"#.to_owned()),
    }
}

/// The expression below an alias, and the alias's names.
pub fn strip_alias(expression: &Expression) -> (&Expression, &[String]) {
    match &expression.kind {
        ExprKind::Alias { child, names, .. } => (child, names),
        _ => (expression, &[]),
    }
}

/// The error for a condition with aggregates where none may be.
pub fn aggregate_in_where(shown: &str) -> SparkError {
    SparkError::new(&condition::INVALID_WHERE_AGGREGATE)
        .with("condition", format!("\"{shown}\""))
        .with("expressionList", shown)
}
