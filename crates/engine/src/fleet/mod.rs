//! Runs plans on a fleet of executors, with Ballista's scheduler inside this process.
//!
//! A physical plan is cut into stages ([`stages`]); the job's ledger says which task may run and what is lost ([`ledger`]); our
//! policy and graph stand in Ballista's scheduler for its own ([`policy`], [`graph`]); executors have seats ([`seats`]) and are
//! handed tasks ([`dispatch`]); the server itself runs what cannot travel ([`home`]) and reads the result ([`results`]). Knows no
//! gRPC: the server brings executors in through [`Fleet::join`].

mod determinism;
mod dispatch;
mod graph;
mod home;
mod job;
mod leaf;
mod ledger;
mod origin;
mod policy;
mod portable;
#[cfg(test)]
mod proofs;
mod results;
mod seats;
mod shares;
mod stages;
mod submission;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ballista_core::JobId;
use ballista_core::serde::protobuf::scheduler_grpc_server::SchedulerGrpc;
use ballista_core::serde::protobuf::{SuccessfulTask, TaskStatus, UpdateTaskStatusParams, task_status};
use ballista_core::serde::scheduler::TaskKey;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::create_scheduler;
use ballista_scheduler::scheduler_server::SchedulerServer;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SessionState;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use opentelemetry::metrics::Counter;
use sparrow_operators::partitions::PartitionCounts;
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_tenancy::{FleetKey, Principal, Tenants};
use tokio::sync::mpsc;

pub use home::HomeOptions;
pub(crate) use job::Job as FleetJob;
pub use ledger::StageCounts;
pub use origin::{OrderedTask, Origin};
pub use seats::{Hello, Order, Report};
pub use submission::{assert_static, submission_config};

use crate::router::bytes_to_read;
use crate::{Engine, Explained, Placement, Planned, Progress, Running, Workers};
use home::Home;
use job::{DELIVERY, Job, JobStage, Owner};
use ledger::TaskRef;
use policy::{FleetPolicy, HOME};
use seats::Seats;

/// A task that its executor does not know is handed out again after this time.
const CLAIM_AFTER: Duration = Duration::from_secs(10);

/// How the fleet is set up.
#[derive(Clone, Debug)]
pub struct FleetOptions {
    /// Where the server's own files are reached by executors, and how it runs what cannot travel.
    pub home: HomeOptions,
    /// The most partitions of a shuffle for each slot of the fleet, where the session says nothing.
    pub partitions_per_slot: usize,
    /// How long a job waits where there is no executor.
    pub wait_for_executors: Duration,
    /// After so long without a word an executor is lost.
    pub silence_duration_max: Duration,
    /// How slots are shared.
    pub tenants: Tenants,
    /// What passes and tickets for files are made with; everybody who serves files of the fleet has it.
    pub key: FleetKey,
    /// How long a pass opens the files of its job.
    pub pass_duration: Duration,
}

/// The fleet, as the server has it.
pub struct Fleet {
    scheduler: SchedulerServer<LogicalPlanNode, PhysicalPlanNode>,
    policy: Arc<FleetPolicy>,
    seats: Arc<Seats>,
    home: Home,
    options: FleetOptions,
    workers: Workers,
    /// Tasks that ran again.
    rerun: Counter<u64>,
}

impl std::fmt::Debug for Fleet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fleet").field("options", &self.options).finish_non_exhaustive()
    }
}

/// An executor's place in the fleet. Dropping it is the executor's loss, at once.
#[derive(Debug)]
pub struct Seat {
    fleet: Arc<Fleet>,
    executor: String,
}

/// There has been no executor for too long.
fn no_executors(waited: Duration) -> SparkError {
    SparkError::new(&condition::NO_EXECUTORS).with("seconds", waited.as_secs().to_string())
}

