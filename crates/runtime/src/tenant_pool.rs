//! Memory of one tenant's plans: a part of the memory of all, shared fairly between those of its consumers that can spill.

use std::fmt;
use std::sync::Arc;

use datafusion::common::{DataFusionError, Result};
use datafusion::execution::memory_pool::{FairSpillPool, MemoryConsumer, MemoryLimit, MemoryPool, MemoryReservation};
use sparrow_spark_error::limit_refused;

/// The part. What it grants is also taken from the pool of all, so that both limits hold.
#[derive(Debug)]
pub(crate) struct TenantPool {
    tenant: String,
    /// The setting that says how large the part is.
    setting: String,
    bytes_max: usize,
    part: FairSpillPool,
    whole: Arc<dyn MemoryPool>,
}

impl TenantPool {
    /// At most `bytes_max` of `whole`.
    pub fn new(tenant: &str, bytes_max: usize, setting: String, whole: Arc<dyn MemoryPool>) -> Self {
        Self { tenant: tenant.to_owned(), setting, bytes_max, part: FairSpillPool::new(bytes_max), whole }
    }

    /// The most it grants.
    pub fn bytes_max(&self) -> usize {
        self.bytes_max
    }

    /// What it has granted.
    pub fn bytes_used(&self) -> usize {
        self.part.reserved()
    }

    /// Still the kind of error that makes consumers spill; the words reach the user when none can. Counted either way.
    fn exhausted(&self, reservation: &MemoryReservation, additional: usize) -> DataFusionError {
        limit_refused(&self.setting);
        DataFusionError::ResourcesExhausted(format!(
            "the queries of the tenant {} hold {} of the {} bytes they may hold together ({}), and {} asks for {additional} more.",
            self.tenant,
            self.bytes_used(),
            self.bytes_max,
            self.setting,
            reservation.consumer().name(),
        ))
    }
}

impl fmt::Display for TenantPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tenant({}, {} of {} bytes)", self.tenant, self.bytes_used(), self.bytes_max)
    }
}

impl MemoryPool for TenantPool {
    fn name(&self) -> &str {
        "tenant"
    }

    fn register(&self, consumer: &MemoryConsumer) {
        self.part.register(consumer);
        self.whole.register(consumer);
    }

    fn unregister(&self, consumer: &MemoryConsumer) {
        self.part.unregister(consumer);
        self.whole.unregister(consumer);
    }

    fn grow(&self, reservation: &MemoryReservation, additional: usize) {
        self.part.grow(reservation, additional);
        self.whole.grow(reservation, additional);
    }

    fn shrink(&self, reservation: &MemoryReservation, shrink: usize) {
        self.part.shrink(reservation, shrink);
        self.whole.shrink(reservation, shrink);
    }

    fn try_grow(&self, reservation: &MemoryReservation, additional: usize) -> Result<()> {
        self.part.try_grow(reservation, additional).map_err(|_| self.exhausted(reservation, additional))?;
        self.whole.try_grow(reservation, additional).inspect_err(|_| self.part.shrink(reservation, additional))
    }

    fn reserved(&self) -> usize {
        self.bytes_used()
    }

    fn memory_limit(&self) -> MemoryLimit {
        MemoryLimit::Finite(self.bytes_max)
    }
}

#[cfg(test)]
mod tests {
    use sparrow_spark_error::SparkError;

    use crate::{Environment, Limits};

    use super::*;

    fn environment() -> Environment {
        let spill_folder = std::env::temp_dir();
        Environment::new(Limits { memory_bytes_max: 1000, spill_folder, spill_bytes_max: 0 }).unwrap()
    }

    fn part(environment: &Environment, tenant: &str, bytes_max: Option<usize>) -> Environment {
        environment.for_tenant(tenant, bytes_max, || format!("tenant.{tenant}.memory_bytes_max"))
    }

    fn consumer(environment: &Environment) -> MemoryReservation {
        MemoryConsumer::new("sort").register(&environment.runtime().memory_pool)
    }

    #[test]
    fn a_tenant_beyond_its_part_fails_and_others_do_not_notice() {
        let all = environment();
        let (acme, beta) = (part(&all, "acme", Some(400)), part(&all, "beta", Some(600)));
        let (ours, theirs) = (consumer(&acme), consumer(&beta));
        ours.try_grow(300).unwrap();
        // Another query of the same tenant has the same part.
        let more = consumer(&part(&all, "acme", Some(400)));
        let error = more.try_grow(200).unwrap_err();
        assert!(matches!(error, DataFusionError::ResourcesExhausted(_)), "consumers spill on this alone: {error}");
        let error = SparkError::from(error);
        assert_eq!(error.condition().name, "SPARROW.OUT_OF_MEMORY");
        assert!(error.message().contains("acme hold 300 of the 400 bytes"), "{error}");
        assert!(error.message().contains("tenant.acme.memory_bytes_max"), "{error}");
        theirs.try_grow(600).unwrap();
        assert_eq!(all.memory_bytes_used(), 900);
        drop((ours, more, theirs));
        assert_eq!((all.memory_bytes_used(), acme.runtime().memory_pool.reserved()), (0, 0));
    }

    #[test]
    fn what_the_whole_refuses_is_not_kept_by_the_part() {
        let all = environment();
        let (rest, acme) = (consumer(&all), part(&all, "acme", Some(800)));
        rest.try_grow(500).unwrap();
        let ours = consumer(&acme);
        assert!(ours.try_grow(600).is_err());
        assert_eq!(all.tenants_memory_bytes_used(), [("acme".to_owned(), 0)]);
        ours.try_grow(500).unwrap();
        assert_eq!(all.memory_bytes_used(), 1000);
    }

    #[test]
    fn consumers_that_can_spill_share_the_part_fairly() {
        let acme = part(&environment(), "acme", Some(400));
        let pool = acme.runtime().memory_pool.clone();
        let spilling = |name: &str| MemoryConsumer::new(name).with_can_spill(true).register(&pool);
        let (first, second) = (spilling("first"), spilling("second"));
        first.try_grow(200).unwrap();
        assert!(first.try_grow(1).is_err());
        second.try_grow(200).unwrap();
    }

    #[test]
    fn a_tenant_without_a_part_has_the_pool_of_all_and_a_part_is_forgotten_with_its_queries() {
        let all = environment();
        assert!(Arc::ptr_eq(&part(&all, "beta", None).runtime(), &all.runtime()));
        let acme = part(&all, "acme", Some(400));
        assert!(Arc::ptr_eq(&acme.runtime().disk_manager, &all.runtime().disk_manager));
        drop(acme);
        assert!(all.tenants_memory_bytes_used().is_empty());
    }
}
