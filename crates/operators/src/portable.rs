//! Nodes taken apart and put together again, so that a codec can carry them to another process. Knows no wire format.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion::common::{Result, ScalarValue, Statistics};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::{ExecutionPlan, PhysicalExpr};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sparrow_spark_error::internal;

/// What a node is made of beside its inputs: plain facts, and the typed parts that whoever carries them knows how to write.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// Plain facts, in a form of the node's own.
    pub state: Vec<u8>,
    /// Schemas.
    pub schemas: Vec<SchemaRef>,
    /// Expressions, over the columns of the first schema; where there is none, over those of the first input.
    pub expressions: Vec<Arc<dyn PhysicalExpr>>,
    /// Values of any type.
    pub values: Vec<ScalarValue>,
    /// Statistics of tables and files.
    pub statistics: Vec<Arc<Statistics>>,
    /// What the node is put together over, where that is not its children.
    pub inputs: Option<Vec<Arc<dyn ExecutionPlan>>>,
}

impl Parts {
    /// Parts with these facts and nothing else so far.
    pub fn of(state: &impl Serialize) -> Result<Self> {
        let state = serde_json::to_vec(state).map_err(|e| internal("a node's facts cannot be written").caused_by(e))?;
        Ok(Self { state, ..Self::default() })
    }

    /// The facts [`Self::of`] was given.
    pub fn state<S: DeserializeOwned>(&self) -> Result<S> {
        let read = serde_json::from_slice(&self.state);
        Ok(read.map_err(|e| internal("a node's facts cannot be read").caused_by(e))?)
    }
}

/// A node that can be carried to another process.
pub trait Portable: ExecutionPlan + Sized {
    /// What marks the node on the wire.
    const NAME: &'static str;

    /// What it is made of; an error where this one cannot travel.
    fn encode(&self) -> Result<Parts>;

    /// The one partition of its input the node reads, where it reads only one: what differs from partition to partition, such
    /// as random numbers, is then that partition's.
    fn partition(&self) -> Option<usize> {
        None
    }

    /// A node of these parts over these inputs. `context` gives what belongs to the process: stores, caches, functions.
    fn decode(
        parts: Parts,
        inputs: Vec<Arc<dyn ExecutionPlan>>,
        context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>>;
}

/// [`Portable`] of a unary node whose only part is a fact: `portable!(TailExec, "Tail", rows)` for a node with the method
/// `rows()` and the constructor `new(input, rows)`.
macro_rules! portable {
    ($node:ty, $name:literal $(, $fact:ident)?) => {
        impl crate::portable::Portable for $node {
            const NAME: &'static str = $name;

            fn encode(&self) -> datafusion::common::Result<crate::portable::Parts> {
                crate::portable::Parts::of(&($(&self.$fact(),)?))
            }

            fn decode(
                parts: crate::portable::Parts,
                inputs: Vec<Arc<dyn ExecutionPlan>>,
                _context: &TaskContext,
            ) -> datafusion::common::Result<Arc<dyn ExecutionPlan>> {
                let ($($fact,)?) = parts.state()?;
                Ok(Arc::new(Self::new(crate::node::only(inputs)? $(, $fact)?)))
            }
        }
    };
}
