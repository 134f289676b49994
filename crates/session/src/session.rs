//! One client's session and what belongs to it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use sparrow_sources::Gate;
use sparrow_tenancy::{Principal, Terms};
use uuid::Uuid;

use crate::admission::Place;
use crate::artifacts::Artifacts;
use crate::conf::Conf;
use crate::errors::Errors;
use crate::operation::Operations;
use crate::services::{Services, warehouse_of};
use crate::workspace::Workspace;

/// One client's session.
pub struct Session {
    principal: Principal,
    id: String,
    server_side_id: String,
    services: Arc<Services>,
    conf: Conf,
    artifacts: Arc<Artifacts>,
    errors: Arc<Errors>,
    operations: Operations,
    workspace: Workspace,
    created: Instant,
    last_used: Mutex<Instant>,
}

impl Session {
    pub(crate) fn new(services: &Arc<Services>, principal: &Principal, id: &str) -> Self {
        let conf = Conf::new(Arc::clone(&services.conf_defaults), services.limits.conf);
        let conf = match services.tenants.terms(principal).paths {
            Some(_) => conf.with_egress_held(Arc::clone(services.tenants.egress_allow())),
            None => conf,
        };
        Self::with(services, principal, id, conf, Workspace::new(services.limits.workspace))
    }

    /// A session of the same confs and workspace under another id.
    pub(crate) fn copy(&self, id: &str) -> Self {
        Self::with(&self.services, &self.principal, id, self.conf.copy(), self.workspace.copy())
    }

    fn with(services: &Arc<Services>, principal: &Principal, id: &str, conf: Conf, workspace: Workspace) -> Self {
        let limits = services.limits;
        let errors = Arc::new(Errors::new(limits.errors_count_max));
        let now = Instant::now();
        Self {
            principal: principal.clone(),
            id: id.to_owned(),
            server_side_id: Uuid::new_v4().to_string(),
            services: Arc::clone(services),
            conf,
            artifacts: Arc::new(Artifacts::new(&services.temp, limits.artifacts)),
            operations: Operations::new(limits.operations, Arc::clone(&errors)),
            errors,
            workspace,
            created: now,
            last_used: Mutex::new(now),
        }
    }

    /// Whose session it is.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// What holds for its tenant.
    pub fn terms(&self) -> &Arc<Terms> {
        self.services.tenants.terms(&self.principal)
    }

    /// A place for an operation of it among those of its tenant.
    ///
    /// # Errors
    ///
    /// `SPARROW.TENANT_BUSY` when as many wait as may.
    pub fn enter(&self) -> sparrow_spark_error::Result<Place> {
        self.services.admission.enter(&self.principal)
    }

    /// Does what looks at a plan when it is the tenant's turn, for as long as its operations may run.
    ///
    /// # Errors
    ///
    /// Those of `work`, `SPARROW.TENANT_BUSY` when as many wait as may, and `SPARROW.LIMIT_EXCEEDED` when it waits or runs too long.
    pub async fn in_turn<T>(
        &self,
        work: impl Future<Output = sparrow_spark_error::Result<T>>,
    ) -> sparrow_spark_error::Result<T> {
        let mut place = self.services.analyses.enter(&self.principal)?;
        place.turn().await?;
        let outcome = place.in_time(work).await;
        self.touch();
        outcome
    }

    /// The setting `key` of its tenant, for errors.
    pub fn tenant_setting(&self, key: &str) -> String {
        self.services.tenants.setting(self.principal.tenant(), key)
    }

    /// Memory and disk for its queries.
    pub(crate) fn environment(&self) -> sparrow_runtime::Environment {
        let setting = || self.tenant_setting("memory_bytes_max");
        self.services.environment.for_tenant(self.principal.tenant(), self.terms().memory_bytes_max, setting)
    }

    /// The places its queries may touch, by the rules of now.
    pub(crate) fn gate(&self) -> Gate {
        Gate::new(self.services.gate_rules(&self.principal))
    }

    /// The folder of its tenant's managed tables.
    pub(crate) fn warehouse(&self) -> PathBuf {
        warehouse_of(&self.services.warehouse, &self.services.tenants, &self.principal)
    }

    /// The client's id of it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Our id of it: another one for every session, also under the same client's id.
    pub fn server_side_id(&self) -> &str {
        &self.server_side_id
    }

    /// What all sessions share.
    pub fn services(&self) -> &Arc<Services> {
        &self.services
    }

    /// Its confs.
    pub fn conf(&self) -> &Conf {
        &self.conf
    }

    /// What was uploaded to it.
    pub fn artifacts(&self) -> &Arc<Artifacts> {
        &self.artifacts
    }

    /// What it runs and ran.
    pub fn operations(&self) -> &Operations {
        &self.operations
    }

    /// The errors it raised.
    pub fn errors(&self) -> &Errors {
        &self.errors
    }

    /// Its views, catalog and cache.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// When it was made.
    pub fn created(&self) -> Instant {
        self.created
    }

    pub(crate) fn touch(&self) {
        *self.last_used.lock() = Instant::now();
    }

    /// When it was last used; now, while an operation runs.
    pub(crate) fn last_used(&self, now: Instant) -> Instant {
        if self.operations.is_any_running() { now } else { *self.last_used.lock() }
    }

    pub(crate) fn close(&self) {
        self.operations.close();
        self.artifacts.clear();
    }
}
