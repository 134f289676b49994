//! `repartition`, `coalesce`.

use std::sync::Arc;

use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, Partitioning};
use sparrow_operators::coalesce::CoalesceNode;
use sparrow_operators::sort_within_partitions::SortWithinPartitionsNode;
use sparrow_plan::{ExprKind, Expression, Relation};
use sparrow_spark_error::{Result, invalid_plan};

use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::Node;

/// Partitions asked for are cut to this; more cost memory and gain nothing in one process.
const PARTITIONS_MAX: usize = 4096;

impl Analyzer<'_> {
    pub fn repartition(&self, env: &Env<'_>, input: &Relation, partitions: usize, shuffle: bool) -> Result<Node> {
        let input = self.relation(env, input)?;
        let partitions = wanted(partitions)?;
        let plan = if shuffle {
            LogicalPlanBuilder::new_from_arc(Arc::clone(&input.plan))
                .repartition(Partitioning::RoundRobinBatch(partitions))?
                .build()?
        } else {
            super::extension(CoalesceNode::new(super::own(&input.plan), partitions))
        };
        Ok(input.over(plan))
    }

    /// By hash, or with sort orders as keys by range: rows of one range land in one partition, in order.
    pub fn repartition_by(
        &self,
        env: &Env<'_>,
        input: &Relation,
        expressions: &[Expression],
        partitions: Option<usize>,
    ) -> Result<Node> {
        let input = self.relation(env, input)?;
        let default = self.context.conf("spark.sql.shuffle.partitions").and_then(|v| v.parse().ok()).unwrap_or(200);
        let partitions = wanted(partitions.unwrap_or(default))?;
        let scope = Scope::over(&input, env, "RepartitionByExpression");
        let ranged = expressions.iter().any(|e| matches!(e.kind, ExprKind::SortOrder(_)));
        let plan = if ranged {
            self.range_partitioned(&scope, &input, expressions)?
        } else {
            let keys = self.expressions(&scope, expressions)?.into_iter().map(|v| v.expr).collect::<Vec<Expr>>();
            let scheme = if keys.is_empty() {
                Partitioning::RoundRobinBatch(partitions)
            } else {
                Partitioning::Hash(keys, partitions)
            };
            LogicalPlanBuilder::new_from_arc(Arc::clone(&input.plan)).repartition(scheme)?.build()?
        };
        Ok(input.clone().over(plan))
    }

    /// One process has one range: all rows, ordered by the keys.
    fn range_partitioned(&self, scope: &Scope<'_>, input: &Node, keys: &[Expression]) -> Result<LogicalPlan> {
        let mut sorts = Vec::with_capacity(keys.len());
        for key in keys {
            if let ExprKind::SortOrder(order) = &key.kind {
                sorts.push(self.sort_key(scope, order)?.1);
            }
        }
        let merged = super::extension(CoalesceNode::new(super::own(&input.plan), 1));
        Ok(super::extension(SortWithinPartitionsNode::new(merged, sorts)))
    }
}

fn wanted(partitions: usize) -> Result<usize> {
    match partitions {
        0 => Err(invalid_plan("the number of partitions must be positive, not 0")),
        n => Ok(n.min(PARTITIONS_MAX)),
    }
}
