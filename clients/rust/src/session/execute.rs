//! What a session sends for frames: executions, commands and questions.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::analyze_plan_request::Analyze;
use sparrow_proto::spark::connect::command::CommandType;
use sparrow_proto::spark::connect::execute_plan_request::{RequestOption, request_option};
use sparrow_proto::spark::connect::execute_plan_response::ResponseType;
use sparrow_proto::spark::connect::plan::OpType;
use uuid::Uuid;

use super::Session;
use crate::error::{Error, Result};
use crate::frame::plan::on_stack;
use crate::result::{Read, Reader};
use crate::transport::codec;
use crate::transport::reattach::Responses;

/// The size of the chunks in which a batch is wished.
const CHUNK_BYTES: i64 = 4 * 1024 * 1024;
/// How many answers besides rows a command may have.
const ANSWERS_MAX: usize = 1_000;

impl Session {
    /// Prepares an execution; nothing is sent before its first response is asked for. `depth` is how deep the plan nests.
    pub(crate) fn execute(&self, depth: usize, make: impl FnOnce() -> OpType) -> Responses {
        let transport = self.transport();
        let new_id = || Uuid::new_v4().hyphenated().to_string();
        let id = self.options.operation_id.clone().unwrap_or_else(new_id);
        let request = on_stack(depth, || {
            codec::encode(&proto::ExecutePlanRequest {
                session_id: self.id().to_owned(),
                user_context: transport.user_context(),
                plan: Some(proto::Plan { op_type: Some(make()) }),
                client_type: transport.client_type(),
                request_options: request_options(),
                operation_id: Some(id.clone()),
                tags: self.tags(),
                client_observed_server_side_session_id: transport.observed_session(),
            })
        });
        Responses::new(transport, id, request, self.deadline())
    }

    /// Runs a command to its end; gives what it answered besides rows.
    pub(crate) async fn command(&self, depth: usize, make: impl FnOnce() -> CommandType) -> Result<Vec<ResponseType>> {
        let command = || OpType::Command(proto::Command { command_type: Some(make()) });
        let mut reader = Reader::new(self.execute(depth, command), self.options.on_progress.clone());
        let mut answers = Vec::new();
        loop {
            match reader.read().await? {
                Read::End => return Ok(answers),
                Read::Other(answer) if answers.len() < ANSWERS_MAX => answers.push(*answer),
                Read::Other(_) => return Err(Error::answer(format!("a command has more than {ANSWERS_MAX} answers"))),
                Read::Schema(_) | Read::Batch(_) | Read::Nothing => {}
            }
        }
    }

    /// Asks a question about a plan.
    pub(crate) async fn analyze(
        &self,
        depth: usize,
        question: impl FnOnce() -> Analyze,
    ) -> Result<proto::analyze_plan_response::Result> {
        let transport = self.transport();
        let message = on_stack(depth, || {
            codec::encode(&proto::AnalyzePlanRequest {
                session_id: self.id().to_owned(),
                user_context: transport.user_context(),
                client_type: transport.client_type(),
                client_observed_server_side_session_id: transport.observed_session(),
                analyze: Some(question()),
            })
        });
        let answer: proto::AnalyzePlanResponse = transport.unary(codec::ANALYZE_PLAN, message, self.deadline()).await?;
        answer.result.ok_or_else(|| Error::answer("the server answered a question with nothing"))
    }
}

fn request_options() -> Vec<RequestOption> {
    use request_option::RequestOption as Choice;
    let options = [
        Choice::ReattachOptions(proto::ReattachOptions { reattachable: true }),
        Choice::ResultChunkingOptions(proto::ResultChunkingOptions {
            allow_arrow_batch_chunking: true,
            preferred_arrow_chunk_size: Some(CHUNK_BYTES),
        }),
    ];
    options.map(|option| RequestOption { request_option: Some(option) }).into()
}
