//! The stream of one ExecutePlan or ReattachExecute, from upstream to the client, with what breaks it. It reads from upstream
//! only what the client takes.

use std::sync::Arc;
use std::time::Duration;

use futures::Stream;
use prost::Message;
use sparrow_proto::spark::connect as proto;
use tonic::{Status, Streaming};

use super::connection::Switch;
use super::ledger::{Call, Failure, Ledger};
use super::operation::{Cursor, Forgotten, RESPONSES_HELD_COUNT_MAX};
use super::pieces::Pieces;
use super::script::{Break, Script};
use super::service::Shared;
use super::statuses;

/// What was sent before a connection is cut has this long to leave.
const FLUSH_PAUSE: Duration = Duration::from_millis(30);

/// What goes to the client.
type Sent = Result<proto::ExecutePlanResponse, Status>;

/// Why a stream breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breaking {
    Drop,
    Reset,
    Disconnect,
    End,
    Stall,
    Forget(Forgotten),
}

/// A stream on its way.
pub struct Passage {
    pub shared: Arc<Shared>,
    pub call: Call,
    pub connection: Arc<Switch>,
    /// The operation's key in the ledger.
    pub operation: String,
    /// The stream's number among all, from 1.
    pub number: u64,
    pub upstream: Streaming<proto::ExecutePlanResponse>,
    pub cursor: Cursor,
    /// Whether the client puts batches together.
    pub chunking: bool,
}

struct State {
    passage: Passage,
    pieces: Option<(u64, Pieces)>,
    /// Responses sent on this stream, progress not counted.
    sent: u64,
    ended: bool,
}

impl Passage {
    /// The responses as they go to the client.
    pub fn into_stream(self) -> impl Stream<Item = Sent> + Send {
        let state = State { passage: self, pieces: None, sent: 0, ended: false };
        futures::stream::unfold(state, |mut state| async move {
            let item = state.next().await?;
            state.ended = item.is_err();
            Some((item, state))
        })
    }
}

impl State {
    async fn next(&mut self) -> Option<Sent> {
        if self.ended {
            return None;
        }
        while self.pieces.as_ref().is_none_or(|(_, pieces)| pieces.is_empty()) {
            match self.passage.upstream.message().await {
                Ok(Some(response)) => {
                    if let Err(status) = self.place(response) {
                        return Some(Err(status));
                    }
                }
                Ok(None) => return None,
                Err(status) => return Some(Err(self.passage.shared.as_sent(status))),
            }
        }
        let breaking = {
            let mut ledger = self.passage.shared.ledger();
            let found = self.breaking(&mut ledger);
            if let Some(breaking) = found {
                self.note_break(&mut ledger, breaking);
            }
            found
        };
        if let Some(breaking) = breaking {
            return self.carry_out(breaking).await;
        }
        self.passage.shared.pause(self.passage.call.rpc).await;
        self.send()
    }

    /// Makes a response of upstream the next to be sent.
    fn place(&mut self, response: proto::ExecutePlanResponse) -> Result<(), Status> {
        let passage = &mut self.passage;
        let mut ledger = passage.shared.ledger();
        let Ledger { script, operations, .. } = &mut *ledger;
        let Some(operation) = operations.get_mut(&passage.operation) else {
            return Err(Status::internal("the mock server lost an operation: this is a defect of it"));
        };
        let upstream_id = response.response_id.clone();
        let first_batch = matches!(
            &response.response_type,
            Some(proto::execute_plan_response::ResponseType::ArrowBatch(batch)) if batch.start_offset.unwrap_or_default() == 0
        );
        let mut pieces = Pieces::of(response, script, passage.chunking, first_batch);
        let placed = operation.place(&upstream_id, pieces.count(), pieces.total_bytes(), passage.cursor.next);
        let Some((first, next)) = placed else {
            let text = format!("{RESPONSES_HELD_COUNT_MAX} responses wait for their release: release them");
            return Err(Status::resource_exhausted(text));
        };
        if first == passage.cursor.next {
            pieces.skip(std::mem::take(&mut passage.cursor.skip));
        }
        passage.cursor.next = next;
        self.pieces = Some((first, pieces));
        Ok(())
    }

    /// The fault that is due before the response that comes next.
    fn breaking(&self, ledger: &mut Ledger) -> Option<Breaking> {
        let script = &ledger.script;
        let faults: [(&'static str, Option<Break>, Breaking); 7] = [
            ("drop", script.drop, Breaking::Drop),
            ("reset", script.reset, Breaking::Reset),
            ("disconnected", script.disconnected, Breaking::Disconnect),
            ("end_early", script.end_early, Breaking::End),
            ("stall", script.stall, Breaking::Stall),
            ("forget_operation", script.forget_operation, Breaking::Forget(Forgotten::Operation)),
            ("forget_session", script.forget_session, Breaking::Forget(Forgotten::Session)),
        ];
        let rain = rain(script, self.passage.number).filter(|_| self.sent == 1);
        for (name, fault, breaking) in faults {
            if let Some(fault) = fault.filter(|fault| fault.after == self.sent)
                && ledger.take(name, Some(fault.times))
            {
                return Some(breaking);
            }
        }
        rain.inspect(|_| ledger.observed.faults += 1)
    }

    fn note_break(&self, ledger: &mut Ledger, breaking: Breaking) {
        let failure =
            if matches!(breaking, Breaking::End | Breaking::Forget(_)) { Failure::Ended } else { Failure::Broken };
        ledger.note_failure(&self.passage.call, failure);
        if let (Breaking::Forget(forgotten), Some(operation)) =
            (breaking, ledger.operations.get_mut(&self.passage.operation))
        {
            operation.forgotten = Some(forgotten);
        }
    }

    async fn carry_out(&mut self, breaking: Breaking) -> Option<Sent> {
        match breaking {
            Breaking::Drop => Some(Err(statuses::unavailable())),
            Breaking::Disconnect => Some(Err(statuses::disconnected())),
            Breaking::End | Breaking::Forget(_) => None,
            Breaking::Stall => futures::future::pending().await,
            Breaking::Reset => {
                tokio::time::sleep(FLUSH_PAUSE).await;
                self.passage.connection.cut();
                Some(Err(statuses::unavailable()))
            }
        }
    }

    /// The response that comes next, with the ids the client has for it.
    fn send(&mut self) -> Option<Sent> {
        let (first, pieces) = self.pieces.as_mut()?;
        let (is_chunk, is_progress, is_complete) = (pieces.is_chunk(), pieces.is_progress(), pieces.is_complete());
        let (place, mut response) = pieces.take();
        let piece = *first + place;
        let mut ledger = self.passage.shared.ledger();
        ledger.note_answer(&self.passage.call, &mut response);
        if let Some(operation) = ledger.operations.get_mut(&self.passage.operation) {
            response.response_id = operation.id(piece);
            operation.note_sent(piece);
            operation.complete |= is_complete;
        }
        let observed = &mut ledger.observed;
        observed.responses_sent += 1;
        observed.chunks_sent += u64::from(is_chunk);
        observed.bytes_sent += u64::try_from(response.encoded_len()).unwrap_or(u64::MAX);
        self.sent += u64::from(!is_progress);
        Some(Ok(response))
    }
}

/// What happens to the stream of this number in the rain, after its first response.
fn rain(script: &Script, number: u64) -> Option<Breaking> {
    let due = [(3, Breaking::Drop), (5, Breaking::End), (7, Breaking::Disconnect)];
    let found = due.into_iter().find(|(every, _)| number.is_multiple_of(*every));
    found.filter(|_| script.rain).map(|(_, breaking)| breaking)
}
