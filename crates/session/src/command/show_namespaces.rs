//! `SHOW DATABASES` and `SHOW CATALOGS`.

use sparrow_catalog::{DEFAULT_CATALOG, matches};
use sparrow_spark_error::Result;

use super::{Run, answer};
use crate::CommandOutcome;

pub(super) async fn databases(run: Run<'_>, pattern: Option<String>) -> Result<CommandOutcome> {
    let all = run.session.services().shared.catalog.databases(run.session.principal()).await?;
    let names = all.iter().map(|database| database.name.clone());
    let fits = |name: &String| pattern.as_deref().is_none_or(|pattern| matches(pattern, name));
    answer::rows(vec![answer::text("namespace", names.filter(fits))])
}

pub(super) fn catalogs(pattern: Option<&str>) -> Result<CommandOutcome> {
    let fits = |name: &&str| pattern.is_none_or(|pattern| matches(pattern, name));
    answer::rows(vec![answer::text("catalog", [DEFAULT_CATALOG].into_iter().filter(fits))])
}
