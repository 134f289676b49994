//! What is said on one executor's stream, from its hello to its end. Whatever ends it drops the executor's seat.

use std::sync::Arc;

use futures::StreamExt;
use prost::bytes::Bytes;
use sparrow_proto::sparrow::fleet as proto;
use sparrow_proto::sparrow::fleet::{from_executor, from_server};
use sparrow_spark_error::{SparkError, limit_exceeded};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout, timeout_at};
use tonic::{Code, Status, Streaming};

use super::{Desk, Order, Report, Seat, Terms, hello, orders, reports};

/// One executor's stream.
pub(super) struct Conversation {
    pub terms: Arc<Terms>,
    /// Where the executor calls from, for logs.
    pub address: String,
    pub incoming: Streaming<proto::FromExecutor>,
    pub outgoing: mpsc::Sender<Result<proto::FromServer, Status>>,
}

/// An executor that has joined.
struct Joined<S> {
    seat: S,
    orders: mpsc::UnboundedReceiver<Order>,
    /// Its last report, without statuses.
    last: Report,
}

impl Conversation {
    /// Talks until one side has had enough.
    pub async fn run<D: Desk>(mut self, desk: &D) {
        let (terms, address) = (Arc::clone(&self.terms), self.address.clone());
        let hello = match self.hello().await {
            Ok(hello) => hello,
            Err(refused) => return self.refuse(refused).await,
        };
        let executor_id = hello.executor_id.clone();
        tracing::info!(executor_id, address, host = hello.host, slots = hello.slots, "executor joins");
        let ended = match desk.join(hello).await.map_err(|e| does_not_fit(&e)) {
            Ok((seat, orders)) => self.stay(Joined { seat, orders, last: Report::default() }).await,
            Err(refused) => Err(refused),
        };
        match ended {
            Ok(()) => tracing::info!(executor_id, "executor left"),
            Err(why) => {
                tracing::warn!(executor_id, why = why.message(), "executor lost");
                let _ = timeout(terms.silence_duration_max, self.outgoing.send(Err(why))).await;
            }
        }
    }

    async fn refuse(self, refused: Status) {
        tracing::warn!(address = self.address, why = refused.message(), "executor refused");
        let _ = timeout(self.terms.silence_duration_max, self.outgoing.send(Err(refused))).await;
    }

    async fn hello(&mut self) -> Result<super::Hello, Status> {
        let ends = Instant::now() + self.terms.silence_duration_max;
        let first =
            self.next(ends).await?.ok_or_else(|| Status::invalid_argument("the executor left without a word"))?;
        match first.message {
            Some(from_executor::Message::Hello(hello)) => hello::checked(hello, &self.terms),
            _ => Err(Status::invalid_argument("an executor's first message must be a hello")),
        }
    }

    async fn stay<S: Seat>(&mut self, mut joined: Joined<S>) -> Result<(), Status> {
        self.send(orders::said(from_server::Message::Welcome(self.welcome()))).await?;
        let mut silent_until = Instant::now() + self.terms.silence_duration_max;
        let outgoing = self.outgoing.clone();
        loop {
            tokio::select! {
                heard = self.next(silent_until) => {
                    let Some(message) = heard? else { return Ok(()) };
                    joined.hear(message).await?;
                    silent_until = Instant::now() + self.terms.silence_duration_max;
                }
                order = joined.orders.recv() => match order {
                    Some(order) => self.order(&mut joined, order).await?,
                    None => return Err(Status::unavailable("the server has given this executor up")),
                },
                () = outgoing.closed() => return Err(Status::unavailable("the connection broke")),
            }
        }
    }

    fn welcome(&self) -> proto::Welcome {
        let millis = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        proto::Welcome {
            report_interval_ms: millis(self.terms.report_interval),
            silence_ms_max: millis(self.terms.silence_duration_max),
            message_bytes_max: self.terms.message_bytes_max as u64,
            ticket_key: self
                .terms
                .ticket_key
                .as_ref()
                .map_or_else(Bytes::new, |key| Bytes::copy_from_slice(key.bytes())),
        }
    }

    async fn order<S: Seat>(&self, joined: &mut Joined<S>, order: Order) -> Result<(), Status> {
        let encoded = orders::encoded(order, self.terms.message_bytes_max);
        for message in encoded.messages {
            self.send(message).await?;
        }
        if !encoded.refused.is_empty() {
            // As if the executor had said so: its own word on everything else stays as it was.
            joined.hand_in(Report { statuses: encoded.refused, ..joined.last.clone() }).await?;
        }
        Ok(())
    }

    /// The next message; `None` when the executor has ended the stream.
    async fn next(&mut self, ends: Instant) -> Result<Option<proto::FromExecutor>, Status> {
        match timeout_at(ends, self.incoming.next()).await {
            Err(_) => Err(silent(&self.terms)),
            Ok(None) => Ok(None),
            Ok(Some(Ok(message))) => Ok(Some(message)),
            Ok(Some(Err(broken))) => Err(explained(broken, &self.terms)),
        }
    }

    async fn send(&self, message: proto::FromServer) -> Result<(), Status> {
        match timeout(self.terms.silence_duration_max, self.outgoing.send(Ok(message))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Status::unavailable("the connection broke")),
            Err(_) => Err(Status::deadline_exceeded("the executor does not read its orders")),
        }
    }
}

impl<S: Seat> Joined<S> {
    async fn hear(&mut self, message: proto::FromExecutor) -> Result<(), Status> {
        let report = match message.message {
            Some(from_executor::Message::Report(report)) => reports::decoded(report)?,
            Some(from_executor::Message::Hello(_)) => return Err(Status::invalid_argument("a second hello")),
            None => return Err(Status::invalid_argument("a message that says nothing this server knows")),
        };
        if report.sequence <= self.last.sequence {
            return Err(Status::invalid_argument(format!(
                "report {} came after report {}",
                report.sequence, self.last.sequence
            )));
        }
        self.last = Report { statuses: vec![], ..report.clone() };
        self.hand_in(report).await
    }

    async fn hand_in(&self, report: Report) -> Result<(), Status> {
        self.seat.report(report).await.map_err(|e| does_not_fit(&e))
    }
}

fn does_not_fit(error: &SparkError) -> Status {
    Status::failed_precondition(error.to_string())
}

fn silent(terms: &Terms) -> Status {
    let seconds = terms.silence_duration_max.as_secs();
    Status::deadline_exceeded(format!("the executor said nothing for {seconds} seconds (fleet.silence_seconds_max)"))
}

/// No error of ours has the code with which tonic refuses a message for its size.
fn explained(broken: Status, terms: &Terms) -> Status {
    if broken.code() != Code::OutOfRange {
        return broken;
    }
    let advice = "Give the executor the same limit with --message-bytes-max.";
    let limit = terms.message_bytes_max;
    let error = limit_exceeded("The size in bytes of an executor's message", limit, "fleet.message_bytes_max", advice);
    Status::resource_exhausted(error.to_string())
}
