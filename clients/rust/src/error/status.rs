//! Errors as calls bring them: gRPC's status with Spark's details, and the longer form a server keeps. It decides nothing
//! by a message, but for the condition in its leading brackets where nothing else says it.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::time::Duration;

use sparrow_proto::spark::connect::{FetchErrorDetailsResponse, fetch_error_details_response as details};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::{Error, QueryContext, SparkError, TransportError};

/// Where the words of an operation that does not know this cursor begin.
pub(crate) const DISCONNECTED: &str = "INVALID_CURSOR.DISCONNECTED";
/// The conditions that say a server forgot, or never knew, an operation.
pub(crate) const FORGOTTEN: [&str; 2] = ["INVALID_HANDLE.OPERATION_NOT_FOUND", "INVALID_HANDLE.SESSION_NOT_FOUND"];
/// The condition of a plan that arrives again while its operation lives, from servers that do not take it so.
pub(crate) const ALREADY_EXISTS: &str = "INVALID_HANDLE.OPERATION_ALREADY_EXISTS";
/// The condition of a session that is another one now.
pub(crate) const SESSION_CHANGED: &str = "INVALID_HANDLE.SESSION_CHANGED";

/// Spark's condition: what the details say, or what stands in the message's leading brackets.
pub(crate) fn condition(status: &Status) -> Option<String> {
    let told = status.get_details_error_info().and_then(|info| info.metadata.get("errorClass").cloned());
    told.filter(|condition| !condition.is_empty()).or_else(|| leading_condition(status.message()))
}

/// The id under which the server keeps the longer form of the error.
pub(crate) fn error_id(status: &Status) -> Option<String> {
    status.get_details_error_info()?.metadata.get("errorId").cloned().filter(|id| !id.is_empty())
}

/// How long the server asks to wait; `Some` says that it asks for a repetition.
pub(crate) fn retry_delay(status: &Status) -> Option<Duration> {
    status.get_details_retry_info().map(|info| info.retry_delay.unwrap_or_default())
}

/// Whether the status was made on this side because the connection broke or could not be made.
pub(crate) fn is_broken_connection(status: &Status) -> bool {
    // A status that a server sent has no source.
    status.source().is_some() && !is_refused_certificate(status)
}

/// Whether the two sides do not agree on TLS; trying again does not help.
pub(crate) fn is_refused_certificate(status: &Status) -> bool {
    let mut source = status.source();
    while let Some(error) = source {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if error.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        source = error.source();
    }
    false
}

/// The error of a status alone.
pub(crate) fn error(status: &Status) -> Error {
    let info = status.get_details_error_info();
    let of_spark = info.as_ref().is_some_and(|info| {
        info.domain == "org.apache.spark"
            || info.metadata.contains_key("errorClass")
            || info.metadata.contains_key("classes")
    });
    let condition = condition(status);
    if !of_spark && condition.is_none() {
        return transport(status);
    }
    let metadata = info.map(|info| info.metadata).unwrap_or_default();
    let json = |key: &str| metadata.get(key).map_or("null", String::as_str);
    let parameters: BTreeMap<String, String> = serde_json::from_str(json("messageParameters")).unwrap_or_default();
    let classes: Vec<String> = serde_json::from_str(json("classes")).unwrap_or_default();
    Error::Spark(Box::new(SparkError {
        condition: condition.unwrap_or_default(),
        sqlstate: metadata.get("sqlState").cloned().filter(|state| !state.is_empty()),
        parameters,
        contexts: Vec::new(),
        classes,
        message: status.message().to_owned(),
    }))
}

/// The error of a status with the longer form the server kept; an empty form adds nothing.
pub(crate) fn error_with_details(status: &Status, response: FetchErrorDetailsResponse) -> Error {
    let root = response.root_error_idx.and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let Some(root) = response.errors.into_iter().nth(root) else { return error(status) };
    let mut spark = match error(status) {
        Error::Spark(spark) => *spark,
        _ => SparkError { message: status.message().to_owned(), ..SparkError::default() },
    };
    if !root.message.is_empty() {
        spark.message = root.message;
    }
    if !root.error_type_hierarchy.is_empty() {
        spark.classes = root.error_type_hierarchy;
    }
    if let Some(throwable) = root.spark_throwable {
        spark.condition = throwable.error_class.filter(|name| !name.is_empty()).unwrap_or(spark.condition);
        spark.sqlstate = throwable.sql_state.filter(|state| !state.is_empty()).or(spark.sqlstate);
        if !throwable.message_parameters.is_empty() {
            spark.parameters = throwable.message_parameters.into_iter().collect();
        }
        spark.contexts = throwable.query_contexts.into_iter().map(context).collect();
    }
    Error::Spark(Box::new(spark))
}

fn context(context: details::QueryContext) -> QueryContext {
    QueryContext {
        is_sql: context.context_type() == details::query_context::ContextType::Sql,
        object_type: context.object_type,
        object_name: context.object_name,
        fragment: context.fragment,
        start: context.start_index,
        stop: context.stop_index,
        call_site: context.call_site,
    }
}

fn transport(status: &Status) -> Error {
    let mut message = status.message().to_owned();
    // What broke is in the sources, such as a refused connection or certificate.
    let mut source = status.source();
    while let Some(error) = source {
        let text = error.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        source = error.source();
    }
    match status.code() {
        Code::DeadlineExceeded => Error::Deadline(message),
        code if is_broken_connection(status) && code != Code::Unauthenticated => {
            Error::Transport(TransportError { code: Code::Unavailable, message })
        }
        code => Error::Transport(TransportError { code, message }),
    }
}

/// `A.B` of `[A.B] text`.
fn leading_condition(message: &str) -> Option<String> {
    let (condition, _) = message.strip_prefix('[')?.split_once(']')?;
    let is_word = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'.';
    (!condition.is_empty() && condition.bytes().all(is_word)).then(|| condition.to_owned())
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
