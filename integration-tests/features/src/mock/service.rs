//! The service of a mock server: each call is let in by the ledger, passed on, and its answer looked at on the way back. It
//! knows which calls there are, and leaves to the ledger what becomes of them.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::Stream;
use sparrow_proto::spark::connect as proto;
use tonic::transport::Channel;
use tonic::{Extensions, Request, Response, Status, Streaming};

use proto::spark_connect_service_client::SparkConnectServiceClient;
use proto::spark_connect_service_server::SparkConnectService;

use super::connection::Switch;
use super::ledger::{Call, Ledger, Verdict};
use super::messages::{Answer, Asked};
use super::script::{Rpc, Script};
use super::{executions, statuses, uploads};

/// The stub of the upstream server.
pub type Upstream = SparkConnectServiceClient<Channel>;

/// The answer of a call with one answer.
pub type Unary<A> = Result<Response<A>, Status>;

/// A stream of responses.
pub type Responses = Pin<Box<dyn Stream<Item = Result<proto::ExecutePlanResponse, Status>> + Send>>;

/// What all calls of one mock server share.
pub struct Shared {
    pub upstream: Upstream,
    script: Script,
    ledger: Mutex<Ledger>,
}

/// The service, as tonic wants it.
#[derive(Clone)]
pub struct Service(pub Arc<Shared>);

impl Shared {
    /// A mock server's memory, with nothing in it.
    pub fn new(upstream: Upstream, script: Script) -> Self {
        let ledger = Ledger::new(script.clone());
        Self { upstream, script, ledger: Mutex::new(ledger) }
    }

    /// What has happened. It is not to be held across an `await`.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The script, which does not change.
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// Waits as long as the script says before an answer.
    pub async fn pause(&self, rpc: Rpc) {
        if let Some(slow) = self.script.slow.as_ref().filter(|slow| slow.calls.has(rpc)) {
            tokio::time::sleep(Duration::from_millis(slow.delay_ms)).await;
        }
    }

    /// An error of upstream, as it goes to the client.
    pub fn as_sent(&self, status: Status) -> Status {
        if self.script.bare_errors { statuses::bare(&status) } else { status }
    }

    /// Lets a call in: what is known of it, and the request as it goes on.
    pub async fn enter<Q: Asked>(&self, rpc: Rpc, request: Request<Q>) -> Result<(Call, Request<Q>), Status> {
        let connection = connection(&request);
        let (metadata, _, message) = request.into_parts();
        let token = metadata.get("authorization").and_then(|token| token.to_str().ok());
        let (call, verdict) = {
            let mut ledger = self.ledger();
            ledger.observed.connections += u64::from(connection.first_use());
            ledger.admit(rpc, &message, token, connection.number)
        };
        match verdict {
            Verdict::Refuse(status) => return Err(*status),
            Verdict::NeverAnswer => futures::future::pending().await,
            Verdict::Pass => {}
        }
        self.pause(rpc).await;
        Ok((call, Request::from_parts(metadata, Extensions::default(), message)))
    }

    /// Looks at an answer, and lets it out.
    pub fn leave<A: Answer>(&self, call: &Call, answer: Unary<A>) -> Unary<A> {
        let mut answer = answer.map_err(|status| self.as_sent(status))?;
        self.ledger().note_answer(call, answer.get_mut());
        Ok(answer)
    }

    /// A call with one request and one answer.
    async fn unary<Q, A, F>(
        &self,
        rpc: Rpc,
        request: Request<Q>,
        ask: impl FnOnce(Upstream, Request<Q>) -> F,
    ) -> Unary<A>
    where
        Q: Asked,
        A: Answer,
        F: Future<Output = Unary<A>>,
    {
        let (call, request) = self.enter(rpc, request).await?;
        let answer = ask(self.upstream.clone(), request).await;
        self.leave(&call, answer)
    }
}

/// The connection that a request came on.
pub fn connection<Q>(request: &Request<Q>) -> Arc<Switch> {
    request.extensions().get::<Arc<Switch>>().map(Arc::clone).unwrap_or_default()
}

#[tonic::async_trait]
impl SparkConnectService for Service {
    type ExecutePlanStream = Responses;
    type ReattachExecuteStream = Responses;

    async fn execute_plan(&self, request: Request<proto::ExecutePlanRequest>) -> Unary<Responses> {
        executions::execute(&self.0, request).await
    }

    async fn reattach_execute(&self, request: Request<proto::ReattachExecuteRequest>) -> Unary<Responses> {
        executions::reattach(&self.0, request).await
    }

    async fn release_execute(
        &self,
        request: Request<proto::ReleaseExecuteRequest>,
    ) -> Unary<proto::ReleaseExecuteResponse> {
        executions::release(&self.0, request).await
    }

    async fn add_artifacts(
        &self,
        request: Request<Streaming<proto::AddArtifactsRequest>>,
    ) -> Unary<proto::AddArtifactsResponse> {
        uploads::add(&self.0, request).await
    }

    async fn artifact_status(
        &self,
        request: Request<proto::ArtifactStatusesRequest>,
    ) -> Unary<proto::ArtifactStatusesResponse> {
        uploads::status(&self.0, request).await
    }

    async fn analyze_plan(&self, request: Request<proto::AnalyzePlanRequest>) -> Unary<proto::AnalyzePlanResponse> {
        self.0
            .unary(Rpc::Analyze, request, |mut upstream, request| async move { upstream.analyze_plan(request).await })
            .await
    }

    async fn config(&self, request: Request<proto::ConfigRequest>) -> Unary<proto::ConfigResponse> {
        self.0.unary(Rpc::Config, request, |mut upstream, request| async move { upstream.config(request).await }).await
    }

    async fn interrupt(&self, request: Request<proto::InterruptRequest>) -> Unary<proto::InterruptResponse> {
        self.0
            .unary(Rpc::Interrupt, request, |mut upstream, request| async move { upstream.interrupt(request).await })
            .await
    }

    async fn release_session(
        &self,
        request: Request<proto::ReleaseSessionRequest>,
    ) -> Unary<proto::ReleaseSessionResponse> {
        self.0
            .unary(Rpc::ReleaseSession, request, |mut upstream, request| async move {
                upstream.release_session(request).await
            })
            .await
    }

    async fn fetch_error_details(
        &self,
        request: Request<proto::FetchErrorDetailsRequest>,
    ) -> Unary<proto::FetchErrorDetailsResponse> {
        let (call, request) = self.0.enter(Rpc::FetchErrorDetails, request).await?;
        if self.0.script.empty_details {
            self.0.ledger().observed.faults += 1;
            return Ok(Response::new(proto::FetchErrorDetailsResponse::default()));
        }
        let answer = self.0.upstream.clone().fetch_error_details(request).await;
        self.0.leave(&call, answer)
    }

    async fn clone_session(&self, request: Request<proto::CloneSessionRequest>) -> Unary<proto::CloneSessionResponse> {
        self.0
            .unary(
                Rpc::CloneSession,
                request,
                |mut upstream, request| async move { upstream.clone_session(request).await },
            )
            .await
    }

    async fn get_status(&self, request: Request<proto::GetStatusRequest>) -> Unary<proto::GetStatusResponse> {
        self.0
            .unary(Rpc::GetStatus, request, |mut upstream, request| async move { upstream.get_status(request).await })
            .await
    }
}
