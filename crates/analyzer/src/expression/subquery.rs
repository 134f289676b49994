//! Scalar subqueries, EXISTS and IN.

use std::sync::Arc;

use datafusion::common::Spans;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::expr::{Exists, InSubquery};
use datafusion::logical_expr::{Expr, Extension, LogicalPlan, Subquery};
use sparrow_functions::Typed;
use sparrow_operators::at_most_one_row::AtMostOneRowNode;
use sparrow_plan::{ExprKind, Expression, RelKind, Relation, SubqueryKind};
use sparrow_spark_error::{Result, SparkError, condition, invalid_plan, unsupported};
use sparrow_spark_types::arrow::to_arrow_field;
use sparrow_spark_types::{DataType, find_wider_type};

use super::Scope;
use crate::analyzer::{Analyzer, Env};
use crate::relation::Base;
use crate::scope::Node;

impl Analyzer<'_> {
    pub fn subquery(
        &self,
        scope: &Scope<'_>,
        plan: Option<&Relation>,
        plan_id: Option<i64>,
        kind: &SubqueryKind,
    ) -> Result<Typed> {
        if matches!(kind, SubqueryKind::Table { .. }) {
            return Err(unsupported("a DataFrame as the argument of a table function (asTable)"));
        }
        if scope.variables.is_some() {
            return Err(SparkError::new(&condition::UNSUPPORTED_SUBQUERY_HIGHER_ORDER_FUNCTION));
        }
        let relation = match plan {
            Some(relation) => relation,
            None => referenced(scope.env, plan_id)?,
        };
        let sink = std::cell::RefCell::default();
        let env = Env { outer: Some(scope), sink: Some(&sink), ..scope.env.clone() };
        let node = self.relation(&env, relation)?;
        let one_row = matches!(node.base.as_deref(), Some(Base::Aggregate(base)) if base.groups.is_empty());
        let node = self.exactly_output(node)?;
        match kind {
            SubqueryKind::Scalar => self.scalar_subquery(node, sink.into_inner(), one_row),
            SubqueryKind::Exists => Ok(exists(node, sink.into_inner())),
            SubqueryKind::In { values } => self.in_subquery(scope, values, node, sink.into_inner()),
            SubqueryKind::Table { .. } => Err(unsupported("a DataFrame as the argument of a table function")),
        }
    }

    /// `(a, b) IN (SELECT x, y …)` as `EXISTS (… WHERE a = x AND b = y)`: the same wherever NULL counts as false; under NOT it is
    /// refused by the caller.
    fn in_subquery_of_rows(
        &self,
        scope: &Scope<'_>,
        values: &[Expression],
        node: Node,
        outer: Vec<Expr>,
    ) -> Result<Typed> {
        let mut tests = Vec::with_capacity(values.len());
        let mut names = Vec::with_capacity(values.len());
        let mut outer = outer;
        for (value, attribute) in values.iter().zip(&node.output) {
            let value = self.expression(scope, value)?;
            names.push(value.name.clone());
            let carried = self.carried_in(scope, value, &mut outer)?;
            tests.push(self.call_builtin("=", vec![carried, attribute.typed()])?.expr);
        }
        let all = tests.into_iter().reduce(Expr::and);
        let test =
            Typed::new(all.unwrap_or_else(|| datafusion::logical_expr::lit(true)), DataType::Boolean, true, "in");
        let filtered = self.filter_by(node, test)?;
        let name = format!("(struct({}) IN (listquery()))", names.join(", "));
        Ok(exists(filtered, outer).named(name))
    }

    /// A value of the outer query with its columns as references from inside.
    fn carried_in(&self, scope: &Scope<'_>, value: Typed, outer: &mut Vec<Expr>) -> Result<Typed> {
        let carried = value.expr.transform(|e| {
            let Expr::Column(column) = &e else { return Ok(Transformed::no(e)) };
            let Some(attribute) = scope.output.iter().chain(scope.hidden).find(|a| a.column == column.name) else {
                return Ok(Transformed::no(e));
            };
            let field = to_arrow_field(&attribute.field()).with_name(column.name.clone()).with_nullable(true);
            let reference = Expr::OuterReferenceColumn(Arc::new(field), column.clone());
            if !outer.contains(&reference) {
                outer.push(reference.clone());
            }
            Ok(Transformed::yes(reference))
        })?;
        Ok(Typed { expr: carried.data, ..value })
    }

    fn scalar_subquery(&self, node: Node, outer: Vec<Expr>, one_row: bool) -> Result<Typed> {
        let [attribute] = node.output.as_slice() else {
            return Err(
                SparkError::new(&condition::SUBQUERY_NOT_ONE_COLUMN).with("number", node.output.len().to_string())
            );
        };
        let data_type = attribute.data_type.clone();
        let node = if outer.is_empty() && !one_row { guard(node)? } else { node };
        Ok(Typed::new(Expr::ScalarSubquery(plan_of(node, outer)), data_type, true, "scalarsubquery()"))
    }

    fn in_subquery(&self, scope: &Scope<'_>, values: &[Expression], node: Node, outer: Vec<Expr>) -> Result<Typed> {
        let values = row_values(values, node.output.len());
        if values.len() > 1 && values.len() == node.output.len() {
            return self.in_subquery_of_rows(scope, values, node, outer);
        }
        let [value] = values else {
            return Err(unsupported("IN with several values on the left of a subquery of other width"));
        };
        let value = self.expression(scope, value)?;
        let [attribute] = node.output.as_slice() else {
            return Err(SparkError::new(&condition::IN_SUBQUERY_COLUMNS)
                .with("sqlExpr", format!("\"({} IN (listquery()))\"", value.name))
                .with("leftLength", "1")
                .with("rightLength", node.output.len().to_string())
                .with("leftColumns", format!("\"{}\"", value.name))
                .with(
                    "rightColumns",
                    node.output.iter().map(|a| format!("\"{}\"", a.name)).collect::<Vec<_>>().join(", "),
                ));
        };
        let name = format!("({} IN (listquery()))", value.name);
        let nullable = value.nullable || attribute.nullable;
        let common = find_wider_type(&value.data_type, &attribute.data_type, self.context.ansi).ok_or_else(|| {
            sparrow_spark_error::binary_op_diff_types(
                &name,
                &value.data_type.sql_name(),
                &attribute.data_type.sql_name(),
            )
        })?;
        let inner = self.coerced(attribute.typed(), &common)?;
        let node = if attribute.data_type == common { node } else { self.project_typed(node, vec![inner])? };
        let value = self.coerced(value, &common)?;
        let test = InSubquery::new(Box::new(value.expr), plan_of(node, outer), false);
        Ok(Typed::new(Expr::InSubquery(test), DataType::Boolean, nullable, name))
    }
}

