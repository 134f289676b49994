//! Puts the parts together: listeners, the worker, the life in the fleet.

use std::fmt;
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sparrow_runtime::wire::{self, Encryption};
use sparrow_runtime::worker::{Worker, WorkerOptions, flight_service};
use sparrow_spark_error::SparkError;
use sparrow_telemetry::{Metrics, StartError, Telemetry};
use sparrow_tenancy::{FleetKey, KeyHolder};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tonic::transport::Server;

use crate::counters::Counters;
use crate::dial::Dial;
use crate::executor::Executor;
use crate::health;
use crate::options::{Settings, TelemetryOptions};
use crate::signals::{self, Wish, reached};

/// Threads for messages and files; tasks have their own.
const THREADS_COUNT: usize = 2;

const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(30);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(20);

/// Flow control windows that let a batch travel without waiting for the reader's acknowledgement.
const STREAM_WINDOW_BYTES: u32 = 8 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 16 << 20;

/// Below the work folder: held while a process uses it, and where tasks spill.
const LOCK: &str = ".lock";
const SCRATCH: &str = "scratch";

/// Why the executor did not start.
#[derive(Debug)]
pub enum Failure {
    /// The system refused something.
    System(String, std::io::Error),
    /// Something does not fit.
    Unfit(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(what, error) => write!(f, "{what}: {error}"),
            Self::Unfit(text) => f.write_str(text),
        }
    }
}

/// Sets up logs, spans, metrics and the logging of panics.
pub fn start_telemetry(settings: &Settings) -> Result<Telemetry, StartError> {
    let TelemetryOptions { otlp_endpoint, otlp_protocol, trace_ratio, service_name } = settings.telemetry.clone();
    let telemetry = sparrow_telemetry::start(&sparrow_telemetry::Options {
        log_format: settings.log_format.parse()?,
        log_filter: settings.log_filter.clone(),
        service_name,
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        otlp_endpoint,
        otlp_protocol: otlp_protocol.parse()?,
        trace_ratio,
    })?;
    sparrow_telemetry::log_panics();
    Ok(telemetry)
}

/// Works until it is told to stop.
pub fn run(settings: Settings, shown: Metrics) -> Result<(), Failure> {
    let folder = Folder::open(settings.work_dir.as_deref())?;
    let runtime = Builder::new_multi_thread()
        .worker_threads(THREADS_COUNT)
        .thread_name("io")
        .enable_all()
        .build()
        .map_err(system("no threads"))?;
    let outcome = runtime.block_on(live(settings, shown, folder.path()));
    // Whoever still reads or computes here is of no use to anybody any more.
    runtime.shutdown_background();
    outcome
}

async fn live(settings: Settings, shown: Metrics, work_dir: &Path) -> Result<(), Failure> {
    let wishes = signals::listen().map_err(system("signals cannot be heard"))?;
    let encryption = settings.tls_files.clone().map(Encryption::load).transpose();
    let encryption = encryption.map_err(|e| Failure::Unfit(e.to_string()))?;
    if let Some(encryption) = &encryption {
        encryption.check_bears(&settings.advertise).map_err(|e| Failure::Unfit(e.to_string()))?;
    }
    let dial = Dial::new(&settings.scheduler, encryption.clone()).map_err(Failure::Unfit)?;
    let key = settings.secret.as_ref().map_or_else(KeyHolder::default, |secret| KeyHolder::of(FleetKey::of(secret)));
    let counters = Arc::new(Counters::default());
    counters.register(&sparrow_telemetry::meter());
    let (files, flight) = bound(settings.listen).await?;
    serve_files(files, work_dir, key.clone(), encryption.clone()).await;
    let health = match settings.health_listen {
        Some(address) => {
            let (listener, bound) = bound(address).await?;
            tokio::spawn(health::serve(listener, Arc::clone(&counters), shown));
            Some(bound)
        }
        None => None,
    };
    if !flight.ip().is_loopback() && encryption.is_none() {
        tracing::warn!(
            %flight,
            "rows travel unencrypted: name certificates with --tls-cert-file, --tls-key-file and --tls-ca-file, here and at the \
             server, or keep strangers off the network of this address"
        );
    }
    tracing::info!(%flight, health = health.map(|address| address.to_string()), slots = settings.slots, "listening");
    let work_dir = work_dir.to_owned();
    let registry = sparrow_runtime::registry_fingerprint();
    let executor = Executor { settings, dial, key, flight_port: flight.port(), registry, health, counters };
    let make = |executor_id: &str| worker(&executor, &work_dir, executor_id, encryption.clone());
    let mut stopping = wishes.clone();
    tokio::select! {
        () = executor.live(make, wishes) => {}
        () = reached(&mut stopping, Wish::Stop) => tokio::time::sleep(STOP_TIME).await,
    }
    Ok(())
}

/// Time for a stay to give its tasks up when the process is told to stop at once.
const STOP_TIME: Duration = Duration::from_secs(1);

