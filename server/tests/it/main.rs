//! The wire rules that need no query engine, over a real port, with the generated client.

mod artifacts;
mod config;
mod errors;
mod execute;
mod process;
mod server;
mod sessions;
