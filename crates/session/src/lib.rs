//! A tenant's conversation: confs, views, artifacts, operations. Drives resolve → analyze → run; knows no wire.

mod run;

pub use run::{CommandOutcome, Observed, Rows, StorageLevel};

/// One client's session.
pub struct Session {}
