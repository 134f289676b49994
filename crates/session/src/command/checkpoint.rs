//! `checkpoint`, `localCheckpoint`: rows kept by the server under an id, until the client lets go.

use std::sync::Arc;

use sparrow_analyzer::{Resolved, Scan, View};
use sparrow_plan::{Relation, StorageLevel};
use sparrow_spark_error::{Result, unsupported};
use uuid::Uuid;

use super::Run;
use crate::CommandOutcome;
use crate::resolve::{Keep, with_stack};

/// Both kinds keep the rows in memory and on disk beyond it; a level that asks for something else is refused. A session has no
/// checkpoint folder that outlives it, and kept rows move between memory and disk as room allows. A lazy one keeps the query
/// with what its names mean now, and is computed whenever it is read.
pub(super) async fn run(
    run: Run<'_>,
    input: Relation,
    local: bool,
    eager: bool,
    level: Option<StorageLevel>,
) -> Result<CommandOutcome> {
    // Both kinds are kept alike, so that the local one has nothing of its own to do.
    let _ = local;
    check(level)?;
    let session = run.session;
    let prepared = session.prepare(input, Keep::Fill).await?;
    let rows = if eager {
        let (relation, snapshot) =
            (with_stack(&prepared.relation, || prepared.relation.clone()), prepared.snapshot.clone());
        let schema = session.analyze(relation, snapshot).await?.schema;
        let table = session.keep_rows(prepared.relation, prepared.snapshot).await?;
        Resolved::Scan(Scan { qualifier: vec![], schema, provider: Arc::new(table) })
    } else {
        let (qualifier, columns) = (vec![], vec![]);
        let view = View { qualifier, relation: prepared.relation, snapshot: prepared.snapshot, columns };
        Resolved::View(Arc::new(view))
    };
    let id = Uuid::new_v4().to_string();
    session.workspace().add_checkpoint(&id, rows)?;
    Ok(CommandOutcome::Checkpoint(id))
}

/// The client has let go.
pub(super) fn remove(run: Run<'_>, id: &str) -> Result<CommandOutcome> {
    run.session.workspace().drop_checkpoint(id);
    Ok(CommandOutcome::Done)
}

/// Rows are kept in memory and on disk, once; no other level can be had.
fn check(level: Option<StorageLevel>) -> Result<()> {
    match level {
        Some(level) if level.use_off_heap || level.replication > 1 || !level.use_memory || !level.use_disk => {
            Err(unsupported("a storage level for localCheckpoint other than memory and disk"))
        }
        _ => Ok(()),
    }
}
