//! The responses of an execution, whatever breaks on the way: a stream that ends early is gone on with after the last
//! response that was taken. It refuses to know what is in the responses.

use std::sync::Arc;

use bytes::Bytes;
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_response::ResponseType;
use tokio::time::Instant;
use tonic::{Code, Status, Streaming};

use super::operation::Operation;
use super::retry::Retries;
use super::{Failure, Transport, codec, deadline_passed, within};
use crate::error::{Error, Result, status};
use crate::token::Bearer;

/// The responses of one execution, in order, each once.
pub(crate) struct Responses {
    transport: Arc<Transport>,
    operation: Operation,
    /// The encoded ExecutePlanRequest.
    request: Bytes,
    deadline: Option<Instant>,
    retries: Retries,
    stream: Option<Streaming<proto::ExecutePlanResponse>>,
    /// The token the stream was opened with.
    bearer: Option<Bearer>,
    /// The last response that was taken.
    last: Option<String>,
    /// Whether the plan is to be sent; otherwise the operation is reattached.
    is_to_send: bool,
    /// Whether the open stream brought anything.
    has_progressed: bool,
    is_complete: bool,
}

impl Responses {
    /// Prepares the execution of an encoded request as the operation `id`; must be called within a runtime.
    pub fn new(transport: &Arc<Transport>, id: String, request: Bytes, deadline: Option<Instant>) -> Self {
        Self {
            transport: Arc::clone(transport),
            operation: Operation::begin(transport, id),
            request,
            deadline,
            retries: Retries::new(&transport.retry),
            stream: None,
            bearer: None,
            last: None,
            is_to_send: true,
            has_progressed: false,
            is_complete: false,
        }
    }

    pub fn operation_id(&self) -> &str {
        self.operation.id()
    }

    /// The next response, or `None` after the last.
    pub async fn next(&mut self) -> Result<Option<proto::ExecutePlanResponse>> {
        let outcome = within(self.deadline, self.advance()).await;
        match outcome {
            Some(Ok(response)) => Ok(response),
            Some(Err(failure)) => {
                self.stop();
                self.operation.finish();
                Err(self.transport.told(failure, self.deadline).await)
            }
            None => {
                self.stop();
                self.operation.cancel();
                Err(deadline_passed(codec::EXECUTE_PLAN))
            }
        }
    }

    fn stop(&mut self) {
        self.stream = None;
        self.is_complete = true;
    }

    async fn advance(&mut self) -> std::result::Result<Option<proto::ExecutePlanResponse>, Failure> {
        while !self.is_complete {
            match self.receive().await {
                Ok(Some(response)) => return self.take(response).map(Some),
                Ok(None) => self.resume().await?,
                Err(Failure::Status(status)) => self.recover(*status).await?,
                Err(failure) => return Err(failure),
            }
        }
        Ok(None)
    }

    async fn receive(&mut self) -> std::result::Result<Option<proto::ExecutePlanResponse>, Failure> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.open().await?,
        };
        let response = stream.message().await?;
        self.stream = Some(stream);
        Ok(response)
    }

    async fn open(&mut self) -> std::result::Result<Streaming<proto::ExecutePlanResponse>, Failure> {
        let (name, message) = if self.is_to_send {
            (codec::EXECUTE_PLAN, self.request.clone())
        } else {
            (codec::REATTACH_EXECUTE, self.reattach_request())
        };
        let (stream, bearer) = self.transport.open(name, message).await?;
        (self.bearer, self.is_to_send, self.has_progressed) = (bearer, false, false);
        Ok(stream)
    }

    fn reattach_request(&self) -> Bytes {
        codec::encode(&proto::ReattachExecuteRequest {
            session_id: self.transport.identity.session_id.clone(),
            user_context: self.transport.user_context(),
            operation_id: self.operation.id().to_owned(),
            client_type: self.transport.client_type(),
            last_response_id: self.last.clone(),
            client_observed_server_side_session_id: self.transport.observed_session(),
        })
    }

    fn take(
        &mut self,
        response: proto::ExecutePlanResponse,
    ) -> std::result::Result<proto::ExecutePlanResponse, Failure> {
        self.transport.observe(&response)?;
        self.has_progressed = true;
        self.retries.reset();
        let bytes = match &response.response_type {
            Some(ResponseType::ArrowBatch(batch)) => batch.data.len(),
            _ => 0,
        };
        if matches!(response.response_type, Some(ResponseType::ResultComplete(_))) {
            self.stop();
            self.operation.finish();
        }
        if !response.response_id.is_empty() {
            self.last = Some(response.response_id.clone());
            self.operation.take(&response.response_id, bytes);
        }
        Ok(response)
    }

    /// Goes on after a stream that ended without saying that all is sent: at once after progress, else after a while.
    async fn resume(&mut self) -> std::result::Result<(), Failure> {
        self.stream = None;
        if self.has_progressed {
            return Ok(());
        }
        match self.retries.next(None) {
            Some(delay) => tokio::time::sleep(delay).await,
            None => {
                return Err(Error::answer("the server ended the result again and again without completing it").into());
            }
        }
        Ok(())
    }

    /// Goes on after a failure, or gives it back.
    async fn recover(&mut self, failed: Status) -> std::result::Result<(), Failure> {
        self.stream = None;
        let condition = status::condition(&failed);
        let condition = condition.as_deref();
        let is_forgotten = condition.is_some_and(|condition| status::FORGOTTEN.contains(&condition));
        if is_forgotten && !self.is_to_send && self.last.is_none() {
            self.is_to_send = true;
            return self.pause(failed).await;
        }
        if self.is_to_send && condition == Some(status::ALREADY_EXISTS) {
            self.is_to_send = false;
            return self.pause(failed).await;
        }
        if failed.code() == Code::Unauthenticated && self.bearer.is_some() {
            // The token of a stream that was open expired; a stream that is opened does this by itself.
            let used = self.bearer.take();
            return match self.transport.identity.tokens.after_refusal(used.as_ref()).await? {
                Some(_) => Ok(()),
                None => Err(failed.into()),
            };
        }
        match self.retries.after(&failed) {
            Some(delay) => {
                tokio::time::sleep(delay).await;
                Ok(())
            }
            None => Err(failed.into()),
        }
    }

    /// Waits before the other way is tried, which counts as a retry.
    async fn pause(&mut self, failed: Status) -> std::result::Result<(), Failure> {
        match self.retries.next(None) {
            Some(delay) => tokio::time::sleep(delay).await,
            None => return Err(failed.into()),
        }
        Ok(())
    }
}
