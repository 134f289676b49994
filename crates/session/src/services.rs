//! What all sessions of a process share, handed in once at start.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sparrow_engine::Engine;
use sparrow_runtime::Environment;
use sparrow_sources::write::Registry;
use sparrow_tenancy::Tenants;

use crate::admission::Admission;
use crate::artifacts;
use crate::conf::{self, Defaults};
use crate::operation;
use crate::workspace::{self, Shared};

/// The services.
pub struct Services {
    /// Runs plans.
    pub engine: Arc<dyn Engine>,
    /// Memory and disk for plans.
    pub environment: Environment,
    /// Where writes are noted while they are under way.
    pub writes: Registry,
    /// Where managed tables are stored.
    pub warehouse: PathBuf,
    /// Where sessions keep files while they live.
    pub temp: PathBuf,
    /// Confs a session starts with.
    pub conf_defaults: Arc<Defaults>,
    /// How much sessions may hold.
    pub limits: Limits,
    /// What holds for each tenant.
    pub tenants: Tenants,
    /// Lets their operations run when it is their turn.
    pub admission: Arc<Admission>,
    /// Tables, global views, and the readers of text and messages.
    pub shared: Shared,
}

/// How much sessions may hold, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Sessions alive at once.
    pub sessions_count_max: usize,
    /// Closed sessions remembered.
    pub sessions_remembered_max: usize,
    /// Time without a request after which a session without running operations is closed.
    pub idle_duration_max: Duration,
    /// Errors of a session kept for their details.
    pub errors_count_max: usize,
    /// Of the confs of a session.
    pub conf: conf::Limits,
    /// Of the artifacts of a session.
    pub artifacts: artifacts::Limits,
    /// Of the views, checkpoints and kept DataFrames of a session.
    pub workspace: workspace::Limits,
    /// Of the operations of a session.
    pub operations: operation::Limits,
}
