//! Calls that ask where their row is become columns of a node right below: only such a node knows its partition.

use std::sync::Arc;

use datafusion::common::Result as DfResult;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Expr, LogicalPlan};
use sparrow_functions::scalar::misc::position::{MONOTONIC_ID, PARTITION_ID};
use sparrow_operators::partition_id::{PartitionIdNode, Position};
use sparrow_spark_error::{Result, unsupported};

use crate::analyzer::Analyzer;
use crate::relation::{column, extension, project};

/// Whether a call of this function asks where its row is.
pub fn asks_for_one(function: &str) -> bool {
    matches!(function, "spark_partition_id" | "monotonically_increasing_id")
}

fn position_of(expr: &Expr) -> Option<Position> {
    let Expr::ScalarFunction(call) = expr else { return None };
    match call.func.name() {
        PARTITION_ID => Some(Position::PartitionId),
        MONOTONIC_ID => Some(Position::MonotonicId),
        _ => None,
    }
}

impl Analyzer<'_> {
    /// The plan with a node below each node that asks for positions. It must be made before anything is moved.
    pub fn with_positions(&self, plan: LogicalPlan) -> Result<LogicalPlan> {
        Ok(plan.transform_up_with_subqueries(|node| self.placed(node)).data()?)
    }

    fn placed(&self, node: LogicalPlan) -> DfResult<Transformed<LogicalPlan>> {
        let mut columns: Vec<(String, Position)> = Vec::new();
        let names = NamePreserver::new(&node);
        let mut replace = |expr: Expr| {
            let name = names.save(&expr);
            let replaced = expr.transform_down(|e| {
                let Some(position) = position_of(&e) else { return Ok(Transformed::no(e)) };
                Ok(Transformed::new(column(self.place(&mut columns, position)), true, TreeNodeRecursion::Jump))
            })?;
            DfResult::Ok(if replaced.transformed { name.restore(replaced.data) } else { replaced.data })
        };
        let expressions = node.expressions().into_iter().map(&mut replace).collect::<DfResult<Vec<_>>>()?;
        if columns.is_empty() {
            return Ok(Transformed::no(node));
        }
        let inputs = node.inputs();
        let [input] = inputs.as_slice() else {
            return Err(unsupported("spark_partition_id() and monotonically_increasing_id() in a join").into());
        };
        let below = extension(PartitionIdNode::try_new((*input).clone(), columns)?);
        let schema = node.schema().clone();
        let placed = node.with_new_exprs(expressions, vec![below])?;
        if placed.schema().fields().len() == schema.fields().len() {
            return Ok(Transformed::yes(placed));
        }
        // What gives its input's columns gives the new ones as well, which nobody above knows.
        let own = schema.columns().into_iter().map(Expr::Column).collect();
        Ok(Transformed::yes(project(Arc::new(placed), own)?))
    }

    /// The column that tells a position. Two calls for the same one have the same answer.
    fn place(&self, columns: &mut Vec<(String, Position)>, position: Position) -> String {
        if let Some((known, _)) = columns.iter().find(|(_, known)| *known == position) {
            return known.clone();
        }
        let name = self.fresh("position");
        columns.push((name.clone(), position));
        name
    }
}
