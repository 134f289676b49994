//! Runs the tasks of one process: an executor's, or the server's own seat. Knows tasks as Ballista's messages describe them;
//! refuses to know who sends them and how statuses travel.

mod boundary;
mod carried;
mod cores;
mod failure;
mod files;
mod flight;
mod memory;
mod running;
mod status;
mod task;

use std::collections::HashSet;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ballista_core::error::BallistaError;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_core::serde::protobuf::{FailedTask, OperatorMetricsSet, SuccessfulTask, TaskDefinition, TaskStatus};
use ballista_core::serde::scheduler::TaskKey;
use datafusion::common::DataFusionError;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionConfig;
use futures::FutureExt;
use sparrow_sources::OwnPlaces;
use sparrow_spark_error::{Result, internal};
use sparrow_tenancy::Pass;
use tokio::sync::Semaphore;

pub use self::carried::{give_pass, give_priority};
pub use self::flight::{FlightServer, ShuffleFiles, flight_service};

use crate::exchange::{Clients, StageInputExec};
use crate::wire::Encryption;

use self::cores::Cores;
use self::files::{Files, Output};
use self::memory::Memory;
use self::running::{CancelOnDrop, Cancelled, Claim, Running};
use self::status::Identity;
use self::task::Stage;

/// How long a cancelled task may take to stop before its status is given all the same.
const STOP_TIME_MAX: Duration = Duration::from_millis(500);

/// What a worker is and may use.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// The id blocks written here are known by; unlike that of any other worker, also of an earlier process. It names a folder:
    /// letters, digits, `-`, `_` and `.`.
    pub executor_id: String,
    /// Where others reach the Flight service for this worker's files.
    pub host: String,
    /// The port of that service.
    pub flight_port: u16,
    /// The folder of shuffle files, this worker's alone.
    pub work_dir: PathBuf,
    /// Tasks at once, counted by the `vcores_consumed` of each; as many threads compute.
    pub slots: u32,
    /// Bytes of memory for all tasks together; each has its slots' share.
    pub memory_bytes_max: usize,
    /// Bytes of disk all spills may take together.
    pub spill_bytes_max: u64,
    /// Where to spill; a folder of this worker's own is made in it. It may lie below `work_dir`.
    pub scratch: PathBuf,
    /// How other workers are talked to; plainly where nothing is said.
    pub encryption: Option<Encryption>,
    /// Files and folders of this process besides, closed to what tasks read and write, as `work_dir` and `scratch` are.
    pub own_places: Vec<PathBuf>,
}

impl WorkerOptions {
    /// All that tasks may not touch by its path.
    fn closed(&self) -> OwnPlaces {
        OwnPlaces([&[self.work_dir.clone(), self.scratch.clone()], self.own_places.as_slice()].concat())
    }
}

/// Makes a plan of a task's bytes.
pub type DecodePlan = fn(&[u8], &TaskContext) -> datafusion::common::Result<Arc<dyn ExecutionPlan>>;

/// What a worker cannot know by itself.
#[derive(Clone)]
pub struct WorkerServices {
    /// Makes a plan of a task's bytes.
    pub decode: DecodePlan,
    /// Makes the text of a failed task's error.
    pub pack: fn(&DataFusionError) -> String,
    /// The functions plans may call.
    pub functions: Arc<BallistaFunctionRegistry>,
    /// The configuration of every task before its own values; it has the extensions whose keys tasks bring.
    pub config: SessionConfig,
}

impl WorkerServices {
    /// With DataFusion's configuration, and errors as they print themselves.
    pub fn new(decode: DecodePlan, functions: Arc<BallistaFunctionRegistry>) -> Self {
        Self { decode, pack: ToString::to_string, functions, config: SessionConfig::new() }
    }
}

impl fmt::Debug for WorkerServices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerServices").finish_non_exhaustive()
    }
}

/// Runs tasks on threads of its own. Cheap to clone: clones are the same worker.
#[derive(Clone, Debug)]
pub struct Worker(Arc<Shared>);

/// What all tasks of a worker share.
#[derive(Debug)]
struct Shared {
    options: WorkerOptions,
    services: WorkerServices,
    /// `options.work_dir` as Ballista wants it.
    work_dir: String,
    files: Files,
    memory: Memory,
    clients: Arc<Clients>,
    running: Arc<Running>,
    slots: Arc<Semaphore>,
    cores: Cores,
}

