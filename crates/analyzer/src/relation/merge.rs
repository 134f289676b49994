//! Projections over projections become one, as by Spark's `CollapseProject`: a chain of `withColumn` would otherwise cost the
//! optimizer the square of its length.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan};
use sparrow_functions::is_cheap;

use super::calls::has_at_most;

/// The most nodes an expression may have that another one was put into; longer ones stay a projection of their own, so that
/// expressions do not become too deep to walk.
const MERGED_NODES_MAX: usize = 64;
/// The same where the other one is computed again by that: cheap ones may be, a few deep.
const REPEATED_NODES_MAX: usize = 24;

/// The columns a projection defines, by their names.
type Definitions<'d> = HashMap<&'d str, &'d Expr>;

/// What a projection to `expressions` over `input` can be said as: its own expressions and what they are over. Those of the
/// projection below are put into them where nothing that costs is computed twice by that, and nothing volatile moves.
pub fn merged(input: &LogicalPlan, expressions: &[Expr]) -> Option<(Arc<LogicalPlan>, Vec<Expr>)> {
    let LogicalPlan::Projection(below) = input else { return None };
    if expressions.iter().chain(&below.expr).any(holds_subquery) {
        return None;
    }
    let definitions = below.expr.iter().map(definition).collect::<Option<Definitions<'_>>>()?;
    let repeated = used_twice(&definitions, expressions);
    if expressions.iter().any(|e| !is_alias(e)) || repeated.iter().any(|name| !is_cheap(definitions[name])) {
        return None;
    }
    let merged = expressions.iter().map(|e| put_in(&definitions, &repeated, e)).collect::<Option<Vec<_>>>()?;
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

/// The columns below that are more than a name or a constant, and that these expressions refer to more than once.
fn used_twice<'d>(definitions: &Definitions<'d>, expressions: &[Expr]) -> HashSet<&'d str> {
    let (mut once, mut twice) = (HashSet::new(), HashSet::new());
    for expression in expressions {
        // The walk cannot fail: its closure does not.
        let _ = expression.apply(|e| {
            if let Expr::Column(column) = e
                && let Some((name, defined)) = definitions.get_key_value(column.name.as_str())
                && !is_trivial(defined)
                && !once.insert(*name)
            {
                twice.insert(*name);
            }
            Ok(TreeNodeRecursion::Continue)
        });
    }
    twice
}

/// The expression with the definitions in place of the columns they define; `None` when that would move something volatile or
/// make it too long.
fn put_in(definitions: &Definitions<'_>, repeated: &HashSet<&str>, expression: &Expr) -> Option<Expr> {
    if let Expr::Column(column) = expression {
        return definitions.get(column.name.as_str()).map(|defined| (*defined).clone());
    }
    let mut allowed = true;
    let mut nodes_max = usize::MAX;
    let put = expression.clone().transform_up(|e| {
        let Expr::Column(column) = &e else { return Ok(Transformed::no(e)) };
        match definitions.get(column.name.as_str()) {
            Some(defined) => {
                allowed &= is_trivial(defined) || !defined.is_volatile();
                if !is_trivial(defined) {
                    let again = repeated.contains(column.name.as_str());
                    nodes_max = nodes_max.min(if again { REPEATED_NODES_MAX } else { MERGED_NODES_MAX });
                }
                Ok(Transformed::yes(value(defined).clone()))
            }
            None => {
                allowed = false;
                Ok(Transformed::no(e))
            }
        }
    });
    let put = put.data().ok().filter(|_| allowed)?;
    has_at_most(nodes_max, &put).then_some(put)
}

#[cfg(test)]
mod tests {
    use datafusion::functions::expr_fn::sqrt;
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
    fn what_costs_and_is_used_twice_or_refers_to_nothing_there_stays() {
        let below = over(vec![sqrt(col("column2")).alias("b#2")]);
        assert!(merged(&below, &[col("b#2"), (col("b#2") * lit(3)).alias("b#3")]).is_none());
        assert!(merged(&below, &[col("other")]).is_none());
    }

    #[test]
    fn what_is_cheap_is_put_in_twice_while_it_is_short() {
        let mut below = over(vec![(col("column2") + lit(1)).alias("b#1")]);
        let mut expressions = vec![col("b#1")];
        let mut levels = 1;
        loop {
            let last = format!("b#{levels}");
            expressions.push((col(&last) + lit(1)).alias(format!("b#{}", levels + 1)));
            let Some((input, list)) = merged(&below, &expressions) else { break };
            below = LogicalPlanBuilder::new_from_arc(input).project(list).unwrap().build().unwrap();
            levels += 1;
            *expressions.last_mut().unwrap() = col(format!("b#{levels}"));
        }
        assert_eq!(levels, REPEATED_NODES_MAX / 2 - 1);
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
