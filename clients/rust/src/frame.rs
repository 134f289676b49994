//! Frames: queries that are being written, one operation on the other. It knows plans, and runs nothing before an action.

mod actions;
mod analysis;
mod columns;
mod combine;
mod effects;
mod group;
mod missing;
pub(crate) mod plan;
mod rows;
mod statistics;
mod writer;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::relation::RelType;

use crate::column::{Column, named};
use crate::error::{Error, Result};
use crate::result::Progress;
use crate::session::Session;
use plan::{Node, Parts};

pub use analysis::ExplainMode;
pub use effects::StorageLevel;
pub use group::Grouped;
pub use rows::{Condition, SampleOptions};
pub use writer::Writer;

/// A query: where rows come from, and what is done with them.
///
/// It never changes: every operation gives a new one. Nothing is sent before an action, and what is wrong with the
/// arguments of an operation is told by the action.
#[derive(Clone)]
pub struct DataFrame {
    pub(crate) session: Session,
    pub(crate) node: Arc<Node>,
}

impl DataFrame {
    pub(crate) fn new(session: Session, node: Node) -> Self {
        Self { session, node: Arc::new(node) }
    }

    /// A frame that is a relation as it stands.
    pub(crate) fn source(session: Session, relation: RelType) -> Self {
        Self::new(session, Node::new(Vec::new(), Parts::default(), move |_| relation.clone()))
    }

    /// One operation on this frame; `parts` are the columns it uses.
    pub(crate) fn derive(
        &self,
        parts: Parts,
        make: impl Fn(Box<proto::Relation>, Vec<proto::Expression>) -> RelType + Send + Sync + 'static,
    ) -> Self {
        let expressions = parts.expressions.clone();
        let node = Node::new(vec![Arc::clone(&self.node)], parts, move |mut inputs| {
            make(inputs.remove(0), expressions.clone())
        });
        Self::new(self.session.clone(), node)
    }

    /// One operation on two frames.
    pub(crate) fn derive_two(
        &self,
        other: &DataFrame,
        mut parts: Parts,
        make: impl Fn(Box<proto::Relation>, Box<proto::Relation>, Vec<proto::Expression>) -> RelType + Send + Sync + 'static,
    ) -> Self {
        if self.session.id() != other.session.id() {
            let (one, two) = (self.session.id(), other.session.id());
            parts.refuse(format!("the frames are of two sessions, {one} and {two}; make both with one"));
        }
        let expressions = parts.expressions.clone();
        let inputs = vec![Arc::clone(&self.node), Arc::clone(&other.node)];
        let node = Node::new(inputs, parts, move |mut inputs| {
            let right = inputs.remove(1);
            make(inputs.remove(0), right, expressions.clone())
        });
        Self::new(self.session.clone(), node)
    }

    /// An operation without columns.
    pub(crate) fn step(&self, make: impl Fn(Box<proto::Relation>) -> RelType + Send + Sync + 'static) -> Self {
        self.derive(Parts::default(), move |input, _| make(input))
    }

    /// The column of this frame, also where a later join brings others of the name. `*` is all of its columns.
    pub fn col(&self, name: &str) -> Column {
        named(name, Some(self.node.id))
    }

    /// The session it belongs to.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The same frame, each action of which may take so long, with retries and all.
    pub fn with_deadline(&self, deadline: Duration) -> Self {
        Self { session: self.session.with_deadline(deadline), node: Arc::clone(&self.node) }
    }

    /// The same frame, the actions of which tell how far they are. A panic in `on_progress` does not end the query.
    pub fn on_progress(&self, on_progress: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        Self { session: self.session.on_progress(on_progress), node: Arc::clone(&self.node) }
    }

    /// The same frame, the next action of which runs as this operation; for one action only. A UUID, by which the
    /// operation can be interrupted while it runs.
    pub fn with_operation_id(&self, id: impl Into<String>) -> Self {
        let mut session = self.session.clone();
        session.options.operation_id = Some(id.into());
        Self { session, node: Arc::clone(&self.node) }
    }

    /// What is wrong with this frame, if anything.
    pub(crate) fn check(&self) -> Result<()> {
        match &self.node.problem {
            Some(problem) => Err(Error::client(problem.clone())),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for DataFrame {
    /// Says which frame it is, and runs nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataFrame").field("plan_id", &self.node.id).field("operations", &self.node.levels).finish()
    }
}
