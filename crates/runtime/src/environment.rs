//! Memory and disk for plans: one bounded pool and one spill folder for the whole process.

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, TrackConsumersPool};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use sparrow_spark_error::Result;

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
        Ok(Self { runtime, limits })
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
