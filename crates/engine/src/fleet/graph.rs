//! Our execution graph in Ballista's scheduler: it asks the job's ledger, and knows nothing itself.
//!
//! Ballista's own graph publishes the outputs of tasks before their stage is complete and numbers the tasks of a second attempt as
//! it numbered those of the first, which gives duplicate or stale rows after a loss (`proofs`). The trait is the seam to replace it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use ballista_core::JobId;
use ballista_core::error::{BallistaError, Result};
use ballista_core::serde::protobuf::{FailedJob, JobStatus, SuccessfulJob, TaskStatus, job_status::Status};
use ballista_core::serde::scheduler::{ExecutorMetadata, PartitionLocation};
use ballista_scheduler::scheduler_server::event::QueryStageSchedulerEvent;
use ballista_scheduler::state::execution_graph::{ExecutionGraph, ExecutionGraphBox, RunningTaskInfo};
use ballista_scheduler::state::execution_stage::{ExecutionStage, RunningStage};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionConfig;

use super::job::Job;
use super::ledger::{Effects, Ledger};
use super::seats::Seats;

/// The graph of one job.
#[derive(Clone, Debug)]
pub(super) struct FleetGraph {
    job: Arc<Job>,
    seats: Arc<Seats>,
    id: JobId,
    name: String,
    scheduler: Option<String>,
    status: JobStatus,
    plan: Arc<dyn ExecutionPlan>,
    queued_at: u64,
    start_time: u64,
    end_time: u64,
    /// Ballista's view of stages, which we do not keep.
    no_stages: HashMap<usize, ExecutionStage>,
}

impl FleetGraph {
    /// Takes the place of `planned`, of which no task has run yet.
    pub fn instead_of(planned: &dyn ExecutionGraph, job: Arc<Job>, seats: Arc<Seats>) -> Self {
        job.named(planned.job_id());
        let queued_at = match &planned.status().status {
            Some(Status::Running(running)) => running.queued_at,
            _ => planned.start_time(),
        };
        Self {
            id: planned.job_id().clone(),
            name: planned.job_name().to_owned(),
            scheduler: planned.scheduler_id().map(str::to_owned),
            status: planned.status().clone(),
            plan: planned.physical_plan(),
            start_time: planned.start_time(),
            queued_at,
            end_time: 0,
            no_stages: HashMap::new(),
            job,
            seats,
        }
    }

    /// Does what a change asks for, and says what the scheduler has to know of it.
    fn follow(&mut self, effects: Effects) -> Vec<QueryStageSchedulerEvent> {
        self.seats.cancel(&self.id, effects.cancel);
        let (job_id, queued_at, now) = (self.id.clone(), self.queued_at, millis());
        let failed = self.job.look(|ledger| ledger.failed().map(str::to_owned));
        if let Some(message) = failed.filter(|_| !self.is_failed()) {
            self.set_failed(message.clone());
            let fail_message = message;
            return vec![QueryStageSchedulerEvent::JobRunningFailed {
                job_id,
                fail_message,
                queued_at,
                failed_at: now,
            }];
        }
        if self.is_successful() && !matches!(self.status.status, Some(Status::Successful(_))) {
            self.set_successful();
            return vec![QueryStageSchedulerEvent::JobFinished { job_id, queued_at, completed_at: now }];
        }
        Vec::new()
    }

    fn is_failed(&self) -> bool {
        matches!(self.status.status, Some(Status::Failed(_)))
    }

    fn set_failed(&mut self, error: String) {
        self.end_time = millis();
        let (queued_at, started_at, ended_at) = (self.queued_at, self.start_time, self.end_time);
        self.status.status = Some(Status::Failed(FailedJob { error, queued_at, started_at, ended_at }));
    }

    fn set_successful(&mut self) {
        self.end_time = millis();
        let (queued_at, started_at, ended_at) = (self.queued_at, self.start_time, self.end_time);
        let partition_location = Vec::new();
        self.status.status =
            Some(Status::Successful(SuccessfulJob { partition_location, queued_at, started_at, ended_at }));
    }
}

fn millis() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

impl ExecutionGraph for FleetGraph {
    fn job_id(&self) -> &JobId {
        &self.id
    }

    fn job_name(&self) -> &str {
        &self.name
    }

    fn session_id(&self) -> &str {
        &self.job.session_id
    }

    fn scheduler_id(&self) -> Option<&str> {
        self.scheduler.as_deref()
    }

    fn session_config(&self) -> Arc<SessionConfig> {
        Arc::clone(&self.job.config)
    }

