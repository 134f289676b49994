//! Memory and disk for plans: one bounded pool and one spill folder for the whole process.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, TrackConsumersPool};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use parking_lot::Mutex;
use sparrow_spark_error::Result;

use crate::tenant_pool::TenantPool;

/// How many of the hungriest consumers an out-of-memory error names.
const CONSUMERS_NAMED: usize = 5;

/// What plans may use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of memory all plans share, fairly between those that can spill.
    pub memory_bytes_max: usize,
    /// Where to spill; a folder of the process's own is made below it.
    pub spill_folder: PathBuf,
    /// Bytes of disk all spills may take together.
    pub spill_bytes_max: u64,
}

/// The shared runtime environment, made once at start.
#[derive(Clone, Debug)]
pub struct Environment {
    runtime: Arc<RuntimeEnv>,
    limits: Limits,
    /// The pools of tenants with a part of their own, while their queries live.
    parts: Arc<Mutex<HashMap<String, Weak<TenantPool>>>>,
}

impl Environment {
    /// The environment with these limits.
    pub fn new(limits: Limits) -> Result<Self> {
        let pool = TrackConsumersPool::new(
            FairSpillPool::new(limits.memory_bytes_max),
            std::num::NonZeroUsize::new(CONSUMERS_NAMED).expect("a constant above 0"),
        );
        let disk = DiskManagerBuilder::default()
            .with_mode(DiskManagerMode::Directories(vec![limits.spill_folder.clone()]))
            .with_max_temp_directory_size(limits.spill_bytes_max);
        let runtime =
            RuntimeEnvBuilder::new().with_memory_pool(Arc::new(pool)).with_disk_manager_builder(disk).build_arc()?;
        Ok(Self { runtime, limits, parts: Arc::default() })
    }

    /// The environment for a tenant, whose queries hold at most `bytes_max` of the memory together; `setting` names what says so.
    /// Disk, caches and stores stay those of all.
    pub fn for_tenant(&self, tenant: &str, bytes_max: Option<usize>, setting: impl FnOnce() -> String) -> Self {
        let Some(bytes_max) = bytes_max else { return self.clone() };
        let mut parts = self.parts.lock();
        let known = parts.get(tenant).and_then(Weak::upgrade).filter(|pool| pool.bytes_max() == bytes_max);
        let pool = known.unwrap_or_else(|| {
            parts.retain(|_, pool| pool.strong_count() > 0);
            let whole = Arc::clone(&self.runtime.memory_pool);
            let pool = Arc::new(TenantPool::new(tenant, bytes_max, setting(), whole));
            parts.insert(tenant.to_owned(), Arc::downgrade(&pool));
            pool
        });
        let runtime = RuntimeEnv { memory_pool: pool, ..self.runtime.as_ref().clone() };
        Self { runtime: Arc::new(runtime), ..self.clone() }
    }

    /// Bytes reserved by tenants that have a part of their own.
    pub fn tenants_memory_bytes_used(&self) -> Vec<(String, usize)> {
        let parts = self.parts.lock();
        parts.iter().filter_map(|(tenant, pool)| Some((tenant.clone(), pool.upgrade()?.bytes_used()))).collect()
    }

    /// DataFusion's form of it.
    pub fn runtime(&self) -> Arc<RuntimeEnv> {
        Arc::clone(&self.runtime)
    }

    /// Bytes reserved by plans now.
    pub fn memory_bytes_used(&self) -> usize {
        self.runtime.memory_pool.reserved()
    }

    /// Bytes of disk that spills take now.
    pub fn spill_bytes_used(&self) -> u64 {
        self.runtime.disk_manager.used_disk_space()
    }

    /// The limits it was made with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}
