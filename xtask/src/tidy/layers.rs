//! Which crate may use which: the layer table of docs/ARCHITECTURE.md, and the invariants I1, I3 and I6 as far
//! as manifests show them.

use crate::workspace::{Crate, Dependency, Target};

/// A row of the layer table. Tests of a crate may also use every crate of a lower layer.
struct Layer {
    number: u8,
    folder: &'static str,
    may_use: &'static [&'static str],
}

const fn layer(number: u8, folder: &'static str, may_use: &'static [&'static str]) -> Layer {
    Layer { number, folder, may_use }
}

/// Stands for all crates in a row's `may_use`.
const ANY: &str = "*";

/// What only tests may depend on, whatever their layer.
const TEST_HELPERS: &str = "crates/testkit";

const ERROR: &str = "crates/spark-error";
const TYPES: &str = "crates/spark-types";
const PLAN: &str = "crates/plan";
const SQL: &str = "crates/sql";
const CONNECT: &str = "crates/spark-connect";
const FUNCTIONS: &str = "crates/functions";
const OPERATORS: &str = "crates/operators";
const SOURCES: &str = "crates/sources";
const CATALOG: &str = "crates/catalog";
const ANALYZER: &str = "crates/analyzer";
const RUNTIME: &str = "crates/runtime";
const ENGINE: &str = "crates/engine";
const SESSION: &str = "crates/session";
const AUTH: &str = "crates/auth";
const TENANCY: &str = "crates/tenancy";
const TELEMETRY: &str = "crates/telemetry";
const PYTHON_UDF: &str = "crates/python-udf";

const LAYERS: &[Layer] = &[
    layer(0, "proto", &[]),
    layer(0, ERROR, &[]),
    layer(0, TYPES, &[ERROR]),
    layer(0, PLAN, &[ERROR, TYPES]),
    layer(1, SQL, &[ERROR, TYPES, PLAN]),
    layer(1, CONNECT, &["proto", ERROR, TYPES, PLAN, SQL]),
    layer(2, FUNCTIONS, &[ERROR, TYPES, SOURCES]),
    layer(2, OPERATORS, &[ERROR, TYPES]),
    layer(2, SOURCES, &[ERROR, TYPES, OPERATORS, TENANCY]),
    layer(2, CATALOG, &[ERROR, TYPES, TENANCY]),
    layer(3, ANALYZER, &[ERROR, TYPES, PLAN, FUNCTIONS, OPERATORS, SOURCES, CATALOG]),
    layer(3, RUNTIME, &[ERROR, FUNCTIONS, OPERATORS, SOURCES, TENANCY]),
    layer(4, ENGINE, &[RUNTIME, OPERATORS, TENANCY, ERROR]),
    layer(
        5,
        SESSION,
        &[ERROR, TYPES, PLAN, FUNCTIONS, OPERATORS, SOURCES, CATALOG, ANALYZER, RUNTIME, ENGINE, TENANCY],
    ),
    layer(1, TENANCY, &[ERROR]),
    layer(2, AUTH, &[TENANCY, ERROR]),
    layer(0, TELEMETRY, &[]),
    layer(3, PYTHON_UDF, &[ERROR, TYPES, OPERATORS]),
    layer(
        6,
        "server",
        &[
            "proto", ERROR, TYPES, PLAN, SQL, CONNECT, FUNCTIONS, OPERATORS, SOURCES, CATALOG, ANALYZER, RUNTIME,
            ENGINE, SESSION, TENANCY, AUTH, TELEMETRY, PYTHON_UDF,
        ],
    ),
    layer(6, "executor", &["proto", ERROR, RUNTIME, PYTHON_UDF, TENANCY, TELEMETRY]),
    layer(6, "clients/rust", &["proto"]),
    layer(7, "integration-tests/features", &[ANY]),
    layer(7, "xtask", &[ANY]),
    layer(7, TEST_HELPERS, &[ANY]),
];

/// A package of others that few of our crates may use, also in their tests.
struct Reserved {
    /// The package, or with a trailing `-*` it and all whose name goes on after the hyphen.
    package: &'static str,
    may_use: &'static [&'static str],
    why: &'static str,
}

/// The executor is the other end of the fleet's own channel, and answers probes; of Spark Connect it knows nothing.
const RPC_USERS: &[&str] = &["proto", "server", "executor", "clients/rust", "integration-tests/features"];
/// Made of Ballista's parts, whose traits speak of tonic's requests also within a process.
const TONIC_USERS: &[&str] =
    &["proto", "server", "executor", "clients/rust", "integration-tests/features", RUNTIME, ENGINE];
const PROST_USERS: &[&str] =
    &["proto", CONNECT, RUNTIME, "server", "executor", "xtask", "clients/rust", "integration-tests/features"];
const I1: &str = "I1: only server and executor know RPC and HTTP";

const RESERVED: &[Reserved] = &[
    Reserved { package: "tonic", may_use: TONIC_USERS, why: I1 },
    Reserved {
        package: "tonic-*",
        may_use: &["proto", "server", "executor", "clients/rust", "integration-tests/features", "xtask"],
        why: I1,
    },
    Reserved { package: "axum", may_use: RPC_USERS, why: I1 },
    Reserved { package: "hyper", may_use: RPC_USERS, why: I1 },
    Reserved { package: "prost", may_use: PROST_USERS, why: "I6: prost types stop at connect" },
    Reserved { package: "prost-*", may_use: PROST_USERS, why: "I6: prost types stop at connect" },
];

/// What a crate may never use, whoever else does.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    (ANALYZER, "tokio", "I3: the analyzer has no async and no IO"),
    (ANALYZER, "futures", "I3: the analyzer has no async and no IO"),
    ("executor", "sqlparser", "I5: the executor links no front end"),
];