    fn status(&self) -> &JobStatus {
        &self.status
    }

    fn logical_plan(&self) -> Option<&str> {
        None
    }

    fn physical_plan(&self) -> Arc<dyn ExecutionPlan> {
        Arc::clone(&self.plan)
    }

    fn start_time(&self) -> u64 {
        self.start_time
    }

    fn end_time(&self) -> u64 {
        self.end_time
    }

    fn completed_stages(&self) -> usize {
        self.job.counts().iter().filter(|stage| stage.done == stage.partitions).count()
    }

    fn is_successful(&self) -> bool {
        self.job.look(Ledger::is_delivered)
    }

    /// Stages of ours run as soon as they can.
    fn revive(&mut self) -> bool {
        false
    }

    /// The scheduler's limits of failures do not count: the ledger has its own, by partition.
    fn update_task_status(
        &mut self,
        executor: &ExecutorMetadata,
        task_statuses: Vec<TaskStatus>,
        _max_task_failures: usize,
        _max_stage_failures: usize,
    ) -> Result<Vec<QueryStageSchedulerEvent>> {
        let mut effects = Effects::default();
        for status in task_statuses {
            effects.cancel.extend(self.job.report(executor, status, Instant::now()).cancel);
        }
        self.seats.work.notify_one();
        Ok(self.follow(effects))
    }

    fn running_stages(&self) -> Vec<usize> {
        self.job.counts().iter().filter(|stage| stage.running > 0).map(|stage| stage.stage).collect()
    }

    fn running_tasks(&self) -> Vec<RunningTaskInfo> {
        let of = |(executor_id, task): (String, super::ledger::TaskRef)| RunningTaskInfo {
            task_id: task.task,
            job_id: self.id.clone(),
            stage_id: task.stage,
            executor_id,
        };
        self.job.look(Ledger::running).into_iter().map(of).collect()
    }

    /// The scheduler subtracts one reading from a later one, and panics where tasks were handed out in between. It has nothing to
    /// do with ours, so it sees none.
    fn available_tasks(&self) -> usize {
        0
    }

    /// Tasks are bound by our policy, from the ledger.
    fn fetch_running_stage(&mut self, _black_list: &[usize]) -> Option<&mut RunningStage> {
        None
    }

    fn update_status(&mut self, status: JobStatus) {
        self.status = status;
    }

    /// The result is read by the server itself, from the ledger.
    fn output_locations(&self) -> Vec<PartitionLocation> {
        Vec::new()
    }

    fn reset_stages_on_lost_executor(&mut self, executor_id: &str) -> Result<(HashSet<usize>, Vec<RunningTaskInfo>)> {
        let effects = self.job.update(|ledger| ledger.lost(executor_id));
        self.seats.cancel(&self.id, effects.cancel);
        Ok((HashSet::new(), Vec::new()))
    }

    fn resolve_stage(&mut self, _stage_id: usize) -> Result<bool> {
        Ok(false)
    }

    fn succeed_stage(&mut self, _stage_id: usize) -> bool {
        false
    }

    fn fail_stage(&mut self, _stage_id: usize, _err_msg: String) -> bool {
        false
    }

    fn rollback_running_stage(
        &mut self,
        _stage_id: usize,
        _failure_reasons: HashSet<String>,
    ) -> Result<Vec<RunningTaskInfo>> {
        Ok(Vec::new())
    }

    fn rollback_resolved_stage(&mut self, _stage_id: usize) -> Result<bool> {
        Ok(false)
    }

    fn rerun_successful_stage(&mut self, _stage_id: usize) -> bool {
        false
    }

    fn fail_job(&mut self, error: String) {
        let effects = self.job.update(|ledger| ledger.fail(error.clone()));
        self.seats.cancel(&self.id, effects.cancel);
        if !self.is_failed() {
            self.set_failed(error);
        }
    }

    /// Our executors are told on their own channel what to cancel, so the scheduler has nobody to tell.
    fn abort_running(&mut self, error: String) -> Vec<RunningTaskInfo> {
        self.fail_job(error);
        Vec::new()
    }

    fn succeed_job(&mut self) -> Result<()> {
        if !self.is_successful() {
            return Err(BallistaError::Internal(format!("job {} has not been delivered", self.id)));
        }
        self.set_successful();
        Ok(())
    }

    fn stages(&self) -> &HashMap<usize, ExecutionStage> {
        &self.no_stages
    }

    fn stage_count(&self) -> usize {
        self.job.stages.len()
    }

    fn cloned(&self) -> ExecutionGraphBox {
        Box::new(self.clone())
    }
}
