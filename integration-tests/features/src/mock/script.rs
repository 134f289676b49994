//! The script of a mock server, as a case spells it. It knows the faults and their parameters, and refuses every key it does not know.
//!
//! The README beside this file says what each fault does.

use serde::Deserialize;
use serde_json::Value;

use super::Error;

/// All faults of a script; a fault that is not named does not happen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Script {
    pub drop: Option<Break>,
    pub reset: Option<Break>,
    pub disconnected: Option<Break>,
    pub end_early: Option<Break>,
    pub stall: Option<Break>,
    pub forget_operation: Option<Break>,
    pub forget_session: Option<Break>,
    /// Bytes of a chunk.
    pub chunks: Option<u64>,
    pub one_byte_chunks: bool,
    pub bad_chunks: Option<BadChunks>,
    pub wrong_row_count: bool,
    pub wrong_start_offset: bool,
    pub session_changed: Option<After>,
    pub other_server_session: Option<After>,
    pub other_session: Option<After>,
    pub retry_info: Option<RetryLater>,
    pub unavailable: Option<Refuse>,
    pub never_answer: Option<Refuse>,
    pub permanent: Option<Permanent>,
    pub slow: Option<Slow>,
    pub no_details: bool,
    pub empty_details: bool,
    pub bare_errors: bool,
    pub bad_crc: Option<Times>,
    pub refuse_token: Option<RefuseToken>,
    pub rain: bool,
}

/// A stream that breaks after `after` responses, progress not counted, `times` times.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    pub after: u64,
    #[serde(default = "once")]
    pub times: u64,
}

/// What is wrong with the chunks of the first batch of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadChunks {
    /// The second one is left out.
    Missing,
    /// The last one is left out.
    Last,
    /// The first two change places.
    Order,
    /// The last one says that there is one more.
    Count,
}

/// From the call after the `after_calls`th on. Only calls that ask for something count: see [`Rpc::asks`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    pub after_calls: u64,
}

/// Calls that are not answered as they should be; without `times` for ever.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    #[serde(default)]
    pub calls: Calls,
    pub times: Option<u64>,
}

/// Calls that are told to come again later.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryLater {
    #[serde(default)]
    pub calls: Calls,
    pub times: Option<u64>,
    pub delay_ms: u64,
    /// The status code that bears the delay.
    #[serde(default = "resource_exhausted")]
    pub code: Code,
}

/// An error that must not be asked for twice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permanent {
    pub code: Code,
    #[serde(default)]
    pub calls: Calls,
    pub times: Option<u64>,
}

/// A pause before each answer, and before each response of a stream.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slow {
    pub delay_ms: u64,
    #[serde(default)]
    pub calls: Calls,
}

/// How many calls are concerned.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    pub times: u64,
}

/// The first `first` tokens that come are refused, once `after` executions were let in with them.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefuseToken {
    pub first: u64,
    #[serde(default)]
    pub after: u64,
}

/// Which calls a fault concerns: `all`, a list of names, or, where nothing is said, those that ask for something.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(untagged)]
pub enum Calls {
    #[default]
    Asking,
    All(All),
    Named(Vec<Rpc>),
}

/// The word `all`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum All {
    All,
}

/// The calls of the service, by the names that scripts and observations have for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rpc {
    Execute,
    Reattach,
    Release,
    Analyze,
    Config,
    AddArtifacts,
    ArtifactStatus,
    Interrupt,
    ReleaseSession,
    FetchErrorDetails,
    CloneSession,
    GetStatus,
}

/// The status codes a script may ask for.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    Unknown,
    InvalidArgument,
    NotFound,
    AlreadyExists,
    PermissionDenied,
    ResourceExhausted,
    FailedPrecondition,
    Aborted,
    OutOfRange,
    Unimplemented,
    Internal,
    Unavailable,
    DataLoss,
}

impl Script {
    /// Reads a script; an error says which key is wrong.
    pub fn read(script: &Value) -> Result<Self, Error> {
        let wrong = |reason: String| Error::Script { reason, script: script.to_string() };
        let read = Self::deserialize(script).map_err(|error| wrong(error.to_string()))?;
        if read.chunks == Some(0) {
            return Err(wrong("chunks: 0 cuts nothing: say how many bytes a chunk has, 1 or more".into()));
        }
        Ok(read)
    }

    /// How many bytes a chunk has of `length` bytes of Arrow; none where the script cuts nothing.
    pub fn chunk_bytes(&self, length: usize) -> Option<usize> {
        let asked = self.chunks.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        let rain = self.rain.then_some(1024);
        let quarters = self.bad_chunks.map(|_| length.div_ceil(4).max(1));
        self.one_byte_chunks.then_some(1).or(asked).or(rain).or(quarters)
    }
}

impl Calls {
    /// Whether a call is among them.
    pub fn has(&self, rpc: Rpc) -> bool {
        match self {
            Self::Asking => rpc.asks(),
            Self::All(All::All) => true,
            Self::Named(names) => names.contains(&rpc),
        }
    }
}

impl Rpc {
    /// Whether it asks for something, and does not only go on with, stop or tidy up what is there.
    pub fn asks(self) -> bool {
        matches!(
            self,
            Self::Execute
                | Self::Analyze
                | Self::Config
                | Self::AddArtifacts
                | Self::ArtifactStatus
                | Self::CloneSession
        )
    }
}

impl From<Code> for tonic::Code {
    fn from(code: Code) -> Self {
        match code {
            Code::Unknown => Self::Unknown,
            Code::InvalidArgument => Self::InvalidArgument,
            Code::NotFound => Self::NotFound,
            Code::AlreadyExists => Self::AlreadyExists,
            Code::PermissionDenied => Self::PermissionDenied,
            Code::ResourceExhausted => Self::ResourceExhausted,
            Code::FailedPrecondition => Self::FailedPrecondition,
            Code::Aborted => Self::Aborted,
            Code::OutOfRange => Self::OutOfRange,
            Code::Unimplemented => Self::Unimplemented,
            Code::Internal => Self::Internal,
            Code::Unavailable => Self::Unavailable,
            Code::DataLoss => Self::DataLoss,
        }
    }
}

fn once() -> u64 {
    1
}

fn resource_exhausted() -> Code {
    Code::ResourceExhausted
}
