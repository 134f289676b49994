//! Everything a plan needs from outside before it is analyzed: uploaded rows, commands' answers, kept rows, and what its names
//! mean. All IO of a query's front half happens here.

mod bindings;
mod commands;
mod crosstab;
pub(crate) mod identifier;
mod local;
mod names;
mod parse;
mod pivot;
mod snapshot;
mod source;
mod transpose;

use futures::future::BoxFuture;
use sparrow_analyzer::Snapshot;
use sparrow_plan::{RelKind, Relation, visit_relations_mut};
use sparrow_spark_error::{Result, SparkError};

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

/// Shows every relation of a plan to `visit`, inputs first.
fn each(relation: &mut Relation, visit: &mut dyn FnMut(&mut Relation)) {
    let levels = sparrow_plan::depth(relation);
    let walked = with_stack_for(levels, || {
        visit_relations_mut::<SparkError>(relation, &mut |relation| {
            visit(relation);
            Ok(())
        })
    });
    debug_assert!(walked.is_ok(), "the visitor never fails");
}

/// Relations that subqueries of a part of the plan may refer to.
fn references(relation: &mut Relation) -> Vec<Relation> {
    let mut found = Vec::new();
    each(relation, &mut |relation| {
        if let RelKind::WithRelations { references, .. } = &*relation.kind {
            found.extend(references.iter().cloned());
        }
    });
    found
}

/// A part of a plan as a query of its own, with the relations it may refer to.
fn alone(root: Relation, references: &[Relation]) -> Relation {
    if references.is_empty() {
        return root;
    }
    Relation::new(RelKind::WithRelations { root, references: references.to_vec() })
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
            crosstab::as_pivots(&mut relation);
            let bindings = self.bind(&relation).await?;
            let mut prepared = self.look_up(relation, bindings, keep).await?;
            prepared.snapshot.remotes.extend(kept.remotes);
            self.open_texts(&mut prepared).await?;
            self.fill_pivots(&mut prepared).await?;
            self.fill_transposed(&mut prepared).await?;
            Ok(prepared)
        })
    }
}
