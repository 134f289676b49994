//! The one form errors cross between processes in: a Spark error inside any text, found by its frame and never by its words.
//!
//! A frame is `{{sparrow-error:<version>:<length>:<body>}}`; the body is JSON in Base64, so that no printing of it, quoted or
//! not, changes a byte.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use ballista_core::error::BallistaError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use datafusion::common::DataFusionError;
use serde::{Deserialize, Serialize};
use sparrow_spark_error::{Kind, QueryContext, SparkError, internal, keep_condition};

const OPEN: &str = "{{sparrow-error:";
const CLOSE: &str = "}}";
const VERSION: u32 = 1;
/// A frame's body is no longer than this; whoever makes it leaves out what does not fit.
const BODY_BYTES_MAX: usize = 512 * 1024;
/// One text of an error, such as the query it points into, is no longer than this.
const TEXT_BYTES_MAX: usize = 32 * 1024;
/// So many frames that are none are passed over in one text.
const TRIES_MAX: usize = 16;

/// The error as text; an error that is not Spark's is classified as in an embedded run.
pub fn pack(error: &DataFusionError) -> String {
    frame(&classify(error))
}

/// The error of Ballista's parts as text.
pub fn pack_ballista(error: &BallistaError) -> String {
    frame(&of_ballista(error))
}

/// The Spark error framed in a text, wherever in it; `None` where there is none that can be read whole.
pub fn unpack(text: &str) -> Option<SparkError> {
    let mut rest = text;
    for _ in 0..TRIES_MAX {
        rest = &rest[rest.find(OPEN)? + OPEN.len()..];
        if let Some(error) = body(rest).and_then(read) {
            return Some(error);
        }
    }
    None
}

fn classify(error: &DataFusionError) -> SparkError {
    match SparkError::inside(error) {
        Some(found) => found.clone(),
        None => ballistas(error).map_or_else(|| SparkError::of(error), of_ballista),
    }
}

/// Ballista's error inside one of DataFusion's: it does not name its cause, so that looking for a Spark error ends at it.
fn ballistas(error: &DataFusionError) -> Option<&BallistaError> {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<BallistaError>() {
            return Some(found);
        }
        next = match error.downcast_ref::<DataFusionError>() {
            Some(DataFusionError::External(inner)) => Some(inner.as_ref()),
            Some(DataFusionError::Shared(inner)) => Some(inner.as_ref()),
            _ => error.source(),
        };
    }
    None
}

fn of_ballista(error: &BallistaError) -> SparkError {
    match error {
        BallistaError::DataFusionError(error) => classify(error),
        BallistaError::ArrowError(error) => {
            let inside = SparkError::inside(error.as_ref()).cloned();
            inside.unwrap_or_else(|| internal(format!("unexpected arrow error: {error}")))
        }
        other => internal(format!("unexpected engine error: {other}")),
    }
}

/// What crosses of an error.
#[derive(Debug, Serialize, Deserialize)]
struct Body {
    name: String,
    sql_state: String,
    kind: String,
    template: String,
    parameters: BTreeMap<String, String>,
    contexts: Vec<Context>,
    cause: Option<String>,
}

/// A [`QueryContext`].
#[derive(Debug, Serialize, Deserialize)]
enum Context {
    Sql {
        text: String,
        start: usize,
        stop: usize,
        line: usize,
        column: usize,
        object_type: String,
        object_name: String,
    },
    DataFrame {
        fragment: String,
        call_site: String,
    },
}

fn frame(error: &SparkError) -> String {
    let whole = Body::of(error);
    let body = encoded(&whole).or_else(|| encoded(&Body { contexts: vec![], cause: None, ..whole }));
    let too_large = || encoded(&Body::of(&internal("an error is too large to be sent"))).unwrap_or_default();
    let body = body.unwrap_or_else(too_large);
    format!("{OPEN}{VERSION}:{}:{body}{CLOSE}", body.len())
}

fn encoded(body: &Body) -> Option<String> {
    let encoded = STANDARD_NO_PAD.encode(serde_json::to_vec(body).ok()?);
    (encoded.len() <= BODY_BYTES_MAX).then_some(encoded)
}

/// The body of a frame, from behind its opening on.
fn body(frame: &str) -> Option<&str> {
    let (version, rest) = frame.split_once(':')?;
    let (length, rest) = rest.split_once(':')?;
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<usize>().ok())?;
    let length = number(length).filter(|length| *length <= BODY_BYTES_MAX)?;
    let body = rest.get(..length)?;
    (number(version)? == VERSION as usize && rest[length..].starts_with(CLOSE)).then_some(body)
}

fn read(body: &str) -> Option<SparkError> {
    let body: Body = serde_json::from_slice(&STANDARD_NO_PAD.decode(body).ok()?).ok()?;
    let kind = Kind::named(&body.kind)?;
    let Some(condition) = keep_condition(&body.name, &body.sql_state, kind, &body.template) else {
        return Some(internal(format!("an error of the unknown condition {}", body.name)));
    };
    let error = SparkError::new(condition);
    let error = body.parameters.into_iter().fold(error, |error, (name, value)| error.with(&name, value));
    let error = body.contexts.into_iter().fold(error, |error, context| error.at(context.into()));
    Some(match body.cause {
        Some(cause) => error.caused_by(Cause(cause)),
        None => error,
    })
}

impl Body {
    fn of(error: &SparkError) -> Self {
        let condition = error.condition();
        let parameters = error.parameters().iter().map(|(name, value)| (name.clone(), cut(value)));
        Self {
            name: condition.name.to_owned(),
            sql_state: condition.sql_state.to_owned(),
            kind: condition.kind.name(),
            template: condition.template.to_owned(),
            parameters: parameters.collect(),
            contexts: error.contexts().iter().map(Context::of).collect(),
            cause: error.source().map(|cause| cut(&cause.to_string())),
        }
    }
}

impl Context {
    fn of(context: &QueryContext) -> Self {
        match context {
            QueryContext::Sql { text, start, stop, line, column, object_type, object_name } => {
                let (start, stop, line, column) = (*start, *stop, *line, *column);
                let (text, object_type, object_name) = (cut(text), object_type.clone(), object_name.clone());
                Self::Sql { text, start, stop, line, column, object_type, object_name }
            }
            QueryContext::DataFrame { fragment, call_site } => {
                Self::DataFrame { fragment: cut(fragment), call_site: cut(call_site) }
            }
        }
    }
}

impl From<Context> for QueryContext {
    fn from(context: Context) -> Self {
        match context {
            Context::Sql { text, start, stop, line, column, object_type, object_name } => {
                Self::Sql { text, start, stop, line, column, object_type, object_name }
            }
            Context::DataFrame { fragment, call_site } => Self::DataFrame { fragment, call_site },
        }
    }
}

/// As much of a text as crosses.
fn cut(text: &str) -> String {
    let end = (0..=TEXT_BYTES_MAX.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text[..end.unwrap_or(0)].to_owned()
}

/// What led to an error in another process, for the logs.
#[derive(Debug)]
struct Cause(String);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Cause {}

#[cfg(test)]
mod tests;
