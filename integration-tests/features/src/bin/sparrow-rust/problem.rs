//! What keeps a step from an answer: the client's error, what the client cannot do, or a request that makes no sense.

use serde_json::{Value, json};
use sparrow_connect::{Error, SparkError};

/// Why there is no answer.
pub enum Problem {
    /// The client's error.
    Error(Error),
    /// What this client has not.
    Unsupported(String),
}

/// What every part of a step gives.
pub type Outcome<T> = Result<T, Problem>;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Problem {
    /// A request that makes no sense.
    pub fn request(text: impl Into<String>) -> Self {
        Self::Error(Error::Client(text.into()))
    }

    /// The answer's key and value.
    pub fn answer(&self) -> (&'static str, Value) {
        match self {
            Self::Unsupported(reason) => ("unsupported", Value::from(reason.as_str())),
            Self::Error(error) => ("error", described(error)),
        }
    }
}

fn described(error: &Error) -> Value {
    let mut answer = json!({"kind": error.kind().as_str(), "message": error.to_string()});
    if let Some(spark) = error.spark() {
        answer["condition"] = spark.condition.as_str().into();
        answer["sqlstate"] = spark.sqlstate.as_deref().into();
        answer["parameters"] = json!(spark.parameters);
        answer["context"] = contexts(spark);
    }
    answer
}

/// The contexts in SQL texts.
fn contexts(error: &SparkError) -> Value {
    let contexts = error.contexts.iter().filter(|context| context.is_sql && !context.fragment.is_empty());
    let contexts = contexts.map(|context| {
        json!({
            "object_type": context.object_type, "fragment": context.fragment,
            "start": context.start, "stop": context.stop,
        })
    });
    contexts.collect()
}
