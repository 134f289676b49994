//! Puts the parts together: the only place that knows them all (invariant I11).

mod fleet;
mod telemetry;
mod threads;

use std::fmt;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sparrow_engine::{Router, Workers};
use sparrow_plan::Plan;
use sparrow_runtime::Environment;
use sparrow_session::{Admission, FrontEnds, Services, Sessions, Shared, WorkspaceLimits, artifacts, conf, operation};
use sparrow_sources::write::Registry;
use sparrow_spark_connect::decode::{self, Decoder};
use sparrow_spark_error::{SparkError, internal};
use sparrow_telemetry::Metrics;
use sparrow_tenancy::Tenants;
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic_health::server::HealthReporter;
use tonic_reflection::server::v1::{ServerReflection, ServerReflectionServer};

use crate::auth::DoorLayer;
use crate::exposition::Readiness;
use crate::rpc::{self, Measures, SparkConnect};
use crate::settings::{self, Accepted, Settings};
use crate::shutdown::Shutdown;
use crate::{auth, metrics, tls};
use threads::Pools;

pub use telemetry::start as start_telemetry;

const SWEEP_INTERVAL: Duration = Duration::from_secs(5);
const DRAIN_POLL_INTERVAL: Duration = Duration::from_millis(50);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(30);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(20);

/// Flow control windows that let a batch travel without waiting for the reader's acknowledgement.
const STREAM_WINDOW_BYTES: u32 = 8 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 16 << 20;

/// Why the server did not start, or ended.
#[derive(Debug)]
pub enum Failure {
    /// The system refused something.
    System(String, std::io::Error),
    /// A part could not be made.
    Part(SparkError),
    /// Serving ended with an error.
    Serving(tonic::transport::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(what, error) => write!(f, "{what}: {error}"),
            Self::Part(error) => write!(f, "{error}"),
            Self::Serving(error) => write!(f, "serving ended: {error}"),
        }
    }
}

impl From<SparkError> for Failure {
    fn from(error: SparkError) -> Self {
        Self::Part(error)
    }
}

/// Serves until the process is told to stop.
pub fn run(accepted: Accepted, shown: Metrics) -> Result<(), Failure> {
    let Accepted { settings, fleet, placement, .. } = &accepted;
    let temp =
        tempfile::Builder::new().prefix("sparrow-").tempdir().map_err(system("no folder for temporary files"))?;
    let tenants = settings.tenants();
    let pools = Pools::new(settings, &tenants)?;
    let workers = pools.workers.clone();
    let memory = memory_bytes(settings);
    let opening = fleet::open(settings, fleet.as_ref(), temp.path(), memory, &workers, &tenants);
    let opening = pools.requests.block_on(opening)?;
    let engines = fleet::engines(settings, *placement, opening.as_ref(), &workers);
    let services = services(&accepted, temp.path(), workers.clone(), tenants, engines)?;
    recover_writes(&services.writes);
    let meter = sparrow_telemetry::meter();
    let measures = Measures::new(&meter, services.tenants.names());
    let sessions = Arc::new(Sessions::new(Arc::clone(&services)));
    let fleet = opening.as_ref().map(fleet::Opening::fleet);
    metrics::register(&meter, settings, &sessions);
    metrics::register_engine(&meter, &services.environment, fleet);
    metrics::tenants::register(&meter, &services, &sessions, fleet);
    auth::register(&meter, settings);
    let readiness = Readiness::default();
    pools.requests.block_on(telemetry::show(accepted.metrics_address, shown, readiness.clone()))?;
    let outcome =
        pools.requests.block_on(serve(accepted, Arc::clone(&sessions), measures, workers, opening, readiness));
    sessions.close_all();
    pools.end();
    outcome
}

/// Ends or takes back what an earlier run has left half done. What cannot be settled now is tried again when its path is used.
fn recover_writes(writes: &Registry) {
    match writes.recover() {
        Ok(recoveries) => recoveries.iter().for_each(|recovery| match &recovery.outcome {
            Ok(outcome) => tracing::info!(path = %recovery.path.display(), ?outcome, "recovered a write"),
            Err(problem) => tracing::error!(path = %recovery.path.display(), problem, "a write cannot be recovered"),
        }),
        Err(error) => tracing::error!(%error, "the writes of the last run cannot be recovered"),
    }
}

/// Memory of all queries.
fn memory_bytes(settings: &Settings) -> usize {
    match settings.count("engine.memory_bytes_max") {
        0 => sparrow_runtime::memory_bytes_default(),
        set => set,
    }
}

