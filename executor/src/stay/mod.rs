//! One stay in the fleet, from the welcome to the end of the stream: follows orders, reports, and gives all tasks up in the end.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use ballista_core::serde::protobuf::{TaskStatus, task_status};
use ballista_core::serde::scheduler::TaskKey;
use futures::{Stream, StreamExt};
use prost::Message as _;
use sparrow_proto::sparrow::fleet as proto;
use sparrow_telemetry::TraceContext;
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout, timeout_at};
use tonic::Status;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::bench::Bench;
use crate::counters::{Counters, add, set};
use crate::drain::{self, Drain, Step, Work};
use crate::orders::{self, Order, Task};
use crate::outbox::Outbox;
use crate::signals::{Wish, reached};

/// Between two looks at whether leaving is done.
const DRAIN_INTERVAL: Duration = Duration::from_millis(200);
/// Time that tasks which were given up have to stop.
const STOP_TIME_MAX: Duration = Duration::from_secs(5);
/// What a report takes beside the ends of tasks, generously.
const REPORT_BYTES: usize = 64 * 1024;

/// What both sides go by.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    report_interval: Duration,
    silence_duration_max: Duration,
    report_bytes_max: usize,
}

/// How a stay ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// All is done: the executor may go.
    Left,
    /// It was told to stop.
    Stopped,
    /// The stream broke; the text says how.
    Broken(String),
}

/// One stay.
pub struct Stay<B> {
    bench: B,
    terms: Terms,
    reports: mpsc::Sender<proto::FromExecutor>,
    counters: Arc<Counters>,
    began: Instant,
    drain: Drain,
    outbox: Outbox,
    tasks: JoinSet<(TaskKey, TaskStatus)>,
    /// Tasks whose end is not in the outbox yet.
    running: HashSet<TaskKey>,
}

type Going = Result<(), Ended>;

impl Terms {
    /// As the server said, within reason.
    pub fn of(welcome: &proto::Welcome) -> Self {
        let millis = |millis: u64, least| Duration::from_millis(millis).max(least).min(Duration::from_secs(3600));
        let bytes = usize::try_from(welcome.message_bytes_max).unwrap_or(usize::MAX);
        Self {
            report_interval: millis(welcome.report_interval_ms, Duration::from_millis(100)),
            silence_duration_max: millis(welcome.silence_ms_max, Duration::from_millis(200)),
            report_bytes_max: bytes.saturating_sub(REPORT_BYTES),
        }
    }
}

impl<B: Bench> Stay<B> {
    /// A stay that has just begun.
    pub fn new(
        bench: B,
        terms: Terms,
        limits: drain::Limits,
        reports: mpsc::Sender<proto::FromExecutor>,
        counters: Arc<Counters>,
    ) -> Self {
        Self {
            bench,
            terms,
            reports,
            counters,
            began: Instant::now(),
            drain: Drain::new(limits),
            outbox: Outbox::default(),
            tasks: JoinSet::new(),
            running: HashSet::new(),
        }
    }

    /// Follows `orders` until the stay ends. No task of it is left then.
    pub async fn run(
        mut self,
        orders: impl Stream<Item = Result<proto::FromServer, Status>> + Unpin,
        wishes: watch::Receiver<Wish>,
    ) -> Ended {
        let ended = match self.follow(orders, wishes).await {
            Ok(()) => Ended::Left,
            Err(ended) => ended,
        };
        self.give_up().await;
        ended
    }

    async fn follow(
        &mut self,
        mut orders: impl Stream<Item = Result<proto::FromServer, Status>> + Unpin,
        mut wishes: watch::Receiver<Wish>,
    ) -> Going {
        let mut ticks = interval(self.terms.report_interval);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut silent_until = Instant::now() + self.terms.silence_duration_max;
        let mut stopping = wishes.clone();
        loop {
            tokio::select! {
                biased;
                () = reached(&mut stopping, Wish::Stop) => return Err(Ended::Stopped),
                () = reached(&mut wishes, Wish::Drain), if !self.drain.is_draining() => {
                    tracing::info!(running = self.running.len(), "leaving");
                    self.drain.begin(self.began.elapsed());
                    self.report()?;
                }
                _ = ticks.tick() => self.report()?,
                Some(ended) = self.tasks.join_next() => {
                    self.ended(ended)?;
                    while let Some(ended) = self.tasks.try_join_next() {
                        self.ended(ended)?;
                    }
                    self.report()?;
                }
                said = timeout_at(silent_until, orders.next()) => {
                    self.order(heard(said, self.terms)?)?;
                    silent_until = Instant::now() + self.terms.silence_duration_max;
                }
                () = sleep(DRAIN_INTERVAL), if self.drain.is_draining() => {}
            }
            let work = Work { running: self.running.len(), unheard: !self.outbox.is_empty() };
            match self.drain.step(self.began.elapsed(), work) {
                Step::Stay => {}
                Step::StopTasks => self.running.iter().for_each(|key| self.bench.cancel(key)),
                Step::Leave => return Ok(()),
            }
        }
    }

