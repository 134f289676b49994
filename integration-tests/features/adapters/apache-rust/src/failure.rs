//! What ends a step without its answer, in the suite's spelling. Knows the client's error; refuses to read messages.

use std::panic::{catch_unwind, AssertUnwindSafe};

use serde_json::{json, Map, Value as Json};
use spark_connect::SparkError;
use spark_connect_core::error::QueryContextType;

const MESSAGE_CHARACTERS_MAX: usize = 4000;
/// Codes of gRPC (`grpc/status.h`) that say something of the call and nothing of the query.
const CANCELLED: i32 = 1;
const DEADLINE_EXCEEDED: i32 = 4;
const UNAVAILABLE: i32 = 14;
const TRANSPORT: [i32; 6] = [7, 8, 10, 12, UNAVAILABLE, 16];

pub(crate) enum Failure {
    /// What this client cannot do, and why.
    Unsupported(String),
    /// What this client, or its adapter, refused.
    Client(String),
    /// What the client answered.
    Spark(Box<SparkError>),
    /// A whole answer, of an action in the background.
    Answered(Json),
}

impl From<SparkError> for Failure {
    fn from(error: SparkError) -> Self {
        Self::Spark(Box::new(error))
    }
}

/// What `work` gives as `ok`; what it fails with, or panics, as `error` or `unsupported`.
pub(crate) fn guarded(work: impl FnOnce() -> Result<Json, Failure>) -> Json {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(answer)) => json!({"ok": answer}),
        Ok(Err(Failure::Unsupported(reason))) => json!({"unsupported": reason}),
        Ok(Err(Failure::Client(message))) => json!({"error": {"kind": "client", "message": shown(&message)}}),
        Ok(Err(Failure::Spark(error))) => json!({"error": describe(&error)}),
        Ok(Err(Failure::Answered(answer))) => answer,
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
            let message = format!("the client panicked: {}", said.unwrap_or("without a message"));
            json!({"error": {"kind": "client", "message": shown(&message)}})
        }
    }
}

fn describe(error: &SparkError) -> Json {
    let mut described = Map::new();
    described.insert("kind".to_owned(), json!(kind(error)));
    if let Some(condition) = error.get_condition() {
        described.insert("condition".to_owned(), json!(condition));
    }
    if let Some(state) = error.get_sql_state() {
        described.insert("sqlstate".to_owned(), json!(state));
    }
    let parameters: Map<String, Json> =
        error.get_message_parameters().unwrap_or_default().into_iter().map(|(name, value)| (name, json!(shown(&value)))).collect();
    if !parameters.is_empty() {
        described.insert("parameters".to_owned(), json!(parameters));
    }
    let contexts: Vec<Json> = error
        .get_query_context()
        .iter()
        .filter(|context| context.context_type() == QueryContextType::SQL)
        .map(|context| {
            json!({"object_type": context.object_type(), "fragment": context.fragment(),
                   "start": context.start_index(), "stop": context.stop_index()})
        })
        .collect();
    if !contexts.is_empty() {
        described.insert("context".to_owned(), json!(contexts));
    }
    described.insert("message".to_owned(), json!(shown(&error.get_message())));
    Json::Object(described)
}

/// Without a code of gRPC the client itself refused; with one and without a condition the code decides.
fn kind(error: &SparkError) -> &'static str {
    match error.grpc_code() {
        None => "client",
        Some(_) if error.get_condition().is_some() => "spark",
        Some(CANCELLED) => "cancelled",
        Some(DEADLINE_EXCEEDED) => "deadline",
        Some(code) if TRANSPORT.contains(&code) => "transport",
        Some(_) => "spark",
    }
}

/// The text with expression ids as `#N`, cut where it is long.
fn shown(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        clean.push(letter);
        if letter == '#' && letters.next_if(char::is_ascii_digit).is_some() {
            while letters.next_if(char::is_ascii_digit).is_some() {}
            clean.push('N');
        }
    }
    match clean.char_indices().nth(MESSAGE_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean,
    }
}
