//! The stream a client reads: responses out of the log, until the end, a better reader, or a good moment to reattach.

use std::sync::Arc;

use futures::Stream;
use futures::stream::{BoxStream, StreamExt};
use prost::Message;
use sparrow_proto::spark::connect as proto;
use sparrow_session::Session;
use sparrow_session::operation::{Failure, Next, Operation, Payload, Reader, Status};
use sparrow_spark_error::{SparkError, condition};
use tokio::time::Instant;

use super::super::{Answer, Limits, failed};
use crate::status;

/// The stream.
pub(crate) type Replies = BoxStream<'static, Answer<proto::ExecutePlanResponse>>;

/// The stream of what `reader` reads. At one of its limits it ends without an end of the result: the client reattaches.
pub(crate) fn stream(
    session: Arc<Session>,
    operation: Arc<Operation>,
    reader: Reader<Payload, Failure>,
    limits: &Limits,
) -> Replies {
    let deadline = Instant::now() + limits.response_duration_max;
    let bytes_left = limits.response_bytes_max;
    replies(Attached { session, operation, reader, deadline, bytes_left, ended: false }).boxed()
}

struct Attached {
    session: Arc<Session>,
    operation: Arc<Operation>,
    reader: Reader<Payload, Failure>,
    deadline: Instant,
    bytes_left: usize,
    ended: bool,
}

fn replies(attached: Attached) -> impl Stream<Item = Answer<proto::ExecutePlanResponse>> {
    futures::stream::unfold(attached, |mut attached| async move {
        let item = attached.next().await?;
        Some((item, attached))
    })
}

impl Attached {
    async fn next(&mut self) -> Option<Answer<proto::ExecutePlanResponse>> {
        if self.ended || (self.operation.is_reattachable() && self.bytes_left == 0) {
            return None;
        }
        let next = if self.operation.is_reattachable() {
            tokio::time::timeout_at(self.deadline, self.reader.next()).await.ok()?
        } else {
            self.reader.next().await
        };
        let item = match next {
            Next::Response(response) => return Some(Ok(self.response(response.id, &response.entry))),
            Next::End(Ok(())) => None,
            Next::End(Err(failure)) => Some(Err(status::status(&failure.error, Some(&failure.error_id)))),
            Next::Disconnected => Some(Err(self.broken(SparkError::new(&condition::INVALID_CURSOR_DISCONNECTED)))),
            // Clients release everything once they have read the end of the result.
            Next::Released if self.operation.status() == Status::Succeeded => None,
            // The client comes again, and hears then that its session is closed.
            Next::Released if self.session.operations().is_closed() => {
                Some(Err(self.broken(SparkError::new(&condition::INVALID_CURSOR_DISCONNECTED))))
            }
            Next::Released => Some(Err(self.broken(
                SparkError::new(&condition::INVALID_HANDLE_OPERATION_ABANDONED).with("handle", self.operation.id()),
            ))),
        };
        self.ended = true;
        item
    }

    fn response(&mut self, id: String, payload: &Payload) -> proto::ExecutePlanResponse {
        let response = payload.downcast_ref::<proto::ExecutePlanResponse>().expect("only such responses are appended");
        self.bytes_left = self.bytes_left.saturating_sub(response.encoded_len());
        proto::ExecutePlanResponse { response_id: id, ..response.clone() }
    }

    fn broken(&self, error: SparkError) -> tonic::Status {
        failed(&self.session, &error)
    }
}

impl Drop for Attached {
    /// Nobody can come again for an operation that is not reattachable.
    fn drop(&mut self) {
        if !self.operation.is_reattachable() {
            self.session.operations().release(self.operation.id());
        }
    }
}
