//! Calls to the server: it knows headers, tokens, retries and who the session is; it refuses to know what plans mean.

pub(crate) mod batches;
pub(crate) mod channel;
pub(crate) mod codec;
pub(crate) mod operation;
pub(crate) mod reattach;
pub(crate) mod retry;
pub(crate) mod upload;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::Stream;
use sparrow_proto::spark::connect as proto;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};
use tonic::client::Grpc;
use tonic::metadata::MetadataMap;
use tonic::transport::Channel;
use tonic::{Code, Request, Status, Streaming};

use crate::error::{Error, Result, status};
use crate::token::{Bearer, TokenSource};
use codec::{Answer, Raw, method};
use retry::{Retries, RetryPolicy};

/// How large a message may be, either way.
const MESSAGE_BYTES_MAX: usize = 256 * 1024 * 1024;
/// How long the longer form of an error is waited for.
const DETAILS_WAIT_MAX: Duration = Duration::from_secs(5);

/// Why a call failed: by the server or the connection, or on this side.
pub(crate) enum Failure {
    Status(Box<Status>),
    Error(Error),
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::Status(Box::new(status))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// What a session says of itself in each call.
pub(crate) struct Identity {
    pub session_id: String,
    pub user_id: String,
    pub client_type: String,
    pub headers: MetadataMap,
    pub tokens: TokenSource,
}

/// The connection of a session.
pub(crate) struct Transport {
    pub identity: Identity,
    pub retry: RetryPolicy,
    state: std::sync::Mutex<State>,
    /// Operations that were begun and have not ended.
    running: AtomicUsize,
    /// Operations that have ended and are being released.
    releasing: watch::Sender<usize>,
}

/// What changes over a session's life.
struct State {
    /// Gone once the session is closed.
    channel: Option<Channel>,
    /// The server's own id of the session, from its first answer.
    server_session_id: Option<String>,
}

impl Transport {
    pub fn new(identity: Identity, retry: RetryPolicy, channel: Channel) -> Arc<Self> {
        let state = std::sync::Mutex::new(State { channel: Some(channel), server_session_id: None });
        let releasing = watch::Sender::new(0);
        Arc::new(Self { identity, retry, state, running: AtomicUsize::new(0), releasing })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A panic elsewhere leaves these fields whole.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub fn user_context(&self) -> Option<proto::UserContext> {
        let user_id = self.identity.user_id.clone();
        Some(proto::UserContext { user_name: user_id.clone(), user_id, extensions: Vec::new() })
    }

    pub fn client_type(&self) -> Option<String> {
        Some(self.identity.client_type.clone())
    }

    /// The server's id of the session, as it was told.
    pub fn observed_session(&self) -> Option<String> {
        self.state().server_session_id.clone()
    }

    pub fn is_closed(&self) -> bool {
        self.state().channel.is_none()
    }

    /// Gives the connection up; later calls fail. Says whether it was open.
    pub fn give_up(&self) -> bool {
        self.state().channel.take().is_some()
    }

    pub fn has_running(&self) -> bool {
        self.running.load(Ordering::Relaxed) > 0
    }

    /// Waits until what has ended is released, for so long at most.
    pub async fn released(&self, wait_max: Duration) {
        let mut releasing = self.releasing.subscribe();
        // The sender lives in self, so only the time can run out; then the session's release covers the rest.
        let _ = timeout(wait_max, releasing.wait_for(|count| *count == 0)).await;
    }

    fn channel(&self) -> Result<Channel> {
        let channel = self.state().channel.clone();
        channel.ok_or_else(|| {
            Error::invalid_handle("SESSION_CLOSED", &self.identity.session_id, "it is closed here; connect a new one.")
        })
    }

    /// Holds an answer's ids against the session's; the first answer tells the server's.
    fn observe(&self, answer: &impl Answer) -> Result<()> {
        let (session, server) = (answer.session_id(), answer.server_session_id());
        let mut state = self.state();
        let is_other = !session.is_empty() && session != self.identity.session_id;
        let has_changed = state.server_session_id.as_deref().is_some_and(|known| !server.is_empty() && known != server);
        if is_other || has_changed {
            state.channel = None;
            let text = "the server answers for another session, so this one's state is lost; connect a new one.";
            return Err(Error::invalid_handle("SESSION_CHANGED", &self.identity.session_id, text));
        }
        if state.server_session_id.is_none() && !server.is_empty() {
            state.server_session_id = Some(server.to_owned());
        }
        Ok(())
    }

    /// Calls a method with one answer, as often as the policy says, until the deadline.
    pub async fn unary<A: Answer>(&self, name: &'static str, message: Bytes, deadline: Option<Instant>) -> Result<A> {
        let outcome = within(deadline, self.repeated::<A>(name, message)).await;
        match outcome {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(failure)) => Err(self.told(failure, deadline).await),
            None => Err(deadline_passed(name)),
        }
    }

    /// The same without the longer form of an error.
    pub async fn repeated<A: Answer>(&self, name: &'static str, message: Bytes) -> std::result::Result<A, Failure> {
        let mut retries = Retries::new(&self.retry);
        loop {
            match self.once::<A>(name, message.clone()).await {
                Err(Failure::Status(status)) => match retries.after(&status) {
                    Some(delay) => tokio::time::sleep(delay).await,
                    None => return Err(Failure::Status(status)),
                },
                other => return other,
            }
        }
    }

