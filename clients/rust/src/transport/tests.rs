//! Calls against a server in this process that answers as a script says, and remembers what it was asked.

mod server;

use std::collections::HashMap;
use std::time::Duration;

use futures::StreamExt;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::error::Error;
use crate::{RetryPolicy, Session};
use server::{Answer, Scripted, batch, complete, schema};

/// Retries that do not keep a test waiting.
fn quick() -> RetryPolicy {
    RetryPolicy { delay_first: Duration::from_millis(1), delay_max: Duration::from_millis(2), ..RetryPolicy::default() }
}

async fn connect(scripted: &Scripted) -> Session {
    let session = Session::builder().url(&scripted.address).retry(quick()).connect().await;
    session.unwrap_or_else(|error| panic!("{error}"))
}

fn of_spark(condition: &str) -> Status {
    let metadata = HashMap::from([("errorClass".to_owned(), condition.to_owned())]);
    let details = ErrorDetails::with_error_info("x", "org.apache.spark", metadata);
    Status::with_error_details(Code::Internal, format!("[{condition}] text"), details)
}

/// Runs a query against streams that each end so; gives its rows.
async fn rows(streams: Vec<Vec<Answer>>) -> (Result<usize, Error>, Scripted) {
    let scripted = Scripted::start(streams).await;
    let session = connect(&scripted).await;
    let batches = session.range(0, 10).collect().await;
    (batches.map(|batches| batches.iter().map(|batch| batch.num_rows()).sum()), scripted)
}

#[tokio::test]
async fn a_stream_that_breaks_is_gone_on_with() {
    let broken = vec![schema("1"), batch("2", 3, 0), Err(Status::unavailable("down"))];
    let early = vec![batch("3", 2, 3)];
    let rest = vec![batch("4", 5, 5), complete("5")];
    let (rows, scripted) = rows(vec![broken, early, rest]).await;
    assert_eq!(rows.ok(), Some(10));
    assert_eq!(scripted.log()[..3], ["execute", "reattach after 2", "reattach after 3"]);
}

#[tokio::test]
async fn a_stream_that_another_took_over_is_gone_on_with() {
    let taken = vec![schema("1"), Err(of_spark("INVALID_CURSOR.DISCONNECTED"))];
    let (rows, scripted) = rows(vec![taken, vec![batch("2", 4, 0), complete("3")]]).await;
    assert_eq!(rows.ok(), Some(4));
    assert_eq!(scripted.log()[..2], ["execute", "reattach after 1"]);
}

#[tokio::test]
async fn a_plan_is_sent_again_where_the_server_never_knew_it() {
    let forgotten = || vec![Err(of_spark("INVALID_HANDLE.OPERATION_NOT_FOUND"))];
    let (found, scripted) = rows(vec![vec![], forgotten(), vec![schema("1"), batch("2", 1, 0), complete("3")]]).await;
    assert_eq!(found.ok(), Some(1));
    assert_eq!(scripted.log()[..3], ["execute", "reattach after ", "execute"]);
    assert_eq!(scripted.operations(), 1);
    let (found, _) = rows(vec![vec![schema("1"), Err(Status::unavailable("x"))], forgotten()]).await;
    assert_eq!(found.err().as_ref().and_then(Error::condition), Some("INVALID_HANDLE.OPERATION_NOT_FOUND"));
}

#[tokio::test]
async fn other_errors_end_the_result_at_once() {
    let (rows, scripted) = rows(vec![vec![schema("1"), Err(of_spark("DIVIDE_BY_ZERO"))]]).await;
    assert_eq!(rows.err().as_ref().and_then(Error::condition), Some("DIVIDE_BY_ZERO"));
    scripted.wait_for("release all").await;
    assert_eq!(scripted.count("execute"), 1);
}

#[tokio::test]
async fn retries_end() {
    let scripted = Scripted::start((0..20).map(|_| vec![Err(Status::unavailable("down"))]).collect()).await;
    let error = connect(&scripted).await.range(0, 1).collect().await.err();
    assert!(matches!(error, Some(Error::Transport(ref error)) if error.code == Code::Unavailable), "{error:?}");
    assert_eq!(scripted.count("execute") + scripted.count("reattach after "), 16);
}

#[tokio::test]
async fn responses_are_released_together() {
    let mut answers = vec![schema("0")];
    answers.extend((1..=40).map(|at| batch(&at.to_string(), 1, at - 1)));
    answers.push(complete("end"));
    let (rows, scripted) = rows(vec![answers]).await;
    assert_eq!(rows.ok(), Some(40));
    scripted.wait_for("release all").await;
    assert!(scripted.log().iter().filter(|line| line.starts_with("release until")).count() <= 2);
}

#[tokio::test]
async fn a_result_that_is_dropped_is_stopped() {
    let mut answers = vec![schema("0")];
    answers.extend((1..=400).map(|at| batch(&at.to_string(), 1, at - 1)));
    let scripted = Scripted::start(vec![answers]).await;
    let session = connect(&scripted).await;
    let mut stream = session.range(0, 10).stream().await.unwrap_or_else(|error| panic!("{error}"));
    assert!(stream.next().await.is_some_and(|batch| batch.is_ok()));
    let id = stream.operation_id().to_owned();
    drop(stream);
    scripted.wait_for(&format!("interrupt {id}")).await;
    scripted.wait_for("release all").await;
}

#[tokio::test]
async fn a_deadline_stops_what_runs() {
    // The stream says its schema and then nothing.
    let scripted = Scripted::start(vec![vec![schema("1"), Ok(None)]]).await;
    let session = connect(&scripted).await.with_deadline(Duration::from_millis(500));
    let error = session.range(0, 10).collect().await.err();
    assert!(matches!(error, Some(Error::Deadline(_))), "{error:?}");
    scripted.wait_for("release all").await;
    assert_eq!(scripted.log().iter().filter(|line| line.starts_with("interrupt")).count(), 1);
}

#[tokio::test]
async fn another_session_closes_this_one() {
    let scripted = Scripted::start(vec![vec![schema("1"), complete("2")]]).await;
    let session = connect(&scripted).await;
    assert!(session.version().await.is_ok());
    scripted.become_another();
    let error = session.version().await.err();
    assert_eq!(error.as_ref().and_then(Error::condition), Some("INVALID_HANDLE.SESSION_CHANGED"));
    let error = session.version().await.err();
    assert_eq!(error.as_ref().and_then(Error::condition), Some("INVALID_HANDLE.SESSION_CLOSED"));
    assert_eq!(scripted.count("analyze"), 2);
}

#[tokio::test]
async fn the_servers_id_goes_with_later_calls() {
    let scripted = Scripted::start(vec![]).await;
    let session = connect(&scripted).await;
    assert!(session.version().await.is_ok() && session.version().await.is_ok());
    assert_eq!(scripted.observed(), [None, Some("server-1".to_owned())]);
}

#[tokio::test]
async fn a_panic_of_a_callback_does_not_end_the_query() {
    let scripted = Scripted::start(vec![vec![schema("1"), batch("2", 3, 0), complete("3")]]).await;
    let frame = connect(&scripted).await.range(0, 3).on_progress(|_| panic!("this callback fails"));
    let batches = frame.collect().await.map(|batches| batches.len());
    assert_eq!(batches.ok(), Some(1));
}

#[tokio::test]
async fn a_close_is_told_to_the_server_once() {
    let scripted = Scripted::start(vec![]).await;
    let session = connect(&scripted).await;
    assert!(session.version().await.is_ok());
    assert!(session.close().await.is_ok() && session.close().await.is_ok());
    assert_eq!(scripted.count("release session"), 1);
}
