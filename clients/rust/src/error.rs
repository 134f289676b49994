//! Errors: what went wrong, and where it came from. It knows the kinds and Spark's fields, and refuses to know how errors
//! travel.

pub(crate) mod status;

use std::collections::BTreeMap;
use std::fmt;

/// What every fallible call here returns.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server refused or failed, with a condition of Spark's.
    #[error(transparent)]
    Spark(Box<SparkError>),
    /// A call did not get through, or its answer cannot be right.
    #[error(transparent)]
    Transport(TransportError),
    /// The call's deadline passed; what ran on the server was told to stop.
    #[error("the deadline passed: {0}")]
    Deadline(String),
    /// The call was cancelled on this side.
    #[error("cancelled: {0}")]
    Cancelled(String),
    /// What was asked for cannot be sent.
    #[error("{0}")]
    Client(String),
}

/// The kinds of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// [`Error::Spark`].
    Spark,
    /// [`Error::Transport`].
    Transport,
    /// [`Error::Deadline`].
    Deadline,
    /// [`Error::Cancelled`].
    Cancelled,
    /// [`Error::Client`].
    Client,
}

/// An error of Spark's, with all that the server says of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SparkError {
    /// The condition, such as `DIVIDE_BY_ZERO` or `UNRESOLVED_COLUMN.WITH_SUGGESTION`; empty where the server has none.
    pub condition: String,
    /// The SQLSTATE: five letters.
    pub sqlstate: Option<String>,
    /// The values of the message.
    pub parameters: BTreeMap<String, String>,
    /// The places in the query it is about.
    pub contexts: Vec<QueryContext>,
    /// The classes of the error on the server, most specific first.
    pub classes: Vec<String>,
    /// The message.
    pub message: String,
}

/// A place in a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueryContext {
    /// What the text belongs to: `VIEW` and the like, or empty.
    pub object_type: String,
    /// The name of that.
    pub object_name: String,
    /// The part of the query.
    pub fragment: String,
    /// Where it begins in the SQL text, from 0; meaningless for calls.
    pub start: i32,
    /// Where it ends, inclusive.
    pub stop: i32,
    /// Where the program made the call, for contexts of the DataFrame API.
    pub call_site: String,
    /// Whether this is SQL text, not a call of the DataFrame API.
    pub is_sql: bool,
}

/// A failed call, as gRPC tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct TransportError {
    /// The status code.
    pub code: tonic::Code,
    /// The message.
    pub message: String,
}

impl Error {
    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Spark(_) => ErrorKind::Spark,
            Self::Transport(_) => ErrorKind::Transport,
            Self::Deadline(_) => ErrorKind::Deadline,
            Self::Cancelled(_) => ErrorKind::Cancelled,
            Self::Client(_) => ErrorKind::Client,
        }
    }

    /// What Spark says, where this is an error of Spark's.
    pub fn spark(&self) -> Option<&SparkError> {
        match self {
            Self::Spark(error) => Some(error),
            _ => None,
        }
    }

    /// Spark's condition, where this is an error of Spark's.
    pub fn condition(&self) -> Option<&str> {
        self.spark().map(|error| error.condition.as_str())
    }

    pub(crate) fn client(message: impl Into<String>) -> Self {
        Self::Client(message.into())
    }

    /// An answer that breaks the protocol.
    pub(crate) fn answer(message: impl Into<String>) -> Self {
        Self::Transport(TransportError { code: tonic::Code::DataLoss, message: message.into() })
    }

    /// The condition INVALID_HANDLE with a subclass, made here.
    pub(crate) fn invalid_handle(subclass: &str, session_id: &str, text: &str) -> Self {
        let condition = format!("INVALID_HANDLE.{subclass}");
        Self::Spark(Box::new(SparkError {
            message: format!("[{condition}] The session {session_id} cannot be used: {text} SQLSTATE: HY000"),
            condition,
            sqlstate: Some("HY000".into()),
            parameters: BTreeMap::from([("handle".to_owned(), session_id.to_owned())]),
            ..SparkError::default()
        }))
    }
}

impl ErrorKind {
    /// The name: `spark`, `transport`, `deadline`, `cancelled` or `client`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spark => "spark",
            Self::Transport => "transport",
            Self::Deadline => "deadline",
            Self::Cancelled => "cancelled",
            Self::Client => "client",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for SparkError {
    /// The message, which begins with the condition.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SparkError {}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the call failed with {:?}: {}", self.code, self.message)
    }
}

impl std::error::Error for TransportError {}
