//! The threads tasks compute on, apart from those that answer others: a busy task never holds up a heartbeat.

use std::future::Future;

use sparrow_spark_error::{Result, internal};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// As of the server's threads: plans are trees, and walking them takes stack.
const THREAD_STACK_BYTES: usize = 64 << 20;

/// A runtime of its own.
#[derive(Debug)]
pub(super) struct Cores {
    /// Gone only while being dropped.
    runtime: Option<Runtime>,
}

impl Cores {
    /// One thread a slot.
    pub(super) fn new(slots: u32) -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(slots as usize)
            .thread_name("task")
            .thread_stack_size(THREAD_STACK_BYTES)
            .enable_all()
            .build()
            .map_err(|e| internal("no threads for tasks").caused_by(e))?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// Runs `work`, or nothing when the worker is being dropped.
    pub(super) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.runtime.as_ref().expect("it is gone only while being dropped").spawn(work)
    }
}

impl Drop for Cores {
    fn drop(&mut self) {
        // The last owner may be a task on a runtime, where waiting for threads is forbidden.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
