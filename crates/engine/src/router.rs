//! Chooses where a plan runs: small ones in this process, large ones on the fleet, as the server and the session wish.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::source_as_provider;
use datafusion::logical_expr::LogicalPlan;
use sparrow_spark_error::Result;
use sparrow_tenancy::Principal;
use tracing::Instrument;

use crate::fleet::Fleet;
use crate::{Embedded, Engine, Explained, Job, Placement, Planned, Running};

/// The engines of a server.
pub struct Router {
    embedded: Embedded,
    fleet: Option<Arc<Fleet>>,
    /// Where everything runs that the session has no wish for.
    placement: Option<Placement>,
    /// Bytes a plan has to read to be worth the way to the fleet.
    fleet_bytes_min: u64,
}

impl Router {
    /// Everything runs in this process.
    pub fn embedded(embedded: Embedded) -> Self {
        Self { embedded, fleet: None, placement: None, fleet_bytes_min: u64::MAX }
    }

    /// Plans that read at least `fleet_bytes_min` bytes run on `fleet`; with a `placement` all that the session does not place.
    pub fn with_fleet(self, fleet: Arc<Fleet>, placement: Option<Placement>, fleet_bytes_min: u64) -> Self {
        Self { fleet: Some(fleet), placement, fleet_bytes_min, ..self }
    }

    fn engine(&self, job: &Job) -> &dyn Engine {
        let Some(fleet) = &self.fleet else { return &self.embedded };
        let by_size = || match bytes_to_read(&job.plan) >= self.fleet_bytes_min && fleet.size().0 > 0 {
            true => Placement::Fleet,
            false => Placement::Embedded,
        };
        match job.placement.or(self.placement).unwrap_or_else(by_size) {
            Placement::Fleet => fleet,
            Placement::Embedded => &self.embedded,
        }
    }
}

#[async_trait]
impl Engine for Router {
    async fn plan(&self, principal: &Principal, job: &Job) -> Result<Planned> {
        self.engine(job).plan(principal, job).instrument(tracing::info_span!("planning")).await
    }

    async fn run_physical(&self, principal: &Principal, planned: Planned, operation_id: &str) -> Result<Running> {
        match (planned.placement, &self.fleet) {
            (Placement::Fleet, Some(fleet)) => fleet.run_physical(principal, planned, operation_id).await,
            _ => self.embedded.run_physical(principal, planned, operation_id).await,
        }
    }

    async fn explain(&self, principal: &Principal, job: &Job) -> Result<Explained> {
        self.engine(job).explain(principal, job).await
    }
}

/// What the tables of a plan have together, as far as they know; a table read twice counts twice.
pub(crate) fn bytes_to_read(plan: &LogicalPlan) -> u64 {
    let mut bytes = 0_u64;
    let count = |node: &LogicalPlan| {
        if let LogicalPlan::TableScan(scan) = node
            && let Ok(provider) = source_as_provider(&scan.source)
            && let Some(statistics) = provider.statistics()
        {
            let size = statistics.total_byte_size.get_value().copied().unwrap_or(0);
            bytes = bytes.saturating_add(size as u64);
        }
        Ok(TreeNodeRecursion::Continue)
    };
    // The closure never fails.
    let _ = plan.apply_with_subqueries(count);
    bytes
}
