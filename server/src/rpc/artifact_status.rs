//! ArtifactStatus: which artifacts are there already.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::artifact_statuses_response::ArtifactStatus;

use super::codec::Received;
use super::{Answer, SparkConnect};

impl SparkConnect {
    /// The RPC.
    pub(super) async fn artifact_status(
        self,
        request: Received<proto::ArtifactStatusesRequest>,
    ) -> Answer<proto::ArtifactStatusesResponse> {
        let request = request.message;
        let session = self.open(&request)?;
        let status = |name: String| {
            let exists = session.artifacts().is_cached(&name);
            (name, ArtifactStatus { exists })
        };
        Ok(proto::ArtifactStatusesResponse {
            statuses: request.names.into_iter().map(status).collect(),
            session_id: request.session_id,
            server_side_session_id: session.server_side_id().to_owned(),
        })
    }
}
