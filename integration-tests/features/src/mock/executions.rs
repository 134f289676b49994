//! Executions: how they are started, gone on with and released. It knows operations and their ids, and leaves their streams to
//! the passage.

use std::sync::Arc;

use prost::Message;
use sparrow_proto::spark::connect as proto;
use tonic::{Request, Response};

use proto::execute_plan_request::request_option::RequestOption as Choice;
use proto::release_execute_request::Release;

use super::ledger::{Call, Ledger, operation_key};
use super::messages::digest;
use super::observed::lower;
use super::operation::{BadCursor, Cursor, Forgotten, Operation, bad_cursor};
use super::passage::Passage;
use super::script::Rpc;
use super::service::{Responses, Shared, Unary, connection};
use super::statuses;

/// How many responses a client releases at once, unless they are large.
const RELEASED_COUNT_MIN: u64 = 16;

/// From how many bytes on a client releases fewer.
const RELEASED_BYTES_MIN: u64 = 4 * 1024 * 1024;

/// Starts an execution, or starts it again.
pub async fn execute(shared: &Arc<Shared>, request: Request<proto::ExecutePlanRequest>) -> Unary<Responses> {
    let connection = connection(&request);
    let (call, mut request) = shared.enter(Rpc::Execute, request).await?;
    let (operation, chunking, number) = {
        let mut ledger = shared.ledger();
        let (operation, chunking) = start(&mut ledger, &call, request.get_mut());
        (operation, chunking, ledger.next_stream())
    };
    let answer = shared.upstream.clone().execute_plan(request).await.map_err(|status| shared.as_sent(status))?;
    let (metadata, upstream, extensions) = answer.into_parts();
    let shared = Arc::clone(shared);
    let passage =
        Passage { shared, call, connection, operation, number, upstream, cursor: Cursor::default(), chunking };
    Ok(Response::from_parts(metadata, Box::pin(passage.into_stream()), extensions))
}

/// Goes on with an execution.
pub async fn reattach(shared: &Arc<Shared>, request: Request<proto::ReattachExecuteRequest>) -> Unary<Responses> {
    let connection = connection(&request);
    let (call, mut request) = shared.enter(Rpc::Reattach, request).await?;
    let operation = operation_key(&call, &request.get_ref().operation_id);
    let (cursor, chunking, number) = {
        let mut ledger = shared.ledger();
        if let Some(forgotten) = ledger.operations.get(&operation).and_then(|operation| operation.forgotten) {
            return Err(match forgotten {
                Forgotten::Operation => statuses::operation_not_found(&request.get_ref().operation_id),
                Forgotten::Session => statuses::session_not_found(&call.session_id),
            });
        }
        let (cursor, chunking) = go_on(&mut ledger, &call, &operation, request.get_mut());
        (cursor, chunking, ledger.next_stream())
    };
    let answer = shared.upstream.clone().reattach_execute(request).await.map_err(|status| shared.as_sent(status))?;
    let (metadata, upstream, extensions) = answer.into_parts();
    let shared = Arc::clone(shared);
    let passage = Passage { shared, call, connection, operation, number, upstream, cursor, chunking };
    Ok(Response::from_parts(metadata, Box::pin(passage.into_stream()), extensions))
}

/// Releases some responses of an execution, or all of it.
pub async fn release(
    shared: &Arc<Shared>,
    request: Request<proto::ReleaseExecuteRequest>,
) -> Unary<proto::ReleaseExecuteResponse> {
    {
        let observed = &mut shared.ledger().observed;
        match request.get_ref().release {
            Some(Release::ReleaseAll(_)) => observed.release_all += 1,
            Some(Release::ReleaseUntil(_)) | None => observed.release += 1,
        }
    }
    let (call, mut request) = shared.enter(Rpc::Release, request).await?;
    let nothing_whole = note_release(&mut shared.ledger(), &call, request.get_mut());
    let answer = if nothing_whole {
        let session_id = call.session_id.clone();
        let operation_id = Some(request.into_inner().operation_id);
        let server_side_session_id = shared.ledger().server_side(&call);
        Ok(Response::new(proto::ReleaseExecuteResponse { session_id, operation_id, server_side_session_id }))
    } else {
        shared.upstream.clone().release_execute(request).await
    };
    shared.leave(&call, answer)
}

