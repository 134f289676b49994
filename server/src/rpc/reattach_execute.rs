//! ReattachExecute: goes on reading an operation.

use sparrow_proto::spark::connect as proto;

use super::codec::Received;
use super::execute::replies::{self, Replies};
use super::{Answer, SparkConnect, failed};

impl SparkConnect {
    /// The RPC.
    pub(super) async fn reattach_execute(self, request: Received<proto::ReattachExecuteRequest>) -> Answer<Replies> {
        let request = request.message;
        let session = self.find(&request)?;
        let operation = session.operations().find(&request.operation_id).map_err(|error| failed(&session, &error))?;
        let last = request.last_response_id.as_deref().filter(|id| !id.is_empty());
        let reader = operation.reattach(last).map_err(|error| failed(&session, &error))?;
        Ok(replies::stream(session, operation, reader, &self.limits))
    }
}
