//! That nothing was forgotten: what the crates of plans define is on a list of what travels, or of what is refused on purpose.

use std::collections::BTreeSet;
use std::path::Path;

/// Implementations this codec sends, and those that stay where they are, with the reason.
const KNOWN: &[(&str, &[&str])] = &[
    (
        "ExecutionPlan",
        &[
            "AtMostOneRowExec",
            "CachedExec",
            "CoalesceExec",
            "GenerateExec",
            "PacedExec",
            "PartitionIdExec",
            "PickPartitionExec",
            "RangeExec",
            "RangeRouteExec",
            "RouteExec",
            "RowOrderExec",
            "SampleExec",
            "SampleKeysExec",
            "StageInputExec",
            "TailExec",
            "TextsExec",
            "WriteExec",
            // Gone from plans that run: rules put DataFusion's nodes in their places.
            "ExchangeExec",
            "JoinHintExec",
            // Put above a task's plan by whoever runs it.
            "BoundaryExec",
            // Its values go to whoever asked for them, in this process.
            "CollectMetricsExec",
        ],
    ),
    ("FileSource", &["RowSource"]),
    ("DataSource", &[]),
    ("PhysicalExpr", &[]),
    ("ScalarUDFImpl", &["Kernel", "KernelImpl", "Random", "HigherOrder"]),
    ("AggregateUDFImpl", &["Impl"]),
    ("WindowUDFImpl", &[]),
    ("PhysicalExprAdapterFactory", &["SparkAdapterFactory"]),
    ("ParquetFileReaderFactory", &["CheckingFactory"]),
];

#[test]
fn every_implementation_is_listed() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    for name in ["functions", "operators", "sources", "runtime"] {
        look_into(&crates.join(name).join("src"), &mut found);
    }
    assert!(found.len() > 15, "{found:?}");
    for (kind, name) in found {
        let known = KNOWN.iter().any(|(known, names)| *known == kind && names.contains(&name.as_str()));
        assert!(known, "{name} implements {kind}: let it travel, test that, and list it here");
    }
}

fn look_into(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look_into(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test(&path) {
            let text = std::fs::read_to_string(&path).unwrap();
            found.extend(text.lines().filter_map(implementation));
        }
    }
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| ["tests", "tests.rs"].iter().any(|name| part.as_os_str() == *name))
}

/// Trait and type of a line `impl Trait for Type {`.
fn implementation(line: &str) -> Option<(String, String)> {
    let (head, name) = line.strip_prefix("impl")?.split_once(" for ")?;
    let kind = head.rsplit([' ', ':']).next()?;
    let name = name.split(|c: char| !c.is_alphanumeric()).next()?;
    KNOWN.iter().any(|(known, _)| *known == kind).then(|| (kind.to_owned(), name.to_owned()))
}
