//! What the process tells of itself, as the settings want it.

use sparrow_telemetry::{Metrics, StartError, Telemetry};
use tokio::net::TcpListener;

use super::{Failure, system};
use crate::exposition;
use crate::settings::Settings;

/// Sets up logs, spans, metrics and the logging of panics.
pub fn start(settings: &Settings) -> Result<Telemetry, StartError> {
    let telemetry = sparrow_telemetry::start(&sparrow_telemetry::Options {
        log_format: settings.text("log.format").parse()?,
        log_filter: settings.text("log.filter").to_owned(),
        service_name: settings.text("telemetry.service_name").to_owned(),
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        otlp_endpoint: settings.text("telemetry.otlp_endpoint").to_owned(),
        otlp_protocol: settings.text("telemetry.otlp_protocol").parse()?,
        trace_ratio: settings.ratio("telemetry.trace_ratio"),
    })?;
    sparrow_telemetry::log_panics();
    Ok(telemetry)
}

/// Shows metrics, where that is wanted.
pub(super) async fn show(settings: &Settings, shown: Metrics) -> Result<(), Failure> {
    let Some(address) = exposition::address(settings.text("telemetry.metrics_listen")).map_err(Failure::Setting)?
    else {
        return Ok(());
    };
    let listener = TcpListener::bind(address).await.map_err(system(&format!("cannot listen on {address}")))?;
    let address = listener.local_addr().map_err(system("no local address"))?;
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "metrics can be read by everybody who reaches this address");
    }
    tracing::info!(%address, "metrics are shown");
    tokio::spawn(exposition::serve(listener, shown));
    Ok(())
}
