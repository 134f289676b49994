//! Functions: all are built in, which Spark calls temporary.

use sparrow_spark_error::Result;

use super::super::{Run, answer, show_functions};
use super::parse;
use crate::CommandOutcome;

pub(super) fn list(pattern: Option<&str>) -> Result<CommandOutcome> {
    as_rows(&show_functions::names(pattern))
}

pub(super) fn get(run: Run<'_>, name: &str) -> Result<CommandOutcome> {
    as_rows(&[show_functions::find(run, &plain(name))?.name.to_owned()])
}

pub(super) fn exists(name: &str) -> Result<CommandOutcome> {
    answer::flag(sparrow_functions::find(&plain(name)).is_some())
}

/// The last part of a name; operators are no identifiers and stay as they are.
fn plain(name: &str) -> String {
    parse(name).ok().and_then(|mut parts| parts.pop()).unwrap_or_else(|| name.to_owned())
}

fn as_rows(names: &[String]) -> Result<CommandOutcome> {
    answer::rows(vec![
        answer::text("name", names.to_vec()),
        answer::nullable_text("catalog", names.iter().map(|_| None)),
        answer::lists("namespace", names.iter().map(|_| None)),
        answer::nullable_text("description", names.iter().map(|_| None)),
        // Clients expect a class; ours are no Java classes.
        answer::nullable_text("className", names.iter().map(|_| Some("sparrow.builtin".to_owned()))),
        answer::flags("isTemporary", names.iter().map(|_| true)),
    ])
}
