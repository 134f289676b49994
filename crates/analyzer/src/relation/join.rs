//! Joins of every kind.

use std::sync::Arc;

use datafusion::common::{Column, JoinType, NullEquality, Spans};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, Subquery};
use sparrow_functions::{Builder, Typed};
use sparrow_plan::{Expression, Join, JoinCondition, JoinKind, RelKind, Relation};
use sparrow_spark_error::{Result, SparkError, condition, quote_identifier, unsupported};
use sparrow_spark_types::DataType;

use super::build::project;
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::{Attribute, Node, same_name};

impl Analyzer<'_> {
    pub fn join(&self, env: &Env<'_>, join: &Join) -> Result<Node> {
        let left = self.relation(env, &join.left)?;
        if let Some(node) = self.lateral_generator(env, join, &left)? {
            return Ok(node);
        }
        if join.lateral {
            return self.lateral_join(env, left, join);
        }
        let right = self.relation(env, &join.right)?;
        match &join.condition {
            JoinCondition::None => self.join_on(env, left, right, join.kind, None),
            JoinCondition::On(on) => self.join_on(env, left, right, join.kind, Some(on)),
            JoinCondition::Using(columns) => self.join_using(left, right, join.kind, columns),
            JoinCondition::Natural => {
                let common = self.common_names(&left, &right);
                self.join_using(left, right, join.kind, &common)
            }
        }
    }

    /// A table-valued function on the right sees the left's columns.
    fn lateral_generator(&self, env: &Env<'_>, join: &Join, left: &Node) -> Result<Option<Node>> {
        let (relation, alias, columns): (&Relation, Option<&str>, &[String]) = match &*join.right.kind {
            RelKind::SubqueryAlias { input, alias, columns } => (input, Some(alias), columns),
            _ => (&join.right, None, &[]),
        };
        let RelKind::TableFunction { name, args } = &*relation.kind else { return Ok(None) };
        let call = Expression::call(name.join("."), args.clone());
        let outer = match (join.lateral, join.kind) {
            (false, _) => return Ok(None),
            (true, JoinKind::Inner | JoinKind::Cross) => false,
            (true, JoinKind::LeftOuter) => true,
            (true, _) => return Err(unsupported("a LATERAL join of this kind")),
        };
        if !Self::is_generator(&call) {
            return Ok(None);
        }
        self.generate(env, left.clone(), &call, outer, alias, columns).map(Some)
    }

    /// The right side is a subquery that sees the left's columns.
    fn lateral_join(&self, env: &Env<'_>, left: Node, join: &Join) -> Result<Node> {
        if !matches!(join.kind, JoinKind::Inner | JoinKind::Cross | JoinKind::LeftOuter) {
            return Err(unsupported("a LATERAL join of this kind"));
        }
        let (right, outer) = {
            let scope = Scope::over(&left, env, "LateralJoin");
            let sink = std::cell::RefCell::default();
            let inner = Env { outer: Some(&scope), sink: Some(&sink), ..env.clone() };
            (self.exactly_output(self.relation(&inner, &join.right)?)?, sink.into_inner())
        };
        let right = if outer.is_empty() {
            right
        } else {
            let (subquery, spans) = (Arc::clone(&right.plan), Spans::new());
            right.over(LogicalPlan::Subquery(Subquery { subquery, outer_ref_columns: outer, spans }))
        };
        match &join.condition {
            JoinCondition::None => self.join_on(env, left, right, join.kind, None),
            JoinCondition::On(on) => self.join_on(env, left, right, join.kind, Some(on)),
            JoinCondition::Using(columns) => self.join_using(left, right, join.kind, columns),
            JoinCondition::Natural => {
                let common = self.common_names(&left, &right);
                self.join_using(left, right, join.kind, &common)
            }
        }
    }

    /// A join under a resolved condition.
    pub fn join_resolved(&self, left: Node, right: Node, kind: JoinKind, on: Option<Typed>) -> Result<Node> {
        let plan = join_plan(&left, &right, join_type(kind), on.map(|on| on.expr))?;
        Ok(joined(plan, left, right, kind))
    }

    fn join_on(&self, env: &Env<'_>, left: Node, right: Node, kind: JoinKind, on: Option<&Expression>) -> Result<Node> {
        let condition = on.map(|on| self.join_condition(env, &left, &right, on)).transpose()?;
        self.join_resolved(left, right, kind, condition)
    }

    fn join_condition(&self, env: &Env<'_>, left: &Node, right: &Node, on: &Expression) -> Result<Typed> {
        let output: Vec<Attribute> = left.output.iter().chain(&right.output).cloned().collect();
        let hidden: Vec<Attribute> = left.hidden.iter().chain(&right.hidden).cloned().collect();
        let scope = Scope { output: &output, hidden: &hidden, ..Scope::empty(env, "Join") };
        let value = self.expression(&scope, on)?;
        match value.data_type {
            DataType::Boolean => Ok(value),
            DataType::Null => self.coerced(value, &DataType::Boolean),
            _ => Err(SparkError::new(&condition::JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE)
                .with("joinCondition", format!("\"{}\"", value.name))
                .with("conditionType", format!("\"{}\"", value.data_type.sql_name()))),
        }
    }

    fn common_names(&self, left: &Node, right: &Node) -> Vec<String> {
        let in_right =
            |a: &&Attribute| right.output.iter().any(|b| same_name(&a.name, &b.name, self.context.case_sensitive));
        left.output.iter().filter(in_right).map(|a| a.name.clone()).collect()
    }

    /// Equal columns appear once, first; the other side's stay as hidden ones.
    fn join_using(&self, left: Node, right: Node, kind: JoinKind, columns: &[String]) -> Result<Node> {
        let mut keys = Vec::with_capacity(columns.len());
        let mut tests = Vec::with_capacity(columns.len());
        for name in columns {
            let l = self.using_column(&left, name, "left")?;
            let r = self.using_column(&right, name, "right")?;
            tests.push(self.call_builtin("=", vec![l.typed(), r.typed()])?.expr);
            keys.push((l, r));
        }
        let condition = tests.into_iter().reduce(Expr::and);
        let plan = join_plan(&left, &right, join_type(kind), condition)?;
        let node = joined(plan, left, right, kind);
        if matches!(kind, JoinKind::LeftSemi | JoinKind::LeftAnti) {
            return Ok(keys_first(node, &keys));
        }
        self.merge_keys(node, &keys, kind)
    }

    pub fn using_column(&self, node: &Node, name: &str, side: &str) -> Result<Attribute> {
        let found: Vec<&Attribute> =
            node.output.iter().filter(|a| same_name(&a.name, name, self.context.case_sensitive)).collect();
        match found.first() {
            Some(first) => Ok((*first).clone()),
            None => {
                let known: Vec<String> = node.output.iter().map(|a| quote_identifier(&a.name)).collect();
                Err(SparkError::new(&condition::UNRESOLVED_USING_COLUMN_FOR_JOIN)
                    .with("colName", quote_identifier(name))
                    .with("side", side)
                    .with("suggestion", known.join(", ")))
            }
        }
    }

    /// One column for each key: the preserved side's, or for a full join whichever is there.
    fn merge_keys(&self, node: Node, keys: &[(Attribute, Attribute)], kind: JoinKind) -> Result<Node> {
        let find =
            |a: &Attribute| node.output.iter().find(|o| o.column == a.column).cloned().unwrap_or_else(|| a.clone());
        let is_key = |a: &Attribute| keys.iter().any(|(l, r)| l.column == a.column || r.column == a.column);
        let rest: Vec<Attribute> = node.output.iter().filter(|a| !is_key(a)).cloned().collect();
        let mut hidden = node.hidden.clone();
        let mut output = Vec::with_capacity(node.output.len());
        if kind != JoinKind::FullOuter {
            for (l, r) in keys {
                let (shown, other) = if kind == JoinKind::RightOuter { (r, l) } else { (l, r) };
                output.push(find(shown));
                hidden.push(find(other));
            }
            output.extend(rest);
            return Ok(Node { output, hidden, base: None, ..node });
        }
        let mut expressions: Vec<Expr> = node.plan.schema().columns().into_iter().map(Expr::Column).collect();
        for (l, r) in keys {
            let value = self.call_builtin("coalesce", vec![find(l).typed(), find(r).typed()])?.named(l.name.clone());
            let attribute = self.attribute(&value);
            expressions.push(value.expr.alias(attribute.column.clone()));
            output.push(attribute);
            hidden.extend([find(l), find(r)]);
        }
        output.extend(rest);
        let plan = project(Arc::clone(&node.plan), expressions)?;
        Ok(Node { plan: Arc::new(plan), output, hidden, base: None })
    }

    /// A call of one of our own scalar functions on resolved arguments.
    pub fn call_builtin(&self, name: &str, args: Vec<Typed>) -> Result<Typed> {
        match sparrow_functions::find(name).map(|f| &f.builder) {
            Some(Builder::Scalar(build)) => build(self.context, name, args),
            _ => Err(sparrow_spark_error::internal(format!("the built-in `{name}` is missing"))),
        }
    }
}

