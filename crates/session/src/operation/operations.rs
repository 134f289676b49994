//! The operations of one session: started, found, interrupted, released, and remembered for a while once gone.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use sparrow_spark_error::{Result, SparkError, condition, limit_exceeded};
use uuid::Uuid;

use super::{LogLimits, Operation, Request, Status};
use crate::errors::Errors;
use crate::tombstones::Tombstones;

/// How many operations a session may have, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Operations alive at once, also finished ones that were not released.
    pub operations_count_max: usize,
    /// Operations remembered once they are gone.
    pub operations_remembered_max: usize,
    /// Time nobody reads an operation before it is abandoned.
    pub detached_duration_max: Duration,
    /// What each may keep.
    pub log: LogLimits,
}

/// The operations of a session.
pub struct Operations {
    limits: Limits,
    errors: Arc<Errors>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    live: HashMap<String, Arc<Operation>>,
    gone: Tombstones<String, Gone>,
    closed: bool,
}

/// What is remembered of an operation.
struct Gone {
    status: Status,
    /// Nobody read it for too long; the client did not release it.
    abandoned: bool,
}

/// How much a session's operations hold; bytes are the most of any one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Operations alive or not released.
    pub live: usize,
    /// Operations remembered.
    pub remembered: usize,
    /// Bytes sent and not released.
    pub sent_bytes: usize,
    /// Bytes not yet sent.
    pub unsent_bytes: usize,
}

/// What came of a start.
pub enum Started {
    /// It is to be run.
    New(Arc<Operation>),
    /// The same plan runs under this id already: read it again from the start.
    Existing(Arc<Operation>),
}

/// An operation and how far it is; `None` when it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    /// Its id.
    pub operation_id: String,
    /// How far it is.
    pub status: Option<Status>,
    /// Whether it was released.
    pub released: bool,
}

impl Operations {
    /// No operations yet.
    pub fn new(limits: Limits, errors: Arc<Errors>) -> Self {
        let gone = Tombstones::new(limits.operations_remembered_max);
        Self { limits, errors, state: Mutex::new(State { gone, ..State::default() }) }
    }

    /// Registers an operation, or finds the one that runs the same plan under the same id.
    pub fn start(&self, request: Request) -> Result<Started> {
        self.start_with(request, || Ok(())).map(|(started, _)| started)
    }

    /// As [`Operations::start`], with what `enter` gives for a new one. Where that refuses, the operation was never there, so
    /// that the client may try again under the same id.
    pub fn start_with<T>(&self, request: Request, enter: impl FnOnce() -> Result<T>) -> Result<(Started, Option<T>)> {
        let id = match &request.operation_id {
            Some(id) => crate::handle::check_uuid(id)?.to_owned(),
            None => Uuid::new_v4().to_string(),
        };
        let mut state = self.state.lock();
        if state.closed {
            return Err(handle_error(&condition::OPERATION_CANCELED, &id));
        }
        if let Some(operation) = state.live.get(&id) {
            return same_plan(operation, &request).map(|started| (started, None));
        }
        if state.gone.contains(&id) {
            return Err(handle_error(&condition::INVALID_HANDLE_OPERATION_ABANDONED, &id));
        }
        self.check_room(&state)?;
        let entered = enter()?;
        let operation = Arc::new(Operation::new(id.clone(), request, self.limits.log, Arc::clone(&self.errors)));
        state.live.insert(id, Arc::clone(&operation));
        Ok((Started::New(operation), Some(entered)))
    }

    fn check_room(&self, state: &State) -> Result<()> {
        let limit = self.limits.operations_count_max;
        if state.live.len() < limit {
            return Ok(());
        }
        let advice = "Wait for running operations to finish, or interrupt them.";
        Err(limit_exceeded("The number of operations of this session", limit, "sessions.operations_count_max", advice))
    }

    /// The operation of this id. One that was released is unknown; one that was abandoned is said to be.
    pub fn find(&self, id: &str) -> Result<Arc<Operation>> {
        let state = self.state.lock();
        match state.live.get(id) {
            Some(operation) => Ok(Arc::clone(operation)),
            None if state.gone.get(id).is_some_and(|gone| gone.abandoned) => {
                Err(handle_error(&condition::INVALID_HANDLE_OPERATION_ABANDONED, id))
            }
            None => Err(handle_error(&condition::INVALID_HANDLE_OPERATION_NOT_FOUND, id)),
        }
    }

