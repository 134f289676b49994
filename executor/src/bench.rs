//! What the executor needs of the part that runs tasks.

use std::future::Future;
use std::time::Duration;

use ballista_core::serde::protobuf::{TaskDefinition, TaskStatus};
use ballista_core::serde::scheduler::TaskKey;
use sparrow_runtime::worker::Worker;
use sparrow_spark_error::Result;

/// Runs tasks.
pub trait Bench: Send + Sync + 'static {
    /// Runs a task; it is given up when the future is dropped.
    fn run(&self, task: TaskDefinition) -> impl Future<Output = TaskStatus> + Send + 'static;

    /// Gives a task up, if there is one; its status comes all the same, and soon.
    fn cancel(&self, key: &TaskKey);

    /// Slots no task holds.
    fn free_slots(&self) -> u32;

    /// Memory that tasks hold.
    fn memory_bytes(&self) -> usize;

    /// Removes the files of these stages of a job; of the whole job when there are none.
    fn clean(&self, job_id: String, stages: Vec<u32>) -> impl Future<Output = Result<()>> + Send + 'static;

    /// Removes files that nobody has used for this long; says how many folders went.
    fn sweep(&self, older_than: Duration) -> impl Future<Output = Result<usize>> + Send + 'static;
}

impl Bench for Worker {
    fn run(&self, task: TaskDefinition) -> impl Future<Output = TaskStatus> + Send + 'static {
        Worker::run(self, task, None)
    }

    fn cancel(&self, key: &TaskKey) {
        // One that has ended meanwhile is none of it.
        let _ = Worker::cancel(self, key);
    }

    fn free_slots(&self) -> u32 {
        Worker::free_slots(self)
    }

    fn memory_bytes(&self) -> usize {
        Worker::memory_bytes(self)
    }

    fn clean(&self, job_id: String, stages: Vec<u32>) -> impl Future<Output = Result<()>> + Send + 'static {
        let worker = self.clone();
        async move { worker.remove_job_data(&job_id, &stages).await }
    }

    fn sweep(&self, older_than: Duration) -> impl Future<Output = Result<usize>> + Send + 'static {
        let worker = self.clone();
        async move { Worker::sweep(&worker, older_than).await }
    }
}
