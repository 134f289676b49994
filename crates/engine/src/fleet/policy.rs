//! Our distribution policy in Ballista's scheduler: it puts our graph in at first sight of a job, before any task of it can run,
//! and gives the tasks of all jobs to the executors with free slots.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use ballista_core::JobId;
use ballista_core::serde::protobuf::AvailableVcores;
use ballista_core::serde::scheduler::TaskKey;
use ballista_scheduler::cluster::{BoundTask, DistributionPolicy};
use ballista_scheduler::state::execution_graph::TaskDescription;
use ballista_scheduler::state::task_manager::JobInfoCache;
use parking_lot::Mutex;

use super::graph::FleetGraph;
use super::job::{Bound, Job};
use super::leaf::JobExec;
use super::ledger::Ledger;
use super::seats::Seats;

/// Who runs what only the server can run.
pub(super) const HOME: &str = "home";

/// The policy, and the jobs it has seen.
#[derive(Debug)]
pub(super) struct FleetPolicy {
    seats: Arc<Seats>,
    jobs: Mutex<HashMap<JobId, Arc<Job>>>,
}

impl FleetPolicy {
    pub fn new(seats: Arc<Seats>) -> Self {
        Self { seats, jobs: Mutex::default() }
    }

    /// The jobs seen and not forgotten.
    pub fn jobs(&self) -> Vec<Arc<Job>> {
        self.jobs.lock().values().cloned().collect()
    }

    /// Our jobs among the running, oldest first, each with our graph in its place.
    async fn running(&self, running: &HashMap<JobId, JobInfoCache>) -> Vec<Arc<Job>> {
        // What is over is let go of once the scheduler has let go of it, not before: it would be taken over anew.
        self.jobs.lock().retain(|id, job| running.contains_key(id) || !job.look(Ledger::is_over));
        let mut jobs = Vec::with_capacity(running.len());
        for (id, info) in running {
            let known = self.jobs.lock().get(id).cloned();
            match known {
                Some(job) => jobs.push(job),
                None => jobs.extend(self.take_over(id, info).await),
            }
        }
        jobs.sort_by_key(|job| job.since);
        jobs
    }

    async fn take_over(&self, id: &JobId, info: &JobInfoCache) -> Option<Arc<Job>> {
        let mut graph = info.execution_graph.write().await;
        let job = Arc::clone(graph.physical_plan().downcast_ref::<JobExec>()?.job());
        if self.jobs.lock().contains_key(id) {
            return Some(job);
        }
        let ours = FleetGraph::instead_of(graph.as_ref(), Arc::clone(&job), Arc::clone(&self.seats));
        *graph = Box::new(ours);
        self.jobs.lock().insert(id.clone(), Arc::clone(&job));
        Some(job)
    }
}

#[async_trait]
impl DistributionPolicy for FleetPolicy {
    async fn bind_tasks(
        &self,
        mut budgets: Vec<&mut AvailableVcores>,
        running_jobs: Arc<HashMap<JobId, JobInfoCache>>,
    ) -> datafusion::error::Result<Vec<BoundTask>> {
        let jobs = self.running(&running_jobs).await;
        let mut tasks = Vec::new();
        // One task each in turn, so that the tasks of a stage spread over all executors.
        loop {
            let before = tasks.len();
            budgets.sort_by_key(|budget| std::cmp::Reverse(budget.vcores));
            for budget in budgets.iter_mut().filter(|budget| budget.vcores > 0) {
                let home = budget.executor_id == HOME;
                let bound = jobs.iter().find_map(|job| {
                    let bound = job.bind(&budget.executor_id, 1, home, Instant::now());
                    describe(job, bound.into_iter().next()?)
                });
                if let Some(task) = bound {
                    budget.vcores -= 1;
                    tasks.push((budget.executor_id.clone(), task));
                }
            }
            if tasks.len() == before {
                return Ok(tasks);
            }
        }
    }

    fn name(&self) -> &str {
        "fleet"
    }
}

fn describe(job: &Job, bound: Bound) -> Option<TaskDescription> {
    let Bound { assignment, plan, writes } = bound;
    let job_id = job.id()?.clone();
    Some(TaskDescription {
        session_id: job.session_id.clone(),
        key: TaskKey { job_id, stage_id: assignment.task.stage, task_id: assignment.task.task },
        stage_attempt_num: assignment.epoch,
        task_attempt: assignment.attempt,
        global_input_partition_ids: writes,
        vcores_consumed: 1,
        plan,
        session_config: Arc::clone(&job.config),
    })
}
