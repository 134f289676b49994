//! How far a running plan is, read from the metrics of its operators.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use datafusion::physical_plan::ExecutionPlan;

use crate::fleet::{FleetJob, StageCounts};

/// The state of a running plan; cheap to read at any time.
#[derive(Debug)]
pub struct Progress {
    plan: Arc<dyn ExecutionPlan>,
    /// The job, where the plan runs on the fleet.
    job: Option<Arc<FleetJob>>,
    tasks: usize,
    finished: AtomicUsize,
    done: AtomicBool,
}

/// A reading of [`Progress`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The stages, in the order they run.
    pub stages: Vec<StageSnapshot>,
    /// Tasks that run now.
    pub running: usize,
    /// Whether everything has ended.
    pub done: bool,
}

/// How far a stage is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageSnapshot {
    /// Its number.
    pub id: usize,
    /// Tasks in all.
    pub tasks: usize,
    /// Of them finished.
    pub tasks_finished: usize,
    /// Bytes read from files so far.
    pub bytes_read: usize,
}

/// The metrics of one operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorMetrics {
    /// The operator's name.
    pub name: String,
    /// Its number, root first.
    pub id: i64,
    /// Its parent's number; the root's own.
    pub parent: i64,
    /// Name, value and kind (`sum`, `timing`, `size`) of each metric.
    pub values: Vec<(String, i64, &'static str)>,
}

impl Progress {
    /// Of a plan about to run in this process.
    pub fn new(plan: Arc<dyn ExecutionPlan>) -> Self {
        let tasks = plan.properties().output_partitioning().partition_count();
        Self { plan, job: None, tasks, finished: AtomicUsize::new(0), done: AtomicBool::new(false) }
    }

    /// Of a job on the fleet.
    pub(crate) fn of_job(job: Arc<FleetJob>, plan: Arc<dyn ExecutionPlan>) -> Self {
        Self { job: Some(job), ..Self::new(plan) }
    }

    /// One output partition has ended.
    pub fn task_finished(&self) {
        self.finished.fetch_add(1, Ordering::Relaxed);
    }

    /// Everything has ended.
    pub fn finish(&self) {
        self.done.store(true, Ordering::Relaxed);
    }

    /// A reading.
    pub fn snapshot(&self) -> Snapshot {
        let done = self.done.load(Ordering::Relaxed);
        let Some(job) = &self.job else {
            let (tasks, tasks_finished) = (self.tasks, self.finished.load(Ordering::Relaxed));
            let bytes_read = sum_metric(self.plan.as_ref(), "bytes_scanned");
            let running = tasks.saturating_sub(tasks_finished);
            return Snapshot {
                stages: vec![StageSnapshot { id: 0, tasks, tasks_finished, bytes_read }],
                running,
                done,
            };
        };
        let counts = job.counts();
        let running = counts.iter().map(|stage| stage.running).sum();
        let stage = |counts: StageCounts| StageSnapshot {
            id: counts.stage,
            tasks: counts.partitions,
            tasks_finished: counts.done,
            bytes_read: job.bytes_read(counts.stage),
        };
        Snapshot { stages: counts.into_iter().map(stage).collect(), running, done }
    }

    /// The metrics of every operator, root first.
    pub fn operators(&self) -> Vec<OperatorMetrics> {
        let mut out = Vec::new();
        collect(self.plan.as_ref(), 0, &mut out);
        out
    }
}

fn sum_metric(plan: &dyn ExecutionPlan, name: &str) -> usize {
    let own = plan.metrics().and_then(|m| m.sum_by_name(name)).map_or(0, |v| v.as_usize());
    plan.children().into_iter().fold(own, |sum, child| sum + sum_metric(child.as_ref(), name))
}

fn collect(plan: &dyn ExecutionPlan, parent: i64, out: &mut Vec<OperatorMetrics>) {
    let id = out.len() as i64;
    let metrics = plan.metrics().map(|m| m.aggregate_by_name()).unwrap_or_default();
    let value = |m: &Arc<datafusion::physical_plan::metrics::Metric>| {
        let name = m.value().name().to_owned();
        let kind = if name.contains("time") || name.contains("elapsed") { "timing" } else { "sum" };
        (name, m.value().as_usize() as i64, kind)
    };
    let values = metrics.iter().map(value).collect();
    out.push(OperatorMetrics { name: plan.name().to_owned(), id, parent, values });
    for child in plan.children() {
        collect(child.as_ref(), id, out);
    }
}
