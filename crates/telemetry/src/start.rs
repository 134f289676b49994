//! Sets a process's logs, spans and metrics up, and ends them: what was not sent by then is sent, within a bound.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use opentelemetry::trace::TracerProvider;
use opentelemetry::{KeyValue, global};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::Registry;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::export::{self, Protocol};
use crate::logs::{self, Format};
use crate::losses::Losses;
use crate::{Metrics, meter, metrics, process};

/// Time to send what is left when the process ends.
const SHUTDOWN_DURATION_MAX: Duration = Duration::from_secs(3);

/// The variable that names the process where no setting does.
const SERVICE_NAME_VARIABLE: &str = "OTEL_SERVICE_NAME";

/// The spans of these crates are exported; those of others may hold what nobody has looked at.
const OWN_TARGETS: &str = "sparrow";

/// How a process tells of itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// How a line of the log looks.
    pub log_format: Format,
    /// What is logged.
    pub log_filter: String,
    /// What spans and metrics name as their service; empty for `OTEL_SERVICE_NAME`, else `program`.
    pub service_name: String,
    /// The program.
    pub program: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The collector for spans and metrics; empty for none.
    pub otlp_endpoint: String,
    /// How the collector is spoken to.
    pub otlp_protocol: Protocol,
    /// The part of the traces that begin here that is recorded, from 0 to 1; others are recorded where their caller does.
    pub trace_ratio: f64,
}

/// Why logs, spans and metrics cannot be set up.
#[derive(Debug)]
pub enum StartError {
    /// No such format; there are `text` and `json`.
    Format(String),
    /// The filter is not one; such as `info` or `info,sparrow_session=debug`.
    Filter(String),
    /// No such protocol; there are `grpc` and `http`.
    Protocol(String),
    /// No part of the traces.
    Ratio(String),
    /// Nothing can be sent there.
    Endpoint(String, String),
    /// The readers of metrics cannot be set up.
    Metrics(String),
    /// The system gives no thread.
    Threads(std::io::Error),
    /// They are set up already.
    Again,
}

/// What is set up. It lasts until [`Telemetry::end`].
#[derive(Debug)]
pub struct Telemetry {
    tracer: SdkTracerProvider,
    meter: SdkMeterProvider,
    metrics: Metrics,
    /// The threads that exports by gRPC need.
    runtime: Option<Runtime>,
}

impl Options {
    /// Whether a process can be set up so: what [`start`] refuses, with nothing set up and nothing sent.
    pub fn check(&self) -> Result<(), StartError> {
        if !(0.0..=1.0).contains(&self.trace_ratio) {
            return Err(StartError::Ratio(self.trace_ratio.to_string()));
        }
        logs::filter(&self.log_filter)?;
        if self.otlp_endpoint.is_empty() {
            return Ok(());
        }
        let runtime = threads()?;
        let _entered = runtime.enter();
        export::check(self)
    }
}

/// Sets up logs, spans and metrics for the process.
pub fn start(options: &Options) -> Result<Telemetry, StartError> {
    options.check()?;
    let logs = logs::layer(options.log_format, &options.log_filter)?;
    let runtime = if options.otlp_endpoint.is_empty() { None } else { Some(threads()?) };
    let losses = Arc::new(Losses::default());
    let resource = resource(options);
    let tracer = tracer(options, &resource, &losses, runtime.as_ref())?;
    let (meter_provider, metrics) = meters(options, resource, &losses, runtime.as_ref())?;
    let own_spans = filter_fn(|metadata| metadata.is_span() && metadata.target().starts_with(OWN_TARGETS));
    let spans = tracing_opentelemetry::layer()
        .with_tracer(tracer.tracer(options.program))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_filter(own_spans);
    // Spans first: lines of the log name the span they happened in.
    Registry::default().with(spans).with(logs).try_init().map_err(|_| StartError::Again)?;
    global::set_meter_provider(meter_provider.clone());
    process::register(&meter());
    losses.register(&meter());
    Ok(Telemetry { tracer, meter: meter_provider, metrics, runtime })
}

impl Telemetry {
    /// What `/metrics` shows.
    pub fn metrics(&self) -> Metrics {
        self.metrics.clone()
    }

