//! Metrics: one meter for the process. Instruments are OpenTelemetry's; Prometheus reads them as text, a collector is sent them.
//! They are made after [`crate::start`]; before it they count for nobody.

use opentelemetry::global;
use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry_prometheus::PrometheusExporter;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use prometheus::{Registry, TextEncoder};

/// The name under which instruments are found.
const SCOPE: &str = "sparrow";

/// What instruments are made with.
pub fn meter() -> Meter {
    global::meter(SCOPE)
}

/// What the process's instruments show now.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Registry,
    /// Whose instruments end with the value.
    _provider: Option<SdkMeterProvider>,
}

impl Metrics {
    /// A meter apart from the process's, and what its instruments show.
    ///
    /// # Errors
    ///
    /// When the reader cannot be set up; the text tells why.
    pub fn separate() -> Result<(Meter, Self), String> {
        let (reader, metrics) = reader()?;
        let provider = SdkMeterProvider::builder().with_reader(reader).build();
        Ok((provider.meter(SCOPE), Self { _provider: Some(provider), ..metrics }))
    }

    /// The content type of [`Metrics::text`].
    pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4";

    /// All series in Prometheus' text format 0.0.4.
    ///
    /// # Errors
    ///
    /// When an instrument shows what the format cannot say; the text tells which.
    pub fn text(&self) -> Result<String, String> {
        TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .map_err(|e| format!("metrics cannot be shown: {e}"))
    }
}

/// What reads instruments, and shows them.
pub(crate) fn reader() -> Result<(PrometheusExporter, Metrics), String> {
    let registry = Registry::new();
    let reader = opentelemetry_prometheus::exporter().with_registry(registry.clone()).scope_info_enabled(false);
    let reader = reader.build().map_err(|e| e.to_string())?;
    Ok((reader, Metrics { registry, _provider: None }))
}

#[cfg(test)]
mod tests {
    use opentelemetry::KeyValue;

    use super::*;

    #[test]
    fn instruments_read_as_text() {
        let (meter, metrics) = Metrics::separate().unwrap();
        let counter = meter.u64_counter("sparrow.rows.sent").with_description("Rows.").build();
        counter.add(3, &[KeyValue::new("tenant", "a\"b\\c\nd")]);
        let duration = meter.f64_histogram("sparrow.rpc.duration").with_unit("s").with_boundaries(vec![0.1, 1.0]);
        duration.build().record(0.5, &[]);
        let text = metrics.text().unwrap();
        for line in [
            "# HELP sparrow_rows_sent_total Rows.",
            "# TYPE sparrow_rows_sent_total counter",
            "sparrow_rows_sent_total{tenant=\"a\\\"b\\\\c\\nd\"} 3",
            "sparrow_rpc_duration_seconds_bucket{le=\"0.1\"} 0",
            "sparrow_rpc_duration_seconds_bucket{le=\"+Inf\"} 1",
            "sparrow_rpc_duration_seconds_sum 0.5",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line} is not in\n{text}");
        }
    }
}