/// Notes the operation that a request starts, and makes the request what upstream gets. The answer is the operation's key, and
/// whether the client puts batches together.
fn start(ledger: &mut Ledger, call: &Call, request: &mut proto::ExecutePlanRequest) -> (String, bool) {
    if !reattachable(request) {
        ledger.violation(call, "the execution is not reattachable");
    }
    let named = request.operation_id.as_deref().unwrap_or_default();
    if uuid::Uuid::parse_str(named).is_err() {
        ledger.violation(call, &format!("the operation id {named:?} is no UUID"));
    }
    let operation_id = request.operation_id.get_or_insert_with(|| uuid::Uuid::new_v4().to_string()).clone();
    let plan = digest(&request.plan.as_ref().map(Message::encode_to_vec).unwrap_or_default());
    let chunking = chunking(request);
    if ledger.script.chunk_bytes(1).is_some() {
        request
            .request_options
            .retain(|option| !matches!(option.request_option, Some(Choice::ResultChunkingOptions(_))));
    }
    let key = operation_key(call, &operation_id);
    let number = u64::try_from(ledger.operations.len()).unwrap_or(u64::MAX);
    let mut wrong = Vec::new();
    match ledger.operations.get_mut(&key) {
        None => {
            ledger.operations.insert(key.clone(), Operation::new(number, plan, chunking));
        }
        Some(known) => {
            if known.plan != plan {
                wrong.push(format!("the operation {operation_id} was started with another plan before"));
            }
            if known.forgotten.take().is_some() && known.anything_sent() {
                wrong.push(format!("the plan of {operation_id} is sent again, though responses of it had come"));
            }
        }
    }
    for sentence in wrong {
        ledger.violation(call, &sentence);
    }
    (key, chunking)
}

/// Where a stream goes on, and whether the client puts batches together. The request becomes what upstream gets.
fn go_on(ledger: &mut Ledger, call: &Call, key: &str, request: &mut proto::ReattachExecuteRequest) -> (Cursor, bool) {
    let Some(operation) = ledger.operations.get(key) else {
        ledger.check_attempted(call, &request.operation_id);
        return (Cursor::default(), false);
    };
    let chunking = operation.chunking;
    if operation.complete && operation.released {
        ledger.violation(call, &format!("the operation {} had come whole and was released", request.operation_id));
        return (Cursor::default(), chunking);
    }
    match operation.cursor(request.last_response_id.as_deref()) {
        Ok(cursor) => {
            request.last_response_id.clone_from(&cursor.upstream_last);
            (cursor, chunking)
        }
        Err(reason) => {
            ledger.violation(call, &bad_cursor(call.rpc, &reason, request.last_response_id.as_deref()));
            (Cursor::default(), chunking)
        }
    }
}

/// Notes a release, and makes the request what upstream gets. True when no response of upstream is released whole by it.
fn note_release(ledger: &mut Ledger, call: &Call, request: &mut proto::ReleaseExecuteRequest) -> bool {
    let Some(operation) = ledger.operations.get_mut(&operation_key(call, &request.operation_id)) else {
        ledger.check_attempted(call, &request.operation_id);
        return false;
    };
    let until = match &mut request.release {
        Some(Release::ReleaseUntil(until)) => until,
        Some(Release::ReleaseAll(_)) => {
            operation.released = true;
            return false;
        }
        None => {
            ledger.violation(call, "it does not say what is released");
            return false;
        }
    };
    match operation.release_until(&until.response_id) {
        Ok((count, bytes, whole)) => {
            ledger.observed.responses_released += count;
            lower(&mut ledger.observed.released_at_once_min, count);
            if count > 0 && count < RELEASED_COUNT_MIN && bytes < RELEASED_BYTES_MIN {
                ledger.carelessness(call, &format!("it releases only {count} responses of {bytes} bytes"));
            }
            let nothing_whole = whole.is_none();
            until.response_id = whole.unwrap_or_default();
            nothing_whole
        }
        Err(reason) => {
            let sentence = bad_cursor(call.rpc, &reason, Some(&until.response_id));
            match reason {
                BadCursor::NeverSent => ledger.violation(call, &sentence),
                BadCursor::Released => ledger.carelessness(call, &sentence),
            }
            false
        }
    }
}

fn reattachable(request: &proto::ExecutePlanRequest) -> bool {
    request
        .request_options
        .iter()
        .any(|option| matches!(&option.request_option, Some(Choice::ReattachOptions(options)) if options.reattachable))
}

fn chunking(request: &proto::ExecutePlanRequest) -> bool {
    request.request_options.iter().any(|option| {
        matches!(&option.request_option, Some(Choice::ResultChunkingOptions(options)) if options.allow_arrow_batch_chunking)
    })
}
