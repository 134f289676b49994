//! The threads tasks compute on, apart from those that answer others: a busy task never holds up a heartbeat. Tasks of each
//! priority have threads of their own, made when the first comes.

use std::future::Future;
use std::sync::OnceLock;

use sparrow_spark_error::{Result, internal};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::priority::{Priority, STEPS_MAX};

/// As of the server's threads: plans are trees, and walking them takes stack.
const THREAD_STACK_BYTES: usize = 64 << 20;

/// Runtimes of its own.
#[derive(Debug)]
pub(super) struct Cores {
    slots: u32,
    /// For tasks of the process's own priority.
    own: Crew,
    /// For tasks below it, by steps beyond the first; none where the system had no threads left.
    below: [OnceLock<Option<Crew>>; STEPS_MAX as usize],
}

impl Cores {
    /// One thread a slot, for each priority.
    pub(super) fn new(slots: u32) -> Result<Self> {
        let own = Crew::start(slots, 0).map_err(|e| internal("no threads for tasks").caused_by(e))?;
        Ok(Self { slots, own, below: Default::default() })
    }

    /// Runs `work` so many steps of priority below the process's own.
    pub(super) fn spawn<T: Send + 'static>(
        &self,
        steps: u32,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        let crew = (steps as usize).checked_sub(1).and_then(|at| self.below.get(at)).and_then(|crew| {
            let started = crew.get_or_init(|| {
                let started = Crew::start(self.slots, steps);
                started.inspect_err(|error| tracing::error!(%error, "no threads for tasks of less priority")).ok()
            });
            started.as_ref()
        });
        crew.unwrap_or(&self.own).spawn(work)
    }
}

/// Threads of one priority.
#[derive(Debug)]
struct Crew {
    /// Gone only while being dropped.
    runtime: Option<Runtime>,
}

impl Crew {
    fn start(slots: u32, steps: u32) -> std::io::Result<Self> {
        let priority = Priority::below_process(steps);
        let runtime = Builder::new_multi_thread()
            .worker_threads(slots as usize)
            .thread_name("task")
            .thread_stack_size(THREAD_STACK_BYTES)
            .on_thread_start(move || priority.take())
            .enable_all()
            .build()?;
        Ok(Self { runtime: Some(runtime) })
    }

    fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.runtime.as_ref().expect("it is gone only while being dropped").spawn(work)
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        // The last owner may be a task on a runtime, where waiting for threads is forbidden.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::priority;

    #[cfg(target_os = "linux")]
    #[test]
    fn tasks_run_with_their_priority_whoever_hands_them_in() {
        let cores = Cores::new(1).unwrap();
        let own = priority::current();
        let of = |steps| {
            let (sender, receiver) = std::sync::mpsc::channel();
            cores.spawn(steps, async move { sender.send(priority::current()).unwrap() });
            receiver.recv().unwrap()
        };
        assert_eq!([0, 6, 0, 19, 20].map(of), [own, (own + 6).min(19), own, 19, own]);
    }
}
