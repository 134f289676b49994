//! The responses of one operation, kept until the reader lets go of them: appended under back-pressure, read by
//! position, replayed after a broken connection.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use sparrow_spark_error::{Result, SparkError, condition};
use tokio::sync::Notify;

use super::response_ids::ResponseIds;

/// How much a log may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes sent and not released that are kept before the last response sent. That one is kept whatever its size.
    pub sent_bytes_max: usize,
    /// Bytes not yet sent at which an append waits. One response above it is let in when nothing else is waiting.
    pub unsent_bytes_max: usize,
}

/// A response and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response<E> {
    /// A UUID.
    pub id: String,
    /// What it says.
    pub entry: E,
}

/// What a reader comes upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next<E, F> {
    /// The next response.
    Response(Response<E>),
    /// Nothing more will come.
    End(std::result::Result<(), F>),
    /// Another reader has taken over.
    Disconnected,
    /// Everything was released; the operation is gone.
    Released,
}

/// The log. `E` is a response, `F` the reason for an end without success.
pub struct Log<E, F> {
    ids: ResponseIds,
    limits: Limits,
    state: Mutex<State<E, F>>,
    readable: Notify,
    writable: Notify,
}

struct State<E, F> {
    entries: VecDeque<(E, usize)>,
    /// Position of the first of `entries`.
    first: u64,
    /// Position after the last one that any reader was given.
    sent: u64,
    /// Bytes of `entries` before `sent`, and from it on.
    sent_bytes: usize,
    unsent_bytes: usize,
    end: Option<std::result::Result<(), F>>,
    released: bool,
    /// Number of the reader that may read; a newer one disconnects the older.
    reader: u64,
    detached_since: Option<Instant>,
}

/// One attached stream. Dropping it detaches.
pub struct Reader<E, F> {
    log: Arc<Log<E, F>>,
    number: u64,
    position: u64,
}

impl<E: Clone, F: Clone> Log<E, F> {
    /// An empty log.
    pub fn new(limits: Limits) -> Self {
        let state = State {
            entries: VecDeque::new(),
            first: 0,
            sent: 0,
            sent_bytes: 0,
            unsent_bytes: 0,
            end: None,
            released: false,
            reader: 0,
            detached_since: Some(Instant::now()),
        };
        let (readable, writable) = (Notify::new(), Notify::new());
        Self { ids: ResponseIds::default(), limits, state: Mutex::new(state), readable, writable }
    }

    /// Adds a response of `bytes` bytes; waits while too much is unsent. After the end or the release it adds nothing.
    pub async fn append(&self, entry: E, bytes: usize) {
        let mut entry = Some(entry);
        loop {
            let room = self.writable.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            self.try_append(&mut entry, bytes);
            if entry.is_none() {
                return self.readable.notify_waiters();
            }
            room.await;
        }
    }

    /// Takes the entry unless it has to wait.
    fn try_append(&self, entry: &mut Option<E>, bytes: usize) {
        let mut state = self.state.lock();
        let is_over = state.released || state.end.is_some();
        let has_room = state.unsent_bytes.saturating_add(bytes) <= self.limits.unsent_bytes_max;
        if !is_over && !has_room && state.unsent_bytes > 0 {
            return;
        }
        if let Some(entry) = entry.take().filter(|_| !is_over) {
            state.entries.push_back((entry, bytes));
            state.unsent_bytes += bytes;
        }
    }

    /// Marks the end; the first one counts.
    pub fn finish(&self, end: std::result::Result<(), F>) {
        self.state.lock().end.get_or_insert(end);
        self.readable.notify_waiters();
        self.writable.notify_waiters();
    }

    /// A reader that starts after the response `last`, or at the start. An older reader is disconnected.
    pub fn attach(log: &Arc<Self>, last: Option<&str>) -> Result<Reader<E, F>> {
        let mut state = log.state.lock();
        let position = log.position_after(&state, last)?;
        state.reader += 1;
        state.detached_since = None;
        let reader = Reader { log: Arc::clone(log), number: state.reader, position };
        drop(state);
        log.readable.notify_waiters();
        Ok(reader)
    }

