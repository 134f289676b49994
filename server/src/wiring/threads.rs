//! The threads of the process: for requests, for queries, and for the queries of each tenant.

use sparrow_engine::{Threads, Workers, priority_of_others};
use sparrow_tenancy::Tenants;
use tokio::runtime::{Builder, Runtime};

use super::{Failure, system};
use crate::settings::Settings;

/// Deep plans are decoded, analyzed and dropped by recursion; only the pages that are used cost memory.
const STACK_BYTES: usize = 64 << 20;

/// Threads for requests. They only move messages; queries run elsewhere.
const RPC_THREADS_COUNT_MAX: usize = 4;

/// All threads, while this lives.
pub(super) struct Pools {
    /// For requests.
    pub requests: Runtime,
    /// For queries, each tenant's apart.
    pub workers: Workers,
    queries: Runtime,
}

impl Pools {
    /// As many threads as the settings or the machine say.
    pub fn new(settings: &Settings, tenants: &Tenants) -> Result<Self, Failure> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let count = Some(settings.count("engine.threads_count")).filter(|count| *count > 0).unwrap_or(cores);
        let priority = priority_of_others(tenants);
        let queries = build(builder("query", count).on_thread_start(move || priority.take()))?;
        let requests = build(&mut builder("rpc", cores.min(RPC_THREADS_COUNT_MAX)))?;
        let threads = Threads { count, stack_bytes: STACK_BYTES };
        let workers = Workers::new(queries.handle().clone(), tenants, threads);
        Ok(Self { requests, workers, queries })
    }

    /// Ends them without waiting: queries that do not notice their end in time must not keep the process alive. Those of tenants
    /// end with the last who could use them.
    pub fn end(self) {
        self.queries.shutdown_background();
        self.requests.shutdown_background();
    }
}

fn builder(name: &str, threads: usize) -> Builder {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(threads).thread_name(name).thread_stack_size(STACK_BYTES).enable_all();
    builder
}

fn build(builder: &mut Builder) -> Result<Runtime, Failure> {
    builder.build().map_err(system("no threads"))
}
