//! `SHOW PARTITIONS`.

use std::collections::BTreeSet;

use sparrow_catalog::Table;
use sparrow_spark_error::{Result, SparkError};

use super::{Run, answer, conditions};
use crate::CommandOutcome;
use crate::resolve::SearchPath;

pub(super) async fn run(run: Run<'_>, name: &[String]) -> Result<CommandOutcome> {
    let table = run.base_table(name, "SHOW PARTITIONS", SearchPath::Command).await?;
    answer::rows(vec![answer::text("partition", partitions(run, &table).await?)])
}

/// The partitions that have files: `a=1/b=x`, sorted.
pub(super) async fn partitions(run: Run<'_>, table: &Table) -> Result<BTreeSet<String>> {
    if table.partition_columns.is_empty() {
        return Err(SparkError::new(&conditions::PARTITION_SCHEMA_IS_EMPTY).with("name", table.name.quoted()));
    }
    let state = run.session.state();
    let location = table.location.clone();
    let files = run.session.on_worker(async move { sparrow_sources::location::files(&state, &location).await }).await?;
    let levels = table.partition_columns.len();
    let partition = |uri: &String| {
        let folders: Vec<&str> = uri.rsplit('/').skip(1).take(levels).collect();
        let is_partition = folders.len() == levels && folders.iter().all(|folder| folder.contains('='));
        is_partition.then(|| folders.into_iter().rev().collect::<Vec<_>>().join("/"))
    };
    Ok(files.iter().filter_map(partition).collect())
}
