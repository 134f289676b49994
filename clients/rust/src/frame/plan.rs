//! The plan of a frame: a tree of operations that share their inputs, and become messages when an action asks.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::relation::RelType;

use crate::column::Column;

/// How many operations may follow one another.
const LEVELS_MAX: u32 = 2_000;
/// How many operations a plan may have, shared ones counted each time.
const OPERATIONS_MAX: u64 = 200_000;
/// The stack a level of nesting may need while messages are made and encoded.
const STACK_BYTES_PER_LEVEL: usize = 16 * 1024;
/// Plans less deep than this need no stack of their own.
const DEPTH_WITHOUT_STACK: usize = 24;

type Make = Box<dyn Fn(Vec<Box<proto::Relation>>) -> RelType + Send + Sync>;

/// One operation of a plan.
pub(crate) struct Node {
    /// The id by which columns name the frame.
    pub id: i64,
    inputs: Vec<Arc<Node>>,
    make: Make,
    /// What is wrong with it or its inputs.
    pub problem: Option<String>,
    /// How many operations follow one another.
    pub levels: u32,
    operations: u64,
    /// How deep its message nests, columns included.
    pub depth: usize,
    /// What must live as long as the plan does.
    pub keep: Option<Arc<dyn Any + Send + Sync>>,
}

/// The columns an operation uses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    pub expressions: Vec<proto::Expression>,
    pub problem: Option<String>,
    pub depth: usize,
}

impl Parts {
    pub fn of(columns: impl IntoIterator<Item = impl Into<Column>>) -> Self {
        let mut parts = Self::default();
        for column in columns {
            parts.push(column.into());
        }
        parts
    }

    pub fn push(&mut self, column: Column) {
        self.problem = self.problem.take().or(column.problem);
        self.depth = self.depth.max(column.depth as usize);
        self.expressions.push(column.expression);
    }

    /// Notes what is wrong, where nothing else is.
    pub fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// Parts that are a problem where there is one.
    pub fn checked(problem: Option<String>) -> Self {
        Self { problem, ..Self::default() }
    }
}

impl Node {
    pub fn new(
        inputs: Vec<Arc<Node>>,
        parts: Parts,
        make: impl Fn(Vec<Box<proto::Relation>>) -> RelType + Send + Sync + 'static,
    ) -> Self {
        let levels = inputs.iter().map(|input| input.levels).max().unwrap_or(0) + 1;
        let operations = inputs.iter().fold(1_u64, |sum, input| sum.saturating_add(input.operations));
        let mut problem = inputs.iter().find_map(|input| input.problem.clone()).or(parts.problem);
        if levels > LEVELS_MAX || operations > OPERATIONS_MAX {
            problem.get_or_insert_with(|| {
                format!(
                    "the plan has {operations} operations, {levels} in a row, at most {OPERATIONS_MAX} and {LEVELS_MAX}: \
                     keep a step with local_checkpoint, or in a table"
                )
            });
        }
        let depth = inputs.iter().map(|input| input.depth).max().unwrap_or(0).max(parts.depth) + 1;
        Self { id: next_id(), inputs, make: Box::new(make), problem, levels, operations, depth, keep: None }
    }

    /// The message; call it within [`on_stack`].
    pub fn relation(&self) -> proto::Relation {
        let inputs = self.inputs.iter().map(|input| Box::new(input.relation())).collect();
        let common = proto::RelationCommon { plan_id: Some(self.id), ..Default::default() };
        proto::Relation { common: Some(common), rel_type: Some((self.make)(inputs)) }
    }
}

impl Drop for Node {
    /// Lets go of a long chain one by one, not one within the other.
    fn drop(&mut self) {
        let mut left = std::mem::take(&mut self.inputs);
        while let Some(node) = left.pop() {
            if let Some(mut node) = Arc::into_inner(node) {
                left.append(&mut node.inputs);
            }
        }
    }
}

/// Does what recurses as deep as a plan nests, on a stack that is large enough.
pub(crate) fn on_stack<R>(depth: usize, work: impl FnOnce() -> R) -> R {
    if depth < DEPTH_WITHOUT_STACK {
        return work();
    }
    stacker::grow((depth + DEPTH_WITHOUT_STACK) * STACK_BYTES_PER_LEVEL, work)
}

/// Ids are unique in the process, so that frames of all sessions can be told apart.
fn next_id() -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
