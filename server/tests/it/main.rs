//! The wire rules that need no query engine, over a real port, with the generated client.
#![expect(clippy::unwrap_used, reason = "a test's helper may fail the test")]

mod artifacts;
mod canary;
mod closed;
mod config;
mod deep;
mod door;
mod errors;
mod execute;
mod limits;
mod plans;
mod process;
mod refusals;
mod server;
mod sessions;
mod streams;
mod telemetry;
mod tls;
