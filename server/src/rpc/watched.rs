//! A call from its first header to the end of its answer: its span, and how long it took. Knows no message.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use sha2::{Digest, Sha256};
use sparrow_telemetry::TraceContext;
use sparrow_tenancy::Principal;
use tonic::body::Body;
use tonic::codegen::http;
use tonic::{Code, Status};
use tracing::Span;
use tracing::field::Empty;
use uuid::fmt::Hyphenated;

use super::Measures;

/// Digits of a subject's hash: enough to tell people apart, and to find those of one whose name is known.
const HASH_DIGITS: usize = 16;

/// A call that goes on. Dropped before its answer has ended, it was cancelled.
pub(super) struct Call {
    span: Span,
    method: &'static str,
    measures: Measures,
    began: Instant,
    outcome: Code,
}

/// The body of an answer with its call.
struct Watched {
    body: Body,
    call: Call,
}

impl Call {
    /// The call that `request` begins, in the trace that its headers name.
    pub fn begin(request: &http::Request<Body>, measures: &Measures) -> Self {
        let method = method(request.uri().path());
        let span = tracing::info_span!(
            "rpc",
            otel.kind = "server",
            otel.status_code = Empty,
            method,
            tenant = Empty,
            subject_hash = Empty,
            session_id = Empty,
            outcome = Empty
        );
        let field = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        if let Some(place) = TraceContext::from_fields(field("traceparent"), field("tracestate")) {
            place.adopt(&span);
        }
        Self { span, method, measures: measures.clone(), began: Instant::now(), outcome: Code::Cancelled }
    }

    /// The call's span.
    pub fn span(&self) -> Span {
        self.span.clone()
    }

    /// The answer, watched to its end.
    pub fn watch(mut self, answered: http::Response<Body>) -> http::Response<Body> {
        self.hear(answered.headers());
        answered.map(|body| Body::new(Watched { body, call: self }))
    }

    /// An answer's status is in its headers when it has no message, else in its trailers.
    fn hear(&mut self, headers: &http::HeaderMap) {
        if let Some(status) = Status::from_header_map(headers) {
            self.outcome = status.code();
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let outcome = outcome(self.outcome);
        self.span.record("outcome", outcome);
        if self.outcome != Code::Ok {
            self.span.record("otel.status_code", "ERROR");
        }
        self.measures.call(self.method, outcome, self.began.elapsed());
    }
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let span = self.call.span();
        let polled = span.in_scope(|| Pin::new(&mut self.body).poll_frame(cx));
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(trailers) = frame.trailers_ref()
        {
            self.call.hear(trailers);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Notes in the span of the call under way who makes it, in which session.
pub(super) fn note(principal: &Principal, session_id: &str) {
    let span = Span::current();
    span.record("tenant", principal.tenant());
    span.record("subject_hash", subject_hash(principal));
    // Nothing has judged it yet, and spans have no limit for what is noted in them.
    if session_id.len() == Hyphenated::LENGTH {
        span.record("session_id", session_id);
    }
}

/// Stands for a subject, whose name is nobody's business who reads spans.
pub(super) fn subject_hash(principal: &Principal) -> String {
    let named = Sha256::new().chain_update(principal.tenant()).chain_update([0]).chain_update(principal.subject());
    hex::encode(named.finalize()).chars().take(HASH_DIGITS).collect()
}

/// The calls there are; whatever else is asked for makes no series.
fn method(path: &str) -> &'static str {
    const METHODS: [&str; 12] = [
        "ExecutePlan",
        "ReattachExecute",
        "AnalyzePlan",
        "Config",
        "ReleaseExecute",
        "Interrupt",
        "ArtifactStatus",
        "ReleaseSession",
        "FetchErrorDetails",
        "CloneSession",
        "GetStatus",
        "AddArtifacts",
    ];
    let asked = path.rsplit('/').next().unwrap_or_default();
    METHODS.into_iter().find(|method| *method == asked).unwrap_or("unknown")
}

/// The code's name, as gRPC has it.
fn outcome(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strange_calls_make_no_series() {
        assert_eq!(method("/spark.connect.SparkConnectService/Config"), "Config");
        assert_eq!(method("/spark.connect.SparkConnectService/Drop"), "unknown");
        assert_eq!(method(""), "unknown");
    }

    #[test]
    fn a_hash_tells_subjects_apart() {
        let hash = |tenant, subject| subject_hash(&Principal::verified(tenant, subject, vec![], vec![]));
        assert_eq!(hash("acme", "ann").len(), HASH_DIGITS);
        assert_eq!(hash("acme", "ann"), hash("acme", "ann"));
        assert_ne!(hash("acme", "ann"), hash("acme", "bob"));
        assert_ne!(hash("acme", "ann"), hash("acm", "eann"));
    }
}
