//! What all requests, and all answers, have alike. It knows their fields by name, and not what they ask.

use prost::Message;
use sha2::{Digest, Sha256};
use sparrow_proto::spark::connect as proto;

use super::script::Rpc;

/// A request, seen by what every request has.
pub trait Asked: Message + Clone {
    /// The session and the user who asks for it, as one text.
    fn session(&self) -> String;
    /// The session's id as it stands in the request.
    fn session_id(&self) -> &str;
    /// The client's name for itself.
    fn client_type(&self) -> Option<&str>;
    /// The server's id of the session that the client saw; `None` where this request has no place for one.
    fn observed(&self) -> Option<Option<&str>>;
    /// The same request before the client had seen a server's id.
    fn unobserved(&self) -> Self;
    /// The operation whose stream it starts or goes on with.
    fn stream_of(&self) -> Option<&str> {
        None
    }
}

/// An answer, seen by what every answer has.
pub trait Answer {
    /// The session's id, and the server's own id of it.
    fn session_ids(&mut self) -> (&mut String, &mut String);
}

/// What a request and its repetitions have in common, and no other request has.
pub fn key(rpc: Rpc, request: &impl Asked) -> String {
    match request.stream_of() {
        Some(operation) => format!("stream {} {operation}", request.session()),
        None => format!("{rpc:?} {}", digest(&request.unobserved().encode_to_vec())),
    }
}

/// The SHA-256 of `bytes` in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

macro_rules! session_of {
    () => {
        fn session(&self) -> String {
            format!("{} {}", self.user_context.as_ref().map_or("", |user| user.user_id.as_str()), self.session_id)
        }
        fn session_id(&self) -> &str {
            &self.session_id
        }
        fn client_type(&self) -> Option<&str> {
            self.client_type.as_deref()
        }
    };
}

macro_rules! observing {
    () => {
        fn observed(&self) -> Option<Option<&str>> {
            Some(self.client_observed_server_side_session_id.as_deref())
        }
        fn unobserved(&self) -> Self {
            Self { client_observed_server_side_session_id: None, ..self.clone() }
        }
    };
}

macro_rules! asked {
    ($($request:ident),*) => {$(
        impl Asked for proto::$request {
            session_of!();
            observing!();
        }
    )*};
}

macro_rules! answers {
    ($($answer:ident),*) => {$(
        impl Answer for proto::$answer {
            fn session_ids(&mut self) -> (&mut String, &mut String) {
                (&mut self.session_id, &mut self.server_side_session_id)
            }
        }
    )*};
}

asked!(
    AnalyzePlanRequest,
    ConfigRequest,
    AddArtifactsRequest,
    ArtifactStatusesRequest,
    InterruptRequest,
    ReleaseExecuteRequest,
    FetchErrorDetailsRequest,
    CloneSessionRequest,
    GetStatusRequest
);

answers!(
    ExecutePlanResponse,
    AnalyzePlanResponse,
    ConfigResponse,
    AddArtifactsResponse,
    ArtifactStatusesResponse,
    InterruptResponse,
    ReleaseExecuteResponse,
    ReleaseSessionResponse,
    FetchErrorDetailsResponse,
    CloneSessionResponse,
    GetStatusResponse
);

impl Asked for proto::ExecutePlanRequest {
    session_of!();
    observing!();
    fn stream_of(&self) -> Option<&str> {
        self.operation_id.as_deref()
    }
}

impl Asked for proto::ReattachExecuteRequest {
    session_of!();
    observing!();
    fn stream_of(&self) -> Option<&str> {
        Some(&self.operation_id)
    }
}

impl Asked for proto::ReleaseSessionRequest {
    session_of!();
    fn observed(&self) -> Option<Option<&str>> {
        None
    }
    fn unobserved(&self) -> Self {
        self.clone()
    }
}