/// What all sessions share.
pub fn services(
    accepted: &Accepted,
    temp: &Path,
    workers: impl Into<Workers>,
    tenants: Tenants,
    engines: Router,
) -> Result<Arc<Services>, Failure> {
    let Accepted { settings, warehouse, conf_defaults, .. } = accepted;
    let memory = memory_bytes(settings);
    let limits = sparrow_runtime::Limits {
        memory_bytes_max: memory - fleet::home_memory(settings, memory),
        spill_folder: settings.path("engine.spill_folder").unwrap_or_else(|| temp.join("spill")),
        spill_bytes_max: settings.number("engine.spill_bytes_max"),
    };
    std::fs::create_dir_all(&limits.spill_folder).map_err(system("no folder to spill to"))?;
    let state_folder =
        settings.path("server.state_folder").map_or_else(|| Ok(warehouse.join(settings::STATE_FOLDER)), absolute)?;
    let catalog_limits = sparrow_catalog::Limits {
        databases_count_max: settings.count("catalog.databases_count_max"),
        tables_count_max: settings.count("catalog.tables_count_max"),
    };
    let own_places = [temp.to_owned(), limits.spill_folder.clone(), state_folder.clone()];
    let own_places = own_places.into_iter().chain(settings.own_places()).collect();
    let shared = Shared::new(warehouse, front_ends(), workers, catalog_limits, tenants.clone());
    Ok(Arc::new(Services {
        engine: Arc::new(engines),
        environment: Environment::new(limits)?,
        conf_defaults: Arc::clone(conf_defaults),
        writes: Registry::new(&state_folder),
        warehouse: warehouse.clone(),
        temp: temp.join("sessions"),
        own_places,
        limits: session_limits(settings),
        admission: Arc::new(Admission::new(tenants.clone())),
        analyses: Arc::new(Admission::new(tenants.clone())),
        tenants,
        shared,
    }))
}

/// The readers of text and messages, for sessions.
fn front_ends() -> FrontEnds {
    FrontEnds {
        local_relation: |bytes| Decoder::default().local_relation(&bytes.to_vec().into()),
        batches: |bytes| sparrow_spark_connect::decode::local_relation::batches(&bytes.to_vec().into()),
        query: |text| match sparrow_sql::parse_statement(text)? {
            Plan::Query(relation) => Ok(relation),
            Plan::Command(_) => Err(internal("the text of a view is no query")),
        },
    }
}

fn session_limits(settings: &Settings) -> sparrow_session::Limits {
    sparrow_session::Limits {
        sessions_count_max: settings.count("sessions.sessions_count_max"),
        sessions_remembered_max: settings.count("sessions.closed_count_max"),
        idle_duration_max: settings.duration("sessions.idle_seconds_max"),
        errors_count_max: settings.count("sessions.errors_count_max"),
        conf: conf::Limits {
            keys_count_max: settings.count("sessions.conf_keys_count_max"),
            conf_bytes_max: settings.count("sessions.conf_bytes_max"),
            partitions_count_max: settings.count("engine.partitions_count_max"),
        },
        artifacts: artifacts::Limits {
            artifacts_bytes_max: settings.number("sessions.artifacts_bytes_max"),
            artifacts_count_max: settings.count("sessions.artifacts_count_max"),
        },
        workspace: WorkspaceLimits {
            views_count_max: settings.count("sessions.views_count_max"),
            view_levels_max: settings.count("sessions.view_levels_max"),
            checkpoints_count_max: settings.count("sessions.checkpoints_count_max"),
            kept_count_max: settings.count("sessions.kept_count_max"),
        },
        operations: operation::Limits {
            operations_count_max: settings.count("sessions.operations_count_max"),
            operations_remembered_max: settings.count("sessions.ended_count_max"),
            detached_duration_max: settings.duration("sessions.detached_seconds_max"),
            log: operation::LogLimits {
                sent_bytes_max: settings.count("sessions.sent_bytes_max"),
                unsent_bytes_max: settings.count("sessions.unsent_bytes_max"),
            },
        },
    }
}

/// The rules of settings have bounded the levels.
fn plan_limits(settings: &Settings) -> decode::Limits {
    decode::Limits {
        relation_levels_max: settings.count("plan.relation_levels_max"),
        expression_levels_max: settings.count("plan.expression_levels_max"),
        sql_levels_max: settings.count("plan.sql_levels_max"),
        nodes_count_max: settings.count("plan.nodes_count_max"),
        decompressed_bytes_max: settings.number("plan.decompressed_bytes_max"),
        expansion_ratio_max: settings.number("plan.expansion_ratio_max"),
    }
}

fn wire_limits(settings: &Settings) -> rpc::Limits {
    rpc::Limits {
        message_bytes_max: settings.count("server.message_bytes_max"),
        response_duration_max: settings.duration("server.response_seconds_max"),
        response_bytes_max: settings.count("server.response_bytes_max"),
    }
}

