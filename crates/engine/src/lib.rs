//! Optimizes and runs a logical plan: the [`Engine`] trait, in this process ([`Embedded`]) or on executors ([`fleet`]). Knows no
//! Spark plan and no wire.

pub mod contract;
mod embedded;
pub mod fleet;
mod planning;
mod progress;
mod router;
mod workers;

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use sparrow_spark_error::Result;
use sparrow_tenancy::Principal;

pub use embedded::Embedded;
pub use progress::{OperatorMetrics, Progress, Snapshot, StageSnapshot};
pub use router::Router;
pub use workers::{Threads, Workers, priority_of_others};

/// Where a plan runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// In this process.
    Embedded,
    /// On the executors of the fleet.
    Fleet,
}

/// A plan to run, with the session state (conf, registry, memory pool) it runs under.
#[derive(Clone)]
pub struct Job {
    /// The analyzed plan.
    pub plan: LogicalPlan,
    /// What to plan and run it with.
    pub state: Arc<SessionState>,
    /// The operation this belongs to, for logs.
    pub operation_id: String,
    /// Where the session wants it to run; `None` leaves it to the router.
    pub placement: Option<Placement>,
    /// Partitions of every shuffle, where the session has asked for a number.
    pub shuffle_partitions: Option<usize>,
}

/// A physical plan, ready to run where it was planned for.
#[derive(Clone)]
pub struct Planned {
    /// The plan.
    pub plan: Arc<dyn ExecutionPlan>,
    /// What it was planned with and runs with.
    pub state: Arc<SessionState>,
    /// Where it runs.
    pub placement: Placement,
}

/// A running plan. Dropping the stream stops all its work.
pub struct Running {
    /// The rows, partition after partition.
    pub stream: SendableRecordBatchStream,
    /// How far it is.
    pub progress: Arc<Progress>,
}

/// The texts of `EXPLAIN`.
#[derive(Clone, Debug, Default)]
pub struct Explained {
    /// The optimized logical plan.
    pub optimized: String,
    /// The physical plan.
    pub physical: String,
}

/// Something that runs plans. Every implementation passes the same suites (invariant I10).
#[async_trait]
pub trait Engine: Send + Sync {
    /// Plans `job` without running it.
    async fn plan(&self, principal: &Principal, job: &Job) -> Result<Planned>;

    /// Starts a plan of [`Engine::plan`], or one with nodes put above it.
    async fn run_physical(&self, principal: &Principal, planned: Planned, operation_id: &str) -> Result<Running>;

    /// What `job` would do.
    async fn explain(&self, principal: &Principal, job: &Job) -> Result<Explained>;

    /// Plans and starts `job`.
    async fn run(&self, principal: &Principal, job: Job) -> Result<Running> {
        let planned = self.plan(principal, &job).await?;
        self.run_physical(principal, planned, &job.operation_id).await
    }
}
