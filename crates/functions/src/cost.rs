//! What computing an expression costs, as far as the analyzer has to know.

use datafusion::common::tree_node::TreeNode;
use datafusion::logical_expr::Expr;

use crate::scalar::arithmetic;

/// Whether an expression may be computed again instead of being kept: arithmetic, comparisons and casts cost less than carrying
/// one more column through an operator.
pub fn is_cheap(expr: &Expr) -> bool {
    // The walk cannot fail: its closure does not.
    !expr.exists(|e| Ok(!is_cheap_node(e))).unwrap_or(true)
}

fn is_cheap_node(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_)
        | Expr::Literal(..)
        | Expr::Alias(_)
        | Expr::BinaryExpr(_)
        | Expr::Cast(_)
        | Expr::Not(_)
        | Expr::Negative(_)
        | Expr::IsNull(_)
        | Expr::IsNotNull(_) => true,
        Expr::ScalarFunction(call) => arithmetic::is_kernel(call.name()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use datafusion::functions::expr_fn::upper;
    use datafusion::logical_expr::{col, lit};

    use super::is_cheap;

    #[test]
    fn arithmetic_is_cheap_and_text_is_not() {
        assert!(is_cheap(&((col("a") + lit(1)) * col("b")).gt(lit(3)).alias("c")));
        assert!(!is_cheap(&upper(col("a")).eq(lit("A"))));
    }
}
