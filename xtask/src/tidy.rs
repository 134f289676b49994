//! `cargo xtask tidy`: holds the tree to docs/ARCHITECTURE.md and docs/STYLE.md. Each check is a file of its own and
//! a table of data; a check returns one line for each problem, with the place and the remedy.

mod functions;
mod layers;
mod lock;
mod purity;
mod purpose;
mod size;
pub mod snippets;
mod source;
mod words;

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::{Report, codegen, workspace};

/// Runs every check on the tree below `root`.
pub fn check(root: &Path) -> Report {
    checked(root).unwrap_or_else(|error| vec![format!("tidy: {error}")].into())
}

fn checked(root: &Path) -> Result<Report, Box<dyn Error>> {
    let files = workspace::files(root)?;
    let sources = source::load(root, &files)?;
    let sizes = size::check(root, &files)?;
    let problems = [
        checked_layers(root),
        lock::check(&fs::read_to_string(root.join("Cargo.lock"))?),
        purpose::check(&sources),
        purity::check(&sources),
        words::check(&sources),
        functions::check(&sources, &fs::read_to_string(root.join(functions::ALLOWED))?),
        snippets::check(root, &files)?,
        sizes.problems,
        codegen::check(root),
    ];
    Ok(Report { problems: problems.concat(), notes: sizes.notes })
}

/// A manifest that does not load must not hide what the other checks find.
fn checked_layers(root: &Path) -> Vec<String> {
    match workspace::crates(root) {
        Ok(crates) => layers::check(&crates),
        Err(error) => vec![format!("layers: {error}")],
    }
}

#[test]
fn tidy_is_clean() {
    let problems = check(&workspace::root()).problems;
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