    async fn once<A: Answer>(&self, name: &'static str, message: Bytes) -> std::result::Result<A, Failure> {
        let send = |mut grpc: Grpc<Channel>, metadata: MetadataMap| {
            let request = Request::from_parts(metadata, Default::default(), message.clone());
            async move { grpc.unary(request, method(name), Raw::<A>::default()).await }
        };
        let (response, _) = self.authenticated(send).await?;
        let answer = response.into_inner();
        self.observe(&answer)?;
        Ok(answer)
    }

    /// Opens a stream of answers; gives the token it was opened with too.
    pub async fn open(
        &self,
        name: &'static str,
        message: Bytes,
    ) -> std::result::Result<(Streaming<proto::ExecutePlanResponse>, Option<Bearer>), Failure> {
        let send = |mut grpc: Grpc<Channel>, metadata: MetadataMap| {
            let request = Request::from_parts(metadata, Default::default(), message.clone());
            async move { grpc.server_streaming(request, method(name), Raw::default()).await }
        };
        let (response, bearer) = self.authenticated(send).await?;
        Ok((response.into_inner(), bearer))
    }

    /// Sends a stream of messages, once; `messages` makes them anew where a token was refused.
    pub async fn send_stream<A: Answer, S>(
        &self,
        name: &'static str,
        messages: impl Fn() -> S,
    ) -> std::result::Result<A, Failure>
    where
        S: Stream<Item = Bytes> + Send + 'static,
    {
        let send = |mut grpc: Grpc<Channel>, metadata: MetadataMap| {
            let request = Request::from_parts(metadata, Default::default(), messages());
            async move { grpc.client_streaming(request, method(name), Raw::<A>::default()).await }
        };
        let (response, _) = self.authenticated(send).await?;
        let answer = response.into_inner();
        self.observe(&answer)?;
        Ok(answer)
    }

    /// Sends once, and once more with another token where the server refused the first.
    async fn authenticated<T, F, Sent>(&self, send: F) -> std::result::Result<(T, Option<Bearer>), Failure>
    where
        F: Fn(Grpc<Channel>, MetadataMap) -> Sent,
        Sent: Future<Output = std::result::Result<T, Status>>,
    {
        let bearer = self.identity.tokens.current().await?;
        match send(self.ready().await?, self.metadata(bearer.as_ref())).await {
            Ok(answer) => Ok((answer, bearer)),
            Err(status) if status.code() == Code::Unauthenticated => {
                match self.identity.tokens.after_refusal(bearer.as_ref()).await? {
                    Some(other) => {
                        let answer = send(self.ready().await?, self.metadata(Some(&other))).await?;
                        Ok((answer, Some(other)))
                    }
                    None => Err(status.into()),
                }
            }
            Err(status) => Err(status.into()),
        }
    }

    async fn ready(&self) -> std::result::Result<Grpc<Channel>, Failure> {
        let mut grpc = Grpc::new(self.channel()?)
            .max_decoding_message_size(MESSAGE_BYTES_MAX)
            .max_encoding_message_size(MESSAGE_BYTES_MAX);
        grpc.ready().await.map_err(|error| Status::from_error(Box::new(error)))?;
        Ok(grpc)
    }

    fn metadata(&self, bearer: Option<&Bearer>) -> MetadataMap {
        let mut metadata = self.identity.headers.clone();
        if let Some(bearer) = bearer {
            metadata.insert("authorization", bearer.clone());
        }
        metadata
    }

    /// The error of a failure, with what the server keeps of it.
    pub async fn told(&self, failure: Failure, deadline: Option<Instant>) -> Error {
        let status = match failure {
            Failure::Error(error) => return error,
            Failure::Status(status) => status,
        };
        let error = match status::error_id(&status) {
            Some(id) => self.fetch_details(&status, id, deadline).await,
            None => status::error(&status),
        };
        if error.condition() == Some(status::SESSION_CHANGED) {
            self.give_up();
        }
        error
    }

    async fn fetch_details(&self, status: &Status, error_id: String, deadline: Option<Instant>) -> Error {
        let message = codec::encode(&proto::FetchErrorDetailsRequest {
            session_id: self.identity.session_id.clone(),
            user_context: self.user_context(),
            error_id,
            client_type: self.client_type(),
            client_observed_server_side_session_id: self.observed_session(),
        });
        let wait_max = Instant::now() + DETAILS_WAIT_MAX;
        let until = deadline.map_or(wait_max, |deadline| deadline.min(wait_max));
        match timeout_at(until, self.repeated(codec::FETCH_ERROR_DETAILS, message)).await {
            Ok(Ok(details)) => status::error_with_details(status, details),
            _ => status::error(status),
        }
    }
}

/// The outcome, or `None` when the deadline passed first.
pub(crate) async fn within<T>(deadline: Option<Instant>, call: impl Future<Output = T>) -> Option<T> {
    match deadline {
        Some(deadline) => timeout_at(deadline, call).await.ok(),
        None => Some(call.await),
    }
}

/// The error of a call whose deadline passed.
pub(crate) fn deadline_passed(name: &str) -> Error {
    Error::Deadline(format!("{name} took longer than the deadline allows; allow more with deadline(…)"))
}
