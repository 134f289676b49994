//! Our physical nodes: the one list of those that travel.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use sparrow_operators::at_most_one_row::AtMostOneRowExec;
use sparrow_operators::cached::CachedExec;
use sparrow_operators::coalesce::CoalesceExec;
use sparrow_operators::generate::GenerateExec;
use sparrow_operators::paced::PacedExec;
use sparrow_operators::partition_id::PartitionIdExec;
use sparrow_operators::portable::{Parts, Portable};
use sparrow_operators::range::RangeExec;
use sparrow_operators::range_route::RangeRouteExec;
use sparrow_operators::route::RouteExec;
use sparrow_operators::row_order::RowOrderExec;
use sparrow_operators::sample::SampleExec;
use sparrow_operators::sample_keys::SampleKeysExec;
use sparrow_operators::tail::TailExec;
use sparrow_sources::write::WriteExec;
use sparrow_sources::{TextsExec, portable as sources};

use super::ballista::HashWriter;
use super::window::FlaggedWindow;
use crate::exchange::{PickPartitionExec, StageInputExec};

/// Every node of ours that travels. One that is missing here is refused by its name.
pub(super) const NODES: &[Node] = &[
    // Operators
    Node::of::<AtMostOneRowExec>(),
    Node::of::<CachedExec>(),
    Node::of::<CoalesceExec>(),
    Node::of::<GenerateExec>(),
    Node::of::<PacedExec>(),
    Node::of::<PartitionIdExec>(),
    Node::of::<RangeExec>(),
    Node::of::<RangeRouteExec>(),
    Node::of::<RouteExec>(),
    Node::of::<RowOrderExec>(),
    Node::of::<SampleExec>(),
    Node::of::<SampleKeysExec>(),
    Node::of::<TailExec>(),
    // Scans
    Node::new(sources::SCAN, sources::encode_scan, sources::decode_scan),
    Node::of::<TextsExec>(),
    // Writes
    Node::of::<WriteExec>(),
    // Exchanges
    Node::of::<StageInputExec>(),
    Node::of::<PickPartitionExec>(),
    Node::new(HashWriter::NAME, HashWriter::encode, HashWriter::decode),
    // What DataFusion does not write exactly
    Node::new(FlaggedWindow::NAME, FlaggedWindow::encode, FlaggedWindow::decode),
];

/// How a kind of node is taken apart and put together.
#[derive(Debug)]
pub(super) struct Node {
    /// What marks it on the wire.
    pub name: &'static str,
    /// Its parts; `None` for a node of another kind.
    pub encode: fn(&dyn ExecutionPlan) -> Option<Result<Parts>>,
    /// The node of these parts over these inputs.
    pub decode: Decode,
    /// The one partition of its input it reads; `None` where it reads more, and for a node of another kind.
    partition: fn(&dyn ExecutionPlan) -> Option<usize>,
}

type Decode = fn(Parts, Vec<Arc<dyn ExecutionPlan>>, &TaskContext) -> Result<Arc<dyn ExecutionPlan>>;

impl Node {
    const fn new(name: &'static str, encode: fn(&dyn ExecutionPlan) -> Option<Result<Parts>>, decode: Decode) -> Self {
        Self { name, encode, decode, partition: |_| None }
    }

    const fn of<N: Portable>() -> Self {
        Self {
            name: N::NAME,
            encode: |plan| plan.downcast_ref::<N>().map(N::encode),
            decode: N::decode,
            partition: |plan| plan.downcast_ref::<N>().and_then(N::partition),
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        NODES.iter().find(|node| node.name == name)
    }
}

/// The kind and the parts of a node of ours; `None` for any other node.
pub(super) fn parts(plan: &dyn ExecutionPlan) -> Option<(&'static Node, Result<Parts>)> {
    NODES.iter().find_map(|node| Some((node, (node.encode)(plan)?)))
}

/// The names of all kinds.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NODES.iter().map(|node| node.name)
}

/// The partition a task's plan is about: that of its uppermost node which reads only one.
pub(super) fn partition(plan: &Arc<dyn ExecutionPlan>) -> Option<usize> {
    let mut next = plan;
    loop {
        if let Some(partition) = NODES.iter().find_map(|node| (node.partition)(next.as_ref())) {
            return Some(partition);
        }
        match next.children().as_slice() {
            [child] => next = *child,
            _ => return None,
        }
    }
}
