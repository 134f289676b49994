//! Sends spans and metrics to a collector by OTLP, from a thread of their own: whoever makes them never waits. What does not fit
//! into the queue, and what the collector does not take, is lost and counted.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{PeriodicReader, Temporality};
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Span, SpanData, SpanExporter as ExportSpans, SpanProcessor,
};

use crate::losses::Losses;
use crate::{Options, StartError};

/// Spans that wait to be sent.
const SPANS_COUNT_MAX: usize = 8192;
/// Spans of one export.
const BATCH_SPANS_COUNT_MAX: usize = 512;
/// Time for one export, unless `OTEL_EXPORTER_OTLP_TIMEOUT` says otherwise.
const EXPORT_DURATION_MAX: Duration = Duration::from_secs(5);
const TIMEOUT_VARIABLE: &str = "OTEL_EXPORTER_OTLP_TIMEOUT";

/// How a collector is spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// OTLP by gRPC.
    #[default]
    Grpc,
    /// OTLP as protobuf by HTTP, at `/v1/traces` and `/v1/metrics` below the endpoint.
    Http,
}

impl FromStr for Protocol {
    type Err = StartError;

    fn from_str(text: &str) -> Result<Self, StartError> {
        match text {
            "grpc" => Ok(Self::Grpc),
            "http" => Ok(Self::Http),
            _ => Err(StartError::Protocol(text.to_owned())),
        }
    }
}

/// Whether a collector can be sent to; called where a runtime is entered. Nothing is sent.
pub(crate) fn check(options: &Options) -> Result<(), StartError> {
    span_exporter(options)?;
    metric_exporter(options).map(drop)
}

/// Sends spans; called where a runtime is entered.
pub(crate) fn spans(options: &Options, losses: &Arc<Losses>) -> Result<impl SpanProcessor + use<>, StartError> {
    let waiting = Arc::new(AtomicUsize::new(0));
    let inner = span_exporter(options)?;
    let exporter = Counted { inner, losses: Arc::clone(losses), waiting: Arc::clone(&waiting) };
    let config = BatchConfigBuilder::default()
        .with_max_queue_size(SPANS_COUNT_MAX)
        .with_max_export_batch_size(BATCH_SPANS_COUNT_MAX)
        .build();
    let batches = BatchSpanProcessor::builder(exporter).with_batch_config(config).build();
    Ok(Bounded { inner: batches, losses: Arc::clone(losses), waiting })
}

/// Sends metrics now and then; called where a runtime is entered.
pub(crate) fn metrics(
    options: &Options,
    losses: &Arc<Losses>,
) -> Result<PeriodicReader<impl PushMetricExporter + use<>>, StartError> {
    let inner = metric_exporter(options)?;
    Ok(PeriodicReader::builder(CountedMetrics { inner, losses: Arc::clone(losses) }).build())
}

fn span_exporter(options: &Options) -> Result<SpanExporter, StartError> {
    let endpoint = endpoint(options, "/v1/traces")?;
    let exporter = match options.otlp_protocol {
        Protocol::Grpc => timed(SpanExporter::builder().with_tonic().with_endpoint(endpoint)).build(),
        Protocol::Http => timed(SpanExporter::builder().with_http().with_endpoint(endpoint)).build(),
    };
    exporter.map_err(|e| StartError::Endpoint(options.otlp_endpoint.clone(), e.to_string()))
}

fn metric_exporter(options: &Options) -> Result<MetricExporter, StartError> {
    let endpoint = endpoint(options, "/v1/metrics")?;
    let exporter = match options.otlp_protocol {
        Protocol::Grpc => timed(MetricExporter::builder().with_tonic().with_endpoint(endpoint)).build(),
        Protocol::Http => timed(MetricExporter::builder().with_http().with_endpoint(endpoint)).build(),
    };
    exporter.map_err(|e| StartError::Endpoint(options.otlp_endpoint.clone(), e.to_string()))
}

fn timed<B: WithExportConfig>(builder: B) -> B {
    if std::env::var_os(TIMEOUT_VARIABLE).is_some() { builder } else { builder.with_timeout(EXPORT_DURATION_MAX) }
}

/// Where one kind is sent. HTTP has a path for each, gRPC none.
fn endpoint(options: &Options, path: &str) -> Result<String, StartError> {
    let endpoint = options.otlp_endpoint.trim_end_matches('/');
    let host = endpoint.strip_prefix("http://").or_else(|| endpoint.strip_prefix("https://"));
    if host.is_none_or(str::is_empty) {
        let why = "it must begin with http:// or https:// and name a host";
        return Err(StartError::Endpoint(options.otlp_endpoint.clone(), why.to_owned()));
    }
    // Without a provider for the process the HTTP client is not made, also where it encrypts nothing; whoever was first has
    // installed the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(match options.otlp_protocol {
        Protocol::Grpc => endpoint.to_owned(),
        Protocol::Http => format!("{endpoint}{path}"),
    })
}

/// Counts spans that find no place in the queue.
#[derive(Debug)]
struct Bounded<P> {
    inner: P,
    losses: Arc<Losses>,
    /// Spans that were handed on and are not being sent yet.
    waiting: Arc<AtomicUsize>,
}

impl<P: SpanProcessor> SpanProcessor for Bounded<P> {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.inner.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        if !span.span_context.is_sampled() {
            return;
        }
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= SPANS_COUNT_MAX {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return self.losses.spans(1, &"the queue is full");
        }
        self.inner.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

/// Counts spans that are not taken. To the queue before it all is well: there is nothing it could do.
#[derive(Debug)]
struct Counted<E> {
    inner: E,
    losses: Arc<Losses>,
    waiting: Arc<AtomicUsize>,
}

impl<E: ExportSpans> ExportSpans for Counted<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let count = batch.len();
        self.waiting.fetch_sub(count, Ordering::Relaxed);
        if let Err(error) = self.inner.export(batch).await {
            self.losses.spans(count, &error);
        }
        Ok(())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

/// Counts exports of metrics that are not taken.
struct CountedMetrics<E> {
    inner: E,
    losses: Arc<Losses>,
}

impl<E: PushMetricExporter> PushMetricExporter for CountedMetrics<E> {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        if let Err(error) = self.inner.export(metrics).await {
            self.losses.metrics(&error);
        }
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.inner.temporality()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_have_names() {
        assert_eq!("grpc".parse::<Protocol>().unwrap(), Protocol::Grpc);
        assert_eq!("http".parse::<Protocol>().unwrap(), Protocol::Http);
        assert!("udp".parse::<Protocol>().unwrap_err().to_string().contains("but is 'udp'"));
    }
}
