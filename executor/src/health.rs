//! What probes and Prometheus ask over HTTP: /healthz, /readyz and /metrics.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use crate::counters::Counters;

/// The content type of Prometheus' text.
const METRICS_TYPE: &str = "text/plain; version=0.0.4";

/// Answers for ever.
pub async fn serve(listener: TcpListener, counters: Arc<Counters>) -> std::io::Result<()> {
    axum::serve(listener, routes(counters)).await
}

fn routes(counters: Arc<Counters>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(counters)
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

async fn metrics(State(counters): State<Arc<Counters>>) -> Response {
    ([(header::CONTENT_TYPE, METRICS_TYPE)], counters.text()).into_response()
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
