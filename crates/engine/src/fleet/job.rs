//! A job on the fleet: its stages, its ledger, and what tasks say about it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use ballista_core::JobId;
use ballista_core::serde::protobuf::{
    OperatorMetric, OperatorMetricsSet, TaskStatus, failed_task::FailedReason, operator_metric, task_status,
};
use ballista_core::serde::scheduler::{ExecutorMetadata, PartitionLocation};
use datafusion::common::{Result, internal_err};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionConfig;
use opentelemetry::metrics::Counter;
use parking_lot::Mutex;
use sparrow_tenancy::Terms;
use tokio::sync::watch;

use super::ledger::{Assignment, Effects, Failure, Ledger, StageCounts, StageSpec, TaskRef};
use super::origin::Origin;
use super::stages::{self, Output, StagePlan, Writes};

/// The number of a stage that stands for the delivery of the result, which no task computes.
pub(super) const DELIVERY: usize = 0;

/// A stage with where it may run.
#[derive(Debug)]
pub(crate) struct JobStage {
    pub plan: StagePlan,
    /// Only the server can run it.
    pub home: bool,
    /// A second run may give other rows.
    pub indeterminate: bool,
}

/// A job from its submission to its end.
#[derive(Debug)]
pub(crate) struct Job {
    id: OnceLock<JobId>,
    /// The operation it belongs to, for logs.
    pub operation_id: String,
    /// Where its tasks come from, for whoever watches them.
    pub origin: Arc<Origin>,
    pub session_id: String,
    /// Whose it is: nobody else's pass opens its files.
    pub owner: Arc<Owner>,
    pub config: Arc<SessionConfig>,
    pub stages: BTreeMap<usize, JobStage>,
    ledger: Mutex<Ledger<Output>>,
    resolved: Mutex<HashMap<usize, Resolved>>,
    changes: watch::Sender<u64>,
    /// When it was submitted.
    pub since: Instant,
    rerun: Counter<u64>,
}

/// Whose job it is, and what holds for that tenant.
#[derive(Debug)]
pub(crate) struct Owner {
    pub tenant: String,
    pub terms: Arc<Terms>,
}

/// A stage's plan with the inputs as they were at a time.
#[derive(Debug)]
struct Resolved {
    inputs: Vec<u64>,
    plan: Arc<dyn ExecutionPlan>,
}

/// A task that is to run, with its plan.
#[derive(Debug)]
pub(crate) struct Bound {
    pub assignment: Assignment,
    pub plan: Arc<dyn ExecutionPlan>,
    /// The partitions it writes.
    pub writes: Vec<usize>,
}

impl Job {
    pub fn new(
        origin: Origin,
        session_id: &str,
        owner: Owner,
        config: Arc<SessionConfig>,
        stages: Vec<JobStage>,
        rerun: Counter<u64>,
    ) -> Self {
        let spec = |stage: &JobStage| StageSpec {
            id: stage.plan.id,
            partitions: stage.plan.partitions(),
            inputs: stage.plan.inputs.clone(),
            home: stage.home,
            indeterminate: stage.indeterminate,
        };
        let ledger = Ledger::new(&stages.iter().map(spec).collect::<Vec<_>>());
        Self {
            id: OnceLock::new(),
            operation_id: origin.operation_id.clone(),
            origin: Arc::new(origin),
            session_id: session_id.to_owned(),
            owner: Arc::new(owner),
            config,
            stages: stages.into_iter().map(|stage| (stage.plan.id, stage)).collect(),
            ledger: Mutex::new(ledger),
            resolved: Mutex::default(),
            changes: watch::Sender::new(0),
            since: Instant::now(),
            rerun,
        }
    }

    /// Its id, once the scheduler has given it one.
    pub fn id(&self) -> Option<&JobId> {
        self.id.get()
    }

    /// Learns its id.
    pub fn named(&self, id: &JobId) {
        self.id.get_or_init(|| id.clone());
    }

    /// Wakes whoever waits for the job.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Looks at or changes the ledger, and wakes whoever waits for the job.
    pub fn update<T>(&self, change: impl FnOnce(&mut Ledger<Output>) -> T) -> T {
        let changed = change(&mut self.ledger.lock());
        self.changes.send_modify(|count| *count += 1);
        changed
    }

    /// Looks at the ledger.
    pub fn look<T>(&self, at: impl FnOnce(&Ledger<Output>) -> T) -> T {
        at(&self.ledger.lock())
    }

    /// How far every stage is.
    pub fn counts(&self) -> Vec<StageCounts> {
        self.look(Ledger::counts)
    }

    /// Up to `slots` tasks for an executor. A plan that cannot be made for a task fails the job.
    pub fn bind(&self, executor: &str, slots: usize, home: bool, now: Instant) -> Vec<Bound> {
        let assignments = self.look_and_bind(executor, slots, home, now);
        let mut bound = Vec::with_capacity(assignments.len());
        for assignment in assignments {
            match self.plan_of(&assignment) {
                Ok((plan, writes)) => bound.push(Bound { assignment, plan, writes }),
                Err(error) => {
                    let message = sparrow_runtime::envelope::pack(&error);
                    self.update(|ledger| ledger.fail(message));
                }
            }
        }
        bound
    }

