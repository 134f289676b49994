//! How deep a plan is nested, so that no plan overflows the stack.

use sparrow_spark_error::{Result, SparkError, condition};

/// The most relations that may lie above each other.
pub const RELATION_DEPTH_LEVELS_MAX: usize = 2_000;
/// The most expressions that may lie inside each other.
pub const EXPRESSION_DEPTH_LEVELS_MAX: usize = 1_000;

/// Stack that must be left before one more level is decoded, and the size of the next piece.
const STACK_RED_ZONE_BYTES: usize = 256 * 1024;
const STACK_GROWTH_BYTES: usize = 4 * 1024 * 1024;

/// Where the decoder is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Depth {
    relations: usize,
    expressions: usize,
}

impl Depth {
    /// One relation deeper.
    pub fn relation(self) -> Result<Self> {
        let relations = within(self.relations + 1, RELATION_DEPTH_LEVELS_MAX)?;
        Ok(Self { relations, expressions: 0 })
    }

    /// One expression, literal or type deeper.
    pub fn expression(self) -> Result<Self> {
        let expressions = within(self.expressions + 1, EXPRESSION_DEPTH_LEVELS_MAX)?;
        Ok(Self { expressions, ..self })
    }
}

fn within(depth: usize, limit: usize) -> Result<usize> {
    if depth <= limit { Ok(depth) } else { Err(too_deep(depth, limit)) }
}

/// The plan is nested deeper than the limit.
pub(crate) fn too_deep(depth: usize, limit: usize) -> SparkError {
    SparkError::new(&condition::PLAN_TOO_DEEP).with("depth", depth.to_string()).with("limit", limit.to_string())
}

/// Runs `level` with stack enough for one more level.
pub(crate) fn with_stack<T>(level: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACK_RED_ZONE_BYTES, STACK_GROWTH_BYTES, level)
}
