//! `plan` + [`Snapshot`] + conf → a typed DataFusion plan. Synchronous and pure: no IO, no clock, no globals (invariant I3).
//!
//! Every column of the plans made here has an internal name that is unique within the query (`price#12`), so DataFusion never has to
//! resolve a name the way SQL would: Spark's rules (case-insensitive names, repeated names, plan ids) are all applied here, and the
//! visible names live in [`Analyzed::schema`] alone.

mod analyzer;
mod expression;
mod places;
mod positions;
mod relation;
mod scope;
mod snapshot;
mod stack;

use std::sync::Arc;

use datafusion::logical_expr::{Expr, LogicalPlan};
use sparrow_functions::Context;
use sparrow_operators::collect_metrics::MetricsSink;
use sparrow_plan::Relation;
use sparrow_spark_error::Result;
use sparrow_spark_types::{Field, StructType};

pub use places::Places;
pub use snapshot::{Resolved, Scan, Snapshot, View, source_key};

/// A query whose names and types are settled.
#[derive(Clone, Debug)]
pub struct Analyzed {
    /// What to run. Its columns match `schema` by position; their names are internal.
    pub plan: LogicalPlan,
    /// Names, types and nullability as the user sees them.
    pub schema: StructType,
    /// The `observe`s in the plan.
    pub observed: Vec<Observation>,
    /// Where errors of the running plan may come from.
    pub places: Places,
}

/// One `observe` of a plan. When the plan has run, [`Observation::result`] is the plan of its one row of metrics.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Its name.
    pub name: String,
    /// The client's plan id.
    pub plan_id: Option<i64>,
    /// Names and types of its metrics.
    pub fields: Vec<Field>,
    sink: Arc<MetricsSink>,
    columns: Vec<String>,
    select: Vec<Expr>,
}

/// Analyzes a query.
///
/// Errors carry Spark's condition and, where the front end gave one, the place in the query.
pub fn analyze(relation: &Relation, snapshot: &Snapshot, context: &Context) -> Result<Analyzed> {
    stack::grow(|| analyzer::Analyzer::new(snapshot, context).root(relation))
}

/// Analyzes a query whose cells are all turned into the strings `show()` prints.
pub fn analyze_for_display(relation: &Relation, snapshot: &Snapshot, context: &Context) -> Result<Analyzed> {
    stack::grow(|| analyzer::Analyzer::new(snapshot, context).display_root(relation))
}

#[cfg(test)]
mod tests;
