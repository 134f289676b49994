//! Hands tasks out, and looks after what nobody reports: silence, tasks that nobody knows, jobs that nobody can run.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ballista_core::JobId;
use ballista_core::extension::SessionConfigHelperExt;
use ballista_core::serde::protobuf::{AvailableVcores, TaskDefinition};
use ballista_scheduler::cluster::{BoundTask, DistributionPolicy};
use ballista_scheduler::state::execution_graph::TaskDescription;
use sparrow_runtime::worker::{give_pass, give_priority};
use sparrow_spark_error::SparkError;
use sparrow_tenancy::Pass;

use super::Fleet;
use super::job::Job;
use super::ledger::{Failure, Ledger, TaskRef};
use super::origin::OrderedTask;
use super::policy::HOME;
use crate::workers::steps_of;

/// Between two looks when nothing calls.
const LOOK: Duration = Duration::from_millis(200);

impl Fleet {
    /// Hands out work for as long as the fleet exists.
    pub(super) async fn dispatch(fleet: std::sync::Weak<Self>) {
        let (mut empty_since, mut over) = (None, HashSet::new());
        loop {
            let Some(fleet) = fleet.upgrade() else { return };
            fleet.hand_out().await;
            for executor in fleet.seats.silent_for(fleet.options.silence_duration_max) {
                if executor != HOME {
                    let silence = fleet.options.silence_duration_max;
                    tracing::warn!(executor, ?silence, "an executor has been silent for too long and counts as lost");
                    fleet.lose(&executor).await;
                }
            }
            fleet.give_up_without_executors(&mut empty_since);
            fleet.bury(&mut over).await;
            let _ = tokio::time::timeout(LOOK, fleet.seats.work.notified()).await;
        }
    }

    async fn hand_out(self: &Arc<Self>) {
        let free = self.seats.free_slots();
        if free.is_empty() {
            return;
        }
        let mut budgets: Vec<AvailableVcores> = free
            .into_iter()
            .map(|(executor_id, vcores)| AvailableVcores { executor_id, vcores: vcores as u32 })
            .collect();
        let jobs = self.scheduler.state.task_manager.get_running_job_cache();
        match self.policy.bind_tasks(budgets.iter_mut().collect(), jobs).await {
            Ok(bound) => bound.into_iter().for_each(|task| self.hand_over(task)),
            Err(error) => tracing::error!(%error, "tasks could not be handed out"),
        }
    }

    /// Sends a task to its executor. One that cannot be sent goes back to its job.
    fn hand_over(self: &Arc<Self>, (executor, task): BoundTask) {
        let key = (task.key.job_id.clone(), TaskRef { stage: task.key.stage_id, task: task.key.task_id });
        if executor == HOME {
            self.run_at_home(key.clone(), task);
            return self.stop_unwanted(&executor, [key]);
        }
        let plan = sparrow_runtime::codec::encode_plan(&task.plan);
        let origin = self.job(&key.0).map(|job| Arc::clone(&job.origin)).unwrap_or_default();
        let ordered = plan.map(|plan| OrderedTask { definition: self.definition(&task, plan), origin });
        let sent = ordered.map(|ordered| self.seats.run(&executor, key.clone(), ordered));
        let failure = match sent {
            // Its job may have ended since it was bound, and then the word to stop went out before it did.
            Ok(true) => return self.stop_unwanted(&executor, [key]),
            Ok(false) => Failure::Cancelled,
            Err(error) => Failure::Fatal(sparrow_runtime::envelope::pack(&error.into())),
        };
        if let Some(job) = self.job(&key.0) {
            job.update(|ledger| ledger.failed_task(&key.1, failure, Instant::now()));
        }
    }

