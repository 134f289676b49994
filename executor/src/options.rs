//! The command line. Every option is also a variable of the environment; the command line wins.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use sparrow_runtime::wire::TlsFiles;
use sparrow_tenancy::Secret;

const DAY_SECONDS: u64 = 24 * 60 * 60;

/// A worker of a Sparrow fleet. Start a server with `--fleet-listen 127.0.0.1:15003`, and workers with
/// `sparrow-executor --scheduler 127.0.0.1:15003`.
///
/// The fleet's secret is in the file of --fleet-secret-file or in the variable SPARROW_FLEET_SECRET, never on the command line.
#[derive(Debug, Parser)]
#[command(name = "sparrow-executor", version, args_override_self = true)]
pub struct Options {
    /// Where the server listens for executors.
    #[arg(long, value_name = "ADDRESS", env = "SPARROW_EXECUTOR_SCHEDULER")]
    scheduler: String,

    /// Address and port from which others read shuffle files; gRPC health is there too. Port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", env = "SPARROW_EXECUTOR_LISTEN", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// Host under which others reach that port; the address itself unless set.
    #[arg(long, value_name = "HOST", env = "SPARROW_EXECUTOR_ADVERTISE")]
    advertise: Option<String>,

    /// Address and port of /healthz, /readyz and /metrics over HTTP; none unless set.
    #[arg(long, value_name = "ADDRESS", env = "SPARROW_EXECUTOR_HEALTH_LISTEN")]
    health_listen: Option<SocketAddr>,

    /// What it calls itself, in logs and in the server's; the name of the machine unless set.
    #[arg(long, value_name = "NAME", env = "SPARROW_EXECUTOR_NAME")]
    name: Option<String>,

    /// Tasks it runs at once; 0 is one a core.
    #[arg(long, value_name = "COUNT", env = "SPARROW_EXECUTOR_SLOTS", default_value_t = 0)]
    slots: u32,

    /// Bytes of memory all tasks share; 0 is 60 % of the container's or the machine's.
    #[arg(long, value_name = "BYTES", env = "SPARROW_EXECUTOR_MEMORY", default_value_t = 0)]
    memory: usize,

    /// Bytes of disk all spills may take together.
    #[arg(long, value_name = "BYTES", env = "SPARROW_EXECUTOR_SPILL_BYTES", default_value_t = 100 << 30)]
    spill_bytes: u64,

    /// Folder for shuffle files and spills; one of its own below the system's for temporary files unless set.
    #[arg(long, value_name = "FOLDER", env = "SPARROW_EXECUTOR_WORK_DIR")]
    work_dir: Option<PathBuf>,

    /// File with the secret that the fleet shares, readable by its owner only.
    #[arg(long, value_name = "FILE", env = "SPARROW_FLEET_SECRET_FILE")]
    fleet_secret_file: Option<PathBuf>,

    /// PEM file with the certificate it shows to the server and to other executors; its names must hold the host of --advertise.
    /// With the next two, all talk within the fleet is mutual TLS, as fleet.tls_cert_file is for the server.
    #[arg(long, value_name = "FILE", env = "SPARROW_FLEET_TLS_CERT_FILE")]
    tls_cert_file: Option<PathBuf>,

    /// PEM file with that certificate's key, readable by its owner only.
    #[arg(long, value_name = "FILE", env = "SPARROW_FLEET_TLS_KEY_FILE")]
    tls_key_file: Option<PathBuf>,

    /// PEM file with the authority that the certificates of the server and of all executors are from.
    #[arg(long, value_name = "FILE", env = "SPARROW_FLEET_TLS_CA_FILE")]
    tls_ca_file: Option<PathBuf>,

    /// Size of the largest message the server may send; as fleet.message_bytes_max there.
    #[arg(long, value_name = "BYTES", env = "SPARROW_EXECUTOR_MESSAGE_BYTES_MAX", default_value_t = 256 << 20)]
    message_bytes_max: usize,

    /// Age after which files of jobs that nobody removed are swept away.
    #[arg(long, value_name = "SECONDS", env = "SPARROW_EXECUTOR_JOB_DATA_SECONDS_MAX", default_value_t = 7 * DAY_SECONDS)]
    job_data_seconds_max: u64,

    /// Time running tasks have to end after SIGTERM.
    #[arg(long, value_name = "SECONDS", env = "SPARROW_EXECUTOR_DRAIN_SECONDS_MAX", default_value_t = 60)]
    drain_seconds_max: u64,

    /// Time it stays after SIGTERM for others to read its shuffle files, unless the server says sooner that nobody will.
    #[arg(long, value_name = "SECONDS", env = "SPARROW_EXECUTOR_LINGER_SECONDS_MAX", default_value_t = 300)]
    linger_seconds_max: u64,