impl Worker {
    /// A worker without tasks.
    pub fn new(options: WorkerOptions, services: WorkerServices) -> Result<Self> {
        let config = services.config.clone().with_extension(Arc::new(options.closed()));
        let services = WorkerServices { config, ..services };
        let work_dir = options.work_dir.to_str().ok_or_else(|| internal("the work folder is no text"))?.to_owned();
        let slots = options.slots.max(1);
        let files = Files::new(&options.work_dir, &options.scratch, &options.executor_id)?;
        let memory = Memory::new(options.memory_bytes_max, slots, files.spill_folder(), options.spill_bytes_max)?;
        let clients = Arc::new(Clients::new(options.encryption.clone()));
        Ok(Self(Arc::new(Shared {
            options: WorkerOptions { slots, ..options },
            services,
            work_dir,
            files,
            memory,
            clients,
            running: Arc::default(),
            slots: Arc::new(Semaphore::new(slots as usize)),
            cores: Cores::new(slots)?,
        })))
    }

    /// What it was made with.
    pub fn options(&self) -> &WorkerOptions {
        &self.0.options
    }

    /// Runs a task; the future gives its status, whatever happens. The task counts as running from this call on, and waits
    /// where slots are taken. Dropping the future cancels it.
    ///
    /// `plan` is the task's plan where it was not encoded: a Ballista shuffle writer over what it writes. It is run as it stands.
    pub fn run(
        &self,
        task: TaskDefinition,
        plan: Option<Arc<dyn ExecutionPlan>>,
    ) -> impl Future<Output = TaskStatus> + Send + use<> {
        let (shared, identity) = (Arc::clone(&self.0), Identity::new(&task));
        let accepted = shared.running.accept(&identity.key, shared.slots_of(&task));
        async move {
            match accepted {
                Some((claim, cancelled)) => shared.run(identity, task, plan, claim, cancelled).await,
                // The other attempt may yet succeed, and this one is not to blame.
                None => identity.status(Err(shared.killed())),
            }
        }
    }

    /// The input as it is read here with a pass for its job.
    pub fn wired(&self, input: &StageInputExec, pass: Pass) -> StageInputExec {
        self.0.wired(input, Some(pass))
    }

    /// Stops a task; whether there is one of that key. Its status comes within a second.
    pub fn cancel(&self, key: &TaskKey) -> bool {
        self.0.running.cancel(key)
    }

    /// The tasks that were accepted and have not ended, in order. A task leaves this list when its future has given the status,
    /// and one that did not stop in time when it does.
    pub fn running(&self) -> Vec<TaskKey> {
        self.0.running.keys()
    }

    /// Bytes of memory that tasks have reserved now.
    pub fn memory_bytes(&self) -> usize {
        self.0.memory.bytes_used()
    }

    /// Slots no task holds or waits for.
    pub fn free_slots(&self) -> u32 {
        self.0.options.slots.saturating_sub(self.0.running.vcores())
    }

    /// Removes what stages of a job wrote here. With no stages the job is over: its tasks are stopped, and all of it goes.
    pub async fn remove_job_data(&self, job_id: &str, stages: &[u32]) -> Result<()> {
        if stages.is_empty() {
            self.0.running.cancel_job(job_id);
        }
        let (files, job_id, stages) = (self.0.files.clone(), job_id.to_owned(), stages.to_vec());
        on_disk(move || files.remove(&job_id, &stages)).await
    }

    /// Removes what crashed processes left below the work folder and the scratch folder: whatever did not change for
    /// `older_than` and belongs to no job that has tasks here. Returns the number of folders that went. Idle connections to
    /// other workers are closed too.
    pub async fn sweep(&self, older_than: Duration) -> Result<usize> {
        self.0.clients.evict_idle();
        let Some(before) = SystemTime::now().checked_sub(older_than) else { return Ok(0) };
        let running: HashSet<_> = self.running().into_iter().map(|key| key.job_id.into_inner()).collect();
        let files = self.0.files.clone();
        on_disk(move || files.sweep(before, &running)).await
    }

    /// Waits until no task is left.
    pub fn drained(&self) -> impl Future<Output = ()> + Send + use<> {
        self.0.running.drained()
    }
}

async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| internal("a removal ended abnormally").caused_by(e))?
}

