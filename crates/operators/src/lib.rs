//! Plan nodes DataFusion lacks. Each file holds a node's logical and physical form; knows no Spark expression and no session.
//!
//! Every node's state is plain data plus expressions, so that a codec can carry it. Leaves with several partitions
//! ([`range::RangeExec`], [`cached::CachedExec`]) can be cut to some of their partitions, because an executor that is given a
//! part of a plan must not read the rest of it.

#[macro_use]
mod node;

pub mod at_most_one_row;
pub mod broadcast;
pub mod cached;
pub mod coalesce;
pub mod collect_metrics;
pub mod generate;
pub mod partition_id;
mod planner;
mod poisson;
mod random;
pub mod range;
pub mod sample;
pub mod sort_within_partitions;
pub mod tail;

pub use planner::OperatorPlanner;

#[cfg(test)]
mod tests;
