//! What the server runs itself: stages that cannot travel, because their rows or their effects are in this process.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ballista_core::JobId;
use ballista_scheduler::state::execution_graph::TaskDescription;
use sparrow_runtime::exchange::StageInputExec;
use sparrow_runtime::wire::Encryption;
use sparrow_runtime::worker::{Worker, WorkerOptions};
use sparrow_spark_error::{Result, internal};
use sparrow_tenancy::Pass;
use tracing::Instrument;

use super::Fleet;
use super::ledger::TaskRef;
use super::policy::HOME;
use super::seats::{Hello, Order};

/// How the server takes part in its fleet.
#[derive(Clone, Debug)]
pub struct HomeOptions {
    /// Where executors reach the server's files.
    pub host: String,
    /// And on which port.
    pub flight_port: u16,
    /// Where those files are.
    pub work_dir: PathBuf,
    /// Tasks it runs at a time.
    pub slots: usize,
    /// Where its tasks spill.
    pub scratch: PathBuf,
    /// Memory for all of them.
    pub memory_bytes: usize,
    /// Disk for their spills.
    pub spill_bytes: u64,
    /// How it talks to executors; plainly where nothing is said.
    pub encryption: Option<Encryption>,
}

/// The server's own worker.
#[derive(Debug)]
pub(super) struct Home {
    worker: Worker,
}

impl Home {
    pub fn new(options: &HomeOptions) -> Result<Self> {
        let worker = Worker::new(
            WorkerOptions {
                executor_id: HOME.to_owned(),
                host: options.host.clone(),
                flight_port: options.flight_port,
                work_dir: options.work_dir.clone(),
                slots: options.slots as u32,
                memory_bytes_max: options.memory_bytes,
                spill_bytes_max: options.spill_bytes,
                scratch: options.scratch.clone(),
                encryption: options.encryption.clone(),
                // Those of the server are in the gates it makes.
                own_places: Vec::new(),
            },
            sparrow_runtime::worker_services(),
        )?;
        Ok(Self { worker })
    }

    /// The input with what it needs to be read here.
    pub fn wired(&self, input: &StageInputExec, pass: Pass) -> StageInputExec {
        self.worker.wired(input, pass)
    }
}

impl Fleet {
    /// Removes what the server itself wrote for jobs, that nobody removed and that has not changed for so long; says how many
    /// folders went.
    pub async fn sweep(&self, older_than: Duration) -> Result<usize> {
        self.home.worker.sweep(older_than).await
    }

    /// Whether the server takes part itself.
    pub(super) fn has_home(&self) -> bool {
        self.options.home.slots > 0
    }

    /// Gives the server a seat, and follows the orders that come to it.
    pub(super) async fn sit_at_home(self: &Arc<Self>) -> Result<()> {
        if !self.has_home() {
            return Ok(());
        }
        let HomeOptions { host, flight_port, slots, .. } = &self.options.home;
        let hello = Hello {
            executor_id: HOME.to_owned(),
            host: host.clone(),
            flight_port: *flight_port,
            slots: *slots as u32,
            version: String::new(),
            registry: String::new(),
        };
        let manager = &self.scheduler.state.executor_manager;
        manager.save_executor_metadata(hello.metadata()).await.map_err(super::ballista)?;
        let mut orders = self.seats.take(&hello).ok_or_else(|| internal("the server sits already"))?;
        let worker = self.home.worker.clone();
        self.workers.others().spawn(async move {
            while let Some(order) = orders.recv().await {
                match order {
                    Order::Cancel(keys) => {
                        for key in &keys {
                            worker.cancel(key);
                        }
                    }
                    Order::Clean { job_id, stages } => {
                        if let Err(error) = worker.remove_job_data(&job_id, &stages).await {
                            tracing::warn!(job_id, %error, "files of a job could not be removed");
                        }
                    }
                    Order::Run(_) | Order::Acknowledge(_) | Order::Drain => {}
                }
            }
        });
        Ok(())
    }

    /// Runs a task here, with its plan as it is.
    pub(super) fn run_at_home(self: &Arc<Self>, key: (JobId, TaskRef), task: TaskDescription) {
        self.seats.occupy(HOME, key.clone());
        let (fleet, plan) = (Arc::clone(self), Arc::clone(&task.plan));
        let origin = self.job(&key.0).map(|job| Arc::clone(&job.origin)).unwrap_or_default();
        let span = origin.span(&key.0, &key.1);
        // It counts as running before an order to stop it can come.
        let running = span.in_scope(|| self.home.worker.run(self.definition(&task, Vec::new()), Some(plan)));
        self.workers.others().spawn(async move {
            let status = running.instrument(span).await;
            fleet.seats.free(HOME, |busy| *busy == key);
            if let Err(error) = fleet.report_statuses(HOME, vec![status]).await {
                tracing::error!(%error, "the end of a task of the server was not noted");
                if let Some(job) = fleet.job(&key.0) {
                    let failure = super::ledger::Failure::Cancelled;
                    job.update(|ledger| ledger.failed_task(&key.1, failure, Instant::now()));
                }
            }
            fleet.seats.work.notify_one();
        });
    }
}
