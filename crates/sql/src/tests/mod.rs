//! What the parser makes of statements, expressions and mistakes: each file under `cases/` holds inputs and answers.

mod limits;
mod origins;
mod outline;

use sparrow_plan::Plan;
use sparrow_spark_error::{QueryContext, SparkError};

/// Runs every case of a file: inputs after `>`, their answer below up to a blank line. `UPDATE_EXPECT=1` rewrites the answers.
fn check(name: &str, answer: impl Fn(&str) -> String) {
    let path = sparrow_testkit::crate_folder().join("src/tests/cases").join(name);
    let wanted = std::fs::read_to_string(&path).expect("the case file is in the repository");
    let mut found = String::new();
    for case in wanted.split("\n\n").map(|case| case.trim_matches('\n')).filter(|case| !case.is_empty()) {
        let input: Vec<_> = case.lines().filter_map(|l| l.strip_prefix("> ")).collect();
        for line in &input {
            found.push_str(&format!("> {line}\n"));
        }
        found.push_str(&format!("{}\n\n", answer(&input.join("\n"))));
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, found).expect("the case file can be written");
    } else {
        assert_eq!(wanted.trim_end(), found.trim_end(), "{name}: UPDATE_EXPECT=1 rewrites it");
    }
}

fn statement(text: &str) -> String {
    match crate::parse_statement(text) {
        Ok(Plan::Query(query)) => outline::relation(&query),
        Ok(Plan::Command(command)) => outline::command(&command),
        Err(error) => problem(&error),
    }
}

fn problem(error: &SparkError) -> String {
    let parameters: Vec<_> = error.parameters().iter().map(|(k, v)| format!("{k}={v}")).collect();
    let place = match error.contexts().first() {
        Some(QueryContext::Sql { start, stop, .. }) => format!(" @{start}..={stop}"),
        _ => String::new(),
    };
    format!("! {} {}{place}", error.condition().name, parameters.join(" "))
}

#[test]
fn expressions() {
    check("expressions.txt", |text| match crate::parse_expression(text) {
        Ok(expression) => outline::expression(&expression),
        Err(error) => problem(&error),
    });
}

#[test]
fn literals() {
    check("literals.txt", |text| match crate::parse_expression(text) {
        Ok(expression) => outline::expression(&expression),
        Err(error) => problem(&error),
    });
}

#[test]
fn queries() {
    check("queries.txt", statement);
}

#[test]
fn statements() {
    check("statements.txt", statement);
}

#[test]
fn mistakes() {
    check("mistakes.txt", statement);
}

#[test]
fn identifiers() {
    check("identifiers.txt", |text| match crate::parse_multipart_identifier(text) {
        Ok(parts) => format!("{parts:?}"),
        Err(error) => problem(&error),
    });
}

/// The benchmark's queries live with its answers.
#[test]
fn tpch_parses() {
    let folder = sparrow_testkit::crate_folder().join("../../integration-tests/tpch/queries");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the queries are in the repository") {
        let path = entry.expect("the folder can be read").path();
        let text = std::fs::read_to_string(&path).expect("the query can be read");
        // One query's constant depends on the data's scale.
        let parsed = crate::parse_statement(&text.replace("{fraction}", "0.0001"));
        assert!(parsed.is_ok(), "{}: {parsed:?}", path.display());
        count += 1;
    }
    assert_eq!(count, 22);
}