    fn position_after(&self, state: &State<E, F>, last: Option<&str>) -> Result<u64> {
        let position = match last {
            None => 0,
            Some(id) => self.known_position(state, id)? + 1,
        };
        if state.first <= position && !state.released {
            return Ok(position);
        }
        // Spark counts responses from 1.
        Err(SparkError::new(&condition::INVALID_CURSOR_POSITION_NOT_AVAILABLE)
            .with("responseId", self.ids.id(position))
            .with("index", (position + 1).to_string()))
    }

    fn known_position(&self, state: &State<E, F>, id: &str) -> Result<u64> {
        let past_last = state.first + state.entries.len() as u64;
        let known = self.ids.position(id).filter(|position| *position < past_last);
        known.ok_or_else(|| SparkError::new(&condition::INVALID_CURSOR_POSITION_NOT_FOUND).with("responseId", id))
    }

    /// Lets go of every response up to and including `id`.
    pub fn release_until(&self, id: &str) -> Result<()> {
        let mut state = self.state.lock();
        let position = self.known_position(&state, id)?;
        while state.first <= position && !state.entries.is_empty() {
            state.drop_first();
        }
        drop(state);
        self.writable.notify_waiters();
        Ok(())
    }

    /// Lets go of everything; readers end, appends are dropped.
    pub fn release_all(&self) {
        let mut state = self.state.lock();
        state.released = true;
        while !state.entries.is_empty() {
            state.drop_first();
        }
        drop(state);
        self.readable.notify_waiters();
        self.writable.notify_waiters();
    }

    /// Since when no reader is attached.
    pub fn detached_since(&self) -> Option<Instant> {
        self.state.lock().detached_since
    }

    /// Bytes held now: sent and unsent.
    pub fn bytes(&self) -> (usize, usize) {
        let state = self.state.lock();
        (state.sent_bytes, state.unsent_bytes)
    }

    /// What is at `position`, if that is known already.
    fn poll(&self, number: u64, position: u64) -> Option<Next<E, F>> {
        let mut state = self.state.lock();
        if state.reader != number {
            return Some(Next::Disconnected);
        }
        if state.released || position < state.first {
            return Some(Next::Released);
        }
        let Some((entry, _)) = state.entries.get((position - state.first) as usize) else {
            return state.end.clone().map(Next::End);
        };
        let response = Response { id: self.ids.id(position), entry: entry.clone() };
        state.mark_sent(position, self.limits.sent_bytes_max);
        drop(state);
        self.writable.notify_waiters();
        Some(Next::Response(response))
    }
}

impl<E, F> State<E, F> {
    fn drop_first(&mut self) {
        if let Some((_, bytes)) = self.entries.pop_front() {
            let unsent = self.first >= self.sent;
            *(if unsent { &mut self.unsent_bytes } else { &mut self.sent_bytes }) -= bytes;
            self.first += 1;
            self.sent = self.sent.max(self.first);
        }
    }

    fn mark_sent(&mut self, position: u64, sent_bytes_max: usize) {
        while self.sent <= position {
            let bytes = self.entries[(self.sent - self.first) as usize].1;
            self.unsent_bytes -= bytes;
            self.sent_bytes += bytes;
            self.sent += 1;
        }
        // Only a reader at the head trims: one that replays still needs what lies before it.
        let last_bytes = |state: &Self| state.entries[(state.sent - 1 - state.first) as usize].1;
        while position + 1 == self.sent && self.first < position && self.sent_bytes - last_bytes(self) > sent_bytes_max
        {
            self.drop_first();
        }
    }
}

impl<E: Clone, F: Clone> Reader<E, F> {
    /// Waits for what comes next. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Next<E, F> {
        loop {
            let news = self.log.readable.notified();
            tokio::pin!(news);
            news.as_mut().enable();
            if let Some(next) = self.log.poll(self.number, self.position) {
                if matches!(next, Next::Response(_)) {
                    self.position += 1;
                }
                return next;
            }
            news.await;
        }
    }
}

impl<E, F> Drop for Reader<E, F> {
    fn drop(&mut self) {
        let mut state = self.log.state.lock();
        if state.reader == self.number {
            state.detached_since = Some(Instant::now());
        }
    }
}

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
