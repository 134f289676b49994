//! `SHOW FUNCTIONS` and `DESCRIBE FUNCTION`.

use sparrow_catalog::matches;
use sparrow_functions::Function;
use sparrow_spark_error::{Result, SparkError, condition, quote_identifier, quote_parts};

use super::{Run, answer};
use crate::CommandOutcome;

pub(super) fn run(pattern: Option<&str>) -> Result<CommandOutcome> {
    answer::rows(vec![answer::text("function", names(pattern))])
}

/// The names of all functions that fit, other names included, sorted.
pub(super) fn names(pattern: Option<&str>) -> Vec<String> {
    let of = |function: &'static Function| function.aliases.iter().copied().chain([function.name]);
    let fits = |name: &&str| pattern.is_none_or(|pattern| matches(pattern, name));
    let mut names: Vec<String> = sparrow_functions::all().flat_map(of).filter(fits).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}

pub(super) fn describe(run: Run<'_>, name: &str, extended: bool) -> Result<CommandOutcome> {
    // Spark's long descriptions are its own; what is extended here is nothing more.
    let _ = extended;
    let function = find(run, name)?;
    let lines = [format!("Function: {}", function.name), "Class: built-in".to_owned(), "Usage: built in".to_owned()];
    answer::rows(vec![answer::text("function_desc", lines)])
}

/// The function of this name.
pub(super) fn find(run: Run<'_>, name: &str) -> Result<&'static Function> {
    sparrow_functions::find(name).ok_or_else(|| {
        let database = run.session.workspace().database();
        let own = quote_parts(&[sparrow_catalog::DEFAULT_CATALOG, &database]);
        SparkError::new(&condition::UNRESOLVED_ROUTINE)
            .with("routineName", quote_identifier(name))
            .with("searchPath", format!("[`system`.`builtin`, `system`.`session`, {own}]"))
    })
}
