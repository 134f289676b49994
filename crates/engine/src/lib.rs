//! Optimizes and runs a logical plan: the [`Engine`] trait and its embedded implementation. Knows no Spark plan and no wire.

mod embedded;
mod planning;
mod progress;

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use sparrow_spark_error::Result;
use sparrow_tenancy::Principal;

pub use embedded::Embedded;
pub use progress::{OperatorMetrics, Progress, Snapshot};

/// A plan to run, with the session state (conf, registry, memory pool) it runs under.
#[derive(Clone)]
pub struct Job {
    /// The analyzed plan.
    pub plan: LogicalPlan,
    /// What to plan and run it with.
    pub state: Arc<SessionState>,
    /// The operation this belongs to, for logs.
    pub operation_id: String,
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
    /// Plans and starts `job`.
    async fn run(&self, principal: &Principal, job: Job) -> Result<Running>;

    /// Plans `job` without running it.
    async fn plan(&self, principal: &Principal, job: &Job) -> Result<Arc<dyn ExecutionPlan>>;

    /// What `job` would do.
    async fn explain(&self, principal: &Principal, job: &Job) -> Result<Explained>;
}
