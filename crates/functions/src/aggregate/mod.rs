//! Aggregate functions.

use std::sync::Arc;

use datafusion::logical_expr::AggregateUDF;

use crate::Function;

/// The groups of aggregate functions.
pub fn groups() -> Vec<&'static [Function]> {
    vec![]
}

/// The kernels of this module.
pub fn kernels() -> Vec<Arc<AggregateUDF>> {
    vec![]
}
