//! Projections over projections become one, as by Spark's `CollapseProject`: a chain of `withColumn` would otherwise cost the
//! optimizer the square of its length.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan};

/// The most nodes an expression may have that another one was put into; longer ones stay a projection of their own, so that
/// expressions do not become too deep to walk.
const MERGED_NODES_MAX: usize = 64;

/// What a projection to `expressions` over `input` can be said as: its own expressions and what they are over. Those of the
/// projection below are put into them where nothing is computed twice by that, and nothing volatile moves.
pub fn merged(input: &LogicalPlan, expressions: &[Expr]) -> Option<(Arc<LogicalPlan>, Vec<Expr>)> {
    let LogicalPlan::Projection(below) = input else { return None };
    if expressions.iter().chain(&below.expr).any(holds_subquery) {
        return None;
    }
    let definitions = below.expr.iter().map(definition).collect::<Option<HashMap<_, _>>>()?;
    if expressions.iter().any(|e| !is_alias(e)) || is_any_computed_twice(&definitions, expressions) {
        return None;
    }
    let merged = expressions.iter().map(|e| put_in(&definitions, e)).collect::<Option<Vec<_>>>()?;
    Some((Arc::clone(&below.input), merged))
}

/// The column an expression of a projection defines, and the expression.
fn definition(expr: &Expr) -> Option<(&str, &Expr)> {
    match expr {
        Expr::Column(column) => Some((&column.name, expr)),
        Expr::Alias(alias) => Some((&alias.name, expr)),
        _ => None,
    }
}

fn is_alias(expr: &Expr) -> bool {
    matches!(expr, Expr::Column(_) | Expr::Alias(_))
}

fn value(expr: &Expr) -> &Expr {
    match expr {
        Expr::Alias(alias) => &alias.expr,
        other => other,
    }
}

fn is_trivial(expr: &Expr) -> bool {
    matches!(value(expr), Expr::Column(_) | Expr::Literal(..))
}

fn holds_subquery(expr: &Expr) -> bool {
    let is_subquery = |e: &Expr| {
        matches!(e, Expr::ScalarSubquery(_) | Expr::Exists(_) | Expr::InSubquery(_) | Expr::SetComparison(_))
    };
    !is_trivial(expr) && expr.exists(|e| Ok(is_subquery(e))).unwrap_or(true)
}

fn is_any_computed_twice(definitions: &HashMap<&str, &Expr>, expressions: &[Expr]) -> bool {
    let mut seen = std::collections::HashSet::new();
    let mut twice = false;
    for expression in expressions {
        // The walk cannot fail: its closure does not.
        let _ = expression.apply(|e| {
            if let Expr::Column(column) = e
                && definitions.get(column.name.as_str()).is_some_and(|d| !is_trivial(d))
                && !seen.insert(column.name.clone())
            {
                twice = true;
                return Ok(TreeNodeRecursion::Stop);
            }
            Ok(TreeNodeRecursion::Continue)
        });
    }
    twice
}

/// The expression with the definitions in place of the columns they define; `None` when that would move something volatile or
/// make it too long.
fn put_in(definitions: &HashMap<&str, &Expr>, expression: &Expr) -> Option<Expr> {
    if let Expr::Column(column) = expression {
        return definitions.get(column.name.as_str()).map(|defined| (*defined).clone());
    }
    let mut allowed = true;
    let mut put_any = false;
    let put = expression.clone().transform_up(|e| {
        let Expr::Column(column) = &e else { return Ok(Transformed::no(e)) };
        match definitions.get(column.name.as_str()) {
            Some(defined) => {
                allowed &= is_trivial(defined) || !defined.is_volatile();
                put_any |= !is_trivial(defined);
                Ok(Transformed::yes(value(defined).clone()))
            }
            None => {
                allowed = false;
                Ok(Transformed::no(e))
            }
        }
    });
    let put = put.data().ok().filter(|_| allowed)?;
    (!put_any || is_short(&put)).then_some(put)
}

fn is_short(expr: &Expr) -> bool {
    let mut nodes = 0;
    let _ = expr.apply(|_| {
        nodes += 1;
        Ok(if nodes > MERGED_NODES_MAX { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    });
    nodes <= MERGED_NODES_MAX
}

#[cfg(test)]
mod tests {
    use datafusion::logical_expr::{LogicalPlanBuilder, col, lit};

    use super::*;

    fn over(expressions: Vec<Expr>) -> LogicalPlan {
        let values = LogicalPlanBuilder::values(vec![vec![lit(1), lit(2)]]).unwrap();
        values.project(expressions).unwrap().build().unwrap()
    }

    fn shown(merged: Option<(Arc<LogicalPlan>, Vec<Expr>)>) -> Option<String> {
        merged.map(|(_, list)| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn what_is_used_once_is_put_in() {
        let below = over(vec![col("column1").alias("a#1"), (col("column2") + lit(1)).alias("b#2")]);
        let above = [col("a#1"), (col("b#2") * lit(3)).alias("b#3")];
        assert_eq!(
            shown(merged(&below, &above)).as_deref(),
            Some("column1 AS a#1, (column2 + Int32(1)) * Int32(3) AS b#3")
        );
    }

    #[test]
    fn what_is_used_twice_or_refers_to_nothing_there_stays() {
        let below = over(vec![(col("column2") + lit(1)).alias("b#2")]);
        assert!(merged(&below, &[col("b#2"), (col("b#2") * lit(3)).alias("b#3")]).is_none());
        assert!(merged(&below, &[col("other")]).is_none());
    }

    #[test]
    fn a_chain_does_not_grow_into_one_endless_expression() {
        let mut sum = col("column1");
        for _ in 0..MERGED_NODES_MAX {
            sum = sum + lit(1);
        }
        let below = over(vec![sum.alias("a#1")]);
        assert!(merged(&below, &[(col("a#1") + lit(1)).alias("a#2")]).is_none());
        assert!(merged(&below, &[col("a#1")]).is_some());
    }
}
