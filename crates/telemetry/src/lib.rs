//! Logs and counters, set up one way for every process. Knows no request and no query.

mod logs;
mod metrics;
mod panics;

pub use logs::{Format, LogError, start};
pub use metrics::meter;
pub use panics::{log_panics, panic_count};
