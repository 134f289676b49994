//! `MERGE INTO`: as in Spark, tables of files cannot do it.

use sparrow_plan::MergeInto;
use sparrow_spark_error::{Result, SparkError, condition};

use super::Run;
use crate::CommandOutcome;
use crate::resolve::SearchPath;

pub(super) async fn run(run: Run<'_>, merge: MergeInto) -> Result<CommandOutcome> {
    let actions = merge.matched.len() + merge.not_matched.len() + merge.not_matched_by_source.len();
    if actions == 0 {
        return Err(SparkError::new(&condition::NO_MERGE_ACTION_SPECIFIED));
    }
    let table = run.base_table(&merge.table, "MERGE INTO", SearchPath::Query).await?;
    run.session.schema(merge.source).await?;
    Err(SparkError::new(&condition::UNSUPPORTED_TABLE_OPERATION)
        .with("tableName", table.name.quoted())
        .with("operation", "MERGE INTO TABLE"))
}
