//! Interrupt: stops operations.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::interrupt_request::{Interrupt, InterruptType};
use sparrow_session::Session;
use sparrow_spark_error::{Condition, Kind, Result, SparkError};

use super::codec::Received;
use super::{Answer, SparkConnect, failed};

static INTERRUPT_TYPE: Condition = Condition {
    name: "UNSUPPORTED_FEATURE.INTERRUPT_TYPE",
    sql_state: "0A000",
    kind: Kind::Sql,
    template: "There is no interrupt type <interruptType>.",
};

static TAG_REQUIRED: Condition = Condition {
    name: "INVALID_PARAMETER_VALUE.INTERRUPT_TYPE_TAG_REQUIRES_TAG",
    sql_state: "22023",
    kind: Kind::Sql,
    template: "The parameter <parameter> of <functionName> is invalid: an interrupt by tag needs an operation_tag.",
};

static ID_REQUIRED: Condition = Condition {
    name: "INVALID_PARAMETER_VALUE.INTERRUPT_TYPE_OPERATION_ID_REQUIRES_ID",
    sql_state: "22023",
    kind: Kind::Sql,
    template: "The parameter <parameter> of <functionName> is invalid: an interrupt by id needs an operation_id.",
};

impl SparkConnect {
    /// The RPC.
    pub(super) async fn interrupt(
        self,
        request: Received<proto::InterruptRequest>,
    ) -> Answer<proto::InterruptResponse> {
        let request = request.message;
        let session = self.open(&request)?;
        let interrupted_ids = interrupted(&session, &request).map_err(|error| failed(&session, &error))?;
        Ok(proto::InterruptResponse {
            session_id: request.session_id,
            interrupted_ids,
            server_side_session_id: session.server_side_id().to_owned(),
        })
    }
}

fn interrupted(session: &Session, request: &proto::InterruptRequest) -> Result<Vec<String>> {
    let operations = session.operations();
    match (request.interrupt_type(), &request.interrupt) {
        (InterruptType::All, _) => Ok(operations.interrupt(|_| true)),
        (InterruptType::Tag, Some(Interrupt::OperationTag(tag))) => {
            Ok(operations.interrupt(|o| o.tags().contains(tag)))
        }
        (InterruptType::OperationId, Some(Interrupt::OperationId(id))) => Ok(operations.interrupt(|o| o.id() == id)),
        (InterruptType::Tag, _) => Err(missing(&TAG_REQUIRED, "operation_tag")),
        (InterruptType::OperationId, _) => Err(missing(&ID_REQUIRED, "operation_id")),
        (unspecified @ InterruptType::Unspecified, _) => {
            Err(SparkError::new(&INTERRUPT_TYPE).with("interruptType", unspecified.as_str_name()))
        }
    }
}

fn missing(condition: &'static Condition, parameter: &str) -> SparkError {
    SparkError::new(condition).with("parameter", parameter).with("functionName", "interrupt")
}
