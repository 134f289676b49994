//! What Prometheus asks over HTTP: GET /metrics.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sparrow_telemetry::Metrics;
use tokio::net::TcpListener;

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
pub async fn serve(listener: TcpListener, metrics: Metrics) -> std::io::Result<()> {
    axum::serve(listener, Router::new().route("/metrics", get(show)).with_state(metrics)).await
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
}
