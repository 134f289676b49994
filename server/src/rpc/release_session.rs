//! ReleaseSession: the end of a session.

use sparrow_proto::spark::connect as proto;

use super::codec::Received;
use super::request::Head;
use super::{Answer, SparkConnect, refused};

impl SparkConnect {
    /// The RPC. A session that is not there is no error, but has no server side id.
    pub(super) async fn release_session(
        self,
        request: Received<proto::ReleaseSessionRequest>,
    ) -> Answer<proto::ReleaseSessionResponse> {
        let request = request.message;
        let released = self
            .sessions
            .release(&self.principal(&request)?, request.session_id(), request.allow_reconnect)
            .map_err(refused)?;
        Ok(proto::ReleaseSessionResponse {
            session_id: request.session_id,
            server_side_session_id: released.map(|session| session.server_side_id().to_owned()).unwrap_or_default(),
        })
    }
}
