//! Who is there: each executor has a seat, through which it gets orders and from which it is missed at once when it goes.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use ballista_core::JobId;
use ballista_core::serde::scheduler::{
    ExecutorMetadata, ExecutorOperatingSystemSpecification, ExecutorSpecification, TaskKey,
};
use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc};

use super::ledger::TaskRef;
use super::origin::OrderedTask;
use super::policy::HOME;

/// What an executor says of itself when it joins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// A name no executor ever had before: a restarted one takes another.
    pub executor_id: String,
    /// Where others reach its files.
    pub host: String,
    /// And on which port.
    pub flight_port: u16,
    /// Tasks it runs at a time.
    pub slots: u32,
    /// The version of its program.
    pub version: String,
    /// The fingerprint of the functions and operators it knows.
    pub registry: String,
}

/// What an executor is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Run these tasks.
    Run(Vec<OrderedTask>),
    /// Stop these tasks.
    Cancel(Vec<TaskKey>),
    /// Remove what these stages of a job have written; no stages mean all of the job.
    Clean {
        /// The job.
        job_id: String,
        /// Its stages.
        stages: Vec<u32>,
    },
    /// The report of this number, and all before it, have been heard.
    Acknowledge(u64),
    /// Take no more tasks: nobody needs what is stored here any more.
    Drain,
}

/// What an executor says now and then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Grows with every report.
    pub sequence: u64,
    /// Tasks it could run now.
    pub free_slots: u32,
    /// The tasks it is at.
    pub running: Vec<TaskKey>,
    /// Tasks that have ended, until this is acknowledged.
    pub statuses: Vec<ballista_core::serde::protobuf::TaskStatus>,
    /// It wants to stop and takes no more tasks.
    pub draining: bool,
}

/// Everybody who is there.
#[derive(Debug, Default)]
pub(super) struct Seats {
    seated: Mutex<HashMap<String, Seated>>,
    /// Rung when there may be something to hand out.
    pub work: Notify,
}

#[derive(Debug)]
struct Seated {
    metadata: ExecutorMetadata,
    slots: usize,
    busy: HashSet<(JobId, TaskRef)>,
    orders: mpsc::UnboundedSender<Order>,
    heard: Instant,
    draining: bool,
}

impl Hello {
    /// As Ballista knows executors.
    pub(super) fn metadata(&self) -> ExecutorMetadata {
        ExecutorMetadata {
            id: self.executor_id.clone(),
            host: self.host.clone(),
            port: self.flight_port,
            grpc_port: 0,
            specification: ExecutorSpecification::default().with_vcores(self.slots),
            os_info: ExecutorOperatingSystemSpecification::default(),
        }
    }
}

impl Seats {
    /// Gives an executor a seat; `None` when its name is taken.
    pub fn take(&self, hello: &Hello) -> Option<mpsc::UnboundedReceiver<Order>> {
        let (orders, receiver) = mpsc::unbounded_channel();
        let mut seated = self.seated.lock();
        if seated.contains_key(&hello.executor_id) {
            return None;
        }
        let (metadata, slots, heard) = (hello.metadata(), hello.slots as usize, Instant::now());
        let seat = Seated { metadata, slots, busy: HashSet::new(), orders, heard, draining: false };
        seated.insert(hello.executor_id.clone(), seat);
        drop(seated);
        self.work.notify_one();
        Some(receiver)
    }

    /// An executor has gone.
    pub fn leave(&self, executor: &str) {
        self.seated.lock().remove(executor);
    }

    /// Those who have said nothing for longer than `duration`.
    pub fn silent_for(&self, duration: Duration) -> Vec<String> {
        let seated = self.seated.lock();
        seated.iter().filter(|(_, seat)| seat.heard.elapsed() > duration).map(|(id, _)| id.clone()).collect()
    }

    /// Makes an executor look as if it had said nothing for so long.
    #[cfg(test)]
    pub fn pretend_silence(&self, executor: &str, duration: Duration) {
        if let Some(seat) = self.seated.lock().get_mut(executor) {
            seat.heard -= duration;
        }
    }