    /// Has tasks stopped at `executor` whose results nobody will take: a task that runs on would keep its slot for ever.
    pub(super) fn stop_unwanted(&self, executor: &str, tasks: impl IntoIterator<Item = (JobId, TaskRef)>) {
        let is_wanted =
            |(id, task): &(JobId, TaskRef)| self.job(id).is_some_and(|job| job.look(|ledger| ledger.wants(task)));
        for (id, task) in tasks.into_iter().filter(|task| !is_wanted(task)) {
            self.seats.cancel(&id, vec![(executor.to_owned(), task)]);
        }
    }

    /// Ends jobs once more that were over at the last look and that the scheduler still has: one that was given up before the
    /// scheduler had taken it in would stay with it for ever.
    async fn bury(&self, over: &mut HashSet<JobId>) {
        let kept = self.scheduler.state.task_manager.get_running_job_cache();
        let ended: Vec<_> = self.policy.jobs().into_iter().filter(|job| job.look(Ledger::is_over)).collect();
        let ended: Vec<_> = ended.iter().filter(|job| job.id().is_some_and(|id| kept.contains_key(id))).collect();
        for job in &ended {
            if job.id().is_some_and(|id| over.contains(id)) {
                self.end(job).await;
            }
        }
        *over = ended.iter().filter_map(|job| job.id().cloned()).collect();
    }

    /// Ends jobs that wait for executors where there have been none for too long.
    fn give_up_without_executors(&self, empty_since: &mut Option<Instant>) {
        let (executors, _) = self.seats.size();
        if executors > usize::from(self.has_home()) {
            *empty_since = None;
            return;
        }
        let since = *empty_since.get_or_insert_with(Instant::now);
        for job in self.policy.jobs() {
            let waited = since.max(job.since).elapsed();
            if waited > self.options.wait_for_executors && self.waits_for_executors(&job) {
                let error = super::no_executors(waited);
                job.update(|ledger| ledger.fail(sparrow_runtime::envelope::pack(&SparkError::into(error))));
            }
        }
    }

    fn waits_for_executors(&self, job: &Job) -> bool {
        job.look(|ledger| !ledger.is_over() && ledger.runnable_away(Instant::now()) > 0)
    }
}

/// The task as it crosses the wire.
fn definition(task: &TaskDescription, plan: Vec<u8>) -> TaskDefinition {
    let launch_time = SystemTime::now().duration_since(UNIX_EPOCH);
    TaskDefinition {
        task_id: task.key.task_id as u32,
        task_attempt_num: task.task_attempt as u32,
        job_id: task.key.job_id.to_string(),
        stage_id: task.key.stage_id as u32,
        stage_attempt_num: task.stage_attempt_num as u32,
        plan,
        session_id: task.session_id.clone(),
        launch_time: launch_time.map_or(0, |since| since.as_millis() as u64),
        props: task.session_config.to_key_value_pairs(),
        global_output_partition_ids: task.global_input_partition_ids.iter().map(|id| *id as u32).collect(),
        vcores_consumed: task.vcores_consumed,
    }
}

impl Fleet {
    /// The task with the priority of its tenant and a pass for its job. A job that is over gives none, and nobody takes what its
    /// tasks do.
    pub(super) fn definition(&self, task: &TaskDescription, plan: Vec<u8>) -> TaskDefinition {
        let mut definition = definition(task, plan);
        if let Some(job) = self.job(&task.key.job_id) {
            give_priority(&mut definition, steps_of(&self.options.tenants, job.owner.terms.weight));
            if let Some(pass) = self.pass(&job) {
                give_pass(&mut definition, &pass);
            }
        }
        definition
    }

    /// A pass for the files of a job, from now on; `None` before the job has an id.
    pub(super) fn pass(&self, job: &Job) -> Option<Pass> {
        let expires = SystemTime::now().checked_add(self.options.pass_duration).unwrap_or_else(SystemTime::now);
        Some(self.options.key.pass(&job.owner.tenant, job.id()?.as_str(), expires))
    }

    /// The job of this id, while it is known.
    pub(super) fn job(&self, id: &JobId) -> Option<Arc<Job>> {
        self.policy.jobs().into_iter().find(|job| job.id() == Some(id))
    }
}
