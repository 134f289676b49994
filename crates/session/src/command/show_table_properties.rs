//! `SHOW TBLPROPERTIES`.

use sparrow_spark_error::Result;

use super::target::Target;
use super::{Run, answer};
use crate::CommandOutcome;
use crate::resolve::SearchPath;

pub(super) async fn run(run: Run<'_>, name: &[String], key: Option<String>) -> Result<CommandOutcome> {
    let Target::Table(table) = run.target(name, SearchPath::Command).await? else { return as_rows(vec![]) };
    match key {
        None => as_rows(table.properties.clone().into_iter().collect()),
        Some(key) => {
            let value = table.properties.get(&key).cloned();
            let missing = || format!("Table {} does not have property: {key}", table.name);
            let value = value.unwrap_or_else(missing);
            as_rows(vec![(key, value)])
        }
    }
}

/// Keys and values.
pub(super) fn as_rows(properties: Vec<(String, String)>) -> Result<CommandOutcome> {
    let (keys, values): (Vec<_>, Vec<_>) = properties.into_iter().unzip();
    answer::rows(vec![answer::text("key", keys), answer::text("value", values)])
}