    fn look_and_bind(&self, executor: &str, slots: usize, home: bool, now: Instant) -> Vec<Assignment> {
        let mut ledger = self.ledger.lock();
        let before = ledger.rerun();
        let bound = ledger.bind(executor, slots, home, now);
        self.rerun.add((ledger.rerun() - before) as u64, &[]);
        bound
    }

    fn plan_of(&self, assignment: &Assignment) -> Result<(Arc<dyn ExecutionPlan>, Vec<usize>)> {
        let (id, partition) = (assignment.task.stage, assignment.partition);
        let stage = &self.stages[&id];
        let resolved = self.resolved(stage)?;
        let Some(job) = self.id.get() else { return internal_err!("a task of a job without an id") };
        let plan = stages::task_plan(job, &stage.plan, &resolved, partition, !stage.home)?;
        let writes = match &stage.plan.writes {
            Writes::Through => vec![partition],
            Writes::Hash(partitioning) => (0..partitioning.partition_count()).collect(),
        };
        Ok((plan, writes))
    }

    /// The stage's plan with its inputs where they are now.
    fn resolved(&self, stage: &JobStage) -> Result<Arc<dyn ExecutionPlan>> {
        let inputs = &stage.plan.inputs;
        let versions: Vec<u64> = self.look(|ledger| inputs.iter().map(|input| ledger.version(*input)).collect());
        if let Some(known) = self.resolved.lock().get(&stage.plan.id).filter(|known| known.inputs == versions) {
            return Ok(Arc::clone(&known.plan));
        }
        let locations = inputs.iter().map(|input| (*input, self.locations(*input).unwrap_or_default())).collect();
        let plan = stages::resolved(&stage.plan.plan, &locations)?;
        let resolved = Resolved { inputs: versions, plan: Arc::clone(&plan) };
        self.resolved.lock().insert(stage.plan.id, resolved);
        Ok(plan)
    }

    /// Where the readers of a complete stage find their partitions.
    pub fn locations(&self, stage: usize) -> Option<Vec<Vec<PartitionLocation>>> {
        let job = self.id.get()?;
        let plan = &self.stages.get(&stage)?.plan;
        self.look(|ledger| Some(stages::locations(job, plan, &ledger.outputs(stage)?)))
    }

    /// Bytes the finished tasks of a stage have read from files.
    pub fn bytes_read(&self, stage: usize) -> usize {
        self.look(|ledger| ledger.done(stage).map(|output| output.bytes_read).sum())
    }

    /// Takes what an executor says about a task.
    pub fn report(&self, executor: &ExecutorMetadata, status: TaskStatus, now: Instant) -> Effects {
        let task = TaskRef { stage: status.stage_id as usize, task: status.task_id as usize };
        match status.status {
            Some(task_status::Status::Successful(_)) if task.stage == DELIVERY => {
                self.update(Ledger::deliver);
                Effects::default()
            }
            Some(task_status::Status::Successful(done)) => {
                let bytes_read = bytes_read(&status.metrics);
                let output = Output { executor: executor.clone(), partitions: done.partitions, bytes_read };
                self.update(|ledger| ledger.succeeded(&task, output))
            }
            Some(task_status::Status::Failed(failed)) => {
                let failure = failure(failed.failed_reason, failed.retryable, failed.error);
                tracing::warn!(job = ?self.id(), stage = task.stage, task = task.task, executor = executor.id, ?failure, "a task failed");
                self.update(|ledger| ledger.failed_task(&task, failure, now))
            }
            Some(task_status::Status::Running(_)) | None => Effects::default(),
        }
    }

    /// Takes back tasks of `executor` that it does not know.
    pub fn take_back(&self, executor: &str, claimed: &HashSet<TaskRef>, since: Instant) -> usize {
        let taken = self.ledger.lock().unclaimed(executor, claimed, since);
        if taken > 0 {
            self.changes.send_modify(|count| *count += 1);
        }
        taken
    }
}

/// What the scans of a task say they have read.
fn bytes_read(metrics: &[OperatorMetricsSet]) -> usize {
    let of = |metric: &OperatorMetric| match &metric.metric {
        Some(operator_metric::Metric::Count(count)) if count.name == "bytes_scanned" => count.value as usize,
        _ => 0,
    };
    metrics.iter().flat_map(|operator| &operator.metrics).map(of).sum()
}

fn failure(reason: Option<FailedReason>, retryable: bool, message: String) -> Failure {
    match reason {
        Some(FailedReason::TaskKilled(_)) => Failure::Cancelled,
        Some(FailedReason::FetchPartitionError(lost)) => Failure::Fetch {
            executor: lost.executor_id,
            stage: lost.map_stage_id as usize,
            partition: lost.map_partition_id as usize,
            message,
        },
        _ if retryable => Failure::Transient(message),
        _ => Failure::Fatal(message),
    }
}