    fn order(&mut self, order: Order) -> Going {
        match order {
            Order::Run(tasks) => tasks.into_iter().try_for_each(|task| self.begin(task))?,
            Order::Cancel(keys) => {
                keys.iter().filter(|key| self.running.contains(key)).for_each(|key| self.bench.cancel(key))
            }
            Order::Clean { job_id, stages } => {
                let cleaning = self.bench.clean(job_id.clone(), stages);
                tokio::spawn(async move {
                    if let Err(error) = cleaning.await {
                        tracing::warn!(job_id, %error, "files of a job could not be removed");
                    }
                });
            }
            Order::Acknowledge(sequence) => self.outbox.acknowledged(sequence),
            Order::Drain => {
                let is_asked = !self.drain.is_draining();
                self.drain.ordered(self.began.elapsed());
                if is_asked {
                    tracing::info!(running = self.running.len(), "the server lets this executor go");
                    self.report()?;
                }
            }
        }
        if self.outbox.has_news() { self.report() } else { Ok(()) }
    }

    fn begin(&mut self, task: Task) -> Going {
        let refused = match &task.definition {
            Err(why) => task.unreadable(why),
            Ok(_) if self.drain.is_draining() => task.declined(),
            Ok(definition) => {
                let (span, key) = (span(&task), task.key.clone());
                let running = span.in_scope(|| self.bench.run(definition.clone()));
                self.tasks.spawn(async move { (key, watched(running).await) }.instrument(span));
                self.running.insert(task.key);
                return Ok(());
            }
        };
        self.keep(task.key, refused)
    }

    fn ended(&mut self, ended: Result<(TaskKey, TaskStatus), JoinError>) -> Going {
        let (key, status) = ended.map_err(|e| Ended::Broken(format!("a task's end was lost: {e}")))?;
        self.running.remove(&key);
        self.keep(key, status)
    }

    fn keep(&mut self, key: TaskKey, status: TaskStatus) -> Going {
        let is_success = matches!(status.status, Some(task_status::Status::Successful(_)));
        add(if is_success { &self.counters.finished } else { &self.counters.failed }, 1);
        let full = |_| Ended::Broken("the server acknowledges no ends of tasks".to_owned());
        self.outbox.add(key, status.encode_to_vec().into()).map_err(full)
    }

    /// Sends a report, unless the server has to read others first.
    fn report(&mut self) -> Going {
        set(&self.counters.running, self.running.len());
        set(&self.counters.memory_bytes, self.bench.memory_bytes());
        set(&self.counters.draining, usize::from(self.drain.is_draining()));
        loop {
            let place = match self.reports.try_reserve() {
                Ok(place) => place,
                Err(TrySendError::Full(())) => return Ok(()),
                Err(TrySendError::Closed(())) => return Err(Ended::Broken("the connection broke".to_owned())),
            };
            let sending = self.outbox.next(self.terms.report_bytes_max);
            add(&self.counters.repeated, sending.repeated);
            let report = proto::Report {
                sequence: sending.sequence,
                free_slots: self.bench.free_slots(),
                running: self.running.iter().chain(&sending.held_back).map(orders::key_message).collect(),
                statuses: sending.statuses,
                draining: self.drain.is_draining(),
            };
            place.send(proto::FromExecutor { message: Some(proto::from_executor::Message::Report(report)) });
            if !self.outbox.has_news() {
                return Ok(());
            }
        }
    }

    /// Nobody wants what the tasks do: others do it already.
    async fn give_up(&mut self) {
        self.running.iter().for_each(|key| self.bench.cancel(key));
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if timeout(STOP_TIME_MAX, all).await.is_err() {
            tracing::warn!(tasks = self.tasks.len(), "tasks do not stop");
        }
        self.tasks.abort_all();
        add(&self.counters.failed, self.running.len());
        set(&self.counters.running, 0);
        set(&self.counters.memory_bytes, 0);
    }
}

/// The task's status, also in its span.
async fn watched(running: impl Future<Output = TaskStatus>) -> TaskStatus {
    let status = running.await;
    if !matches!(status.status, Some(task_status::Status::Successful(_))) {
        Span::current().record("otel.status_code", "ERROR");
    }
    status
}

/// What a task does, in the trace of its operation.
fn span(task: &Task) -> Span {
    let Task { key, origin, .. } = task;
    let (job_id, stage_id, task_id) = (key.job_id.as_str(), key.stage_id, key.task_id);
    let (tenant, operation_id) = (origin.tenant.as_str(), origin.operation_id.as_str());
    let span = tracing::info_span!("task", otel.status_code = Empty, operation_id, tenant, job_id, stage_id, task_id);
    if let Some(place) = TraceContext::from_fields(Some(&origin.trace_parent), Some(&origin.trace_state)) {
        place.adopt(&span);
    }
    span
}

/// The order that was heard, or how the stream ended.
fn heard(
    said: Result<Option<Result<proto::FromServer, Status>>, tokio::time::error::Elapsed>,
    terms: Terms,
) -> Result<Order, Ended> {
    let broken = |why: String| Err(Ended::Broken(why));
    match said {
        Err(_) => broken(format!("the server said nothing for {} seconds", terms.silence_duration_max.as_secs())),
        Ok(None) => broken("the server closed the stream".to_owned()),
        Ok(Some(Err(status))) => broken(format!("{:?}: {}", status.code(), status.message())),
        Ok(Some(Ok(message))) => orders::read(message).map_err(Ended::Broken),
    }
}

#[cfg(test)]
mod tests;
