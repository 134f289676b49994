//! Scalar subqueries, EXISTS and IN.

use std::sync::Arc;

use datafusion::common::Spans;
use datafusion::logical_expr::expr::{Exists, InSubquery};
use datafusion::logical_expr::{Expr, Subquery};
use sparrow_functions::Typed;
use sparrow_plan::{Expression, RelKind, Relation, SubqueryKind};
use sparrow_spark_error::{Result, SparkError, condition, invalid_plan, unsupported};
use sparrow_spark_types::{DataType, find_wider_type};

use super::Scope;
use crate::analyzer::{Analyzer, Env};
use crate::scope::Node;

impl Analyzer<'_> {
    pub fn subquery(
        &self,
        scope: &Scope<'_>,
        plan: Option<&Relation>,
        plan_id: Option<i64>,
        kind: &SubqueryKind,
    ) -> Result<Typed> {
        let relation = match plan {
            Some(relation) => relation,
            None => referenced(scope.env, plan_id)?,
        };
        let sink = std::cell::RefCell::default();
        let env = Env { outer: Some(scope), sink: Some(&sink), ..scope.env.clone() };
        let node = self.relation(&env, relation)?;
        let node = self.exactly_output(node)?;
        match kind {
            SubqueryKind::Scalar => self.scalar_subquery(node, sink.into_inner()),
            SubqueryKind::Exists => Ok(exists(node, sink.into_inner())),
            SubqueryKind::In { values } => self.in_subquery(scope, values, node, sink.into_inner()),
        }
    }

    fn scalar_subquery(&self, node: Node, outer: Vec<Expr>) -> Result<Typed> {
        let [attribute] = node.output.as_slice() else {
            return Err(SparkError::new(&condition::SUBQUERY_NOT_ONE_COLUMN).with("number", node.output.len().to_string()));
        };
        let data_type = attribute.data_type.clone();
        Ok(Typed::new(Expr::ScalarSubquery(plan_of(node, outer)), data_type, true, "scalarsubquery()"))
    }

    fn in_subquery(&self, scope: &Scope<'_>, values: &[Expression], node: Node, outer: Vec<Expr>) -> Result<Typed> {
        let [value] = values else { return Err(unsupported("IN with several values on the left of a subquery")) };
        let value = self.expression(scope, value)?;
        let [attribute] = node.output.as_slice() else {
            return Err(SparkError::new(&condition::IN_SUBQUERY_COLUMNS)
                .with("sqlExpr", format!("\"({} IN (listquery()))\"", value.name))
                .with("leftLength", "1")
                .with("rightLength", node.output.len().to_string())
                .with("leftColumns", format!("\"{}\"", value.name))
                .with("rightColumns", node.output.iter().map(|a| format!("\"{}\"", a.name)).collect::<Vec<_>>().join(", ")));
        };
        let name = format!("({} IN (listquery()))", value.name);
        let nullable = value.nullable || attribute.nullable;
        let common = find_wider_type(&value.data_type, &attribute.data_type, self.context.ansi).ok_or_else(|| {
            sparrow_spark_error::binary_op_diff_types(&name, &value.data_type.sql_name(), &attribute.data_type.sql_name())
        })?;
        let inner = self.coerced(attribute.typed(), &common)?;
        let node = if attribute.data_type == common { node } else { self.project_typed(node, vec![inner])? };
        let value = self.coerced(value, &common)?;
        let test = InSubquery::new(Box::new(value.expr), plan_of(node, outer), false);
        Ok(Typed::new(Expr::InSubquery(test), DataType::Boolean, nullable, name))
    }
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
        None => Err(invalid_plan(format!("a subquery refers to the plan id {plan_id:?}, which is not among the references"))),
    }
}
