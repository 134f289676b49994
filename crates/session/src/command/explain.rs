//! `EXPLAIN statement`: one row, one column `plan`.

use sparrow_plan::{Command, ExplainMode, Plan, RelKind, Relation};
use sparrow_spark_error::Result;

use super::{Run, answer};
use crate::CommandOutcome;

pub(super) async fn run(run: Run<'_>, mode: ExplainMode, plan: Plan) -> Result<CommandOutcome> {
    let text = match plan {
        Plan::Query(relation) => run.session.explain(relation, mode).await?,
        Plan::Command(command) => of_command(run, mode, command).await?,
    };
    answer::rows(vec![answer::nullable_text("plan", [Some(text)])])
}

/// A command shows the query it would run, and never runs.
async fn of_command(run: Run<'_>, mode: ExplainMode, command: Command) -> Result<String> {
    let query = match command {
        Command::Insert { query, .. }
        | Command::CreateTempView { query, .. }
        | Command::CreateTable { query: Some(query), .. } => query,
        Command::Write(write) | Command::InsertDirectory(write) => write.input,
        _ => return Ok("== Physical Plan ==\nExecute command\n\n".to_owned()),
    };
    let query: Relation = match *query.kind {
        RelKind::Command(_) => return Ok("== Physical Plan ==\nExecute command\n\n".to_owned()),
        _ => query,
    };
    run.session.explain(query, mode).await
}
