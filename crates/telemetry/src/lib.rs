//! Logs and counters, set up one way for every process. Knows no request and no query.

mod logs;
mod panics;

pub use logs::{Format, LogError, start};
pub use panics::{log_panics, panic_count};