    /// Logs on standard error: text for people, json for machines.
    #[arg(long, value_name = "FORMAT", env = "SPARROW_LOG_FORMAT", default_value = "text")]
    log_format: String,

    /// What is logged, such as info or info,sparrow_executor=debug.
    #[arg(long, value_name = "FILTER", env = "SPARROW_LOG_FILTER", default_value = "info")]
    log_filter: String,

    #[command(flatten)]
    telemetry: TelemetryOptions,
}

/// Spans and metrics.
#[derive(Clone, Debug, clap::Args)]
pub struct TelemetryOptions {
    /// Collector of spans and metrics, such as http://127.0.0.1:4317; none unless set.
    #[arg(long, value_name = "URL", env = "SPARROW_TELEMETRY_OTLP_ENDPOINT", default_value = "")]
    pub otlp_endpoint: String,

    /// How the collector is spoken to: grpc, or http with protobuf.
    #[arg(long, value_name = "PROTOCOL", env = "SPARROW_TELEMETRY_OTLP_PROTOCOL", default_value = "grpc")]
    pub otlp_protocol: String,

    /// Part of the traces begun here that is recorded, from 0 to 1; tasks are recorded where their operation is.
    #[arg(long, value_name = "RATIO", env = "SPARROW_TELEMETRY_TRACE_RATIO", default_value_t = 1.0)]
    pub trace_ratio: f64,

    /// Name in spans and metrics; OTEL_SERVICE_NAME or sparrow-executor unless set.
    #[arg(long, value_name = "NAME", env = "SPARROW_TELEMETRY_SERVICE_NAME", default_value = "")]
    pub service_name: String,
}

/// The options, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the server listens for executors.
    pub scheduler: String,
    /// Where others read shuffle files.
    pub listen: SocketAddr,
    /// Host under which others reach that.
    pub advertise: String,
    /// Where probes are answered.
    pub health_listen: Option<SocketAddr>,
    /// What it calls itself.
    pub name: String,
    /// Tasks at once.
    pub slots: u32,
    /// Memory of all tasks.
    pub memory_bytes: usize,
    /// Disk for all spills.
    pub spill_bytes: u64,
    /// For shuffle files and spills; one for this process when there is none.
    pub work_dir: Option<PathBuf>,
    /// What the fleet shares.
    pub secret: Option<Secret>,
    /// The certificates within the fleet.
    pub tls_files: Option<TlsFiles>,
    /// Files that no task may touch: those of the secret and of certificates.
    pub own_files: Vec<PathBuf>,
    /// Size of the largest message the server may send.
    pub message_bytes_max: usize,
    /// Age of files of jobs.
    pub job_data_duration_max: Duration,
    /// Time for tasks to end.
    pub drain_duration_max: Duration,
    /// Time for others to read.
    pub linger_duration_max: Duration,
    /// How logs look.
    pub log_format: String,
    /// What is logged.
    pub log_filter: String,
    /// Spans and metrics.
    pub telemetry: TelemetryOptions,
}

/// What is wrong with the options.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem(String);

impl Options {
    /// The options, checked, with what they leave open.
    pub fn settings(self) -> Result<Settings, Problem> {
        // What is no text is no secret of ours.
        let variables =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let secret = Secret::find(self.fleet_secret_file.as_deref(), variables).map_err(|e| Problem(e.to_string()))?;
        self.with_secret(secret)
    }

    fn with_secret(self, secret: Option<Secret>) -> Result<Settings, Problem> {
        check_exposure(&self, secret.is_some())?;
        let cores = || std::thread::available_parallelism().map_or(1, usize::from) as u32;
        let memory = || sparrow_runtime::memory_bytes_default();
        let (advertise, tls_files, own_files) = (advertised(&self)?, tls_files(&self)?, own_files(&self)?);
        Ok(Settings {
            advertise,
            tls_files,
            own_files,
            name: self.name.unwrap_or_else(machine_name),
            slots: Some(self.slots).filter(|slots| *slots > 0).unwrap_or_else(cores),
            memory_bytes: Some(self.memory).filter(|bytes| *bytes > 0).unwrap_or_else(memory),
            work_dir: self.work_dir,
            scheduler: self.scheduler,
            listen: self.listen,
            health_listen: self.health_listen,
            spill_bytes: self.spill_bytes,
            secret,
            message_bytes_max: self.message_bytes_max,
            job_data_duration_max: Duration::from_secs(self.job_data_seconds_max),
            drain_duration_max: Duration::from_secs(self.drain_seconds_max),
            linger_duration_max: Duration::from_secs(self.linger_seconds_max),
            log_format: self.log_format,
            log_filter: self.log_filter,
            telemetry: self.telemetry,
        })
    }
}

