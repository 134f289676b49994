//! Calls that DataFusion keeps in nodes of their own, and finds again by their names: windows and aggregates.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use sparrow_functions::kernel::TOLD_APART_NODES_MAX;
use sparrow_spark_error::Result;

use super::build::project;
use super::column;
use crate::analyzer::Analyzer;

impl Analyzer<'_> {
    /// The plan with window calls computed, each under its own column after the input's.
    pub fn with_window_columns(&self, input: Arc<LogicalPlan>, calls: Vec<(Expr, String)>) -> Result<LogicalPlan> {
        let mut columns: Vec<Expr> = input.schema().columns().into_iter().map(Expr::Column).collect();
        let (calls, names): (Vec<Expr>, Vec<String>) = calls.into_iter().unzip();
        let (input, calls) = self.with_short_arguments(input, calls)?;
        let named = |(call, name): (&Expr, String)| column(call.schema_name().to_string()).alias(name);
        columns.extend(calls.iter().zip(names).map(named));
        let plan = LogicalPlanBuilder::window_plan(Arc::unwrap_or_clone(input), calls)?;
        project(Arc::new(plan), columns)
    }

    /// The calls with columns of a projection below in place of arguments so long that their names do not tell them apart.
    pub fn with_short_arguments(
        &self,
        input: Arc<LogicalPlan>,
        calls: Vec<Expr>,
    ) -> Result<(Arc<LogicalPlan>, Vec<Expr>)> {
        let mut long = Vec::new();
        let calls = calls.into_iter().map(|call| self.shortened(call, &mut long)).collect::<Result<Vec<_>>>()?;
        if long.is_empty() {
            return Ok((input, calls));
        }
        let mut columns: Vec<Expr> = input.schema().columns().into_iter().map(Expr::Column).collect();
        columns.append(&mut long);
        Ok((Arc::new(project(input, columns)?), calls))
    }

    fn shortened(&self, call: Expr, long: &mut Vec<Expr>) -> Result<Expr> {
        let shorten = |argument: Expr| {
            if has_at_most(TOLD_APART_NODES_MAX, &argument) {
                return Ok(Transformed::no(argument));
            }
            let name = self.fresh("argument");
            long.push(argument.alias(name.clone()));
            Ok(Transformed::yes(column(name)))
        };
        Ok(match call {
            Expr::Alias(mut alias) => {
                *alias.expr = self.shortened(*alias.expr, long)?;
                Expr::Alias(alias)
            }
            call => call.map_children(shorten).data()?,
        })
    }
}

/// Whether an expression has no more nodes than that.
pub fn has_at_most(nodes_max: usize, expr: &Expr) -> bool {
    let mut nodes = 0;
    let counted = expr.apply(|_| {
        nodes += 1;
        Ok(if nodes > nodes_max { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    });
    counted.is_ok() && nodes <= nodes_max
}
