//! Nesting and chains end in an answer or an error, never in an overflow.

use crate::{parse_expression, parse_statement};

fn too_deep(text: &str) {
    let error = parse_statement(text).map(|_| ()).expect_err("it is nested beyond the limit");
    assert_eq!(error.condition().name, "SPARROW.PLAN_TOO_DEEP");
}

#[test]
fn nested_parentheses() {
    too_deep(&format!("SELECT {}1{}", "(".repeat(10_000), ")".repeat(10_000)));
    assert!(parse_statement(&format!("SELECT {}1{}", "(".repeat(900), ")".repeat(900))).is_ok());
}

#[test]
fn chained_operators() {
    too_deep(&format!("SELECT 1{}", " + 1".repeat(50_000)));
    assert!(parse_expression(&format!("1{}", " + 1".repeat(900))).is_ok());
}

#[test]
fn long_conditions_stay_shallow() {
    let text = format!("SELECT 1 WHERE a = 0{}", " OR a = 1".repeat(50_000));
    assert!(parse_statement(&text).is_ok());
}

#[test]
fn nested_subqueries_unions_and_joins() {
    too_deep(&format!("{}SELECT 1{}", "SELECT * FROM (".repeat(5_000), ")".repeat(5_000)));
    too_deep(&format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(5_000)));
    too_deep(&format!("SELECT * FROM t{}", " JOIN t".repeat(5_000)));
    too_deep(&format!("SELECT {}", "NOT ".repeat(50_000) + "a"));
    too_deep(&format!("SELECT {}a", "- ".repeat(50_000)));
    too_deep(&format!("SELECT a{}", "[0]".repeat(50_000)));
}

#[test]
fn unclosed_parentheses() {
    assert!(parse_statement(&"(".repeat(10_000)).is_err());
    assert!(parse_statement(&"SELECT (".repeat(10_000)).is_err());
    assert!(parse_statement(&format!("SELECT {}", "f(".repeat(10_000))).is_err());
}

#[test]
fn odd_texts_are_errors_not_panics() {
    for text in [
        "'",
        "\"",
        "`",
        "/*",
        "/* /* */",
        "--",
        "SELECT 'é\u{1f600}",
        "SELECT \\",
        "SET",
        "SET `",
        "SET =",
        "SELECT 1e",
        ".",
    ] {
        let _ = parse_statement(text);
        let _ = parse_expression(text);
    }
}
