//! Errors as clients read them: the pieces of `ErrorInfo`, and the details of `FetchErrorDetails`.

use std::collections::BTreeMap;

use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Kind, QueryContext, SparkError, condition};

use proto::fetch_error_details_response as details;

/// The domain of every `ErrorInfo`.
pub const ERROR_DOMAIN: &str = "org.apache.spark";
/// The most causes a chain of errors lists.
pub const CAUSES_MAX: usize = 5;
/// gRPC metadata holds about 8 KiB: longer messages are cut, as Spark does; the whole one is in the details.
const MESSAGE_CHARS_MAX: usize = 2_048;
/// Parameters whose JSON is longer are left out, and with them the condition's name, as Spark does.
const PARAMETERS_BYTES_MAX: usize = 1_024;

const ANALYSIS: &str = "org.apache.spark.sql.AnalysisException";
const ILLEGAL_ARGUMENT: &str = "java.lang.IllegalArgumentException";
const RUNTIME: &str = "java.lang.RuntimeException";
/// What every hierarchy of classes ends with.
const ROOT: [&str; 3] = ["java.lang.Exception", "java.lang.Throwable", "java.lang.Object"];

/// What goes into `google.rpc.ErrorInfo` and the status message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorInfo {
    /// The name of the most specific class.
    pub reason: String,
    /// [`ERROR_DOMAIN`]
    pub domain: String,
    /// `classes`, `errorClass`, `sqlState`, `messageParameters`, `errorId`.
    pub metadata: BTreeMap<String, String>,
    /// The status message, cut to what gRPC's headers hold.
    pub message: String,
}

/// The pieces of the status for this error; `error_id` is what the client asks for details by.
pub fn error_info(error: &SparkError, error_id: &str) -> ErrorInfo {
    let classes = error_classes(error.condition().kind);
    let parameters = serde_json::json!(error.parameters()).to_string();
    let mut metadata = BTreeMap::from([
        ("classes".to_owned(), serde_json::json!(classes).to_string()),
        ("errorId".to_owned(), error_id.to_owned()),
    ]);
    if let Some(state) = error.condition().sql_state() {
        metadata.insert("sqlState".to_owned(), state.to_owned());
    }
    if parameters.len() <= PARAMETERS_BYTES_MAX {
        metadata.insert("errorClass".to_owned(), error.condition().name.to_owned());
        metadata.insert("messageParameters".to_owned(), parameters);
    }
    let reason = classes.first().copied().unwrap_or_default().to_owned();
    let message = cut(&error.message());
    ErrorInfo { reason, domain: ERROR_DOMAIN.to_owned(), metadata, message }
}

fn cut(message: &str) -> String {
    match message.char_indices().nth(MESSAGE_CHARS_MAX) {
        None => message.to_owned(),
        Some(_) => message.chars().take(MESSAGE_CHARS_MAX - 3).chain("...".chars()).collect(),
    }
}

/// The classes by which clients choose the exception they raise, most specific first.
pub fn error_classes(kind: Kind) -> Vec<&'static str> {
    let specific: &[&str] = match kind {
        Kind::Parse => &["org.apache.spark.sql.catalyst.parser.ParseException", ANALYSIS],
        Kind::Analysis => &["org.apache.spark.sql.catalyst.ExtendedAnalysisException", ANALYSIS],
        Kind::Arithmetic => &["org.apache.spark.SparkArithmeticException", "java.lang.ArithmeticException", RUNTIME],
        Kind::NumberFormat => &[
            "org.apache.spark.SparkNumberFormatException",
            "java.lang.NumberFormatException",
            ILLEGAL_ARGUMENT,
            RUNTIME,
        ],
        Kind::DateTime => &["org.apache.spark.SparkDateTimeException", "java.time.DateTimeException", RUNTIME],
        Kind::ArrayIndex => &[
            "org.apache.spark.SparkArrayIndexOutOfBoundsException",
            "java.lang.ArrayIndexOutOfBoundsException",
            "java.lang.IndexOutOfBoundsException",
            RUNTIME,
        ],
        Kind::IllegalArgument => &["org.apache.spark.SparkIllegalArgumentException", ILLEGAL_ARGUMENT, RUNTIME],
        Kind::UnsupportedOperation => {
            &["org.apache.spark.SparkUnsupportedOperationException", "java.lang.UnsupportedOperationException", RUNTIME]
        }
        Kind::Runtime => &["org.apache.spark.SparkRuntimeException", RUNTIME],
        Kind::NoSuchElement => {
            &["org.apache.spark.SparkNoSuchElementException", "java.util.NoSuchElementException", RUNTIME]
        }
        Kind::InvalidPlan => &["org.apache.spark.sql.connect.common.InvalidPlanInput"],
        Kind::Sql => &["org.apache.spark.SparkSQLException", "java.sql.SQLException"],
        Kind::Spark => &["org.apache.spark.SparkException"],
        Kind::ClassNotFound => &[
            "org.apache.spark.SparkClassNotFoundException",
            "java.lang.ClassNotFoundException",
            "java.lang.ReflectiveOperationException",
        ],
    };
    specific.iter().chain(&ROOT).copied().collect()
}

/// The whole error, and the Spark errors that caused it, as `FetchErrorDetails` answers. The sessions' ids are the caller's.
pub fn error_details(error: &SparkError) -> proto::FetchErrorDetailsResponse {
    let mut errors = vec![one_error(error)];
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next
        && errors.len() < CAUSES_MAX
    {
        if let Some(cause) = cause.downcast_ref::<SparkError>() {
            let index = errors.len() as i32;
            if let Some(last) = errors.last_mut() {
                last.cause_idx = Some(index);
            }
            errors.push(one_error(cause));
        }
        next = cause.source();
    }
    proto::FetchErrorDetailsResponse { root_error_idx: Some(0), errors, ..Default::default() }
}

fn one_error(error: &SparkError) -> details::Error {
    let known = error.condition();
    details::Error {
        error_type_hierarchy: error_classes(known.kind).into_iter().map(str::to_owned).collect(),
        message: error.message(),
        stack_trace: vec![],
        cause_idx: None,
        spark_throwable: Some(details::SparkThrowable {
            error_class: Some(known.name.to_owned()),
            message_parameters: error.parameters().iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            query_contexts: query_contexts(error),
            sql_state: known.sql_state().map(str::to_owned),
            breaking_change_info: None,
        }),
    }
}

/// The places the error points at. A syntax error has none, as in Spark: its place is in the message only.
fn query_contexts(error: &SparkError) -> Vec<details::QueryContext> {
    if error.is(&condition::PARSE_SYNTAX_ERROR) {
        return vec![];
    }
    error.contexts().iter().map(query_context).collect()
}

fn query_context(context: &QueryContext) -> details::QueryContext {
    use details::query_context::ContextType;
    let index = |place: usize| i32::try_from(place).unwrap_or(i32::MAX);
    let mut out = details::QueryContext {
        fragment: context.fragment(),
        summary: context.summary(),
        context_type: ContextType::Sql.into(),
        ..Default::default()
    };
    match context {
        QueryContext::Sql { start, stop, object_type, object_name, .. } => {
            out.object_type = object_type.clone();
            out.object_name = object_name.clone();
            out.start_index = index(*start);
            out.stop_index = index(*stop);
        }
        QueryContext::DataFrame { call_site, .. } => {
            out.context_type = ContextType::Dataframe.into();
            out.call_site = call_site.clone();
            // A DataFrame's place has no offsets; Spark sends -1.
            out.start_index = -1;
            out.stop_index = -1;
        }
    }
    out
}