/// How a task ended, and what its operators measured.
type Ended = (std::result::Result<SuccessfulTask, FailedTask>, Vec<OperatorMetricsSet>);

impl Shared {
    /// The slots a task holds: it may ask for more than there are.
    fn slots_of(&self, task: &TaskDefinition) -> u32 {
        task.vcores_consumed.clamp(1, self.options.slots)
    }

    fn wired(&self, input: &StageInputExec, pass: Option<Pass>) -> StageInputExec {
        input.for_worker(&self.options.executor_id, &self.work_dir, Arc::clone(&self.clients), pass)
    }

    async fn run(
        self: Arc<Self>,
        identity: Identity,
        task: TaskDefinition,
        plan: Option<Arc<dyn ExecutionPlan>>,
        claim: Arc<Claim>,
        cancelled: Cancelled,
    ) -> TaskStatus {
        let late = async {
            cancelled.clone().wait().await;
            tokio::time::sleep(STOP_TIME_MAX).await;
        };
        let priority = carried::priority_of(&task);
        let work = Arc::clone(&self).compute(identity.clone(), task, plan, Arc::clone(&claim), cancelled.clone());
        let computing = self.cores.spawn(priority, work);
        let _cancel = CancelOnDrop(claim);
        tokio::select! {
            status = computing => status.unwrap_or_else(|e| identity.status(Err(self.panicked(&e)))),
            () = late => identity.status(Err(self.killed())),
        }
    }

    /// The part of a task that runs on the worker's own threads, and holds its slots to the end.
    async fn compute(
        self: Arc<Self>,
        mut identity: Identity,
        task: TaskDefinition,
        plan: Option<Arc<dyn ExecutionPlan>>,
        _claim: Arc<Claim>,
        cancelled: Cancelled,
    ) -> TaskStatus {
        let _slots = tokio::select! {
            slots = Arc::clone(&self.slots).acquire_many_owned(self.slots_of(&task)) => slots,
            () = cancelled.clone().wait() => return identity.status(Err(self.killed())),
        };
        identity.begin();
        tracing::debug!(task = identity.task_id(), "a task begins");
        let ended = AssertUnwindSafe(self.execute(&identity, &task, plan, &cancelled)).catch_unwind().await;
        let (outcome, metrics) = ended.unwrap_or_else(|panic| (Err(self.panicked(&words(panic.as_ref()))), Vec::new()));
        tracing::debug!(task = identity.task_id(), success = outcome.is_ok(), "a task has ended");
        let outcome = outcome.map_err(|failed| if cancelled.is_set() { self.killed() } else { failed });
        TaskStatus { metrics, ..identity.status(outcome) }
    }

    async fn execute(
        &self,
        identity: &Identity,
        task: &TaskDefinition,
        plan: Option<Arc<dyn ExecutionPlan>>,
        cancelled: &Cancelled,
    ) -> Ended {
        let prepare = || {
            self.files.job(&task.job_id)?;
            let context = task::context(self, identity, task)?;
            let plan = plan.map_or_else(|| (self.services.decode)(&task.plan, &context), Ok)?;
            Ok((Stage::new(self, task, &plan, cancelled.clone())?, context))
        };
        let (stage, context) = match prepare() {
            Ok(prepared) => prepared,
            Err(error) => return (Err(self.failed(&error)), Vec::new()),
        };
        let outcome = stage.run(context, &self.options.executor_id).await.map_err(|of_writer| {
            let of_plan = stage.error();
            self.discard(identity, task, stage.output);
            self.failed(of_plan.as_deref().unwrap_or(&of_writer))
        });
        (outcome, stage.metrics())
    }

    fn discard(&self, identity: &Identity, task: &TaskDefinition, output: Output) {
        self.files.discard(&identity.key, output, &task.global_output_partition_ids);
    }

    fn failed(&self, error: &DataFusionError) -> FailedTask {
        failure::failed_task(error, (self.services.pack)(error))
    }

    fn killed(&self) -> FailedTask {
        self.failed(&DataFusionError::External(Box::new(BallistaError::Cancelled)))
    }

    fn panicked(&self, what: &dyn fmt::Display) -> FailedTask {
        self.failed(&internal(format!("a task ended abnormally: {what}")).into())
    }
}

/// What a panic says.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no reason given".to_owned())
}

#[cfg(test)]
mod tests;
