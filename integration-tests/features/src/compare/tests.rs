//! What counts as the same answer, and how a difference reads.
use serde_json::{Value, json};

use super::{Rule, difference, observed_difference, same};
use crate::answer::Answer;

/// The difference between an expectation and the answer of an adapter.
fn held(expected: &Value, received: &Value, rule: Rule) -> Option<String> {
    difference(expected, &Answer::read(received, "/tmp/x").expect("an answer"), rule)
}

fn rows(rows: Value) -> Value {
    let fields = json!([{"name": "a", "type": "double", "nullable": true}]);
    json!({"ok": {"schema": {"type": "struct", "fields": fields}, "rows": rows}})
}

#[test]
fn rows_are_a_multiset_or_a_list() {
    let expected = json!({"schema": ["a double"], "rows": [[1], [2], [2]]});
    assert_eq!(held(&expected, &rows(json!([[2], [1], [2.0]])), Rule::default()), None);
    let ordered = Rule { ordered: true, approx: 0.0 };
    let text = held(&expected, &rows(json!([[1], [2], [1]])), ordered).expect("another order");
    assert_eq!(text, "  rows: 3 expected, 3 received\n  expected [2.0]\n  received [1.0]");
    let text = held(&expected, &rows(json!([[2], [1], [1]])), Rule::default()).expect("one differs");
    assert!(text.contains("expected [2.0]") && text.contains("received [1.0]"), "{text}");
    assert!(
        held(&expected, &rows(json!([[2], [1]])), Rule::default()).expect("one is missing").contains("received no row")
    );
    assert!(held(&json!({"schema": ["a float"]}), &rows(json!([])), Rule::default()).is_some());
}

#[test]
fn doubles_are_near_only_where_it_is_said() {
    let expected = json!({"rows": [[1.0], ["NaN"]]});
    let near = rows(json!([["NaN"], [1.000_000_000_1]]));
    assert!(held(&expected, &near, Rule::default()).is_some());
    assert_eq!(held(&expected, &near, Rule { ordered: false, approx: 1e-9 }), None);
    assert!(!same(&json!(0.0), &json!(-0.0), 0.0) && same(&json!(2), &json!(2.0), 0.0));
    assert!(!same(&json!(9_007_199_254_740_993_i64), &json!(9_007_199_254_740_992_i64), 1e-3));
}

#[test]
fn errors_are_expected_or_a_failure() {
    let error =
        json!({"error": {"kind": "spark", "condition": "X", "parameters": {"id": "a#12"}, "message": "at /tmp/x/y"}});
    assert_eq!(held(&json!({"error": {"kind": "spark", "parameters": {"id": "a#N"}}}), &error, Rule::default()), None);
    let text =
        held(&json!({"error": {"kind": "spark", "sqlstate": "42000"}}), &error, Rule::default()).expect("no SQLSTATE");
    assert_eq!(
        text,
        "  expected {\"error\":{\"sqlstate\":\"42000\"}}\n  received {\"error\":{}}\n  message  at ${tmp}/y"
    );
    assert!(held(&json!({}), &error, Rule::default()).is_some());
    assert!(held(&json!({"error": {"kind": "spark"}}), &json!({"ok": {}}), Rule::default()).is_some());
    assert!(
        held(&json!({"value": 1}), &json!({"unsupported": "no counting"}), Rule::default())
            .expect("a failure")
            .contains("no counting")
    );
}

#[test]
fn values_are_held_to_the_letter() {
    assert_eq!(
        held(&json!({"value": {"a": 1, "b": [2.0]}}), &json!({"ok": {"value": {"b": [2], "a": 1}}}), Rule::default()),
        None
    );
    assert!(held(&json!({"value": "x"}), &json!({"ok": {"value": "y"}}), Rule::default()).is_some());
    assert!(
        held(&json!({"value": "x"}), &json!({"ok": {}}), Rule::default())
            .expect("no value")
            .contains("received nothing")
    );
    assert_eq!(held(&json!({"progress": true}), &json!({"ok": {"progress": 3}}), Rule::default()), None);
}

#[test]
fn what_the_mock_saw_is_within_limits() {
    let expected = json!({"execute": 1, "release": {"min": 1, "max": 3}, "violations": []});
    let expected = expected.as_object().expect("a map");
    assert_eq!(observed_difference(expected, &json!({"execute": 1, "release": 3, "violations": []})), None);
    let text =
        observed_difference(expected, &json!({"execute": 2, "release": 4, "violations": ["x"]})).expect("all differ");
    assert_eq!(text.lines().count(), 3);
    assert!(observed_difference(expected, &json!({})).is_some());
}
