//! What every request says about itself: who the client says it is, in which session, having seen which server.

use sparrow_proto::spark::connect as proto;

/// The head of a request.
pub trait Head {
    /// The session's id.
    fn session_id(&self) -> &str;

    /// Who the client says it is.
    fn user_context(&self) -> Option<&proto::UserContext>;

    /// The server side session id the client has seen.
    fn observed(&self) -> Option<&str>;
}

macro_rules! heads {
    ($($request:ident),* $(,)?) => {$(
        impl Head for proto::$request {
            fn session_id(&self) -> &str {
                &self.session_id
            }

            fn user_context(&self) -> Option<&proto::UserContext> {
                self.user_context.as_ref()
            }

            fn observed(&self) -> Option<&str> {
                self.client_observed_server_side_session_id.as_deref()
            }
        }
    )*};
}

heads!(
    AddArtifactsRequest,
    AnalyzePlanRequest,
    ArtifactStatusesRequest,
    CloneSessionRequest,
    ConfigRequest,
    ExecutePlanRequest,
    FetchErrorDetailsRequest,
    GetStatusRequest,
    InterruptRequest,
    ReattachExecuteRequest,
    ReleaseExecuteRequest,
);

impl Head for proto::ReleaseSessionRequest {
    fn session_id(&self) -> &str {
        &self.session_id
    }

    fn user_context(&self) -> Option<&proto::UserContext> {
        self.user_context.as_ref()
    }

    fn observed(&self) -> Option<&str> {
        None
    }
}
