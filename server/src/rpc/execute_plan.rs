//! ExecutePlan: starts an operation, or replays the one that runs already, and streams what it answers.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_request::request_option::RequestOption;
use sparrow_session::operation::{Request, Started};

use super::codec::Received;
use super::execute::replies::{self, Replies};
use super::execute::{self, Execution, chunks::Chunking};
use super::{Answer, SparkConnect, failed};

/// Number of the field `plan` in the request.
const PLAN_FIELD: u32 = 3;

impl SparkConnect {
    /// The RPC.
    pub(super) async fn execute_plan(self, request: Received<proto::ExecutePlanRequest>) -> Answer<Replies> {
        let fingerprint = request.digest(PLAN_FIELD);
        let mut request = request.message;
        let session = self.open(&request)?;
        let wanted = Request {
            operation_id: request.operation_id.take().filter(|id| !id.is_empty()),
            fingerprint,
            tags: std::mem::take(&mut request.tags),
            reattachable: is_reattachable(&request),
        };
        let started = session.operations().start_with(wanted, || session.enter());
        let (started, place) = started.map_err(|error| failed(&session, &error))?;
        let (Started::New(operation) | Started::Existing(operation)) = &started;
        let reader = operation.attach().map_err(|error| failed(&session, &error))?;
        if let (Started::New(operation), Some(place)) = (&started, place) {
            let chunking = Chunking::from_options(&request.request_options);
            let threads = self.queries.of(session.principal());
            let (session, operation, measures) = (session.clone(), operation.clone(), self.measures.clone());
            let execution = Execution::new(session, operation, self.decoder, chunking, measures);
            execute::spawn(threads, execution, place, request.plan);
        }
        Ok(replies::stream(session, operation.clone(), reader, &self.limits))
    }
}

fn is_reattachable(request: &proto::ExecutePlanRequest) -> bool {
    request.request_options.iter().any(|option| {
        matches!(&option.request_option, Some(RequestOption::ReattachOptions(options)) if options.reattachable)
    })
}