async fn bound(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let listener = TcpListener::bind(address).await.map_err(system(&format!("cannot listen on {address}")))?;
    let local = listener.local_addr().map_err(system("no local address"))?;
    Ok((listener, local))
}

/// Shuffle files are read across stays: whoever has an address of one may come for it.
async fn serve_files(listener: TcpListener, work_dir: &Path, key: KeyHolder, encryption: Option<Encryption>) {
    let (reporter, health) = tonic_health::server::health_reporter();
    reporter.set_service_status("", tonic_health::ServingStatus::Serving).await;
    let server = Server::builder()
        .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
        .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .add_service(flight_service(work_dir, key))
        .add_service(health)
        .serve_with_incoming(wire::incoming(listener, encryption));
    tokio::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "shuffle files are served no more");
        }
    });
}

fn worker(
    executor: &Executor,
    work_dir: &Path,
    executor_id: &str,
    encryption: Option<Encryption>,
) -> Result<Worker, SparkError> {
    let settings = &executor.settings;
    let options = WorkerOptions {
        executor_id: executor_id.to_owned(),
        host: settings.advertise.clone(),
        flight_port: executor.flight_port,
        work_dir: work_dir.to_owned(),
        slots: settings.slots,
        memory_bytes_max: settings.memory_bytes,
        spill_bytes_max: settings.spill_bytes,
        scratch: work_dir.join(SCRATCH),
        encryption,
        own_places: settings.own_files.clone(),
    };
    Worker::new(options, sparrow_runtime::worker_services())
}

/// The work folder, for this process alone.
struct Folder {
    path: PathBuf,
    /// Removes the folder with the value, when it is one of ours.
    _temporary: Option<TempDir>,
    _lock: File,
}

impl Folder {
    fn open(named: Option<&Path>) -> Result<Self, Failure> {
        let (path, temporary) = match named {
            Some(path) => (std::path::absolute(path).map_err(system("no working folder"))?, None),
            None => {
                let made = tempfile::Builder::new().prefix("sparrow-executor-").tempdir();
                let made = made.map_err(system("no folder for temporary files"))?;
                (made.path().to_owned(), Some(made))
            }
        };
        let shown = path.display().to_string();
        std::fs::create_dir_all(&path).map_err(system(&format!("{shown} cannot be made")))?;
        let lock = File::create(path.join(LOCK)).map_err(system(&format!("{shown} cannot be written to")))?;
        if lock.try_lock().is_err() {
            return Err(Failure::Unfit(format!(
                "{shown} is the work folder of another executor: give each one its own with --work-dir"
            )));
        }
        Ok(Self { path, _temporary: temporary, _lock: lock })
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

fn system(what: &str) -> impl Fn(std::io::Error) -> Failure {
    let what = what.to_owned();
    move |error| Failure::System(what.clone(), error)
}

#[cfg(test)]
mod tests {
    use sparrow_testkit::calls;
    use tonic::Code;
    use tonic::codegen::http::uri::PathAndQuery;
    use tonic::transport::Channel;

    use super::*;

    #[test]
    fn a_work_folder_has_one_user() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("work");
        let first = Folder::open(Some(&path)).unwrap();
        let refused = Folder::open(Some(&path)).err().unwrap();
        assert!(refused.to_string().contains("another executor"), "{refused}");
        drop(first);
        assert!(Folder::open(Some(&path)).is_ok());
        let made = Folder::open(None).unwrap().path().to_owned();
        assert!(!made.exists());
    }

    /// The code a call with an empty message and no credential ends with.
    async fn knock(channel: &Channel, path: &'static str) -> Code {
        let mut raw = tonic::client::Grpc::new(channel.clone());
        raw.ready().await.unwrap();
        let words = futures::stream::iter([()]);
        let codec = tonic_prost::ProstCodec::<(), ()>::default();
        let answers = raw.streaming(tonic::Request::new(words), PathAndQuery::from_static(path), codec).await;
        match answers {
            Err(refused) => refused.code(),
            Ok(answers) => answers.into_inner().message().await.map_or_else(|refused| refused.code(), |_| Code::Ok),
        }
    }

    #[tokio::test]
    async fn nothing_but_health_is_answered_without_a_ticket() {
        let folder = tempfile::tempdir().unwrap();
        let (listener, address) = bound("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let key = KeyHolder::of(FleetKey::random().unwrap());
        serve_files(listener, folder.path(), key, None).await;
        let channel = wire::connect(&wire::endpoint(&address.to_string(), None).unwrap()).await.unwrap();
        for path in calls::FLIGHT {
            assert_eq!(knock(&channel, path).await, Code::Unauthenticated, "{path}");
        }
        for path in calls::BALLISTA.into_iter().chain(calls::FLEET) {
            assert_eq!(knock(&channel, path).await, Code::Unimplemented, "{path}");
        }
        assert_eq!(knock(&channel, "/grpc.health.v1.Health/Check").await, Code::Ok);
    }
}
