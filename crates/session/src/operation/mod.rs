//! What a client has started: operations, the responses kept for their readers, and what is left of those that ended.
//! Knows no wire: a response is an opaque payload with a size.

mod cancellation;
mod log;
mod operations;
mod response_ids;

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use sparrow_spark_error::{Result, SparkError, condition};

pub use cancellation::Cancellation;
pub use log::{Limits as LogLimits, Log, Next, Reader, Response};
pub use operations::{Limits, Operations, Started, StatusReport, Usage};

use crate::errors::Errors;

/// A response as the server made it; sessions keep it and never look inside.
pub type Payload = Arc<dyn Any + Send + Sync>;

/// What tells two plans apart: a digest of the plan as it came.
pub type Fingerprint = [u8; 32];

/// Why an operation ended without success, under the id by which its details are kept.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The error.
    pub error: SparkError,
    /// Its id; the same on every replay.
    pub error_id: String,
}

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Status {
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// What an operation is started with.
#[derive(Clone, Debug)]
pub struct Request {
    /// The client's id for it; `None` makes one.
    pub operation_id: Option<String>,
    /// Of its plan.
    pub fingerprint: Fingerprint,
    /// The client's tags.
    pub tags: Vec<String>,
    /// Whether its responses are kept for a reader that comes again.
    pub reattachable: bool,
}

/// One execution of a plan.
pub struct Operation {
    id: String,
    fingerprint: Fingerprint,
    tags: Vec<String>,
    reattachable: bool,
    cancellation: Cancellation,
    status: Mutex<Status>,
    log: Arc<Log<Payload, Failure>>,
    errors: Arc<Errors>,
}

impl Operation {
    fn new(id: String, request: Request, limits: LogLimits, errors: Arc<Errors>) -> Self {
        let Request { fingerprint, tags, reattachable, .. } = request;
        let (cancellation, status) = (Cancellation::default(), Mutex::new(Status::Running));
        Self { id, fingerprint, tags, reattachable, cancellation, status, log: Arc::new(Log::new(limits)), errors }
    }

    /// Its id, a UUID.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The client's tags.
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// Whether a reader may come again.
    pub fn is_reattachable(&self) -> bool {
        self.reattachable
    }

    /// How far it is.
    pub fn status(&self) -> Status {
        *self.status.lock()
    }

    /// Asks it to stop; true when it was still running and had not been asked before.
    pub fn cancel(&self) -> bool {
        self.status() == Status::Running && self.cancellation.cancel()
    }

    /// What its work watches to know when to stop.
    pub fn cancellation(&self) -> &Cancellation {
        &self.cancellation
    }

    /// Keeps a response for the reader; waits while too much is unread.
    pub async fn append(&self, payload: Payload, bytes: usize) {
        self.log.append(payload, bytes).await;
    }

    /// Ends the operation. What was appended before stays readable; a second end is ignored.
    pub fn finish(&self, outcome: Result<()>) {
        let mut status = self.status.lock();
        if *status != Status::Running {
            return;
        }
        *status = match &outcome {
            Ok(()) => Status::Succeeded,
            Err(error) if error.is(&condition::OPERATION_CANCELED) => Status::Cancelled,
            Err(_) => Status::Failed,
        };
        drop(status);
        let keep = |error: SparkError| Failure { error_id: self.errors.keep(&error), error };
        self.log.finish(outcome.map_err(keep));
    }

    /// A reader from the very start; an older reader is disconnected.
    pub fn attach(&self) -> Result<Reader<Payload, Failure>> {
        Log::attach(&self.log, None)
    }

    /// A reader that goes on after the response `last`; an older reader is disconnected.
    pub fn reattach(&self, last: Option<&str>) -> Result<Reader<Payload, Failure>> {
        if !self.reattachable {
            return Err(SparkError::new(&condition::INVALID_CURSOR_NOT_REATTACHABLE));
        }
        Log::attach(&self.log, last)
    }

    /// Lets go of all responses up to and including this one.
    pub fn release_until(&self, response_id: &str) -> Result<()> {
        self.log.release_until(response_id)
    }

    /// Since when nobody reads it; `None` while somebody does.
    fn detached_since(&self) -> Option<Instant> {
        self.log.detached_since()
    }
}

#[cfg(test)]
mod tests;