impl Fleet {
    /// Starts the scheduler and what the server runs itself, on `workers`.
    pub async fn start(options: FleetOptions, workers: impl Into<Workers>) -> Result<Arc<Self>> {
        let workers = workers.into();
        let seats = Arc::new(Seats::default());
        let policy = Arc::new(FleetPolicy::new(Arc::clone(&seats)));
        let ring = Arc::clone(&seats);
        let config = SchedulerConfig {
            scheduling_policy: ballista_core::config::TaskSchedulingPolicy::PullStaged,
            task_distribution: TaskDistributionPolicy::Custom(policy.clone()),
            on_work_available: Some(Arc::new(move |_| ring.work.notify_one())),
            // Silence is noticed by us.
            executor_timeout_seconds: u64::from(u32::MAX),
            no_executors_grace_period_seconds: u64::from(u32::MAX),
            finished_job_data_clean_up_interval_seconds: 0,
            finished_job_state_clean_up_interval_seconds: 1,
            ..SchedulerConfig::default()
        };
        let state = |_| Err(datafusion::common::DataFusionError::Internal("the scheduler plans no query".to_owned()));
        let cluster = BallistaCluster::new_memory("sparrow", Arc::new(state), Arc::new(Default::default));
        let scheduler = create_scheduler(cluster, Arc::new(config)).await.map_err(ballista)?;
        let home = Home::new(&options.home)?;
        let rerun = rerun_counter();
        let fleet = Arc::new(Self { scheduler, policy, seats, home, options, workers: workers.clone(), rerun });
        fleet.sit_at_home().await?;
        workers.others().spawn(Self::dispatch(Arc::downgrade(&fleet)));
        Ok(fleet)
    }

    /// Lets an executor in.
    ///
    /// # Errors
    ///
    /// `SPARROW.EXECUTOR_REFUSED` where it is of another version, knows other functions, has no slot, or its name is taken.
    pub async fn join(self: &Arc<Self>, hello: Hello) -> Result<(Seat, mpsc::UnboundedReceiver<Order>)> {
        let refused = |why: String| SparkError::new(&condition::EXECUTOR_REFUSED).with("reason", why);
        let (version, registry) = (env!("CARGO_PKG_VERSION"), sparrow_runtime::registry_fingerprint());
        if hello.version != version {
            let why = format!("it is of version {}, the server of version {version}: install the same", hello.version);
            return Err(refused(why));
        }
        if hello.registry != registry {
            let why = "it knows other functions or operators than the server: build both from the same source";
            return Err(refused(format!("{why} (its fingerprint is {}, the server's {registry})", hello.registry)));
        }
        if hello.slots == 0 || hello.executor_id.is_empty() || hello.executor_id == HOME {
            return Err(refused(format!("it came with the name '{}' and {} slots", hello.executor_id, hello.slots)));
        }
        self.scheduler.state.executor_manager.save_executor_metadata(hello.metadata()).await.map_err(ballista)?;
        let orders = self.seats.take(&hello).ok_or_else(|| refused("its name is taken".to_owned()))?;
        tracing::info!(executor = hello.executor_id, slots = hello.slots, "an executor has joined");
        Ok((Seat { fleet: Arc::clone(self), executor: hello.executor_id }, orders))
    }

    /// How many executors take tasks, and the slots they have; the server's own are not counted.
    pub fn size(&self) -> (usize, usize) {
        let (executors, slots) = self.seats.size();
        let own = usize::from(self.has_home());
        (executors.saturating_sub(own), slots.saturating_sub(own * self.options.home.slots))
    }

    /// Each running job's operation with how far its stages are, and how many tasks ran again.
    pub fn jobs(&self) -> Vec<(String, Vec<StageCounts>, usize)> {
        let of = |job: Arc<Job>| (job.operation_id.clone(), job.counts(), job.look(|ledger| ledger.rerun()));
        self.policy.jobs().into_iter().map(of).collect()
    }

    /// An executor has gone, and with it all it had.
    async fn lose(&self, executor: &str) {
        self.seats.leave(executor);
        let state = &self.scheduler.state;
        if let Err(error) = state.task_manager.executor_lost(executor).await {
            tracing::error!(executor, %error, "the loss of an executor could not be noted");
        }
        // It is of no use in the scheduler's list any more, and nothing is wrong when it is not in it.
        let _ = state.executor_manager.remove_executor(executor, None).await;
        self.seats.work.notify_one();
    }

    /// Tells the scheduler how tasks of `executor` ended.
    async fn report_statuses(&self, executor: &str, task_status: Vec<TaskStatus>) -> Result<()> {
        if task_status.is_empty() {
            return Ok(());
        }
        let params = UpdateTaskStatusParams { executor_id: executor.to_owned(), task_status };
        let sent = SchedulerGrpc::update_task_status(&self.scheduler, tonic::Request::new(params)).await;
        sent.map(|_| ()).map_err(|error| internal("the scheduler took no report").caused_by(error))
    }