/// Beyond this machine both sides must know each other: plans are programs, and shuffle files are everybody's rows.
fn check_exposure(options: &Options, has_secret: bool) -> Result<(), Problem> {
    let scheduler = &options.scheduler;
    let what = match (has_secret, is_loopback(scheduler), options.listen.ip().is_loopback()) {
        (true, ..) | (false, true, true) => return Ok(()),
        (false, false, _) => format!("to join a server on {scheduler}"),
        (false, true, false) => format!("to listen on {}", options.listen),
    };
    Err(Problem(format!(
        "refusing {what} without a secret: give the server and its executors the same file with --fleet-secret-file \
         (`openssl rand -hex 32` makes a good secret), or stay on loopback addresses"
    )))
}

fn tls_files(options: &Options) -> Result<Option<TlsFiles>, Problem> {
    let Options { tls_cert_file, tls_key_file, tls_ca_file, .. } = options;
    // A variable that is set to nothing names no file.
    let named = |file: &Option<PathBuf>| file.clone().filter(|file| !file.as_os_str().is_empty());
    let names = ["--tls-cert-file", "--tls-key-file", "--tls-ca-file"];
    TlsFiles::of([tls_cert_file, tls_key_file, tls_ca_file].map(named), names).map_err(|e| Problem(e.to_string()))
}

/// Of the files that the options name, those that are closed to tasks.
fn own_files(options: &Options) -> Result<Vec<PathBuf>, Problem> {
    let Options { fleet_secret_file, tls_cert_file, tls_key_file, tls_ca_file, .. } = options;
    let named = [fleet_secret_file, tls_cert_file, tls_key_file, tls_ca_file].into_iter().flatten();
    let absolute = |file: &PathBuf| {
        std::path::absolute(file).map_err(|e| Problem(format!("{} cannot be found: {e}", file.display())))
    };
    named.filter(|file| !file.as_os_str().is_empty()).map(absolute).collect()
}

fn is_loopback(scheduler: &str) -> bool {
    let host = scheduler.rsplit_once(':').map_or(scheduler, |(host, _)| host);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn advertised(options: &Options) -> Result<String, Problem> {
    match &options.advertise {
        Some(host) => Ok(host.clone()),
        None if !options.listen.ip().is_unspecified() => Ok(options.listen.ip().to_string()),
        None => Err(Problem(format!(
            "{} is no address others could reach: name the host they reach this executor under with --advertise",
            options.listen
        ))),
    }
}

fn machine_name() -> String {
    let read = std::fs::read_to_string("/proc/sys/kernel/hostname");
    read.ok()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "executor".to_owned())
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(arguments: &[&str], secret: Option<&str>) -> Result<Settings, Problem> {
        let options = Options::try_parse_from(["sparrow-executor"].iter().chain(arguments)).unwrap();
        options.with_secret(secret.map(|text| Secret::new(text).unwrap()))
    }

    #[test]
    fn what_is_left_open_is_found() {
        let found = settings(&["--scheduler", "127.0.0.1:1"], None).unwrap();
        assert!(found.slots > 0 && found.memory_bytes > 0 && !found.name.is_empty());
        assert_eq!(found.advertise, "127.0.0.1");
    }

    #[test]
    fn others_are_met_with_a_secret_only() {
        let secret = Some("correct horse battery staple");
        let beyond: [&[&str]; 3] = [
            &["--scheduler", "10.0.0.1:1"],
            &["--scheduler", "server.local:1"],
            &["--scheduler", "[::1]:1", "--listen", "10.0.0.2:0"],
        ];
        for arguments in beyond {
            let refused = settings(arguments, None).unwrap_err();
            assert!(refused.0.contains("without a secret"), "{refused}");
            assert!(settings(arguments, secret).is_ok());
        }
        for scheduler in ["localhost:1", "127.9.9.9:1", "[::1]:1"] {
            assert!(settings(&["--scheduler", scheduler], None).is_ok());
        }
        let all: [&str; 6] = ["--tls-cert-file", "c", "--tls-key-file", "k", "--tls-ca-file", "a"];
        let refused = settings(&[&["--scheduler", "127.0.0.1:1"], &all[..4]].concat(), None).unwrap_err();
        assert!(refused.0.contains("but --tls-ca-file is not set"), "{refused}");
        let encrypted = settings(&[&["--scheduler", "127.0.0.1:1"], &all[..]].concat(), None).unwrap();
        assert!(encrypted.tls_files.is_some());
        assert!(encrypted.own_files.len() == 3 && encrypted.own_files.iter().all(|file| file.is_absolute()));
        let everywhere = ["--scheduler", "s:1", "--listen", "0.0.0.0:0"];
        assert!(settings(&everywhere, secret).unwrap_err().0.contains("--advertise"));
    }
}
