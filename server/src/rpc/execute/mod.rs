//! Runs an operation: from its plan to the responses in its log.

pub(super) mod chunks;
mod command;
mod observed;
mod progress;
pub(super) mod replies;
mod rows;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use prost::Message;
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::command::CommandType;
use sparrow_proto::spark::connect::execute_plan_response::{ResponseType, ResultComplete};
use sparrow_proto::spark::connect::plan::OpType;
use sparrow_session::operation::Operation;
use sparrow_session::{Place, Session};
use sparrow_spark_connect::decode::Decoder;
use sparrow_spark_error::{Result, SparkError, condition, internal, invalid_plan};
use tokio::runtime::Handle;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use chunks::Chunking;
use progress::Pulse;

use super::Measures;
use super::watched::subject_hash;

/// An operation being run.
pub(super) struct Execution {
    session: Arc<Session>,
    operation: Arc<Operation>,
    decoder: Decoder,
    chunking: Option<Chunking>,
    pulse: Pulse,
    measures: Measures,
}

/// Runs a plan on the threads for queries once it is its turn. Whatever happens, the operation ends.
pub(super) fn spawn(queries: &Handle, execution: Execution, place: Place, plan: Option<proto::Plan>) {
    let (session, principal) = (&execution.session, execution.session.principal());
    let span = tracing::info_span!(
        "operation",
        otel.status_code = Empty,
        operation_id = execution.operation.id(),
        session_id = session.id(),
        tenant = principal.tenant(),
        subject_hash = subject_hash(principal),
        condition = Empty,
        elapsed_ms = Empty
    );
    queries.spawn(async move { execution.run(place, plan).await }.instrument(span));
}

impl Execution {
    pub(super) fn new(
        session: Arc<Session>,
        operation: Arc<Operation>,
        decoder: Decoder,
        chunking: Option<Chunking>,
        measures: Measures,
    ) -> Self {
        let pulse = Pulse::new(session.conf());
        Self { session, operation, decoder, chunking, pulse, measures }
    }

    async fn run(self, place: Place, plan: Option<proto::Plan>) {
        let (started, running) = (std::time::Instant::now(), self.measures.operation(self.session.principal()));
        let work = AssertUnwindSafe(self.answer_in_turn(place, plan)).catch_unwind();
        let outcome = tokio::select! {
            biased;
            () = self.operation.cancellation().cancelled() => Err(SparkError::new(&condition::OPERATION_CANCELED)),
            outcome = work => outcome.unwrap_or_else(|_| Err(internal("the operation ended abnormally"))),
        };
        let elapsed_ms = started.elapsed().as_millis() as u64;
        let span = Span::current();
        span.record("elapsed_ms", elapsed_ms);
        match &outcome {
            Ok(()) => {
                running.finished();
                tracing::info!("operation succeeded");
            }
            Err(error) => {
                drop(running);
                span.record("condition", error.condition().name);
                span.record("otel.status_code", "ERROR");
                tracing::info!("operation failed");
            }
        }
        self.operation.finish(outcome);
    }

    /// Waits for the operation's turn while its stream tells the client that it is alive, then answers. The place is free again
    /// before the client hears of the end, so that it finds room for the next operation.
    async fn answer_in_turn(&self, mut place: Place, plan: Option<proto::Plan>) -> Result<()> {
        self.waiting(place.turn()).await?;
        place.in_time(self.answer(plan)).await
    }

    async fn answer(&self, plan: Option<proto::Plan>) -> Result<()> {
        #[cfg(test)]
        tests::panic_if_asked(plan.as_ref());
        let plan = plan.ok_or_else(|| invalid_plan("the request has no plan"))?;
        let plan = match &plan.op_type {
            Some(OpType::CompressedOperation(_)) => self.decoder.decompress(&plan)?.into_owned(),
            _ => plan,
        };
        match plan.op_type {
            Some(OpType::Command(proto::Command { command_type: Some(CommandType::SqlCommand(command)) })) => {
                self.answer_sql(command).await?;
            }
            Some(OpType::Root(root)) => self.answer_relation(root).await?,
            op_type => self.answer_command(proto::Plan { op_type }).await?,
        }
        if self.operation.is_reattachable() {
            self.send(ResponseType::ResultComplete(ResultComplete {})).await;
        }
        Ok(())
    }

    async fn send(&self, response: ResponseType) {
        self.send_response(proto::ExecutePlanResponse { response_type: Some(response), ..Default::default() }).await;
    }

    /// Puts a response into the log; waits while the client does not keep up.
    async fn send_response(&self, mut response: proto::ExecutePlanResponse) {
        response.session_id = self.session.id().to_owned();
        response.server_side_session_id = self.session.server_side_id().to_owned();
        response.operation_id = self.operation.id().to_owned();
        let bytes = response.encoded_len();
        self.operation.append(Arc::new(response), bytes).await;
    }
}

#[cfg(test)]
mod tests {
    use sparrow_engine::{Embedded, Router};
    use sparrow_session::Sessions;
    use sparrow_session::operation::{Failure, Next, Request, Started};
    use sparrow_tenancy::{Principal, Tenants};
    use tokio::runtime::{Builder, Runtime};

    use super::*;
    use crate::settings::{Sources, accept};
    use crate::wiring;

    const PANIC: &str = "PANIC ON PURPOSE";

    /// Where an operation of these tests panics.
    pub(super) fn panic_if_asked(plan: Option<&proto::Plan>) {
        assert!(plan != Some(&query(PANIC)), "on purpose");
    }

    fn query(text: &str) -> proto::Plan {
        let sql = proto::Sql { query: text.to_owned(), ..Default::default() };
        let root = proto::Relation { common: None, rel_type: Some(proto::relation::RelType::Sql(sql)) };
        proto::Plan { op_type: Some(OpType::Root(root)) }
    }

    /// Runs a query of this text to its end.
    fn end_of(runtime: &Runtime, session: &Arc<Session>, text: &str) -> std::result::Result<(), Failure> {
        let request = Request { operation_id: None, fingerprint: [0; 32], tags: Vec::new(), reattachable: true };
        let Ok(Started::New(operation)) = session.operations().start(request) else { panic!("it is new") };
        let measures = Measures::new(&sparrow_telemetry::meter(), std::iter::empty());
        let execution = Execution::new(Arc::clone(session), Arc::clone(&operation), Decoder::default(), None, measures);
        spawn(runtime.handle(), execution, session.enter().unwrap(), Some(query(text)));
        let mut reader = operation.attach().unwrap();
        runtime.block_on(async {
            loop {
                match reader.next().await {
                    Next::Response(_) => {}
                    Next::End(end) => return end,
                    other => panic!("{:?}", std::mem::discriminant(&other)),
                }
            }
        })
    }

    #[test]
    fn a_panic_is_an_error_of_its_operation_alone() {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let engines = Router::embedded(Embedded::new(runtime.handle().clone()));
        let accepted = accept(Sources::default().finish().unwrap()).ok().unwrap();
        let services =
            wiring::services(&accepted, folder.path(), runtime.handle().clone(), Tenants::default(), engines).unwrap();
        let sessions = Sessions::new(services);
        let session = sessions.open(&Principal::local("ann"), "00112233-4455-6677-8899-aabbccddeeff", None).unwrap();
        let failure = end_of(&runtime, &session, PANIC).unwrap_err();
        assert_eq!(failure.error.condition().name, "INTERNAL_ERROR");
        assert!(session.errors().get(&failure.error_id).is_some(), "its details are kept");
        assert!(end_of(&runtime, &session, "SELECT 1").is_ok());
    }
}
