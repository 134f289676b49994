//! `SHOW COLUMNS`.

use sparrow_spark_error::Result;

use super::{Run, answer};
use crate::CommandOutcome;
use crate::resolve::SearchPath;

pub(super) async fn run(run: Run<'_>, name: &[String]) -> Result<CommandOutcome> {
    let target = run.target(name, SearchPath::Command).await?;
    answer::rows(vec![answer::text("col_name", target.schema().fields.iter().map(|f| f.name.clone()))])
}
