//! `TRUNCATE TABLE`.

use sparrow_catalog::TableKind;
use sparrow_spark_error::{Result, SparkError};

use super::{Run, conditions};
use crate::CommandOutcome;
use crate::resolve::SearchPath;

pub(super) async fn run(run: Run<'_>, name: &[String]) -> Result<CommandOutcome> {
    let table = run.base_table(name, "TRUNCATE TABLE", SearchPath::Command).await?;
    if table.kind == TableKind::External {
        return Err(SparkError::new(&conditions::CANNOT_TRUNCATE_EXTERNAL_TABLE).with("tableName", table.name.quoted()));
    }
    run.delete(&table.location).await?;
    run.create_directory(&table.location).await?;
    run.session.workspace().cache().outdate(Some(&table.name), Some(&table.location)).await;
    Ok(CommandOutcome::Done)
}
