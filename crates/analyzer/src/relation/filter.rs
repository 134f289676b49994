//! `WHERE`, and reaching below a projection for columns it dropped.

use std::sync::Arc;

use datafusion::logical_expr::Expr;
use sparrow_functions::Typed;
use sparrow_plan::{Expression, Relation};
use sparrow_spark_error::Result;

use super::build::{filter, project};
use super::project::{Base, aggregate_in_where};
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::expression::function::has_aggregate;
use crate::scope::Node;

impl Analyzer<'_> {
    pub fn filter(&self, env: &Env<'_>, input: &Relation, condition: &Expression) -> Result<Node> {
        let input = self.relation(env, input)?;
        let (input, value) =
            self.resolve_reaching_below(env, input, "Filter", |scope| self.condition(scope, condition))?;
        self.filter_by(input, value)
    }

    /// Keeps the rows for which a resolved condition holds.
    pub fn filter_by(&self, input: Node, value: Typed) -> Result<Node> {
        if has_aggregate(&value.expr) {
            return Err(aggregate_in_where(&value.name));
        }
        let plan = filter(Arc::clone(&input.plan), value.expr.clone())?;
        let base = Some(Arc::new(Base::Filter(input.clone(), value.expr)));
        Ok(Node { plan: Arc::new(plan), base, ..input })
    }

    /// Resolves over a node's output; a name it lacks is looked for in what the node was projected from, whose column is then carried
    /// up as a hidden one (Spark's `ResolveMissingReferences`).
    pub fn resolve_reaching_below<T>(
        &self,
        env: &Env<'_>,
        node: Node,
        what: &'static str,
        resolve: impl Fn(&Scope<'_>) -> Result<T>,
    ) -> Result<(Node, T)>
    where
        T: AsExprs,
    {
        let first = resolve(&Scope::over(&node, env, what));
        let error = match first {
            Ok(value) => return Ok((node, value)),
            Err(error) => error,
        };
        let below = below(&node);
        if below.is_empty() {
            return Err(error);
        }
        let mut wider = node.clone();
        wider.hidden.extend(below);
        let both: Vec<_> = wider.output.iter().chain(&wider.hidden).cloned().collect();
        let scope = Scope { output: &both, ..Scope::empty(env, what) };
        let Ok(value) = resolve(&scope) else { return Err(error) };
        let needed: Vec<String> = value.exprs().into_iter().flat_map(columns_of).collect();
        match carry(&node, &needed)? {
            Some(node) => Ok((node, value)),
            None => Err(error),
        }
    }
}

/// Resolved things whose expressions can be looked at.
pub trait AsExprs {
    fn exprs(&self) -> Vec<&Expr>;
}

impl AsExprs for Typed {
    fn exprs(&self) -> Vec<&Expr> {
        vec![&self.expr]
    }
}

impl AsExprs for Vec<(Typed, datafusion::logical_expr::expr::Sort)> {
    fn exprs(&self) -> Vec<&Expr> {
        self.iter().map(|(v, _)| &v.expr).collect()
    }
}

fn columns_of(expr: &Expr) -> Vec<String> {
    expr.column_refs().into_iter().map(|c| c.name.clone()).collect()
}

/// What could be carried up from below a node.
fn below(node: &Node) -> Vec<crate::scope::Attribute> {
    match node.base.as_deref() {
        Some(Base::Project(input, _)) => {
            let mut all: Vec<_> = input.output.iter().chain(&input.hidden).cloned().collect();
            all.extend(below(input));
            all.retain(|a| !node.output.iter().any(|o| o.column == a.column));
            all
        }
        Some(Base::Filter(input, _)) => below(input),
        Some(Base::Aggregate(_)) | None => vec![],
    }
}

/// The node with these columns of its input kept as hidden ones; `None` when they cannot be.
fn carry(node: &Node, needed: &[String]) -> Result<Option<Node>> {
    let missing: Vec<String> = needed.iter().filter(|c| !node.reachable().any(|a| a.column == **c)).cloned().collect();
    if missing.is_empty() {
        return Ok(Some(node.clone()));
    }
    match node.base.as_deref() {
        Some(Base::Project(input, expressions)) => {
            let Some(input) = carry(input, &missing)? else { return Ok(None) };
            let mut expressions = expressions.clone();
            expressions.extend(missing.iter().map(|c| super::column(c.clone())));
            let plan = project(Arc::clone(&input.plan), expressions.clone())?;
            let mut hidden = node.hidden.clone();
            hidden.extend(input.reachable().filter(|a| missing.contains(&a.column)).cloned());
            let base = Some(Arc::new(Base::Project(input, expressions)));
            Ok(Some(Node { plan: Arc::new(plan), output: node.output.clone(), hidden, base }))
        }
        Some(Base::Filter(input, condition)) => {
            let Some(input) = carry(input, &missing)? else { return Ok(None) };
            let plan = filter(Arc::clone(&input.plan), condition.clone())?;
            let base = Some(Arc::new(Base::Filter(input.clone(), condition.clone())));
            Ok(Some(Node { plan: Arc::new(plan), base, ..input }))
        }
        Some(Base::Aggregate(_)) | None => Ok(None),
    }
}
