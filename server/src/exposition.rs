//! What probes and Prometheus ask over HTTP: /healthz, /readyz and /metrics.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sparrow_telemetry::Metrics;
use tokio::net::TcpListener;

/// Whether the server takes calls: from the moment it listens until it is told to stop.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// Says it anew.
    pub fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::Relaxed);
    }
}

/// Where to listen, as the setting says; `None` for nowhere.
pub fn address(listen: &str) -> Result<Option<SocketAddr>, String> {
    if listen.is_empty() {
        return Ok(None);
    }
    let named = listen.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    named.as_deref().unwrap_or(listen).parse().map(Some).map_err(|_| {
        format!("telemetry.metrics_listen must be an address and a port such as 127.0.0.1:9090, but is '{listen}'")
    })
}

/// Answers for ever.
pub async fn serve(listener: TcpListener, metrics: Metrics, readiness: Readiness) -> std::io::Result<()> {
    axum::serve(listener, routes(metrics, readiness)).await
}

fn routes(metrics: Metrics, readiness: Readiness) -> Router {
    let shown = Router::new().route("/metrics", get(show)).with_state(metrics);
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .with_state(readiness)
        .merge(shown)
}

async fn ready(State(Readiness(ready)): State<Readiness>) -> Response {
    match ready.load(Ordering::Relaxed) {
        true => "ready\n".into_response(),
        false => (StatusCode::SERVICE_UNAVAILABLE, "takes no calls\n").into_response(),
    }
}

async fn show(State(metrics): State<Metrics>) -> Response {
    match metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, Metrics::CONTENT_TYPE)], text).into_response(),
        Err(problem) => (StatusCode::INTERNAL_SERVER_ERROR, problem).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        assert_eq!(address(""), Ok(None));
        assert_eq!(address("localhost:9090"), Ok(Some("127.0.0.1:9090".parse().unwrap())));
        assert!(address("9090").unwrap_err().contains("but is '9090'"));
    }

    #[tokio::test]
    async fn ready_is_who_takes_calls() {
        let readiness = Readiness::default();
        for (set, expected) in
            [(false, StatusCode::SERVICE_UNAVAILABLE), (true, StatusCode::OK), (false, StatusCode::SERVICE_UNAVAILABLE)]
        {
            readiness.set(set);
            assert_eq!(ready(State(readiness.clone())).await.status(), expected);
        }
    }
}
