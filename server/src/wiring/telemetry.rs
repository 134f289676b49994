//! What the process tells of itself, as the settings want it.

use std::net::SocketAddr;

use sparrow_telemetry::{Metrics, Options, StartError, Telemetry};
use tokio::net::TcpListener;

use super::{Failure, system};
use crate::exposition::{self, Readiness};

/// Sets up logs, spans, metrics and the logging of panics.
pub fn start(options: &Options) -> Result<Telemetry, StartError> {
    let telemetry = sparrow_telemetry::start(options)?;
    sparrow_telemetry::log_panics();
    Ok(telemetry)
}

/// Shows metrics and answers probes, where that is wanted.
pub(super) async fn show(address: Option<SocketAddr>, shown: Metrics, readiness: Readiness) -> Result<(), Failure> {
    let Some(address) = address else { return Ok(()) };
    let listener = TcpListener::bind(address).await.map_err(system(&format!("cannot listen on {address}")))?;
    let address = listener.local_addr().map_err(system("no local address"))?;
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "metrics can be read by everybody who reaches this address");
    }
    tracing::info!(%address, "metrics are shown");
    tokio::spawn(exposition::serve(listener, shown, readiness));
    Ok(())
}
