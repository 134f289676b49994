//! FetchErrorDetails: all there is to know of an error. An unknown one gets an empty answer, as from Spark.

use sparrow_proto::spark::connect as proto;
use sparrow_spark_connect::encode;
use sparrow_spark_error::condition;

use super::codec::Received;
use super::request::Head;
use super::{Answer, SparkConnect, refused};

impl SparkConnect {
    /// The RPC.
    pub(super) async fn fetch_error_details(
        self,
        request: Received<proto::FetchErrorDetailsRequest>,
    ) -> Answer<proto::FetchErrorDetailsResponse> {
        let request = request.message;
        let found = self.sessions.find(&self.principal(&request)?, request.session_id(), request.observed());
        let session = match found {
            Ok(session) => session,
            Err(error) if error.is(&condition::INVALID_HANDLE_SESSION_NOT_FOUND) => {
                return Ok(proto::FetchErrorDetailsResponse::default());
            }
            Err(error) => return Err(refused(error)),
        };
        let Some(error) = session.errors().get(&request.error_id) else {
            return Ok(proto::FetchErrorDetailsResponse::default());
        };
        Ok(proto::FetchErrorDetailsResponse {
            server_side_session_id: session.server_side_id().to_owned(),
            session_id: request.session_id,
            ..encode::error_details(&error)
        })
    }
}
