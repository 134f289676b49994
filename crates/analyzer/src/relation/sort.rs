//! `ORDER BY`, `SORT BY`.

use std::sync::Arc;

use datafusion::logical_expr::expr::Sort;
use sparrow_functions::Typed;
use sparrow_operators::sort_within_partitions::SortWithinPartitionsNode;
use sparrow_plan::{ExprKind, Expression, Relation, SortOrder, Value};
use sparrow_spark_error::{Result, SparkError, condition};

use super::build::sort;
use super::project::Base;
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::Node;

impl Analyzer<'_> {
    pub fn sort(&self, env: &Env<'_>, input: &Relation, order: &[SortOrder], global: bool) -> Result<Node> {
        let input = self.relation(env, input)?;
        let size = input.output.len();
        let resolve = |scope: &Scope<'_>| {
            order.iter().map(|o| self.sort_key_or_ordinal(scope, o, size)).collect::<Result<Vec<_>>>()
        };
        let (node, keys) = match input.base.as_deref() {
            Some(Base::Aggregate(base)) => self.resolve_over_aggregate(env, base, &input, "Sort", resolve)?,
            _ => self.resolve_reaching_below(env, input, "Sort", resolve)?,
        };
        let (node, keys) = self.lift_sort_windows(node, keys)?;
        self.sort_by(node, keys.into_iter().map(|(_, sort)| sort).collect(), global)
    }

    /// `ORDER BY 2` means the second column (`spark.sql.orderByOrdinal`).
    fn sort_key_or_ordinal(&self, scope: &Scope<'_>, order: &SortOrder, size: usize) -> Result<(Typed, Sort)> {
        let position = ordinal(&order.child).filter(|_| self.context.conf("spark.sql.orderByOrdinal") != Some("false"));
        let Some(position) = position else { return self.sort_key(scope, order) };
        let index = usize::try_from(position).ok().and_then(|p| p.checked_sub(1)).filter(|i| *i < size);
        match index.and_then(|i| scope.output.get(i)) {
            Some(attribute) => self.sort_key_of(attribute.typed(), order),
            None => Err(SparkError::new(&condition::ORDER_BY_POS_OUT_OF_RANGE)
                .with("index", position.to_string())
                .with("size", size.to_string())
                .at_if_unplaced(order.child.origin.as_deref())),
        }
    }

    fn sort_by(&self, node: Node, sorts: Vec<Sort>, global: bool) -> Result<Node> {
        if sorts.is_empty() {
            return Ok(node);
        }
        let plan = if global {
            sort(Arc::clone(&node.plan), sorts)
        } else {
            super::extension(SortWithinPartitionsNode::new(super::own(&node.plan), sorts))
        };
        Ok(Node { plan: Arc::new(plan), ..node })
    }

    /// Sort keys may hold window calls; those are computed below.
    fn lift_sort_windows(&self, node: Node, keys: Vec<(Typed, Sort)>) -> Result<(Node, Vec<(Typed, Sort)>)> {
        let (values, sorts): (Vec<Typed>, Vec<Sort>) = keys.into_iter().unzip();
        let (node, values) = self.with_windows(node, values)?;
        let keys = values.into_iter().zip(sorts).map(|(v, s)| (v.clone(), Sort { expr: v.expr, ..s })).collect();
        Ok((node, keys))
    }
}

/// The whole number a key consists of.
pub fn ordinal(key: &Expression) -> Option<i64> {
    match &key.kind {
        ExprKind::Literal(literal) if literal.data_type == sparrow_spark_types::DataType::Integer => {
            match literal.value {
                Value::Integral(v) => Some(v),
                _ => None,
            }
        }
        _ => None,
    }
}