    /// The plan as jobs on the fleet are planned: see [`submission_config`].
    fn state_for(&self, job: &crate::Job) -> SessionState {
        let state = job.state.as_ref();
        let (_, slots) = self.size();
        let default = submission::partitions(slots, self.options.partitions_per_slot, bytes_to_read(&job.plan))
            .max(state.config().target_partitions());
        let partitions = job.shuffle_partitions.unwrap_or(default).max(1);
        let mut config = submission_config(state.config()).with_target_partitions(partitions);
        if let Some(counts) = config.get_extension::<PartitionCounts>() {
            let leaves = counts.leaves.max(default);
            config.set_extension(Arc::new(PartitionCounts { leaves, ..*counts }));
        }
        let mut state = SessionStateBuilder::new_from_existing(state.clone()).with_config(config).build();
        state.mark_start_execution();
        state
    }

    fn owner(&self, principal: &Principal) -> Owner {
        let terms = Arc::clone(self.options.tenants.terms(principal));
        Owner { tenant: principal.tenant().to_owned(), terms }
    }

    /// The slots of executors that each tenant has now.
    pub fn slots_by_tenant(&self) -> BTreeMap<String, usize> {
        self.policy.slots()
    }

    /// Puts a plan into the scheduler as a job of ours.
    async fn submit(
        &self,
        principal: &Principal,
        plan: &Arc<dyn ExecutionPlan>,
        state: &SessionState,
        operation_id: &str,
    ) -> Result<Arc<Job>> {
        let origin = Origin::here(principal, operation_id);
        assert_static(state.config())?;
        let partitions = state.config().target_partitions();
        let cut = stages::cut(Arc::clone(plan), partitions, &portable::ByCodec)?;
        let stages = cut.into_iter().map(|stage| {
            let home = !portable::can_travel(&stage);
            if home && portable::reads_files(&stage.plan) {
                tracing::warn!(
                    operation_id,
                    stage = stage.id,
                    "the server reads files itself, because a stage cannot travel"
                );
            }
            JobStage { home, indeterminate: determinism::may_differ(&stage.plan), plan: stage }
        });
        let config = Arc::new(state.config().clone());
        let (owner, rerun) = (self.owner(principal), self.rerun.clone());
        let job = Arc::new(Job::new(origin, state.session_id(), owner, config, stages.collect(), rerun));
        let leaf = Arc::new(leaf::JobExec::new(Arc::clone(&job), plan.as_ref()));
        let context = Arc::new(SessionContext::new_with_state(state.clone()));
        let id = self.scheduler.submit_physical_plan(operation_id, context, leaf, None).await.map_err(ballista)?;
        job.named(&id);
        Ok(job)
    }

    /// Ends a job, whether its result was read or nobody wants it any more, and removes what it has written.
    async fn end(&self, job: &Job) {
        let Some(id) = job.id().cloned() else { return };
        let complete = job.look(|ledger| ledger.failed().is_none() && ledger.outputs(ledger.last_stage()).is_some());
        let outcome = if complete {
            self.report_statuses(HOME, vec![delivered(&id)]).await
        } else {
            job.update(|ledger| ledger.fail("the query was cancelled".to_owned()));
            self.seats.cancel(&id, job.look(|ledger| ledger.running()));
            self.scheduler.cancel_job(id.clone()).await.map_err(ballista)
        };
        if let Err(error) = outcome {
            tracing::warn!(job = %id, %error, "a job could not be ended in the scheduler");
        }
        self.seats.tell_all(&Order::Clean { job_id: id.to_string(), stages: Vec::new() });
    }
}

fn delivered(job: &JobId) -> TaskStatus {
    let done = SuccessfulTask { executor_id: HOME.to_owned(), ..SuccessfulTask::default() };
    TaskStatus {
        job_id: job.to_string(),
        stage_id: DELIVERY as u32,
        status: Some(task_status::Status::Successful(done)),
        ..TaskStatus::default()
    }
}

/// Tasks that ran again, of all jobs.
fn rerun_counter() -> Counter<u64> {
    let meter = opentelemetry::global::meter("sparrow");
    let counter = meter.u64_counter("sparrow.fleet.tasks.rerun");
    let counter =
        counter.with_description("Tasks that ran again because they failed or their output was lost.").build();
    // A series is there before it grows.
    counter.add(0, &[]);
    counter
}

