//! Executors inside the test process: they sit down as real ones do, run real tasks and serve real files.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sparrow_runtime::wire::{self, Encryption};
use sparrow_runtime::worker::{Worker, WorkerOptions, flight_service};
use sparrow_tenancy::{FleetKey, KeyHolder, Tenants};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{Fleet, FleetOptions, Hello, HomeOptions, Order, Report};

pub(super) const SILENCE_MAX: Duration = Duration::from_secs(15);

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// An executor; dropping it is its sudden death.
pub(super) struct TestExecutor {
    pub id: String,
    pub worker: Worker,
    tasks: Vec<JoinHandle<()>>,
    folder: PathBuf,
}

impl Drop for TestExecutor {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        // What cannot be removed is in a temporary folder.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn folder(id: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("sparrow-test-{}-{id}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// A Flight service over `folder` on a free port.
async fn serve_files(
    folder: &std::path::Path,
    key: &FleetKey,
    encryption: Option<Encryption>,
) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let service = flight_service(folder, KeyHolder::of(key.clone()));
    let serving = tonic::transport::Server::builder().add_service(service);
    let task = tokio::spawn(async move {
        serving.serve_with_incoming(wire::incoming(listener, encryption)).await.expect("it serves");
    });
    (port, task)
}

/// A fleet without executors, and what serves its own files.
pub(super) async fn fleet(wait_for_executors: Duration) -> (Arc<Fleet>, JoinHandle<()>) {
    fleet_of(Tenants::default(), wait_for_executors).await
}

/// A fleet whose slots these tenants share.
pub(super) async fn fleet_of(tenants: Tenants, wait_for_executors: Duration) -> (Arc<Fleet>, JoinHandle<()>) {
    fleet_as(tenants, wait_for_executors, None).await
}

/// A fleet where all talk with mutual TLS by these papers, if there are any.
pub(super) async fn fleet_with(
    wait_for_executors: Duration,
    encryption: Option<Encryption>,
) -> (Arc<Fleet>, JoinHandle<()>) {
    fleet_as(Tenants::default(), wait_for_executors, encryption).await
}

async fn fleet_as(
    tenants: Tenants,
    wait_for_executors: Duration,
    encryption: Option<Encryption>,
) -> (Arc<Fleet>, JoinHandle<()>) {
    let work_dir = folder(&format!("home-{}", NUMBER.fetch_add(1, Ordering::Relaxed)));
    let key = FleetKey::random().expect("a key");
    let (flight_port, task) = serve_files(&work_dir, &key, encryption.clone()).await;
    let home = HomeOptions {
        host: "127.0.0.1".to_owned(),
        flight_port,
        scratch: work_dir.join("scratch"),
        work_dir,
        slots: 2,
        memory_bytes: 256 << 20,
        spill_bytes: 1 << 30,
        encryption,
    };
    let options = FleetOptions {
        home,
        partitions_per_slot: 1,
        wait_for_executors,
        silence_duration_max: SILENCE_MAX,
        key,
        pass_duration: Duration::from_secs(3600),
        tenants,
    };
    (Fleet::start(options, tokio::runtime::Handle::current()).await.expect("a fleet"), task)
}

impl TestExecutor {
    /// Joins `fleet` with `slots`.
    pub async fn join(fleet: &Arc<Fleet>, slots: u32) -> Self {
        Self::join_with(fleet, slots, fleet.options.home.encryption.clone()).await
    }

    /// The same with papers of its own.
    pub async fn join_with(fleet: &Arc<Fleet>, slots: u32, encryption: Option<Encryption>) -> Self {
        let id = format!("executor-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = folder(&id);
        let (flight_port, serving) = serve_files(&folder, &fleet.options.key, encryption.clone()).await;
        let options = WorkerOptions {
            executor_id: id.clone(),
            host: "127.0.0.1".to_owned(),
            flight_port,
            work_dir: folder.clone(),
            slots,
            memory_bytes_max: 256 << 20,
            spill_bytes_max: 1 << 30,
            scratch: folder.join("scratch"),
            encryption,
            own_places: Vec::new(),
        };
        let worker = Worker::new(options, sparrow_runtime::worker_services()).expect("a worker");
        let hello = Hello {
            executor_id: id.clone(),
            host: "127.0.0.1".to_owned(),
            flight_port,
            slots,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            registry: sparrow_runtime::registry_fingerprint(),
        };
        let (seat, orders) = fleet.join(hello).await.expect("a seat");
        let working = tokio::spawn(work(worker.clone(), seat, orders));
        Self { id, worker, tasks: vec![serving, working], folder }
    }
}

async fn work(worker: Worker, seat: super::Seat, mut orders: mpsc::UnboundedReceiver<Order>) {
    let (ended, mut ends) = mpsc::unbounded_channel();
    let mut sequence = 0;
    loop {
        let statuses = tokio::select! {
            order = orders.recv() => match order {
                None => return,
                Some(Order::Run(tasks)) => {
                    for task in tasks {
                        let (running, ended) = (worker.run(task.definition, None), ended.clone());
                        tokio::spawn(async move { ended.send(running.await) });
                    }
                    continue;
                }
                Some(Order::Cancel(keys)) => {
                    for key in &keys {
                        worker.cancel(key);
                    }
                    continue;
                }
                Some(Order::Clean { job_id, stages }) => {
                    worker.remove_job_data(&job_id, &stages).await.expect("it cleans");
                    continue;
                }
                Some(Order::Acknowledge(_) | Order::Drain) => continue,
            },
            status = ends.recv() => status.into_iter().collect(),
            () = tokio::time::sleep(Duration::from_secs(3)) => Vec::new(),
        };
        sequence += 1;
        let (free_slots, running) = (worker.free_slots(), worker.running());
        if seat.report(Report { sequence, free_slots, running, statuses, draining: false }).await.is_err() {
            return;
        }
    }
}
