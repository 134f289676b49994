//! The one error type of the project.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::{Condition, QueryContext};

/// A result whose error is a [`SparkError`].
pub type Result<T, E = SparkError> = std::result::Result<T, E>;

/// A Spark error: a condition, the values of its parameters and the places in the query it points at.
///
/// Cheap to clone: one allocation is shared, so that an operation can replay its error on reattach.
#[derive(Clone)]
pub struct SparkError(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    condition: &'static Condition,
    parameters: BTreeMap<String, String>,
    contexts: Vec<QueryContext>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl SparkError {
    /// An error of this condition with no parameters yet.
    pub fn new(condition: &'static Condition) -> Self {
        let (parameters, contexts, source) = (BTreeMap::new(), Vec::new(), None);
        Self(Arc::new(Inner { condition, parameters, contexts, source }))
    }

    /// Sets the message parameter `name`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).parameters.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a place in the query this error is about.
    #[must_use]
    pub fn at(mut self, context: QueryContext) -> Self {
        Arc::make_mut(&mut self.0).contexts.push(context);
        self
    }

    /// Adds `context` only when the error points nowhere yet: the innermost place wins.
    #[must_use]
    pub fn at_if_unplaced(self, context: Option<&QueryContext>) -> Self {
        match context {
            Some(context) if self.0.contexts.is_empty() => self.at(context.clone()),
            _ => self,
        }
    }

    /// Keeps the cause for the logs; it is not sent to clients.
    #[must_use]
    pub fn caused_by(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.0).source = Some(Arc::new(source));
        self
    }

    /// The condition, as listed in [`crate::condition`].
    pub fn condition(&self) -> &'static Condition {
        self.0.condition
    }

    /// The message parameters by name.
    pub fn parameters(&self) -> &BTreeMap<String, String> {
        &self.0.parameters
    }

    /// The places in the query, innermost first.
    pub fn contexts(&self) -> &[QueryContext] {
        &self.0.contexts
    }

    /// Whether this is the given condition.
    pub fn is(&self, condition: &'static Condition) -> bool {
        std::ptr::eq(self.0.condition, condition) || self.0.condition.name == condition.name
    }

    /// The whole message a user sees: `[CONDITION] text SQLSTATE: xxxxx` and the query context, as Spark lays it out.
    pub fn message(&self) -> String {
        let condition = self.0.condition;
        let text = condition.render(&self.0.parameters);
        // What Spark has not named yet goes without its name.
        let is_named = !condition.name.starts_with("_LEGACY_ERROR_");
        let mut message = if is_named { format!("[{}] {text}", condition.name) } else { text };
        if let Some(state) = condition.sql_state() {
            message.push_str(&format!(" SQLSTATE: {state}"));
        }
        match condition.kind {
            crate::Kind::Parse | crate::Kind::Analysis => self.append_position(&mut message),
            _ => self.append_summaries(&mut message),
        }
        message
    }

    fn append_position(&self, message: &mut String) {
        if let Some(QueryContext::Sql { line, column, .. }) = self.0.contexts.first() {
            message.push_str(&format!("; line {line} pos {column}"));
        }
        if self.0.condition.kind == crate::Kind::Parse
            && let Some(QueryContext::Sql { text, start, .. }) = self.0.contexts.first()
        {
            message.push_str(&format!("\n\n== SQL ==\n{}", context_with_caret(text, *start)));
        } else {
            self.append_summaries(message);
        }
    }

    fn append_summaries(&self, message: &mut String) {
        for context in &self.0.contexts {
            message.push('\n');
            message.push_str(&context.summary());
        }
    }
}

/// The SQL text with a caret line below the offending position.
fn context_with_caret(text: &str, start: usize) -> String {
    let mut out = String::new();
    let mut offset = 0;
    let mut marked = false;
    for line in text.split_inclusive('\n') {
        out.push_str(line.trim_end_matches('\n'));
        out.push('\n');
        let length = line.chars().count();
        if !marked && start < offset + length.max(1) {
            out.push_str(&"-".repeat(start.saturating_sub(offset)));
            out.push_str("^^^\n");
            marked = true;
        }
        offset += length;
    }
    if !marked {
        let last = text.rsplit('\n').next().unwrap_or_default().chars().count();
        out.push_str(&"-".repeat(last));
        out.push_str("^^^\n");
    }
    out
}

impl fmt::Display for SparkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl fmt::Debug for SparkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())?;
        match &self.0.source {
            Some(source) => write!(f, " (cause: {source})"),
            None => Ok(()),
        }
    }
}

impl Error for SparkError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_ref().map(|source| source.as_ref() as &(dyn Error + 'static))
    }
}