    /// Sends what is left, for a few seconds at most, whatever the collector does.
    pub fn end(self) {
        let Self { tracer, meter, runtime, .. } = self;
        let Some(runtime) = runtime else { return };
        let (done, ended) = mpsc::channel();
        std::thread::spawn(move || {
            // The process ends, whether or not they were sent; losses were told of where they happened.
            let _ = tracer.shutdown_with_timeout(SHUTDOWN_DURATION_MAX);
            let _ = meter.shutdown_with_timeout(SHUTDOWN_DURATION_MAX);
            let _ = done.send(());
        });
        let _ = ended.recv_timeout(SHUTDOWN_DURATION_MAX);
        runtime.shutdown_background();
    }
}

fn threads() -> Result<Runtime, StartError> {
    Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("telemetry")
        .enable_all()
        .build()
        .map_err(StartError::Threads)
}

/// Who tells: the setting's name, else that of the variable, else the program's; `OTEL_RESOURCE_ATTRIBUTES` adds to it.
fn resource(options: &Options) -> Resource {
    let variable = std::env::var(SERVICE_NAME_VARIABLE).ok().filter(|name| !name.is_empty());
    let name = Some(options.service_name.clone()).filter(|name| !name.is_empty()).or(variable);
    Resource::builder()
        .with_service_name(name.unwrap_or_else(|| options.program.to_owned()))
        .with_attribute(KeyValue::new("service.version", options.version))
        .build()
}

/// Without a collector spans are only named, so that lines of the log can be told to belong together.
fn tracer(
    options: &Options,
    resource: &Resource,
    losses: &Arc<Losses>,
    runtime: Option<&Runtime>,
) -> Result<SdkTracerProvider, StartError> {
    let builder = SdkTracerProvider::builder().with_resource(resource.clone());
    let Some(runtime) = runtime else {
        return Ok(builder.with_sampler(Sampler::AlwaysOff).build());
    };
    let _entered = runtime.enter();
    let processor = export::spans(options, losses)?;
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(options.trace_ratio)));
    Ok(builder.with_sampler(sampler).with_span_processor(processor).build())
}

fn meters(
    options: &Options,
    resource: Resource,
    losses: &Arc<Losses>,
    runtime: Option<&Runtime>,
) -> Result<(SdkMeterProvider, Metrics), StartError> {
    let (reader, metrics) = metrics::reader().map_err(StartError::Metrics)?;
    let mut builder = SdkMeterProvider::builder().with_resource(resource).with_reader(reader);
    if let Some(runtime) = runtime {
        let _entered = runtime.enter();
        builder = builder.with_reader(export::metrics(options, losses)?);
    }
    Ok((builder.build(), metrics))
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(text) => write!(f, "'{text}' is no log format: there are text and json"),
            Self::Filter(text) => write!(f, "'{text}' is no log filter: such as info or info,sparrow_session=debug"),
            Self::Protocol(text) => write!(f, "telemetry.otlp_protocol must be grpc or http, but is '{text}'"),
            Self::Ratio(text) => write!(f, "telemetry.trace_ratio must be a number from 0 to 1, but is '{text}'"),
            Self::Endpoint(endpoint, why) => write!(
                f,
                "telemetry.otlp_endpoint must be the address of a collector such as http://127.0.0.1:4317, but is '{endpoint}': {why}"
            ),
            Self::Metrics(why) => write!(f, "metrics cannot be set up: {why}"),
            Self::Threads(error) => write!(f, "no threads: {error}"),
            Self::Again => f.write_str("logs are set up already"),
        }
    }
}

impl std::error::Error for StartError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        Options {
            log_format: Format::Text,
            log_filter: "off".to_owned(),
            service_name: String::new(),
            program: "test",
            version: "0",
            otlp_endpoint: String::new(),
            otlp_protocol: Protocol::Grpc,
            trace_ratio: 1.0,
        }
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (options, expected) in [
            (Options { trace_ratio: 1.5, ..options() }, "from 0 to 1, but is '1.5'"),
            (Options { trace_ratio: f64::NAN, ..options() }, "but is 'NaN'"),
            (Options { log_filter: "sparrow=loud".to_owned(), ..options() }, "'sparrow=loud' is no log filter"),
            (Options { otlp_endpoint: "nowhere".to_owned(), ..options() }, "but is 'nowhere'"),
            (Options { otlp_endpoint: "ftp://host:1".to_owned(), ..options() }, "but is 'ftp://host:1'"),
            (Options { otlp_endpoint: "http://no host".to_owned(), ..options() }, "but is 'http://no host'"),
        ] {
            let error = start(&options).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
            assert_eq!(options.check().unwrap_err().to_string(), error);
        }
    }
}