async fn serve(
    accepted: Accepted,
    sessions: Arc<Sessions>,
    measures: Measures,
    workers: Workers,
    opening: Option<fleet::Opening>,
    readiness: Readiness,
) -> Result<(), Failure> {
    let Accepted { settings, address, tls, authentication, .. } = accepted;
    let settings = &settings;
    let listener = TcpListener::bind(address).await.map_err(system(&format!("cannot listen on {address}")))?;
    let local = listener.local_addr().map_err(system("no local address"))?;
    let incoming = tls::Incoming::new(listener, tls);
    let _warning = auth::warn_of_insecurity(settings, local);
    let (decoder, limits) = (Decoder::new(plan_limits(settings)), wire_limits(settings));
    let service = SparkConnect::new(Arc::clone(&sessions), workers, decoder, limits, measures).behind(&authentication);
    let (health_reporter, health) = tonic_health::server::health_reporter();
    health_reporter.set_serving::<SparkConnect>().await;
    let sweeper = tokio::spawn(sweep(Arc::clone(&sessions)));
    let shutdown = Shutdown::listen().map_err(system("signals cannot be heard"))?;
    readiness.set(true);
    say_ready(&remote(settings, local), opening.as_ref().map(fleet::Opening::address));
    let drain = settings.duration("server.drain_seconds");
    let stop = stopped(shutdown.clone(), Arc::clone(&sessions), (health_reporter, readiness), drain);
    let outcome = Server::builder()
        .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
        .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
        .max_concurrent_streams(Some(streams_count_max(settings)))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .layer(DoorLayer::new(authentication))
        .add_service(service)
        .add_service(health)
        .add_optional_service(reflection(settings)?)
        .serve_with_incoming_shutdown(incoming, shutdown.requested());
    let outcome = tokio::select! {
        outcome = outcome => outcome.map_err(Failure::Serving),
        outcome = fleet::serve(opening, settings) => outcome,
        () = stop => Ok(()),
    };
    sweeper.abort();
    outcome
}

fn streams_count_max(settings: &Settings) -> u32 {
    u32::try_from(settings.number("server.streams_count_max").max(1)).unwrap_or(u32::MAX)
}

/// For tools that ask which calls and messages there are; in development only.
fn reflection(settings: &Settings) -> Result<Option<ServerReflectionServer<impl ServerReflection + use<>>>, Failure> {
    if !settings.flag("server.reflection") {
        return Ok(None);
    }
    let builder = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(sparrow_proto::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET);
    let service = builder.build_v1().map_err(|e| internal("the descriptors cannot be served").caused_by(e))?;
    Ok(Some(service))
}

/// Resolves when the process is to stop: told so, and running operations have ended or used up their time.
async fn stopped(
    shutdown: Shutdown,
    sessions: Arc<Sessions>,
    (health, readiness): (HealthReporter, Readiness),
    drain: Duration,
) {
    shutdown.requested().await;
    readiness.set(false);
    health.set_not_serving::<SparkConnect>().await;
    tracing::info!(drain_seconds = drain.as_secs(), "stopping");
    let deadline = Instant::now() + drain;
    while sessions.is_any_running() && Instant::now() < deadline {
        tokio::time::sleep(DRAIN_POLL_INTERVAL).await;
    }
    sessions.close_all();
    // Readers are told before their connections go.
    tokio::time::sleep(DRAIN_POLL_INTERVAL).await;
}

async fn sweep(sessions: Arc<Sessions>) {
    let mut ticks = tokio::time::interval(SWEEP_INTERVAL);
    loop {
        ticks.tick().await;
        sessions.sweep(Instant::now());
    }
}

/// What clients of this machine connect to.
fn remote(settings: &Settings, address: SocketAddr) -> String {
    let encrypted = if settings.text("tls.mode") == "required" { "/;use_ssl=true" } else { "" };
    format!("sc://{address}{encrypted}")
}

/// The one line on standard output: people and programs wait for it.
fn say_ready(remote: &str, door: Option<SocketAddr>) {
    let version = env!("CARGO_PKG_VERSION");
    let door = door.map(|door| format!("executors join {door}; ")).unwrap_or_default();
    let mut out = std::io::stdout().lock();
    // Nobody reading is no reason not to serve.
    let _ = writeln!(
        out,
        "Sparrow {version} is ready: {door}connect with SparkSession.builder.remote(\"{remote}\").getOrCreate()"
    );
    let _ = out.flush();
}

fn absolute(path: PathBuf) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(system("no working folder"))
}

fn system(what: &str) -> impl Fn(std::io::Error) -> Failure {
    let what = what.to_owned();
    move |error| Failure::System(what.clone(), error)
}
