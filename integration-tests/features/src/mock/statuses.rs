//! The errors the mock server makes, with the details a client reads. It knows their form on the wire, and not when they happen.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::json;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// The classes Spark names for an error about a handle or a cursor, the most specific first.
const CLASSES: [&str; 5] = [
    "org.apache.spark.SparkSQLException",
    "java.sql.SQLException",
    "java.lang.Exception",
    "java.lang.Throwable",
    "java.lang.Object",
];

/// The status of a broken wire: nothing but the code.
pub fn unavailable() -> Status {
    Status::unavailable("the mock server breaks the call")
}

/// A status that asks to come again after `delay`.
pub fn retry_later(code: Code, delay: Duration) -> Status {
    let details = ErrorDetails::with_retry_info(Some(delay));
    Status::with_error_details(code, format!("the mock server asks to come again in {} ms", delay.as_millis()), details)
}

/// Another stream has taken over the operation.
pub fn disconnected() -> Status {
    spark(
        "INVALID_CURSOR.DISCONNECTED",
        "HY109",
        None,
        "The cursor is invalid: another stream has taken over this operation.",
    )
}

/// The server is another one than the session was made on.
pub fn session_changed(session_id: &str) -> Status {
    let text = format!("The handle {session_id} is invalid. The server was restarted: make a new session.");
    spark("INVALID_HANDLE.SESSION_CHANGED", "HY000", Some(session_id), &text)
}

/// The server does not know the operation.
pub fn operation_not_found(operation_id: &str) -> Status {
    let text = format!("The handle {operation_id} is invalid. Operation not found.");
    spark("INVALID_HANDLE.OPERATION_NOT_FOUND", "HY000", Some(operation_id), &text)
}

/// The server does not know the session.
pub fn session_not_found(session_id: &str) -> Status {
    let text = format!("The handle {session_id} is invalid. Session not found.");
    spark("INVALID_HANDLE.SESSION_NOT_FOUND", "HY000", Some(session_id), &text)
}

/// The same error without anything but its code and message.
pub fn bare(status: &Status) -> Status {
    Status::with_metadata(status.code(), status.message(), MetadataMap::new())
}

fn spark(condition: &str, sqlstate: &str, handle: Option<&str>, text: &str) -> Status {
    let parameters = handle.map_or_else(|| json!({}), |handle| json!({ "handle": handle }));
    let metadata = HashMap::from([
        ("classes".to_owned(), json!(CLASSES).to_string()),
        ("errorClass".to_owned(), condition.to_owned()),
        ("sqlState".to_owned(), sqlstate.to_owned()),
        ("messageParameters".to_owned(), parameters.to_string()),
    ]);
    let details = ErrorDetails::with_error_info(CLASSES[0], "org.apache.spark", metadata);
    Status::with_error_details(Code::Internal, format!("[{condition}] {text} SQLSTATE: {sqlstate}"), details)
}
