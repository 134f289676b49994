use sparrow_proto::spark::connect::expression::literal::LiteralType;
use sparrow_proto::spark::connect::expression::window::window_frame::frame_boundary::Boundary;

use super::*;

/// An expression as text: functions with their arguments, names, and literals.
fn shown(expression: &proto::Expression) -> String {
    match expression.expr_type.as_ref() {
        Some(ExprType::UnresolvedFunction(function)) => {
            let arguments: Vec<String> = function.arguments.iter().map(shown).collect();
            let distinct = if function.is_distinct { "distinct " } else { "" };
            format!("{}({distinct}{})", function.function_name, arguments.join(", "))
        }
        Some(ExprType::UnresolvedAttribute(attribute)) => attribute.unparsed_identifier.clone(),
        Some(ExprType::UnresolvedStar(star)) => star.unparsed_target.clone().unwrap_or("*".into()),
        Some(ExprType::ExpressionString(text)) => format!("sql:{}", text.expression),
        Some(ExprType::Literal(literal)) => match literal.literal_type.as_ref() {
            Some(LiteralType::Integer(value)) => value.to_string(),
            Some(LiteralType::Long(value)) => format!("{value}L"),
            Some(LiteralType::Double(value)) => format!("{value}D"),
            Some(LiteralType::String(value)) => format!("{value:?}"),
            other => format!("{other:?}"),
        },
        other => format!("{other:?}"),
    }
}

fn check(column: impl Into<Column>, expected: &str) {
    let column = column.into();
    assert_eq!((column.problem.clone(), shown(&column.expression)), (None, expected.to_owned()));
}

#[test]
fn operators_are_functions() {
    check(col("a") + 1, "+(a, 1)");
    check(2 * col("a") - col("b") / 3_i64, "-(*(2, a), /(b, 3L))");
    check(col("a") % 2.5, "%(a, 2.5D)");
    check(!(col("a").gt(1) & col("b").is_null()) | col("c"), "or(not(and(>(a, 1), isNull(b))), c)");
    check(-col("a"), "negative(a)");
    check(col("a").ne(1), "not(==(a, 1))");
    check(col("a").between(1, 5), "and(>=(a, 1), <=(a, 5))");
}

#[test]
fn a_text_is_a_name_where_a_column_is_due() {
    check(col("a").eq("b"), "==(a, b)");
    check(col("a").eq(lit("b")), "==(a, \"b\")");
    check(col("a").is_in(["x", "y"]), "in(a, \"x\", \"y\")");
    check(col("a").like("x%"), "like(a, \"x%\")");
    check("*", "*");
    check("t.*", "t.*");
    check(expr("a + 1"), "sql:a + 1");
}

#[test]
fn choices_are_one_flat_call() {
    check(when(col("a").gt(1), "x").when(col("a").gt(0), "y").otherwise(lit(3)), "when(>(a, 1), x, >(a, 0), y, 3)");
    check(when(col("a"), 1), "when(a, 1)");
}

#[test]
fn variables_of_nested_functions_differ() {
    let nested = lambda(|x| call("transform", [x.clone(), lambda(|y| x + y)]));
    let Some(ExprType::LambdaFunction(outer)) = nested.expression.expr_type else { panic!("no function") };
    let Some(ExprType::UnresolvedFunction(inner)) = outer.function.and_then(|body| body.expr_type) else {
        panic!("no call")
    };
    let Some(ExprType::LambdaFunction(inner)) = inner.arguments[1].expr_type.clone() else {
        panic!("no inner function")
    };
    assert_ne!(outer.arguments, inner.arguments);
}

#[test]
fn bounds_of_windows() {
    let window = Window::partition_by(["a"]).order_by([col("b").desc()]).rows_between(Bound::Unbounded, 0_i64);
    let column = call("sum", [col("c")]).over(window);
    let Some(ExprType::Window(window)) = column.expression.expr_type else { panic!("no window") };
    let frame = window.frame_spec.unwrap_or_default();
    assert_eq!(frame.lower.and_then(|bound| bound.boundary), Some(Boundary::Unbounded(true)));
    assert_eq!(frame.upper.and_then(|bound| bound.boundary), Some(Boundary::CurrentRow(true)));
    assert_eq!((window.partition_spec.len(), window.order_spec.len()), (1, 1));
}

#[test]
fn decimals_take_their_scale_from_the_text() {
    let sizes = |text: &str| match Literal::decimal(text).value.literal_type {
        Some(LiteralType::Decimal(decimal)) => (decimal.precision, decimal.scale),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(sizes("-12.50"), (Some(4), Some(2)));
    assert_eq!(sizes("0.001"), (Some(3), Some(3)));
    assert_eq!(sizes("0"), (Some(1), Some(0)));
    for wrong in ["", "1e5", "1.2.3", "x", &"9".repeat(39)] {
        assert!(lit(Literal::decimal(wrong)).problem.is_some(), "{wrong}");
    }
}

#[test]
fn problems_are_carried_outwards() {
    let column = (col("a") + lit(Literal::decimal("x"))).alias("b").desc();
    assert!(column.problem.is_some_and(|problem| problem.contains("\"x\" is no decimal")));
    assert!(col("a").distinct().problem.is_some());
}

#[test]
fn depth_has_a_limit() {
    let deep = (0..2_000).fold(col("a"), |column, _| column + 1);
    assert!(deep.problem.is_some_and(|problem| problem.contains("1000 levels")));
    let fine = (0..900).fold(col("a"), |column, _| column + 1);
    assert_eq!(fine.problem, None);
}
