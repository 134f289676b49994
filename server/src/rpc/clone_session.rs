//! CloneSession: a session that starts where another one is.

use sparrow_proto::spark::connect as proto;
use uuid::Uuid;

use super::codec::Received;
use super::{Answer, SparkConnect, failed};

impl SparkConnect {
    /// The RPC.
    pub(super) async fn clone_session(
        self,
        request: Received<proto::CloneSessionRequest>,
    ) -> Answer<proto::CloneSessionResponse> {
        let request = request.message;
        let source = self.find(&request)?;
        let new_session_id = request.new_session_id.unwrap_or_else(|| Uuid::new_v4().to_string());
        let target = self.sessions.copy(&source, &new_session_id).map_err(|error| failed(&source, &error))?;
        Ok(proto::CloneSessionResponse {
            session_id: request.session_id,
            server_side_session_id: source.server_side_id().to_owned(),
            new_session_id,
            new_server_side_session_id: target.server_side_id().to_owned(),
        })
    }
}
