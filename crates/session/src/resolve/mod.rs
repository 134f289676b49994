//! Everything a plan needs from outside before it is analyzed: uploaded rows, commands' answers, kept rows, and what its names
//! mean. All IO of a query's front half happens here.

mod bindings;
mod commands;
pub(crate) mod identifier;
mod local;
mod names;
mod pivot;
mod snapshot;
mod source;

use futures::future::BoxFuture;
use sparrow_analyzer::Snapshot;
use sparrow_plan::Relation;
use sparrow_spark_error::Result;

pub(crate) use bindings::{Binding, Bindings, SearchPath, not_found};
pub(crate) use snapshot::Keep;
pub(crate) use source::open;

use crate::Session;

/// A query and what its names mean: all the analyzer asks for.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The query.
    pub relation: Relation,
    /// What its names mean.
    pub snapshot: Snapshot,
    /// The same, to be looked up again later.
    pub bindings: Bindings,
    /// Files it reads, as URIs.
    pub files: Vec<String>,
}

/// Bytes of stack for one level of a plan, in a build without optimization.
const STACK_BYTES_PER_LEVEL: usize = 12 * 1024;

/// Runs a recursive walk over a plan with as much stack as its depth asks for.
pub(crate) fn with_stack<T>(relation: &Relation, work: impl FnOnce() -> T) -> T {
    with_stack_for(sparrow_plan::depth(relation), work)
}

/// Like [`with_stack`], for a plan of a known depth.
pub(crate) fn with_stack_for<T>(levels: usize, work: impl FnOnce() -> T) -> T {
    let bytes = levels.saturating_mul(STACK_BYTES_PER_LEVEL) + 512 * 1024;
    stacker::maybe_grow(bytes, bytes + 1024 * 1024, work)
}

impl Session {
    /// Makes a query ready for analysis. `keep` says what becomes of DataFrames that are to be kept.
    pub(crate) fn prepare(&self, relation: Relation, keep: Keep) -> BoxFuture<'_, Result<Prepared>> {
        Box::pin(async move {
            let mut relation = relation;
            let mut kept = Snapshot::default();
            if keep != Keep::Ignore {
                kept.remotes = self.substitute_kept(&mut relation, keep).await?;
            }
            self.read_uploads(&mut relation).await?;
            self.run_commands(&mut relation).await?;
            let bindings = self.bind(&relation).await?;
            let mut prepared = self.look_up(relation, bindings, keep).await?;
            prepared.snapshot.remotes.extend(kept.remotes);
            self.fill_pivots(&mut prepared).await?;
            Ok(prepared)
        })
    }
}
