//! An operation's life on the server: what of it is released, and that it is told to stop when nobody wants its result.
//! All of this happens in the background, and none of it is an error.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::interrupt_request::{Interrupt, InterruptType};
use sparrow_proto::spark::connect::release_execute_request::{Release, ReleaseAll, ReleaseUntil};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::timeout;

use super::{Transport, codec};

/// So many responses are released together.
const RELEASE_RESPONSES: usize = 16;
/// Or so many bytes.
const RELEASE_BYTES: usize = 4 * 1024 * 1024;
/// How long a word to the server may take, all its repetitions included.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// When an operation is interrupted again that the server did not know yet: its plan may still be on the way.
const INTERRUPT_AGAIN: [Duration; 4] =
    [Duration::from_millis(50), Duration::from_millis(200), Duration::from_millis(800), Duration::from_millis(2_000)];

/// What the server is to be told next; a later word covers an earlier one.
#[derive(Clone, Debug, PartialEq)]
enum Word {
    Nothing,
    /// Everything up to this response was taken.
    Until(String),
    /// The operation ended and is not asked for again.
    All,
    /// Nobody wants it: stop it, and forget it.
    Cancel {
        /// Whether it was heard of, so that the server surely knows it.
        is_known: bool,
    },
}

/// An operation of this client's. Dropped before its end it is cancelled.
pub(crate) struct Operation {
    id: String,
    words: watch::Sender<Word>,
    is_over: bool,
    is_known: bool,
    taken: usize,
    taken_bytes: usize,
}

impl Operation {
    /// Begins to look after the operation `id`; must be called within a runtime.
    pub fn begin(transport: &Arc<Transport>, id: String) -> Self {
        let words = watch::Sender::new(Word::Nothing);
        transport.running.fetch_add(1, Ordering::Relaxed);
        Handle::current().spawn(tell(Arc::clone(transport), id.clone(), words.subscribe()));
        Self { id, words, is_over: false, is_known: false, taken: 0, taken_bytes: 0 }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// Counts a response that was taken, and releases where enough have come together.
    pub fn take(&mut self, response_id: &str, bytes: usize) {
        self.is_known = true;
        self.taken += 1;
        self.taken_bytes += bytes;
        if !self.is_over && (self.taken >= RELEASE_RESPONSES || self.taken_bytes >= RELEASE_BYTES) {
            (self.taken, self.taken_bytes) = (0, 0);
            self.words.send_replace(Word::Until(response_id.to_owned()));
        }
    }

    /// The operation ended, well or not: releases all of it.
    pub fn finish(&mut self) {
        self.end(Word::All);
    }

    /// Nobody wants the rest: stops it.
    pub fn cancel(&mut self) {
        self.end(Word::Cancel { is_known: self.is_known });
    }

    fn end(&mut self, word: Word) {
        if !self.is_over {
            self.is_over = true;
            self.words.send_replace(word);
        }
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Tells the server one word after another, until the last.
async fn tell(transport: Arc<Transport>, id: String, mut words: watch::Receiver<Word>) {
    loop {
        let word = match words.wait_for(|word| *word != Word::Nothing).await {
            Ok(word) => word.clone(),
            Err(_) => break,
        };
        if is_last(&word) {
            transport.running.fetch_sub(1, Ordering::Relaxed);
            transport.releasing.send_modify(|count| *count += 1);
            // Whether it got through or not, the server forgets an operation by itself in the end.
            let _ = timeout(WAIT_MAX, end(&transport, &id, &word)).await;
            transport.releasing.send_modify(|count| *count -= 1);
            return;
        }
        let Word::Until(response_id) = &word else { continue };
        let until = Release::ReleaseUntil(ReleaseUntil { response_id: response_id.clone() });
        tokio::select! {
            _ = timeout(WAIT_MAX, release(&transport, &id, until)) => {}
            _ = words.wait_for(is_last) => {}
        }
        if words.wait_for(|next| *next != word).await.is_err() {
            break;
        }
    }
    transport.running.fetch_sub(1, Ordering::Relaxed);
}

fn is_last(word: &Word) -> bool {
    matches!(word, Word::All | Word::Cancel { .. })
}

async fn end(transport: &Transport, id: &str, word: &Word) {
    if let Word::Cancel { is_known } = word {
        let mut again = INTERRUPT_AGAIN.iter().filter(|_| !is_known);
        while !interrupted(transport, id).await {
            match again.next() {
                Some(delay) => tokio::time::sleep(*delay).await,
                None => break,
            }
        }
    }
    release(transport, id, Release::ReleaseAll(ReleaseAll {})).await;
}

/// Interrupts an operation; says whether the server knew it.
async fn interrupted(transport: &Transport, id: &str) -> bool {
    let message = codec::encode(&interrupt(transport, InterruptType::OperationId, Some(id)));
    let answer = transport.repeated::<proto::InterruptResponse>(codec::INTERRUPT, message).await;
    answer.is_ok_and(|answer| !answer.interrupted_ids.is_empty())
}

async fn release(transport: &Transport, id: &str, release: Release) {
    let message = codec::encode(&proto::ReleaseExecuteRequest {
        session_id: transport.identity.session_id.clone(),
        user_context: transport.user_context(),
        operation_id: id.to_owned(),
        client_type: transport.client_type(),
        client_observed_server_side_session_id: transport.observed_session(),
        release: Some(release),
    });
    // A release that fails is not an error.
    let _ = transport.repeated::<proto::ReleaseExecuteResponse>(codec::RELEASE_EXECUTE, message).await;
}

/// The request to interrupt all, what has a tag, or one operation.
pub(crate) fn interrupt(transport: &Transport, kind: InterruptType, what: Option<&str>) -> proto::InterruptRequest {
    let interrupt = what.map(|what| match kind {
        InterruptType::Tag => Interrupt::OperationTag(what.to_owned()),
        _ => Interrupt::OperationId(what.to_owned()),
    });
    proto::InterruptRequest {
        session_id: transport.identity.session_id.clone(),
        user_context: transport.user_context(),
        client_type: transport.client_type(),
        interrupt_type: kind.into(),
        client_observed_server_side_session_id: transport.observed_session(),
        interrupt,
    }
}
