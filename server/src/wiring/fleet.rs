//! The fleet's part of the wiring: where executors join, what runs in this process, and which queries go where.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;

use sparrow_engine::fleet::{Fleet, FleetOptions, HomeOptions};
use sparrow_engine::{Embedded, Placement, Router, Workers};
use sparrow_runtime::wire;
use sparrow_runtime::worker::flight_service;
use sparrow_spark_error::internal;
use sparrow_tenancy::{FleetKey, KeyHolder, Secret, Tenants};
use tokio::net::TcpListener;

use super::{Failure, absolute, system};
use crate::fleet::{self, Door, Terms};
use crate::settings::{FleetSettings, Settings};

/// Time between two reports of an executor without news, and the part of the time of silence that this is at most.
const REPORT_INTERVAL: Duration = Duration::from_secs(3);
const REPORTS_PER_SILENCE: u32 = 4;

const SWEEP_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// A pass opens the files of its job for so long, whatever becomes of files that nobody removed: a task may take a day.
const PASS_DURATION_MIN: Duration = Duration::from_secs(24 * 60 * 60);
const PASS_DURATION_MAX: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Of the memory of all queries, the part for those that cannot leave this process.
const HOME_MEMORY_PART: usize = 4;

/// A fleet whose door is not yet open.
pub(super) struct Opening {
    fleet: Arc<Fleet>,
    listener: TcpListener,
    address: SocketAddr,
    http_listen: Option<SocketAddr>,
    secret: Option<Secret>,
    key: FleetKey,
    home: HomeOptions,
}

/// The fleet the settings ask for.
pub(super) async fn open(
    settings: &Settings,
    fleet: Option<&FleetSettings>,
    temp: &Path,
    memory_bytes: usize,
    workers: &Workers,
    tenants: &Tenants,
) -> Result<Option<Opening>, Failure> {
    let Some(fleet) = fleet else { return Ok(None) };
    let FleetSettings { listen, secret, encryption, http_listen, .. } = fleet.clone();
    let listener = TcpListener::bind(listen).await.map_err(system(&format!("cannot listen on {listen}")))?;
    let address = listener.local_addr().map_err(system("no local address"))?;
    if !address.ip().is_loopback() && encryption.is_none() {
        tracing::warn!(
            %address,
            "plans and rows travel unencrypted: name certificates in fleet.tls_cert_file, fleet.tls_key_file and \
             fleet.tls_ca_file, or keep strangers off the network of this address"
        );
    }
    let key = match &secret {
        Some(secret) => FleetKey::of(secret),
        None => FleetKey::random().map_err(|e| internal("the system gives no random bytes").caused_by(e))?,
    };
    let home = home(settings, fleet, address.port(), temp, memory_bytes)?;
    let options = FleetOptions {
        home: home.clone(),
        partitions_per_slot: settings.count("fleet.partitions_count").max(1),
        wait_for_executors: settings.duration("fleet.executors_wait_seconds_max"),
        silence_duration_max: silence_duration_max(settings),
        tenants: tenants.clone(),
        key: key.clone(),
        // For as long as there are files it could open.
        pass_duration: settings.duration("fleet.job_data_seconds_max").clamp(PASS_DURATION_MIN, PASS_DURATION_MAX),
    };
    let fleet = Fleet::start(options, workers.clone()).await?;
    Ok(Some(Opening { fleet, listener, address, http_listen, secret, key, home }))
}

/// Memory of the tasks that cannot leave this process, of `memory_bytes` for all queries; none where there is no fleet.
pub(super) fn home_memory(settings: &Settings, memory_bytes: usize) -> usize {
    match (settings.text("fleet.listen").is_empty(), settings.count("fleet.memory_bytes_max")) {
        (true, _) => 0,
        (false, 0) => memory_bytes / HOME_MEMORY_PART,
        (false, set) => set.min(memory_bytes / 2),
    }
}

