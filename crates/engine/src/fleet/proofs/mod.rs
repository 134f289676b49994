//! What the published Ballista 55 does and does not do, shown by tests: the reasons for a graph, an order channel and a
//! reader of our own. A test here that fails says that Ballista has changed, and that a decision can be looked at again.

mod adaptive_off;
mod by_number;
mod cluster;
mod custom_leaf;
mod driven;
mod duplicate_rows;
mod graph_swap;
mod pull_cancel;
mod recorder;
mod stale_final_output;