fn join_type(kind: JoinKind) -> JoinType {
    match kind {
        JoinKind::Inner | JoinKind::Cross => JoinType::Inner,
        JoinKind::LeftOuter => JoinType::Left,
        JoinKind::RightOuter => JoinType::Right,
        JoinKind::FullOuter => JoinType::Full,
        JoinKind::LeftSemi => JoinType::LeftSemi,
        JoinKind::LeftAnti => JoinType::LeftAnti,
    }
}

/// The join; equalities between the sides become keys, the rest a filter (DataFusion's optimizer extracts them).
fn join_plan(left: &Node, right: &Node, join_type: JoinType, condition: Option<Expr>) -> Result<LogicalPlan> {
    let left = LogicalPlanBuilder::new_from_arc(Arc::clone(&left.plan));
    let right = right.plan.as_ref().clone();
    let keys: (Vec<Column>, Vec<Column>) = (vec![], vec![]);
    Ok(match condition {
        None if join_type == JoinType::Inner => left.cross_join(right)?.build()?,
        condition => left
            .join_detailed(right, join_type, keys, condition.or_else(always), NullEquality::NullEqualsNothing)?
            .build()?,
    })
}

fn always() -> Option<Expr> {
    Some(datafusion::logical_expr::lit(true))
}

/// The output of a join: which columns, and which of them may be NULL now.
fn joined(plan: LogicalPlan, left: Node, right: Node, kind: JoinKind) -> Node {
    let nullable = |attributes: Vec<Attribute>, yes: bool| -> Vec<Attribute> {
        attributes.into_iter().map(|a| Attribute { nullable: a.nullable || yes, ..a }).collect()
    };
    if matches!(kind, JoinKind::LeftSemi | JoinKind::LeftAnti) {
        return Node { plan: Arc::new(plan), base: None, ..left };
    }
    let left_may_miss = matches!(kind, JoinKind::RightOuter | JoinKind::FullOuter);
    let right_may_miss = matches!(kind, JoinKind::LeftOuter | JoinKind::FullOuter);
    let mut output = nullable(left.output, left_may_miss);
    output.extend(nullable(right.output, right_may_miss));
    let mut hidden = nullable(left.hidden, left_may_miss);
    hidden.extend(nullable(right.hidden, right_may_miss));
    Node { plan: Arc::new(plan), output, hidden, base: None }
}

fn keys_first(node: Node, keys: &[(Attribute, Attribute)]) -> Node {
    let is_key = |a: &Attribute| keys.iter().any(|(l, _)| l.column == a.column);
    let mut output: Vec<Attribute> = keys.iter().map(|(l, _)| l.clone()).collect();
    output.extend(node.output.iter().filter(|a| !is_key(a)).cloned());
    Node { output, ..node }
}
