//! Logs, spans and metrics, set up one way for every process. Knows no request and no query.

mod export;
mod logs;
mod losses;
mod metrics;
mod panics;
mod process;
mod start;
mod trace_context;

pub use export::Protocol;
pub use logs::Format;
pub use metrics::{Metrics, meter};
pub use panics::{log_panics, panic_count};
pub use start::{Options, StartError, Telemetry, start};
pub use trace_context::TraceContext;
