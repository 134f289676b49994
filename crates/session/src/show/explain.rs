//! The texts of `EXPLAIN`: Spark's headings over our plans.

use sparrow_plan::{ExplainMode, Relation};
use sparrow_spark_error::Result;

use super::plan_text;
use crate::Session;
use crate::resolve::{Keep, with_stack};

/// The text of `EXPLAIN` in one of its modes.
pub(crate) async fn explain(session: &Session, relation: Relation, mode: ExplainMode) -> Result<String> {
    let parsed = with_stack(&relation, || plan_text::of(&relation));
    let prepared = session.prepare(relation, Keep::Use).await?;
    let analyzed = session.analyze(prepared.relation, prepared.snapshot).await?;
    let columns = analyzed.schema.fields.iter().map(|f| format!("{}: {}", f.name, f.data_type.simple_string()));
    let columns = columns.collect::<Vec<_>>().join(", ");
    let analyzed_text = analyzed.plan.display_indent().to_string();
    let job = session.job("", analyzed.plan);
    let explained = session.services().engine.explain(session.principal(), &job).await?;
    let physical = physical(&explained.physical);
    let optimized = explained.optimized.trim_end();
    Ok(match mode {
        ExplainMode::Simple | ExplainMode::Formatted => format!("== Physical Plan ==\n{physical}\n\n"),
        ExplainMode::Extended => format!(
            "== Parsed Logical Plan ==\n{parsed}\n== Analyzed Logical Plan ==\n{columns}\n{analyzed_text}\n\n\
             == Optimized Logical Plan ==\n{optimized}\n\n== Physical Plan ==\n{physical}\n"
        ),
        // Nothing is compiled for a single query: kernels are compiled already.
        ExplainMode::Codegen => "Found 0 WholeStageCodegen subtrees.\n\n".to_owned(),
        ExplainMode::Cost => {
            format!("== Optimized Logical Plan ==\n{optimized}\n\n== Physical Plan ==\n{physical}\n\n")
        }
    })
}

/// The physical plan, its broadcast joins under the name people look for.
fn physical(text: &str) -> String {
    text.trim_end().replace("HashJoinExec: mode=CollectLeft", "BroadcastHashJoin: HashJoinExec mode=CollectLeft")
}