/// The parts of `(a, b) IN (…)`: a call of `struct` with as many arguments as the subquery has columns.
fn row_values(values: &[Expression], width: usize) -> &[Expression] {
    match values {
        [Expression { kind: ExprKind::Function { name, args, .. }, .. }]
            if width > 1
                && args.len() == width
                && matches!(name.as_slice(), [n] if n.eq_ignore_ascii_case("struct")) =>
        {
            args
        }
        values => values,
    }
}

/// The plan with a check that it yields one row at most. Correlated subqueries are checked by DataFusion when it unnests them.
/// The projection is for DataFusion too: it makes joins of subqueries only where it can ask the top node for its expression.
fn guard(node: Node) -> Result<Node> {
    let node_of_ours = Arc::new(AtMostOneRowNode::new(node.plan.as_ref().clone()));
    let guarded = LogicalPlan::Extension(Extension { node: node_of_ours });
    let columns = guarded.schema().columns().into_iter().map(Expr::Column).collect();
    let plan = crate::relation::build::project(Arc::new(guarded), columns)?;
    Ok(node.over(plan))
}

fn exists(node: Node, outer: Vec<Expr>) -> Typed {
    Typed::new(Expr::Exists(Exists::new(plan_of(node, outer), false)), DataType::Boolean, false, "exists()")
}

fn plan_of(node: Node, outer_ref_columns: Vec<Expr>) -> Subquery {
    Subquery { subquery: Arc::clone(&node.plan), outer_ref_columns, spans: Spans::new() }
}

/// The relation a subquery expression refers to by plan id.
fn referenced<'e>(env: &Env<'e>, plan_id: Option<i64>) -> Result<&'e Relation> {
    let found = env.references.iter().find(|r| plan_id.is_some() && r.plan_id == plan_id);
    match found.map(|r| (&*r.kind, *r)) {
        Some((RelKind::SubqueryAlias { input, .. }, _)) if input.plan_id == plan_id => Ok(input),
        Some((_, relation)) => Ok(relation),
        None => Err(invalid_plan(format!(
            "a subquery refers to the plan id {plan_id:?}, which is not among the references"
        ))),
    }
}
