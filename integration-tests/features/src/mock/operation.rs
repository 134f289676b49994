//! The responses of one operation: which ids the client has for them, and which the upstream server. It knows no fault.
//!
//! The client's ids are made here, so that one response of upstream may be several of the client's. They bear the operation's
//! number and their own, counted from 0; a response that upstream sends again has the same ids again.

use std::collections::VecDeque;

use super::script::Rpc;

/// How many responses of an operation may wait for their release.
pub const RESPONSES_HELD_COUNT_MAX: usize = 1_000_000;

/// What the client has to get again.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Upstream's id of the last response that the client has whole.
    pub upstream_last: Option<String>,
    /// How many pieces of the response after it the client has.
    pub skip: u64,
    /// The number of the first piece of the response after it.
    pub next: u64,
}

/// Why a response id is not one to go on after or to release up to.
#[derive(Debug, PartialEq, Eq)]
pub enum BadCursor {
    /// The client was never sent such a response.
    NeverSent,
    /// The responses after it were released.
    Released,
}

/// An operation that a client started.
#[derive(Debug, Default)]
pub struct Operation {
    number: u64,
    /// The digest of its plan.
    pub plan: String,
    /// Whether the client puts batches together.
    pub chunking: bool,
    /// The call that gets "not found" because of a fault.
    pub forgotten: Option<Forgotten>,
    /// Its result was sent whole.
    pub complete: bool,
    /// The client released it.
    pub released: bool,
    held: VecDeque<Held>,
    next: u64,
    sent: u64,
    released_count: u64,
}

/// What of it the server forgot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    Operation,
    Session,
}

#[derive(Debug)]
struct Held {
    upstream_id: String,
    first: u64,
    pieces: u64,
    bytes: u64,
}

impl Held {
    fn end(&self) -> u64 {
        self.first + self.pieces
    }
}

impl Operation {
    /// The operation of this number, of which nothing was sent.
    pub fn new(number: u64, plan: String, chunking: bool) -> Self {
        Self { number, plan, chunking, ..Self::default() }
    }

    /// Finds a place for a response of upstream, new or sent again; `None` when too many are held. `expected` is the number of
    /// its first piece if upstream goes on where it was. The answer is the number it has, and the one expected next.
    pub fn place(&mut self, upstream_id: &str, pieces: u64, bytes: u64, expected: u64) -> Option<(u64, u64)> {
        let at = self.held.partition_point(|held| held.first < expected);
        if let Some(held) = self.held.iter().skip(at).find(|held| held.upstream_id == upstream_id) {
            return Some((held.first, held.end()));
        }
        if self.held.len() >= RESPONSES_HELD_COUNT_MAX {
            return None;
        }
        let (first, end) = (self.next, self.next + pieces);
        self.held.push_back(Held { upstream_id: upstream_id.to_owned(), first, pieces, bytes });
        self.next = end;
        // New progress may come before what is sent again; that is still expected then.
        Some((first, if expected == first { end } else { expected }))
    }

    /// The client's id of a piece.
    pub fn id(&self, piece: u64) -> String {
        format!("{:08x}-0000-4000-8000-{piece:012x}", self.number)
    }

    /// Notes that a piece went to the client.
    pub fn note_sent(&mut self, piece: u64) {
        self.sent = self.sent.max(piece + 1);
    }

    /// Whether anything went to the client.
    pub fn anything_sent(&self) -> bool {
        self.sent > 0
    }

    /// Where to go on after the client's response `last`, or from the start.
    pub fn cursor(&self, last: Option<&str>) -> Result<Cursor, BadCursor> {
        let Some(last) = last else {
            return if self.released_count == 0 { Ok(Cursor::default()) } else { Err(BadCursor::Released) };
        };
        let piece = self.piece(last).ok_or(BadCursor::NeverSent)?;
        if piece + 1 < self.released_count {
            return Err(BadCursor::Released);
        }
        Ok(self.after(piece))
    }

    /// Releases up to the client's response `last`: how many that were, their bytes, and upstream's id of the last one
    /// that is released whole.
    pub fn release_until(&mut self, last: &str) -> Result<(u64, u64, Option<String>), BadCursor> {
        let piece = self.piece(last).ok_or(BadCursor::NeverSent)?;
        let (from, until) = (self.released_count, piece + 1);
        if until < from {
            return Err(BadCursor::Released);
        }
        let bytes = self.held.iter().map(|held| share(held, from, until)).sum();
        let whole = self.after(piece).upstream_last;
        self.released_count = until;
        // The last response that is released whole is still one to go on after.
        while self.held.get(1).is_some_and(|second| second.end() <= until) {
            self.held.pop_front();
        }
        Ok((until - from, bytes, whole))
    }

    fn after(&self, piece: u64) -> Cursor {
        let at = self.held.partition_point(|held| held.end() <= piece);
        match self.held.get(at) {
            Some(held) if held.end() == piece + 1 => {
                Cursor { upstream_last: Some(held.upstream_id.clone()), skip: 0, next: held.end() }
            }
            Some(held) => Cursor {
                upstream_last: at.checked_sub(1).map(|before| self.held[before].upstream_id.clone()),
                skip: piece + 1 - held.first,
                next: held.first,
            },
            None => Cursor::default(),
        }
    }

    fn piece(&self, id: &str) -> Option<u64> {
        let piece = u64::from_str_radix(id.rsplit('-').next()?, 16).ok()?;
        (self.id(piece) == id && piece < self.sent).then_some(piece)
    }
}

/// The bytes of a response that lie in the pieces from `from` to before `until`.
fn share(held: &Held, from: u64, until: u64) -> u64 {
    let pieces = held.end().min(until).saturating_sub(held.first.max(from));
    held.bytes * pieces / held.pieces.max(1)
}

/// A violation in words.
pub fn bad_cursor(rpc: Rpc, reason: &BadCursor, id: Option<&str>) -> String {
    let id = id.unwrap_or("none");
    match reason {
        BadCursor::NeverSent => format!("{rpc:?} names the response {id}, which was never sent"),
        BadCursor::Released => format!("{rpc:?} names the response {id}, but what follows it was released before"),
    }
}
