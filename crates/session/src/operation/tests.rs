//! The states of operations.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sparrow_spark_error::{Condition, SparkError, condition, internal};

use super::*;

const ID: &str = "00112233-4455-6677-8899-aabbccddeeff";

fn operations() -> Operations {
    let log = LogLimits { sent_bytes_max: 100, unsent_bytes_max: 100 };
    let limits = Limits {
        operations_count_max: 2,
        operations_remembered_max: 2,
        detached_duration_max: Duration::from_secs(300),
        log,
    };
    Operations::new(limits, Arc::new(Errors::new(10)))
}

fn request(id: Option<&str>, plan: u8) -> Request {
    let operation_id = id.map(str::to_owned);
    Request { operation_id, fingerprint: [plan; 32], tags: vec!["t".to_owned()], reattachable: true }
}

fn start(operations: &Operations, id: Option<&str>) -> Arc<Operation> {
    match operations.start(request(id, 0)).unwrap() {
        Started::New(operation) => operation,
        Started::Existing(_) => panic!("it is new"),
    }
}

fn check_error<T>(result: Result<T>, expected: &'static Condition) {
    let error = result.err().expect("an error");
    assert!(error.is(expected), "{error}");
}

#[test]
fn the_same_plan_is_found_again_and_another_is_refused() {
    let operations = operations();
    start(&operations, Some(ID));
    assert!(matches!(operations.start(request(Some(ID), 0)), Ok(Started::Existing(_))));
    check_error(operations.start(request(Some(ID), 1)), &condition::INVALID_HANDLE_OPERATION_ALREADY_EXISTS);
}

#[test]
fn a_released_operation_is_not_found_and_its_id_not_taken_again() {
    let operations = operations();
    start(&operations, Some(ID));
    assert!(operations.release(ID).is_some());
    assert!(operations.release(ID).is_none());
    check_error(operations.start(request(Some(ID), 0)), &condition::INVALID_HANDLE_OPERATION_ABANDONED);
    check_error(operations.find(ID), &condition::INVALID_HANDLE_OPERATION_NOT_FOUND);
    check_error(operations.find("x"), &condition::INVALID_HANDLE_OPERATION_NOT_FOUND);
}

#[test]
fn ids_are_uuids() {
    check_error(operations().start(request(Some("x"), 0)), &condition::INVALID_HANDLE_FORMAT);
}

#[test]
fn there_is_a_limit() {
    let operations = operations();
    start(&operations, None);
    start(&operations, None);
    check_error(operations.start(request(None, 0)), &condition::LIMIT_EXCEEDED);
}

#[test]
fn interrupting_picks_running_ones_once() {
    let operations = operations();
    let (first, second) = (start(&operations, None), start(&operations, None));
    second.finish(Ok(()));
    assert_eq!(operations.interrupt(|o| o.tags().contains(&"other".to_owned())), [""; 0]);
    assert_eq!(operations.interrupt(|_| true), [first.id()]);
    assert_eq!(operations.interrupt(|_| true), [""; 0]);
    assert!(first.cancellation().is_cancelled());
}

#[tokio::test]
async fn a_failure_is_replayed_under_the_same_id() {
    let operations = operations();
    let operation = start(&operations, None);
    operation.finish(Err(internal("x")));
    operation.finish(Ok(()));
    assert_eq!(operation.status(), Status::Failed);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let Next::End(Err(failure)) = operation.reattach(None).unwrap().next().await else { panic!("a failure") };
        ids.push(failure.error_id);
    }
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn detached_operations_are_abandoned_in_time() {
    let operations = operations();
    let operation = start(&operations, Some(ID));
    let reader = operation.attach().unwrap();
    let late = Instant::now() + Duration::from_secs(301);
    operations.abandon_detached(late);
    assert!(operations.find(ID).is_ok());
    drop(reader);
    operations.abandon_detached(Instant::now());
    assert!(operations.find(ID).is_ok());
    operations.abandon_detached(late);
    check_error(operations.find(ID), &condition::INVALID_HANDLE_OPERATION_ABANDONED);
    assert!(operation.cancellation().is_cancelled());
}

#[test]
fn statuses_cover_what_is_gone_and_what_never_was() {
    let operations = operations();
    start(&operations, Some(ID)).finish(Err(SparkError::new(&condition::OPERATION_CANCELED)));
    operations.release(ID);
    let reports = operations.statuses(&[ID.to_owned(), "x".to_owned()]);
    assert_eq!(reports[0].status, Some(Status::Cancelled));
    assert!(reports[0].released);
    assert_eq!(reports[1].status, None);
}

#[test]
fn a_closed_session_starts_nothing() {
    let operations = operations();
    let operation = start(&operations, None);
    operations.close();
    assert!(operation.cancellation().is_cancelled());
    assert!(operations.start(request(None, 0)).is_err());
}

#[tokio::test]
async fn only_reattachable_operations_are_reattached() {
    let operations = operations();
    let mut plain = request(None, 0);
    plain.reattachable = false;
    let Ok(Started::New(operation)) = operations.start(plain) else { panic!("it is new") };
    assert!(operation.attach().is_ok());
    check_error(operation.reattach(None), &condition::INVALID_CURSOR_NOT_REATTACHABLE);
}
