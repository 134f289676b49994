//! What probes and Prometheus ask over HTTP: /healthz, /readyz and /metrics.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sparrow_telemetry::Metrics;
use tokio::net::TcpListener;

use crate::counters::Counters;

/// Answers for ever.
pub async fn serve(listener: TcpListener, counters: Arc<Counters>, shown: Metrics) -> std::io::Result<()> {
    axum::serve(listener, routes(counters, shown)).await
}

fn routes(counters: Arc<Counters>, shown: Metrics) -> Router {
    let metrics = Router::new().route("/metrics", get(metrics)).with_state(shown);
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .with_state(counters)
        .merge(metrics)
}

/// Ready is who is in a fleet and takes tasks.
async fn ready(State(counters): State<Arc<Counters>>) -> Response {
    let is = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed) > 0;
    match (is(&counters.in_fleet), is(&counters.draining)) {
        (true, false) => "ready\n".into_response(),
        (true, true) => (StatusCode::SERVICE_UNAVAILABLE, "leaving\n").into_response(),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "not in a fleet\n").into_response(),
    }
}

async fn metrics(State(shown): State<Metrics>) -> Response {
    match shown.text() {
        Ok(text) => ([(header::CONTENT_TYPE, Metrics::CONTENT_TYPE)], text).into_response(),
        Err(problem) => (StatusCode::INTERNAL_SERVER_ERROR, problem).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counters::set;

    async fn check(counters: &Arc<Counters>, expected: StatusCode) {
        assert_eq!(ready(State(Arc::clone(counters))).await.status(), expected);
    }

    #[tokio::test]
    async fn ready_is_who_takes_tasks() {
        let counters = Arc::default();
        check(&counters, StatusCode::SERVICE_UNAVAILABLE).await;
        set(&counters.in_fleet, 1);
        check(&counters, StatusCode::OK).await;
        set(&counters.draining, 1);
        check(&counters, StatusCode::SERVICE_UNAVAILABLE).await;
    }
}
