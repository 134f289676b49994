//! Where expressions and relations were written.

use sparrow_plan::{ExprKind, Expression, Plan, visit_expressions_mut};

/// Every expression's fragment, inner before outer where both begin together.
fn fragments(text: &str) -> Vec<String> {
    let Ok(Plan::Query(mut query)) = crate::parse_statement(text) else { return vec![] };
    let mut found = Vec::new();
    let mut note = |e: &mut Expression| {
        if !matches!(e.kind, ExprKind::Literal(_) | ExprKind::Attribute { .. }) {
            found.extend(e.origin.as_ref().map(|o| o.fragment()));
        }
        Ok::<(), ()>(())
    };
    let visited = visit_expressions_mut(&mut query, &mut note);
    assert!(visited.is_ok());
    found
}

#[test]
fn constructs_cover_all_their_tokens() {
    assert_eq!(fragments("SELECT a / b"), ["a / b"]);
    assert_eq!(fragments("SELECT 'é', cast('x' AS int)"), ["cast('x' AS int)"]);
    assert_eq!(fragments("SELECT f(a)[0].x AS y"), ["f(a)[0].x AS y", "f(a)[0].x", "f(a)[0]", "f(a)"]);
    assert_eq!(fragments("SELECT (a + b) * c"), ["(a + b) * c", "a + b"]);
    assert_eq!(
        fragments("SELECT 1 FROM t WHERE a IN (1,2)\n AND b RLIKE 'x'"),
        ["a IN (1,2)\n AND b RLIKE 'x'", "a IN (1,2)", "b RLIKE 'x'"]
    );
}

#[test]
fn lines_and_columns_count_characters() {
    let Err(error) = crate::parse_statement("SELECT 'é',\n  'ü' FROM t WHERE )") else {
        panic!("it is no statement")
    };
    assert!(error.message().contains("line 2 pos 19"), "{}", error.message());
}

#[test]
fn long_texts_have_no_origins() {
    let text = format!("SELECT a, '{}'", "x".repeat(crate::parser::ORIGIN_TEXT_BYTES_MAX));
    let Ok(Plan::Query(query)) = crate::parse_statement(&text) else { panic!("it is a query") };
    assert!(query.origin.is_none());
}