    /// An executor was heard; its metadata, when it has a seat.
    pub fn heard(&self, executor: &str, draining: bool, ended: &[(JobId, TaskRef)]) -> Option<ExecutorMetadata> {
        let mut seated = self.seated.lock();
        let seat = seated.get_mut(executor)?;
        seat.heard = Instant::now();
        seat.draining = draining;
        ended.iter().for_each(|task| {
            seat.busy.remove(task);
        });
        Some(seat.metadata.clone())
    }

    /// Tasks that an executor is no longer at.
    pub fn free(&self, executor: &str, is_gone: impl Fn(&(JobId, TaskRef)) -> bool) {
        if let Some(seat) = self.seated.lock().get_mut(executor) {
            seat.busy.retain(|task| !is_gone(task));
        }
    }

    /// Executors with free slots, and how many.
    pub fn free_slots(&self) -> Vec<(String, usize)> {
        let free = |(id, seat): (&String, &Seated)| {
            let slots = if seat.draining { 0 } else { seat.slots.saturating_sub(seat.busy.len()) };
            (slots > 0).then(|| (id.clone(), slots))
        };
        self.seated.lock().iter().filter_map(free).collect()
    }

    /// How many executors take tasks, and the slots they have together.
    pub fn size(&self) -> (usize, usize) {
        let seated = self.seated.lock();
        let taking = seated.values().filter(|seat| !seat.draining);
        taking.fold((0, 0), |(executors, slots), seat| (executors + 1, slots + seat.slots))
    }

    /// The slots of the executors that take tasks, or the server's own.
    pub fn slots(&self, home: bool) -> usize {
        let seated = self.seated.lock();
        let counted = seated.iter().filter(|(id, seat)| (*id == HOME) == home && !seat.draining);
        counted.map(|(_, seat)| seat.slots).sum()
    }

    /// How many slots of executors, or of the server itself, each job has.
    pub fn busy(&self, home: bool) -> HashMap<JobId, usize> {
        let seated = self.seated.lock();
        let counted = seated.iter().filter(|(id, _)| (*id == HOME) == home);
        let mut busy = HashMap::new();
        for (job, _) in counted.flat_map(|(_, seat)| &seat.busy) {
            *busy.entry(job.clone()).or_default() += 1;
        }
        busy
    }

    /// Marks an executor as busy with a task.
    pub fn occupy(&self, executor: &str, task: (JobId, TaskRef)) {
        if let Some(seat) = self.seated.lock().get_mut(executor) {
            seat.busy.insert(task);
        }
    }

    /// Gives a task to an executor; whether it was there to take it.
    pub fn run(&self, executor: &str, task: (JobId, TaskRef), ordered: OrderedTask) -> bool {
        let mut seated = self.seated.lock();
        let Some(seat) = seated.get_mut(executor) else { return false };
        seat.busy.insert(task);
        seat.orders.send(Order::Run(vec![ordered])).is_ok()
    }

    /// Has tasks stopped.
    pub fn cancel(&self, job: &JobId, tasks: Vec<(String, TaskRef)>) {
        let mut by_executor: HashMap<String, Vec<TaskRef>> = HashMap::new();
        tasks.into_iter().for_each(|(executor, task)| by_executor.entry(executor).or_default().push(task));
        let seated = self.seated.lock();
        for (executor, tasks) in by_executor {
            let key = |task: &TaskRef| TaskKey { job_id: job.clone(), stage_id: task.stage, task_id: task.task };
            if let Some(seat) = seated.get(&executor) {
                // Whoever does not listen any more has stopped anyway.
                let _ = seat.orders.send(Order::Cancel(tasks.iter().map(key).collect()));
            }
        }
    }

    /// Tells one executor.
    pub fn tell(&self, executor: &str, order: Order) {
        if let Some(seat) = self.seated.lock().get(executor) {
            let _ = seat.orders.send(order);
        }
    }

    /// Tells everybody.
    pub fn tell_all(&self, order: &Order) {
        for seat in self.seated.lock().values() {
            let _ = seat.orders.send(order.clone());
        }
    }
}
