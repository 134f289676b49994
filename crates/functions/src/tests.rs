//! The list of functions as others read it: `clients/functions.json`, of which the clients are generated.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Builder, all};

/// The clients' list, from the workspace's root.
const CLIENTS: &str = "clients/functions.json";
/// The parameters as real Spark has them, a function a line.
const SIGNATURES: &str = "integration-tests/functions/signatures.json";

/// Words of SQL that are no calls; clients have methods for them.
const OPERATORS: &[&str] = &["and", "between", "in", "not", "or", "when"];

#[test]
fn the_clients_have_every_function() {
    let signatures = read(SIGNATURES);
    let expected = listed(&signatures);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path(CLIENTS), &expected).expect("the clients' list is writable");
    }
    let found = read(CLIENTS);
    let (expected, found): (BTreeSet<&str>, BTreeSet<&str>) = (expected.lines().collect(), found.lines().collect());
    let missing: Vec<_> = expected.difference(&found).collect();
    let left: Vec<_> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && left.is_empty(),
        "{CLIENTS} and the functions of the server differ.\nmissing: {missing:#?}\nthere, and not so here: {left:#?}\n\
         To mend it, run this test with UPDATE_EXPECT=1, read the diff, and run `cargo xtask codegen`."
    );
}

/// The text of the clients' list, as it must be.
fn listed(signatures: &str) -> String {
    let recorded: BTreeMap<&str, &str> = signatures.lines().filter_map(signature).collect();
    let version =
        signatures.lines().next().and_then(|line| line.split('"').nth(3)).expect("the first line has Spark's version");
    let lines: Vec<String> = names().iter().map(|(name, kind)| entry(&recorded, name, kind)).collect();
    format!("{{\"spark\": \"{version}\", \"functions\": [\n{}\n]}}\n", lines.join(",\n"))
}

/// Every name that a client can call, with its kind. What the list has as another name may do something else, as
/// `explode_outer`, so that each is a function of its own.
fn names() -> BTreeMap<&'static str, &'static str> {
    let mut names = BTreeMap::new();
    for function in all() {
        let kind = kind(&function.builder);
        names.extend(function.aliases.iter().chain([&function.name]).map(|name| (*name, kind)));
    }
    names.retain(|name, _| is_identifier(name) && !OPERATORS.contains(name));
    names
}

fn kind(builder: &Builder) -> &'static str {
    match builder {
        Builder::Scalar(_) => "scalar",
        Builder::Aggregate(_) => "aggregate",
        Builder::Window(_) => "window",
        Builder::HigherOrder(_) => "higher_order",
        Builder::Generator(_) => "generator",
    }
}

fn is_identifier(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// The name, and the inside of its object.
fn signature(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.strip_prefix("  \"")?.split_once("\": {")?;
    Some((name, rest.trim_end_matches(',').strip_suffix('}')?))
}

fn entry(recorded: &BTreeMap<&str, &str>, name: &str, kind: &str) -> String {
    let Some(signature) = recorded.get(name) else {
        panic!(
            "{SIGNATURES} has no parameters of `{name}`: run integration-tests/functions/signatures.py, \
             after a line in its CORRECTIONS if it says that it cannot read them"
        );
    };
    format!("  {{\"name\": \"{name}\", \"kind\": \"{kind}\", {signature}}}")
}

fn read(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file)
}
