//! What is accepted as a case, and how it is said that something is not.
use std::collections::BTreeSet;
use std::path::Path;

use super::{Case, matches};

fn read(text: &str) -> Result<Case, String> {
    Case::read("dataframe/sample", Path::new("sample.yaml"), text).map_err(|problem| problem.to_string())
}

/// Expects an error for these steps, naming the file, that has this text in it.
fn refuse(steps: &str, expected: &str) {
    let error = read(&format!("about: x\nsteps: {steps}\n")).expect_err(steps);
    assert!(error.starts_with("sample.yaml: ") && error.contains(expected), "{steps}\n{error}");
}

#[test]
fn a_case_is_read_with_its_operations() {
    let case = read(concat!(
        "about: x\nordered: true\nsettings: [embedded, spark]\nsteps:\n",
        "  - run: {frame: [{range: {end: 3}}, {union: [{range: {end: 1}}, {limit: 1}]}], action: count}\n",
        "  - close:\n",
    ))
    .expect("it is right");
    let (operations, actions) = case.operations();
    assert_eq!(operations.into_iter().collect::<Vec<_>>(), ["limit", "union"]);
    assert_eq!(actions.into_iter().collect::<Vec<_>>(), ["count"]);
    assert!(case.ordered && case.is_for("spark") && !case.is_for("mock") && case.expect.is_none());
    assert_eq!(case.steps[0].parameters["action"], serde_json::json!({"count": {}}));
}

#[test]
fn what_nobody_knows_is_refused_with_its_place() {
    refuse("[{walk: {}}]", "steps[0].walk: there is no `walk`");
    refuse("[{run: {frame: [{range: {end: 3}}, {fliter: a}]}}]", "steps[0].run.frame[1]: there is no `fliter`");
    refuse("[{run: {frame: [{range: {end: 3, stop: 4}}]}}]", "frame[0].range: there is no `stop`");
    refuse("[{run: {frame: [{range: {start: 3}}]}}]", "`end` is missing");
    refuse(
        "[{run: {frame: [{range: {end: 3}}, {filter: {opp: '>', args: [1, 2]}}]}}]",
        "frame[1].filter: there is no `opp`",
    );
    refuse("[{run: {frame: [{range: {end: 3}}, {filter: {op: '=>', args: [1, 2]}}]}}]", "there is no `=>`");
    refuse("[{run: {frame: [{range: {end: 3}}, {filter: {op: '>', args: [1]}}]}}]", "takes 2 args, received 1");
    refuse("[{run: {frame: [{range: {end: 3}}], action: {take: {}}}}]", "expected an integer");
    refuse("[{run: {frame: [{range: {end: 3}}], action: colect}}]", "there is no `colect`");
    refuse("[{run: {frame: [{limit: 3}]}}]", "there is no `limit`; known are sql, range");
    refuse("[{run: {frame: [{limit: 3}], frame: []}}]", "duplicate");
    refuse("[]", "at least one step");
    refuse("[{config: {get: a, unset: b}}]", "exactly one parameter");
    refuse("[{run: {frame: [{range: {end: 3}}, {repartition: {}}]}}]", "`n`, `by` or both");
}

#[test]
fn names_are_given_before_they_are_used() {
    refuse("[{run: {frame: [{ref: a}]}}]", "no step before names the frame `a`");
    refuse("[{run: {session: other, frame: [{range: {end: 3}}]}}]", "no step before names the session `other`");
    refuse("[{wait: {handle: h}}]", "no step before names the handle `h`");
    refuse("[{connect: {session: other, tenant: c}}]", "tenants are `a` and `b`");
}

#[test]
fn each_step_has_an_expectation() {
    let error = read("about: x\nsteps: [{version: {}}]\nexpect: []\n").expect_err("one is missing");
    assert!(error.contains("1 steps, but 0 expectations"), "{error}");
}

#[test]
fn faults_and_only_they_have_a_script() {
    let text = "about: x\nsteps: [{version: {}}]\n";
    assert!(read(&format!("{text}mock: {{drop: {{}}}}\n")).is_err());
    let file = Path::new("drop.yaml");
    assert!(Case::read("faults/drop", file, text).is_err());
    let fault =
        Case::read("faults/drop", file, &format!("{text}mock: {{drop: {{}}}}\nobserved: {{execute: {{min: 1}}}}\n"));
    assert_eq!(fault.expect("it is right").settings, ["mock"]);
    assert!(Case::read("faults/drop", file, &format!("{text}mock: {{}}\nobserved: {{execute: many}}\n")).is_err());
}

#[test]
fn patterns_have_stars_and_question_marks() {
    assert!(
        matches("*", "sql/cte")
            && matches("sql/*", "sql/cte")
            && matches("s?l/c*e", "sql/cte")
            && matches("sql/cte", "sql/cte")
    );
    assert!(!matches("sql", "sql/cte") && !matches("sql/c", "sql/cte") && !matches("errors/*", "sql/cte"));
}

#[test]
fn every_case_of_ours_is_right_and_there_are_enough() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients/features");
    let cases = super::read_all(&folder, "*").expect("all are right");
    let of = |areas: &[&str]| cases.iter().filter(|case| areas.contains(&case.area())).count();
    let trees = cases.iter().filter(|case| !case.operations().0.is_empty()).count();
    let operations: BTreeSet<_> = cases.iter().flat_map(|case| case.operations().0).collect();
    assert!(
        cases.len() >= 120 && trees >= 70 && operations.len() >= 50,
        "{} {trees} {}",
        cases.len(),
        operations.len()
    );
    assert!(of(&["errors"]) >= 20 && of(&["sql"]) >= 20 && of(&["config", "upload", "interrupt", "tags"]) >= 10);
    assert!(cases.iter().all(|case| case.expect.is_some()), "a case is not recorded");
}
