//! The service: which RPC goes where, and what all of them share. Nothing here runs a query.

mod add_artifacts;
mod analyze_plan;
mod artifact_status;
mod clone_session;
mod codec;
mod config;
mod execute;
mod execute_plan;
mod fetch_error_details;
mod get_status;
mod interrupt;
mod limits;
mod measures;
mod reattach_execute;
mod release_execute;
mod release_session;
mod request;
mod routes;
mod watched;

use std::future::Future;
use std::sync::Arc;

use sparrow_engine::Workers;
use sparrow_session::{Session, Sessions};
use sparrow_spark_connect::decode::Decoder;
use sparrow_spark_error::{Result, SparkError, internal};
use sparrow_tenancy::Principal;
use tonic::Status;
use tracing::Instrument;

pub use limits::Limits;
pub use measures::Measures;
use request::Head;

use crate::auth::Authentication;
use crate::status;

/// What an RPC answers.
pub type Answer<T> = std::result::Result<T, Status>;

/// The Spark Connect service.
#[derive(Clone)]
pub struct SparkConnect {
    sessions: Arc<Sessions>,
    /// Where everything runs that looks at a plan, so that no query starves the requests of others.
    queries: Workers,
    decoder: Decoder,
    limits: Limits,
    measures: Measures,
    caller: Caller,
}

/// Who makes the call.
#[derive(Clone)]
enum Caller {
    /// Whoever the client says: there is no authentication.
    Labelled,
    /// Not yet known, or a call that came past the door; it is refused.
    Unverified,
    /// The bearer of a credential.
    Verified(Principal),
}

impl SparkConnect {
    /// The service over these sessions.
    pub fn new(
        sessions: Arc<Sessions>,
        queries: impl Into<Workers>,
        decoder: Decoder,
        limits: Limits,
        measures: Measures,
    ) -> Self {
        Self { sessions, queries: queries.into(), decoder, limits, measures, caller: Caller::Unverified }
    }

    /// The service as it is to be behind a door of this kind.
    pub fn behind(self, authentication: &Authentication) -> Self {
        let caller = if authentication.is_on() { Caller::Unverified } else { Caller::Labelled };
        Self { caller, ..self }
    }

    /// Who asks: the bearer of the call's credential. Without authentication that is whoever the client says it is.
    fn principal(&self, request: &impl Head) -> Answer<Principal> {
        let principal = match &self.caller {
            Caller::Verified(principal) => principal.clone(),
            Caller::Labelled => Principal::local(request.user_context().map_or("", |user| &user.user_id)),
            Caller::Unverified => return Err(unverified()),
        };
        watched::note(&principal, request.session_id());
        Ok(principal)
    }

    /// The session a request names, made if it is not there.
    fn open(&self, request: &impl Head) -> Answer<Arc<Session>> {
        self.sessions.open(&self.principal(request)?, request.session_id(), request.observed()).map_err(refused)
    }

    /// The session a request names, which must be there.
    fn find(&self, request: &impl Head) -> Answer<Arc<Session>> {
        self.sessions.find(&self.principal(request)?, request.session_id(), request.observed()).map_err(refused)
    }

    /// Runs work of a session that looks at a plan; a panic in it is an error of this request alone.
    async fn query<T: Send + 'static>(
        &self,
        session: &Session,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let task = AbortOnDrop(self.queries.of(session.principal()).spawn(work.in_current_span()));
        task.await.unwrap_or_else(|error| Err(internal("the request ended abnormally").caused_by(error)))
    }
}

/// A call that came past the door. No client can cause it.
fn unverified() -> Status {
    Status::unauthenticated("the call was not verified; this is a mistake of the server")
}

/// A task nobody waits for any more has no reason to go on.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Future for AbortOnDrop<T> {
    type Output = std::result::Result<T, tokio::task::JoinError>;

    fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        std::pin::Pin::new(&mut self.0).poll(cx)
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An error outside any session; there is nowhere to keep its details.
fn refused(error: SparkError) -> Status {
    status::status(&error, None)
}

/// An error of a session, kept there for its details.
fn failed(session: &Session, error: &SparkError) -> Status {
    let error_id = session.errors().keep(error);
    tracing::info!(session_id = session.id(), condition = error.condition().name, error_id, "request failed");
    status::status(error, Some(&error_id))
}

#[cfg(test)]
mod tests;
