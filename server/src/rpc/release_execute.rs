//! ReleaseExecute: lets go of responses that were received. Clients send one for each response, so it does little.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::release_execute_request::Release;
use sparrow_session::Session;
use sparrow_spark_error::{Result, invalid_plan};

use super::codec::Received;
use super::{Answer, SparkConnect, failed};

impl SparkConnect {
    /// The RPC. An unknown operation is no error; its id is not echoed then.
    pub(super) async fn release_execute(
        self,
        request: Received<proto::ReleaseExecuteRequest>,
    ) -> Answer<proto::ReleaseExecuteResponse> {
        let request = request.message;
        let session = self.find(&request)?;
        let found = release(&session, &request).map_err(|error| failed(&session, &error))?;
        Ok(proto::ReleaseExecuteResponse {
            session_id: request.session_id,
            operation_id: found.then_some(request.operation_id),
            server_side_session_id: session.server_side_id().to_owned(),
        })
    }
}

fn release(session: &Session, request: &proto::ReleaseExecuteRequest) -> Result<bool> {
    let (operations, id) = (session.operations(), &request.operation_id);
    match &request.release {
        Some(Release::ReleaseAll(_)) => Ok(operations.release(id).is_some()),
        Some(Release::ReleaseUntil(until)) => match operations.find_live(id) {
            Some(operation) => operation.release_until(&until.response_id).map(|()| true),
            None => Ok(false),
        },
        None => Err(invalid_plan("the ReleaseExecute request does not say what to release")),
    }
}
