//! A tenant's conversation: confs, views, artifacts, operations. Drives resolve → analyze → run; knows no wire.

pub mod artifacts;
mod conditions;
pub mod conf;
mod errors;
mod handle;
pub mod operation;
mod registry;
mod run;
mod services;
mod session;
mod tombstones;
mod workspace;

pub use errors::Errors;
pub use registry::Sessions;
pub use run::{CommandOutcome, Observed, Rows, StorageLevel};
pub use services::{Limits, Services};
pub use session::Session;
pub use workspace::Workspace;
