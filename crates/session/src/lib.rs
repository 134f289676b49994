//! A tenant's conversation: confs, views, artifacts, operations. Drives resolve → analyze → run; knows no wire.

mod admission;
pub mod artifacts;
mod cache;
mod command;
mod conditions;
pub mod conf;
mod errors;
mod handle;
mod literal;
mod observed;
pub mod operation;
mod registry;
mod resolve;
mod run;
mod services;
mod session;
mod show;
mod tombstones;
mod usage;
mod workspace;

pub use admission::{Admission, Counts, Place};
pub use errors::Errors;
pub use registry::Sessions;
pub use run::{CommandOutcome, Observed, Rows};
pub use services::{Limits, Services};
pub use session::Session;
pub use sparrow_plan::StorageLevel;
pub use usage::Usage;
pub use workspace::{FrontEnds, Limits as WorkspaceLimits, Shared, Workspace};
