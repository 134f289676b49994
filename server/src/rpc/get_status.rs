//! GetStatus: how far operations are.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::get_status_response::OperationStatus;
use sparrow_proto::spark::connect::get_status_response::operation_status::OperationState;
use sparrow_session::operation::{Status, StatusReport};

use super::codec::Received;
use super::{Answer, SparkConnect};

impl SparkConnect {
    /// The RPC.
    pub(super) async fn get_status(
        self,
        request: Received<proto::GetStatusRequest>,
    ) -> Answer<proto::GetStatusResponse> {
        let request = request.message;
        let session = self.find(&request)?;
        let asked = request.operation_status.map(|asked| session.operations().statuses(&asked.operation_ids));
        Ok(proto::GetStatusResponse {
            session_id: request.session_id,
            server_side_session_id: session.server_side_id().to_owned(),
            operation_statuses: asked.unwrap_or_default().into_iter().map(operation_status).collect(),
            extensions: Vec::new(),
        })
    }
}

fn operation_status(report: StatusReport) -> OperationStatus {
    let state = state(&report);
    OperationStatus { operation_id: report.operation_id, state: state.into(), extensions: Vec::new() }
}

/// Until it is released, an operation that failed or was cancelled is terminating.
fn state(report: &StatusReport) -> OperationState {
    match (report.status, report.released) {
        (None, _) => OperationState::Unknown,
        (Some(Status::Running), _) => OperationState::Running,
        (Some(Status::Succeeded), _) => OperationState::Succeeded,
        (Some(Status::Failed | Status::Cancelled), false) => OperationState::Terminating,
        (Some(Status::Failed), true) => OperationState::Failed,
        (Some(Status::Cancelled), true) => OperationState::Cancelled,
    }
}
