//! Operations over the wire: started, failed, replayed, released. The plans here need no rows.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_request::RequestOption;
use sparrow_proto::spark::connect::execute_plan_request::request_option::RequestOption as Kind;
use sparrow_proto::spark::connect::execute_plan_response::ResponseType;
use sparrow_proto::spark::connect::release_execute_request::{Release, ReleaseAll};
use tonic::{Status, Streaming};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::server::{Client, Server, condition, refusal};

/// `spark.sql` of a query, which is answered without running it.
pub fn sql(query: &str) -> Option<proto::Plan> {
    use proto::command::CommandType;
    let sql = proto::Sql { query: query.to_owned(), ..Default::default() };
    let input = proto::Relation { common: None, rel_type: Some(proto::relation::RelType::Sql(sql)) };
    let command = proto::SqlCommand { input: Some(input), ..Default::default() };
    let command = proto::Command { command_type: Some(CommandType::SqlCommand(command)) };
    Some(proto::Plan { op_type: Some(proto::plan::OpType::Command(command)) })
}

pub fn request(client: &Client, id: &str, plan: Option<proto::Plan>, reattachable: bool) -> proto::ExecutePlanRequest {
    let reattach = Kind::ReattachOptions(proto::ReattachOptions { reattachable });
    proto::ExecutePlanRequest {
        session_id: client.session_id.clone(),
        plan,
        operation_id: Some(id.to_owned()),
        request_options: vec![RequestOption { request_option: Some(reattach) }],
        ..Default::default()
    }
}

pub type Read = (Vec<proto::ExecutePlanResponse>, Option<Status>);

pub async fn read(stream: Result<tonic::Response<Streaming<proto::ExecutePlanResponse>>, Status>) -> Read {
    let mut stream = match stream {
        Ok(stream) => stream.into_inner(),
        Err(status) => return (Vec::new(), Some(status)),
    };
    let mut responses = Vec::new();
    loop {
        match stream.message().await {
            Ok(Some(response)) => responses.push(response),
            Ok(None) => return (responses, None),
            Err(status) => return (responses, Some(status)),
        }
    }
}

pub async fn reattach(client: &mut Client, id: &str, last: Option<&str>) -> Read {
    let request = proto::ReattachExecuteRequest {
        session_id: client.session_id.clone(),
        operation_id: id.to_owned(),
        last_response_id: last.map(str::to_owned),
        ..Default::default()
    };
    read(client.stub.reattach_execute(request).await).await
}

async fn release_all(client: &mut Client, id: &str) -> proto::ReleaseExecuteResponse {
    let request = proto::ReleaseExecuteRequest {
        session_id: client.session_id.clone(),
        operation_id: id.to_owned(),
        release: Some(Release::ReleaseAll(ReleaseAll {})),
        ..Default::default()
    };
    client.stub.release_execute(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_query_of_sql_is_sent_back_and_replayed() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let id = Uuid::new_v4().to_string();
    let (responses, end) = read(client.stub.execute_plan(request(&client, &id, sql("SELECT 1"), true)).await).await;
    assert!(end.is_none(), "{end:?}");
    assert!(matches!(&responses[0].response_type, Some(ResponseType::SqlCommandResult(_))));
    assert!(matches!(&responses.last().unwrap().response_type, Some(ResponseType::ResultComplete(_))));
    assert!(responses.iter().all(|r| r.session_id == client.session_id && r.operation_id == id));

    let again = read(client.stub.execute_plan(request(&client, &id, sql("SELECT 1"), true)).await).await;
    assert_eq!(again.0, responses, "the same plan is replayed under the same ids");
    let rest = reattach(&mut client, &id, Some(&responses[0].response_id)).await;
    assert_eq!(rest.0, responses[1..]);
    let other = client.stub.execute_plan(request(&client, &id, sql("SELECT 2"), true)).await;
    assert_eq!(refusal(other), "INVALID_HANDLE.OPERATION_ALREADY_EXISTS");
    let bogus = reattach(&mut client, &id, Some("bogus")).await;
    assert_eq!(condition(&bogus.1.unwrap()), "INVALID_CURSOR.POSITION_NOT_FOUND");

    assert_eq!(release_all(&mut client, &id).await.operation_id.as_deref(), Some(id.as_str()));
    assert_eq!(release_all(&mut client, &id).await.operation_id, None);
    let after = reattach(&mut client, &id, None).await;
    assert_eq!(condition(&after.1.unwrap()), "INVALID_HANDLE.OPERATION_NOT_FOUND");
}

#[tokio::test]
async fn a_failure_is_replayed_under_the_same_error_id() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let id = Uuid::new_v4().to_string();
    let (responses, end) = read(client.stub.execute_plan(request(&client, &id, sql("SELEC 1"), true)).await).await;
    let (first, second) = (end.unwrap(), reattach(&mut client, &id, None).await.1.unwrap());
    assert!(responses.is_empty());
    assert_eq!(condition(&first), "PARSE_SYNTAX_ERROR");
    let error_id = |status: &Status| status.get_details_error_info().unwrap().metadata["errorId"].clone();
    assert_eq!(error_id(&first), error_id(&second));
}

#[tokio::test]
async fn an_operation_that_is_not_reattachable_just_ends() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let id = Uuid::new_v4().to_string();
    let (responses, end) = read(client.stub.execute_plan(request(&client, &id, sql("SELECT 1"), false)).await).await;
    assert!(end.is_none());
    assert!(!responses.iter().any(|r| matches!(&r.response_type, Some(ResponseType::ResultComplete(_)))));
    let again = client.stub.execute_plan(request(&client, &id, sql("SELECT 1"), false)).await;
    assert_eq!(refusal(again), "INVALID_HANDLE.OPERATION_ABANDONED");
}

#[tokio::test]
async fn broken_requests_are_refused() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let bad = client.stub.execute_plan(request(&client, "no uuid", sql("SELECT 1"), true)).await;
    assert_eq!(refusal(bad), "INVALID_HANDLE.FORMAT");
    let id = Uuid::new_v4().to_string();
    let (_, end) = read(client.stub.execute_plan(request(&client, &id, None, true)).await).await;
    assert_eq!(condition(&end.unwrap()), "CONNECT_INVALID_PLAN.ASSERTION_FAILURE");
    let unknown = reattach(&mut client, &Uuid::new_v4().to_string(), None).await;
    assert_eq!(condition(&unknown.1.unwrap()), "INVALID_HANDLE.OPERATION_NOT_FOUND");
}

#[tokio::test]
async fn interrupts_are_checked() {
    let server = Server::start(&[]);
    let mut client = server.client().await;
    let ask = |interrupt_type| proto::InterruptRequest {
        session_id: client.session_id.clone(),
        interrupt_type,
        ..Default::default()
    };
    let (nothing, all, tag) = (ask(0), ask(1), ask(2));
    assert_eq!(refusal(client.stub.interrupt(nothing).await), "UNSUPPORTED_FEATURE.INTERRUPT_TYPE");
    assert_eq!(client.stub.interrupt(all).await.unwrap().into_inner().interrupted_ids, [""; 0]);
    let expected = "INVALID_PARAMETER_VALUE.INTERRUPT_TYPE_TAG_REQUIRES_TAG";
    assert_eq!(refusal(client.stub.interrupt(tag).await), expected);
}