    /// The operation of this id while it lives.
    pub fn find_live(&self, id: &str) -> Option<Arc<Operation>> {
        self.state.lock().live.get(id).cloned()
    }

    /// Lets go of an operation and all it keeps; one that still runs is cancelled.
    pub fn release(&self, id: &str) -> Option<Arc<Operation>> {
        self.remove(id, false)
    }

    fn remove(&self, id: &str, abandoned: bool) -> Option<Arc<Operation>> {
        let mut state = self.state.lock();
        let operation = state.live.remove(id)?;
        state.gone.insert(id.to_owned(), Gone { status: final_status(&operation), abandoned });
        drop(state);
        // In this order: its reader hears that it is gone, not that it was cancelled.
        operation.log.release_all();
        operation.cancel();
        Some(operation)
    }

    /// Cancels the running operations that `wanted` picks; answers their ids.
    pub fn interrupt(&self, wanted: impl Fn(&Operation) -> bool) -> Vec<String> {
        let picked: Vec<_> = self.state.lock().live.values().filter(|o| wanted(o)).cloned().collect();
        let mut ids: Vec<String> = picked.iter().filter(|o| o.cancel()).map(|o| o.id().to_owned()).collect();
        ids.sort_unstable();
        ids
    }

    /// How much there is of what is limited.
    pub fn usage(&self) -> Usage {
        let state = self.state.lock();
        let start = Usage { live: state.live.len(), remembered: state.gone.count(), ..Usage::default() };
        state.live.values().fold(start, |usage, operation| {
            let (sent, unsent) = operation.log.bytes();
            Usage { sent_bytes: usage.sent_bytes.max(sent), unsent_bytes: usage.unsent_bytes.max(unsent), ..usage }
        })
    }

    /// Whether any operation runs.
    pub fn is_any_running(&self) -> bool {
        self.state.lock().live.values().any(|o| o.status() == Status::Running)
    }

    /// Reports on the operations of these ids, or on all when there are none.
    pub fn statuses(&self, ids: &[String]) -> Vec<StatusReport> {
        let state = self.state.lock();
        let live = |id: &str| state.live.get(id).map(|o| (o.status(), false));
        let gone = |id: &str| state.gone.get(id).map(|gone| (gone.status, true));
        let report = |id: &String| {
            let found = live(id).or_else(|| gone(id));
            let (status, released) = (found.map(|f| f.0), found.is_some_and(|f| f.1));
            StatusReport { operation_id: id.clone(), status, released }
        };
        if ids.is_empty() {
            state.live.keys().chain(state.gone.keys()).map(report).collect()
        } else {
            ids.iter().map(report).collect()
        }
    }

    /// Abandons the operations that nobody has read for too long.
    pub fn abandon_detached(&self, now: Instant) {
        let limit = self.limits.detached_duration_max;
        let is_late =
            |o: &Operation| o.detached_since().is_some_and(|since| now.saturating_duration_since(since) > limit);
        let late: Vec<String> =
            self.state.lock().live.values().filter(|o| is_late(o)).map(|o| o.id().to_owned()).collect();
        for id in late {
            tracing::info!(operation_id = id, "operation abandoned: nobody reads it");
            self.remove(&id, true);
        }
    }

    /// Whether the session is over.
    pub fn is_closed(&self) -> bool {
        self.state.lock().closed
    }

    /// Cancels and releases everything; nothing can be started afterwards.
    pub fn close(&self) {
        let ids: Vec<String> = {
            let mut state = self.state.lock();
            state.closed = true;
            state.live.keys().cloned().collect()
        };
        for id in ids {
            self.release(&id);
        }
    }
}

fn same_plan(operation: &Arc<Operation>, request: &Request) -> Result<Started> {
    if operation.fingerprint == request.fingerprint {
        return Ok(Started::Existing(Arc::clone(operation)));
    }
    Err(handle_error(&condition::INVALID_HANDLE_OPERATION_ALREADY_EXISTS, &operation.id))
}

fn final_status(operation: &Operation) -> Status {
    match operation.status() {
        Status::Running => Status::Cancelled,
        ended => ended,
    }
}

fn handle_error(condition: &'static sparrow_spark_error::Condition, handle: &str) -> SparkError {
    SparkError::new(condition).with("handle", handle)
}
