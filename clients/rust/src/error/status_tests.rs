use std::collections::HashMap;

use tonic_types::ErrorDetails;

use super::*;
use crate::error::ErrorKind;

fn of_spark(pairs: &[(&str, &str)], message: &str) -> Status {
    let metadata: HashMap<String, String> = pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    let details = ErrorDetails::with_error_info("org.apache.spark.sql.AnalysisException", "org.apache.spark", metadata);
    Status::with_error_details(Code::Internal, message, details)
}

fn full() -> Status {
    of_spark(
        &[
            ("errorClass", "TABLE_OR_VIEW_NOT_FOUND"),
            ("sqlState", "42P01"),
            ("messageParameters", r#"{"relationName":"`t`"}"#),
            ("classes", r#"["A","B"]"#),
            ("errorId", "7"),
        ],
        "[TABLE_OR_VIEW_NOT_FOUND] cut sho…",
    )
}

#[test]
fn a_status_alone_is_enough() {
    let error = error(&full());
    let spark = error.spark().cloned().unwrap_or_default();
    assert_eq!((spark.condition.as_str(), spark.sqlstate.as_deref()), ("TABLE_OR_VIEW_NOT_FOUND", Some("42P01")));
    assert_eq!(spark.parameters["relationName"], "`t`");
    assert_eq!(spark.classes, ["A", "B"]);
    assert_eq!(error_id(&full()).as_deref(), Some("7"));
}

#[test]
fn the_longer_form_wins() {
    let throwable = details::SparkThrowable {
        error_class: Some("TABLE_OR_VIEW_NOT_FOUND".into()),
        query_contexts: vec![details::QueryContext {
            fragment: "t".into(),
            start_index: 14,
            stop_index: 14,
            ..Default::default()
        }],
        ..Default::default()
    };
    let root = details::Error { message: "whole".into(), spark_throwable: Some(throwable), ..Default::default() };
    let response = FetchErrorDetailsResponse { root_error_idx: Some(0), errors: vec![root], ..Default::default() };
    let error = error_with_details(&full(), response);
    let spark = error.spark().cloned().unwrap_or_default();
    assert_eq!((spark.message.as_str(), spark.sqlstate.as_deref()), ("whole", Some("42P01")));
    assert_eq!(spark.parameters["relationName"], "`t`");
    assert_eq!((spark.contexts[0].start, spark.contexts[0].is_sql), (14, true));
}

#[test]
fn an_empty_longer_form_adds_nothing() {
    let error = error_with_details(&full(), FetchErrorDetailsResponse::default());
    assert_eq!(error.condition(), Some("TABLE_OR_VIEW_NOT_FOUND"));
}

#[test]
fn brackets_count_where_nothing_else_says_it() {
    assert_eq!(condition(&Status::internal("[A.B_C2] text")).as_deref(), Some("A.B_C2"));
    assert_eq!(condition(&of_spark(&[("errorClass", "X")], "[Y] text")).as_deref(), Some("X"));
    for message in ["text [A.B]", "[a] text", "[] text", "[A text"] {
        assert_eq!(condition(&Status::internal(message)), None, "{message}");
    }
}

#[test]
fn other_statuses_are_of_the_transport() {
    assert_eq!(error(&Status::unavailable("down")).kind(), ErrorKind::Transport);
    assert_eq!(error(&Status::deadline_exceeded("late")).kind(), ErrorKind::Deadline);
    assert!(!is_broken_connection(&Status::unavailable("said by a server")));
}
