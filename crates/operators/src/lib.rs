//! Plan nodes DataFusion lacks. Each file holds a node's logical and physical form; knows no Spark expression and no session.
//!
//! Every node's state is plain data plus expressions, so that a codec can carry it. Leaves with several partitions
//! ([`range::RangeExec`], [`cached::CachedExec`]) can be cut to some of their partitions, because an executor that is given a
//! part of a plan must not read the rest of it.

#[macro_use]
mod node;
#[macro_use]
pub mod portable;

pub mod apply_join_hints;
pub mod at_most_one_row;
pub mod cached;
pub mod coalesce;
pub mod collect_metrics;
pub mod exchange;
pub mod generate;
pub mod join_hint;
pub mod local;
pub mod paced;
pub mod partition_id;
pub mod partitions;
mod planner;
mod poisson;
mod random;
pub mod range;
pub mod range_route;
pub mod repartition;
pub mod route;
pub mod row_order;
pub mod sample;
pub mod sample_keys;
pub mod sort_key;
pub mod sort_within_partitions;
pub mod tail;
mod unsafe_row;

pub use planner::OperatorPlanner;

#[cfg(test)]
mod partitioning_tests;
#[cfg(test)]
mod tests;