fn ballista(error: ballista_core::error::BallistaError) -> SparkError {
    internal("the fleet's scheduler refused").caused_by(error)
}

impl Seat {
    /// Takes a report.
    ///
    /// # Errors
    ///
    /// When the executor counts as lost already: it has to join again under another name.
    pub async fn report(&self, report: Report) -> Result<()> {
        let of = |job: &str, stage: usize, task: usize| (JobId::from(job), TaskRef { stage, task });
        let ended: Vec<_> = report
            .statuses
            .iter()
            .map(|status| of(&status.job_id, status.stage_id as usize, status.task_id as usize))
            .collect();
        let fleet = &self.fleet;
        let Some(metadata) = fleet.seats.heard(&self.executor, report.draining, &ended) else {
            let why = "it counts as lost: it was silent for too long".to_owned();
            return Err(SparkError::new(&condition::EXECUTOR_REFUSED).with("reason", why));
        };
        let manager = &fleet.scheduler.state.executor_manager;
        manager.save_executor_metadata(metadata).await.map_err(ballista)?;
        fleet.report_statuses(&self.executor, report.statuses).await?;
        fleet.seats.tell(&self.executor, Order::Acknowledge(report.sequence));
        let known = |key: &TaskKey| (key.job_id.clone(), TaskRef { stage: key.stage_id, task: key.task_id });
        let running: Vec<_> = report.running.iter().map(known).collect();
        let known: HashSet<_> = running.iter().cloned().chain(ended).collect();
        self.take_back_unknown(&known);
        fleet.stop_unwanted(&self.executor, running);
        if report.draining && report.running.is_empty() && !self.is_needed() {
            fleet.seats.tell(&self.executor, Order::Drain);
        }
        fleet.seats.work.notify_one();
        Ok(())
    }

    /// Whether a job that is not over has tasks or results at this executor.
    fn is_needed(&self) -> bool {
        let holds = |stage: &StageCounts| stage.by_executor.get(&self.executor).is_some_and(|own| own.0 + own.1 > 0);
        self.fleet.policy.jobs().iter().any(|job| job.counts().iter().any(holds))
    }

    /// Tasks it was given a while ago and does not know were lost on the way.
    fn take_back_unknown(&self, known: &HashSet<(JobId, TaskRef)>) {
        let Some(since) = Instant::now().checked_sub(CLAIM_AFTER) else { return };
        for job in self.fleet.policy.jobs() {
            let Some(id) = job.id() else { continue };
            let claimed = known.iter().filter(|(of, _)| of == id).map(|(_, task)| task.clone()).collect();
            let taken = job.take_back(&self.executor, &claimed, since);
            if taken > 0 {
                tracing::warn!(executor = self.executor, job = %id, taken, "tasks that nobody knew run again");
                self.fleet.seats.free(&self.executor, |(of, task)| of == id && !claimed.contains(task));
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let (fleet, executor) = (Arc::clone(&self.fleet), std::mem::take(&mut self.executor));
        self.fleet.workers.others().spawn(async move {
            tracing::info!(executor, "an executor has left");
            fleet.lose(&executor).await;
        });
    }
}

#[async_trait]
impl Engine for Arc<Fleet> {
    async fn plan(&self, principal: &Principal, job: &crate::Job) -> Result<Planned> {
        let state = Arc::new(self.state_for(job));
        let plan = crate::planning::physical(self.workers.of(principal), &state, &job.plan).await?;
        Ok(Planned { plan, state, placement: Placement::Fleet })
    }

    async fn run_physical(&self, principal: &Principal, planned: Planned, operation_id: &str) -> Result<Running> {
        let Planned { plan, state, .. } = planned;
        let job = self.submit(principal, &plan, &state, operation_id).await?;
        let progress = Arc::new(Progress::of_job(Arc::clone(&job), Arc::clone(&plan)));
        let ending = results::Ending { fleet: Arc::clone(self), job };
        let stream = results::stream(ending, plan.schema(), state.task_ctx());
        Ok(Running { stream, progress })
    }

    async fn explain(&self, principal: &Principal, job: &crate::Job) -> Result<Explained> {
        let planned = self.plan(principal, job).await?;
        crate::planning::explained(self.workers.of(principal), &job.plan, &planned).await
    }
}
