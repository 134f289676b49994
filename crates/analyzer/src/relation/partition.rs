//! `repartition`, `coalesce`, `repartitionByRange`, `repartitionById`.

use datafusion::logical_expr::LogicalPlan;
use datafusion::logical_expr::expr::Sort;
use sparrow_functions::scalar::hash::partition_hash;
use sparrow_operators::coalesce::CoalesceNode;
use sparrow_operators::repartition::{RepartitionNode, Scheme};
use sparrow_plan::{ExprKind, Expression, Relation};
use sparrow_spark_error::{Result, unexpected_input_type};
use sparrow_spark_types::DataType;

use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::Node;

/// Spark's default of `spark.sql.execution.rangeExchange.sampleSizePerPartition`.
const SAMPLE_ROWS: usize = 100;

impl Analyzer<'_> {
    pub fn repartition(&self, env: &Env<'_>, input: &Relation, partitions: usize, shuffle: bool) -> Result<Node> {
        let input = self.relation(env, input)?;
        let plan =
            if shuffle { self.dealt_out(&input.plan, Some(partitions)) } else { coalesced(&input.plan, partitions) };
        Ok(input.over(plan))
    }

    /// By hash, with sort orders as keys by range, with a partition's number by that, without keys in turn.
    pub fn repartition_by(
        &self,
        env: &Env<'_>,
        input: &Relation,
        expressions: &[Expression],
        partitions: Option<usize>,
    ) -> Result<Node> {
        let input = self.relation(env, input)?;
        let scope = Scope::over(&input, env, "RepartitionByExpression");
        let is_ranged = expressions.iter().any(|e| matches!(e.kind, ExprKind::SortOrder(_)));
        let scheme = match expressions {
            [] => return Ok(input.clone().over(self.dealt_out(&input.plan, partitions))),
            [Expression { kind: ExprKind::PartitionId(number), .. }] => self.by_number(&scope, number)?,
            _ if is_ranged => self.by_range(&scope, expressions)?,
            _ => Scheme::Number(partition_hash(self.expressions(&scope, expressions)?)?.expr),
        };
        let plan = super::extension(RepartitionNode::new(below(&input.plan).clone(), scheme, partitions));
        Ok(input.clone().over(plan))
    }

    fn by_range(&self, scope: &Scope<'_>, keys: &[Expression]) -> Result<Scheme> {
        let mut sorts: Vec<Sort> = Vec::with_capacity(keys.len());
        for key in keys {
            if let ExprKind::SortOrder(order) = &key.kind {
                let value = self.expression(scope, &order.child)?;
                // What cannot be sorted is the fault of the order, not of the value.
                let mut order = order.as_ref().clone();
                order.child.origin = key.origin.clone().or(order.child.origin);
                sorts.push(self.sort_key_of(value, &order)?.1);
            }
        }
        let sample_rows = self.context.conf("spark.sql.execution.rangeExchange.sampleSizePerPartition");
        let sample_rows = sample_rows.and_then(|rows| rows.parse().ok()).unwrap_or(SAMPLE_ROWS);
        Ok(Scheme::Range { keys: sorts, sample_rows })
    }

    fn by_number(&self, scope: &Scope<'_>, number: &Expression) -> Result<Scheme> {
        let number = self.expression(scope, number)?;
        if number.data_type == DataType::Integer {
            return Ok(Scheme::Number(number.expr));
        }
        let call = format!("direct_shuffle_partition_id({})", number.name);
        let actual = number.data_type.sql_name();
        Err(unexpected_input_type(&call, 0, "\"INT\"", &number.name, &actual))
    }

    fn dealt_out(&self, input: &LogicalPlan, partitions: Option<usize>) -> LogicalPlan {
        let sorted = self.context.conf("spark.sql.execution.sortBeforeRepartition") != Some("false");
        super::extension(RepartitionNode::new(below(input).clone(), Scheme::RoundRobin { sorted }, partitions))
    }
}

/// Fewer partitions; a shuffle right below that makes no more than wanted is enough, as in Spark's `CollapseRepartition`.
fn coalesced(input: &LogicalPlan, partitions: usize) -> LogicalPlan {
    match node::<RepartitionNode>(input) {
        Some(shuffle) if shuffle.partitions().is_some_and(|made| made <= partitions) => input.clone(),
        Some(_) => super::extension(CoalesceNode::new(input.clone(), partitions)),
        None => super::extension(CoalesceNode::new(below(input).clone(), partitions)),
    }
}

/// The plan without the partitions somebody asked for right on top of it: who asks last decides.
fn below(plan: &LogicalPlan) -> &LogicalPlan {
    if let Some(shuffle) = node::<RepartitionNode>(plan) {
        return below(shuffle.input());
    }
    node::<CoalesceNode>(plan).map_or(plan, |coalesce| below(coalesce.input()))
}

fn node<N: 'static>(plan: &LogicalPlan) -> Option<&N> {
    let LogicalPlan::Extension(extension) = plan else { return None };
    extension.node.as_any().downcast_ref()
}
