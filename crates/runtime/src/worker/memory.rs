//! Memory and disk of tasks: each task has a pool of its own, its slots' share of the worker's; all spill below one folder
//! with one cap, and share object stores and the cache of file footers.
//!
//! A pool per task rather than one for all: what one tenant's task takes can never fail another's, and a task that was refused
//! memory gets more when it is tried again with more slots. The price is that an idle slot's memory serves nobody.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Weak};

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, MemoryPool, TrackConsumersPool};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use parking_lot::Mutex;
use sparrow_spark_error::Result;

/// How many of the hungriest consumers an out-of-memory error names.
const CONSUMERS_NAMED: NonZeroUsize = NonZeroUsize::new(5).expect("above 0");

/// What tasks share, and each one's share.
#[derive(Debug)]
pub(super) struct Memory {
    base: Arc<RuntimeEnv>,
    bytes_per_slot: usize,
    /// The pools of the tasks there are.
    pools: Mutex<Vec<Weak<dyn MemoryPool>>>,
}

impl Memory {
    pub(super) fn new(bytes: usize, slots: u32, spill_folder: &Path, spill_bytes_max: u64) -> Result<Self> {
        let disk = DiskManagerBuilder::default()
            .with_mode(DiskManagerMode::Directories(vec![spill_folder.to_owned()]))
            .with_max_temp_directory_size(spill_bytes_max);
        let base = RuntimeEnvBuilder::new().with_disk_manager_builder(disk).build_arc()?;
        Ok(Self { base, bytes_per_slot: bytes / slots as usize, pools: Mutex::default() })
    }

    /// The environment of a task that holds `slots` slots.
    pub(super) fn of_task(&self, slots: u32) -> datafusion::common::Result<Arc<RuntimeEnv>> {
        let share = FairSpillPool::new(self.bytes_per_slot.saturating_mul(slots as usize));
        let pool: Arc<dyn MemoryPool> = Arc::new(TrackConsumersPool::new(share, CONSUMERS_NAMED));
        let mut pools = self.pools.lock();
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(&pool));
        drop(pools);
        RuntimeEnvBuilder::from_runtime_env(&self.base).with_memory_pool(pool).build_arc()
    }
    /// Bytes that tasks have reserved now.
    pub(super) fn bytes_used(&self) -> usize {
        self.pools.lock().iter().filter_map(Weak::upgrade).map(|pool| pool.reserved()).sum()
    }
}
