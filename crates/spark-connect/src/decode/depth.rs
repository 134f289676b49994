//! How deep a plan is nested, so that no plan overflows the stack.

use sparrow_spark_error::{Result, plan_too_deep};

use super::limits::Limits;

/// Stack that must be left before one more level is decoded, and the size of the next piece.
const STACK_RED_ZONE_BYTES: usize = 256 * 1024;
const STACK_GROWTH_BYTES: usize = 4 * 1024 * 1024;

/// Where the decoder is, and how far it may go.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Depth {
    relations: usize,
    expressions: usize,
    limits: Limits,
}

impl Depth {
    /// At the top of a plan.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// One relation deeper.
    pub fn relation(self) -> Result<Self> {
        let relations = within(self.relations + 1, self.limits.relation_levels_max, "plan.relation_levels_max")?;
        Ok(Self { relations, expressions: 0, ..self })
    }

    /// One expression, literal or type deeper.
    pub fn expression(self) -> Result<Self> {
        let limit = self.limits.expression_levels_max;
        let expressions = within(self.expressions + 1, limit, "plan.expression_levels_max")?;
        Ok(Self { expressions, ..self })
    }

    /// How deep SQL text may nest.
    pub fn sql_levels_max(self) -> usize {
        self.limits.sql_levels_max
    }
}

fn within(depth: usize, limit: usize, conf: &str) -> Result<usize> {
    if depth <= limit { Ok(depth) } else { Err(plan_too_deep(depth, limit, conf)) }
}

/// Runs `level` with stack enough for one more level.
pub(crate) fn with_stack<T>(level: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACK_RED_ZONE_BYTES, STACK_GROWTH_BYTES, level)
}
