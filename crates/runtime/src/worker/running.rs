//! The tasks of a worker: which there are, what they hold of its slots, and how they are told to stop.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use ballista_core::serde::scheduler::TaskKey;
use parking_lot::Mutex;
use tokio::sync::watch;

/// All tasks that were accepted and have not ended.
#[derive(Debug, Default)]
pub(super) struct Running {
    tasks: Mutex<HashMap<TaskKey, Held>>,
    count: watch::Sender<usize>,
}

#[derive(Debug)]
struct Held {
    vcores: u32,
    cancelled: watch::Sender<bool>,
}

impl Running {
    /// Accepts a task, unless one of that key is here.
    pub(super) fn accept(self: &Arc<Self>, key: &TaskKey, vcores: u32) -> Option<(Arc<Claim>, Cancelled)> {
        let mut tasks = self.tasks.lock();
        let Entry::Vacant(place) = tasks.entry(key.clone()) else { return None };
        let (cancelled, told) = watch::channel(false);
        place.insert(Held { vcores, cancelled });
        self.count.send_replace(tasks.len());
        Some((Arc::new(Claim { running: Arc::clone(self), key: key.clone() }), Cancelled(told)))
    }

    /// Tells a task to stop; whether there is one.
    pub(super) fn cancel(&self, key: &TaskKey) -> bool {
        self.tasks.lock().get(key).map(|held| held.cancelled.send_replace(true)).is_some()
    }

    /// Tells all tasks of a job to stop.
    pub(super) fn cancel_job(&self, job_id: &str) {
        let tasks = self.tasks.lock();
        for (_, held) in tasks.iter().filter(|(key, _)| key.job_id.as_str() == job_id) {
            held.cancelled.send_replace(true);
        }
    }

    /// The keys of all tasks, in order.
    pub(super) fn keys(&self) -> Vec<TaskKey> {
        let mut keys: Vec<_> = self.tasks.lock().keys().cloned().collect();
        keys.sort();
        keys
    }

    /// Slots that tasks hold or wait for.
    pub(super) fn vcores(&self) -> u32 {
        self.tasks.lock().values().fold(0, |sum, held| sum.saturating_add(held.vcores))
    }

    /// Waits until there is no task.
    pub(super) fn drained(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut count = self.count.subscribe();
        async move {
            // The sender is gone only with the worker, and then there is no task either.
            let _ = count.wait_for(|count| *count == 0).await.is_ok();
        }
    }
}

/// Holds a task's place. It is shared by who computes and who waits for the status: the task has ended when both are through.
#[derive(Debug)]
pub(super) struct Claim {
    running: Arc<Running>,
    key: TaskKey,
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut tasks = self.running.tasks.lock();
        tasks.remove(&self.key);
        self.running.count.send_replace(tasks.len());
    }
}

/// Cancels its task when dropped: nobody waits for it any more.
pub(super) struct CancelOnDrop(pub(super) Arc<Claim>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.running.cancel(&self.0.key);
    }
}

/// Tells a task whether to stop.
#[derive(Clone, Debug)]
pub(super) struct Cancelled(watch::Receiver<bool>);

impl Cancelled {
    /// Whether it is to stop.
    pub(super) fn is_set(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is to stop.
    pub(super) async fn wait(mut self) {
        let _ = self.0.wait_for(|cancelled| *cancelled).await.is_ok();
    }
}