/// Checks every dependency of every crate.
pub fn check(crates: &[Crate]) -> Vec<String> {
    crates.iter().flat_map(check_crate).collect()
}

fn check_crate(krate: &Crate) -> Vec<String> {
    let folder = &krate.folder;
    let Some(layer) = LAYERS.iter().find(|layer| layer.folder == folder) else {
        return vec![format!(
            "{folder}: not in the layer table: add it to docs/ARCHITECTURE.md and xtask/src/tidy/layers.rs"
        )];
    };
    krate.dependencies.iter().filter_map(|dependency| check_dependency(layer, dependency)).collect()
}

fn check_dependency(layer: &Layer, dependency: &Dependency) -> Option<String> {
    match &dependency.target {
        Target::Ours(target) => check_ours(layer, target, dependency.dev),
        Target::Theirs(package) => check_theirs(layer.folder, package),
    }
}

fn check_ours(layer: &Layer, target: &str, dev: bool) -> Option<String> {
    let folder = layer.folder;
    if target == TEST_HELPERS && !dev {
        return Some(format!("{folder}: {target} is for dev-dependencies only"));
    }
    let is_lower = || LAYERS.iter().any(|row| row.folder == target && row.number < layer.number);
    let is_listed = layer.may_use.iter().any(|row| [ANY, target].contains(row));
    if is_listed || (dev && (target == TEST_HELPERS || is_lower())) {
        return None;
    }
    let kind = if dev { "the tests may not use" } else { "may not use" };
    Some(format!("{folder}: {kind} {target}: the layer table of docs/ARCHITECTURE.md forbids it"))
}

fn check_theirs(folder: &str, package: &str) -> Option<String> {
    let forbidden = FORBIDDEN.iter().find(|row| row.0 == folder && row.1 == package);
    let reserved = RESERVED.iter().find(|row| is_named(row.package, package));
    let why = match (forbidden, reserved) {
        (Some(row), _) => row.2,
        (None, Some(row)) if !row.may_use.contains(&folder) => row.why,
        _ => return None,
    };
    Some(format!("{folder}: may not use the package {package} ({why})"))
}

fn is_named(pattern: &str, package: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => package.starts_with(prefix),
        None => package == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(folder: &str, target: Target, dev: bool, expected: &[&str]) {
        let dependencies = vec![Dependency { target, dev }];
        assert_eq!(check(&[Crate { folder: folder.into(), dependencies }]), expected);
    }

    fn ours(folder: &str) -> Target {
        Target::Ours(folder.into())
    }

    fn theirs(package: &str) -> Target {
        Target::Theirs(package.into())
    }

    #[test]
    fn a_listed_dependency_is_fine() {
        check_one(SQL, ours(PLAN), false, &[]);
        check_one(CONNECT, ours("proto"), false, &[]);
        check_one("xtask", ours(SESSION), false, &[]);
    }

    #[test]
    fn an_upward_dependency_is_found() {
        check_one(
            PLAN,
            ours(SQL),
            false,
            &["crates/plan: may not use crates/sql: the layer table of docs/ARCHITECTURE.md forbids it"],
        );
        check_one(
            "executor",
            ours(SQL),
            false,
            &["executor: may not use crates/sql: the layer table of docs/ARCHITECTURE.md forbids it"],
        );
    }

    #[test]
    fn proto_below_connect_is_found() {
        check_one(
            ANALYZER,
            ours("proto"),
            false,
            &["crates/analyzer: may not use proto: the layer table of docs/ARCHITECTURE.md forbids it"],
        );
    }

    #[test]
    fn tests_may_use_lower_layers_and_testkit_only() {
        check_one(ANALYZER, ours(SQL), true, &[]);
        check_one(SQL, ours(TEST_HELPERS), true, &[]);
        check_one(
            SQL,
            ours(ANALYZER),
            true,
            &["crates/sql: the tests may not use crates/analyzer: the layer table of docs/ARCHITECTURE.md forbids it"],
        );
    }

    #[test]
    fn testkit_outside_tests_is_found() {
        check_one("server", ours(TEST_HELPERS), false, &["server: crates/testkit is for dev-dependencies only"]);
    }

    #[test]
    fn a_crate_nobody_listed_is_found() {
        check_one(
            "crates/utils",
            ours(PLAN),
            false,
            &["crates/utils: not in the layer table: add it to docs/ARCHITECTURE.md and xtask/src/tidy/layers.rs"],
        );
    }

    #[test]
    fn reserved_packages_are_found_outside_their_crates() {
        check_one("server", theirs("tonic"), false, &[]);
        check_one(
            "crates/session",
            theirs("tonic"),
            false,
            &["crates/session: may not use the package tonic (I1: only server and executor know RPC and HTTP)"],
        );
        check_one(
            "crates/session",
            theirs("tonic-types"),
            true,
            &["crates/session: may not use the package tonic-types (I1: only server and executor know RPC and HTTP)"],
        );
        check_one(
            PLAN,
            theirs("prost-types"),
            false,
            &["crates/plan: may not use the package prost-types (I6: prost types stop at connect)"],
        );
    }

    #[test]
    fn forbidden_packages_are_found() {
        check_one(
            ANALYZER,
            theirs("tokio"),
            false,
            &["crates/analyzer: may not use the package tokio (I3: the analyzer has no async and no IO)"],
        );
        check_one(ENGINE, theirs("tokio"), false, &[]);
    }

    #[test]
    fn every_row_names_rows() {
        let known = |folder: &&&str| **folder == ANY || LAYERS.iter().any(|row| row.folder == **folder);
        for row in LAYERS {
            assert!(row.may_use.iter().filter(|folder| !known(folder)).count() == 0, "{}", row.folder);
        }
    }
}
