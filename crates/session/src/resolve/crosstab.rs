//! `crosstab`: a pivot of counts, as Spark makes it.

use sparrow_plan::{CastMode, ExprKind, Expression, FillNa, Literal, Pivot, RelKind, Relation, StatFunction};
use sparrow_spark_types::DataType;

/// Puts a pivot in the place of every crosstab.
pub(super) fn as_pivots(relation: &mut Relation) {
    super::each(relation, &mut |relation| {
        if let RelKind::Stat { function: StatFunction::Crosstab(..), .. } = &*relation.kind
            && let RelKind::Stat { input, function: StatFunction::Crosstab(first, second) } =
                std::mem::replace(&mut *relation.kind, RelKind::OneRow)
        {
            *relation.kind = pivot(input, &first, &second);
        }
    });
}

/// One row for each value of the first column, one column for each of the second.
fn pivot(input: Relation, first: &str, second: &str) -> RelKind {
    let text = |value: &str| Expression::literal(Literal::string(value));
    let names = Expression::call("regexp_replace", vec![as_text(second), text("`"), text("")]);
    let pivot = Pivot {
        input,
        grouping: Some(vec![or_null(first, as_text(first)).alias(format!("{first}_{second}"))]),
        column: or_null(second, names),
        values: None,
        aggregates: vec![Expression::call("count", vec![Expression::star()])],
    };
    let input = Relation::new(RelKind::Pivot(pivot));
    RelKind::FillNa(FillNa { input, columns: vec![], values: vec![Literal::long(0)] })
}

/// NULL is a value of its own, called `null`.
fn or_null(column: &str, value: Expression) -> Expression {
    let missing = Expression::call("isnull", vec![Expression::column([column])]);
    Expression::call("when", vec![missing, Expression::literal(Literal::string("null")), value])
}

fn as_text(column: &str) -> Expression {
    let child = Box::new(Expression::column([column]));
    Expression::new(ExprKind::Cast { child, to: DataType::String, mode: CastMode::Session })
}