/// The server's own seat.
fn home(
    settings: &Settings,
    fleet: &FleetSettings,
    flight_port: u16,
    temp: &Path,
    memory_bytes: usize,
) -> Result<HomeOptions, Failure> {
    let work_dir = settings.path("fleet.work_folder").map_or_else(|| Ok(temp.join("fleet")), absolute)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(HomeOptions {
        host: fleet.host.clone(),
        flight_port,
        scratch: work_dir.join("scratch"),
        work_dir,
        slots: Some(settings.count("fleet.slots_count")).filter(|count| *count > 0).unwrap_or(cores),
        memory_bytes: home_memory(settings, memory_bytes),
        spill_bytes: settings.number("engine.spill_bytes_max"),
        encryption: fleet.encryption.clone(),
    })
}

/// The engines, used as `placement` says.
pub(super) fn engines(
    settings: &Settings,
    placement: Option<Placement>,
    opening: Option<&Opening>,
    workers: &Workers,
) -> Router {
    let router = Router::embedded(Embedded::new(workers.clone()));
    match opening {
        Some(Opening { fleet, .. }) => {
            router.with_fleet(Arc::clone(fleet), placement, settings.number("fleet.route_bytes_min"))
        }
        None => router,
    }
}

impl Opening {
    /// Answers questions about jobs, where that is wanted.
    async fn tell_jobs(&self) -> Result<(), Failure> {
        let Some(address) = self.http_listen else { return Ok(()) };
        let listener = TcpListener::bind(address).await.map_err(system(&format!("cannot listen on {address}")))?;
        tokio::spawn(fleet::serve_jobs(listener, Arc::clone(&self.fleet)));
        Ok(())
    }

    /// The fleet.
    pub fn fleet(&self) -> &Arc<Fleet> {
        &self.fleet
    }

    /// Where executors join.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets executors in, for ever.
    pub async fn serve(self, settings: &Settings) -> Result<(), Failure> {
        let silence_duration_max = silence_duration_max(settings);
        let terms = Terms {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            registry: sparrow_runtime::registry_fingerprint(),
            report_interval: REPORT_INTERVAL.min(silence_duration_max / REPORTS_PER_SILENCE),
            silence_duration_max,
            message_bytes_max: settings.count("fleet.message_bytes_max"),
            executors_count_max: settings.count("fleet.executors_count_max"),
            ticket_key: self.secret.is_none().then(|| self.key.clone()),
        };
        self.tell_jobs().await?;
        tokio::spawn(sweep(Arc::downgrade(&self.fleet), settings.duration("fleet.job_data_seconds_max")));
        let flight = flight_service(&self.home.work_dir, KeyHolder::of(self.key));
        let incoming = wire::incoming(self.listener, self.home.encryption);
        fleet::serve(incoming, Door::new(self.fleet, terms, self.secret), flight).await.map_err(Failure::Serving)
    }
}

/// Lets executors in where there is a fleet; it ends only when it fails.
pub(super) async fn serve(opening: Option<Opening>, settings: &Settings) -> Result<(), Failure> {
    match opening {
        Some(opening) => opening.serve(settings).await,
        None => std::future::pending().await,
    }
}

/// When an executor without a word is lost.
fn silence_duration_max(settings: &Settings) -> Duration {
    settings.duration("fleet.silence_seconds_max").max(Duration::from_secs(1))
}

/// Removes what nobody removed, now and then, for as long as there is a fleet.
async fn sweep(fleet: Weak<Fleet>, older_than: Duration) {
    let mut ticks = tokio::time::interval(SWEEP_INTERVAL);
    loop {
        ticks.tick().await;
        let Some(fleet) = fleet.upgrade() else { return };
        match fleet.sweep(older_than).await {
            Ok(0) => {}
            Ok(folders) => tracing::info!(folders, "old files of jobs swept away"),
            Err(error) => tracing::warn!(%error, "old files of jobs could not be swept away"),
        }
    }
}
