//! What went wrong, as a sentence with the place it went wrong at; knows nothing of cases or clients.
use std::fmt;

/// A sentence for the reader of the run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problem(String);

/// A value, or the sentence that says why there is none.
pub type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    /// A problem with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The same problem, with the place in front.
    #[must_use]
    pub fn at(self, place: impl fmt::Display) -> Self {
        Self(format!("{place}: {}", self.0))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Puts a place in front of any error.
pub trait At<T> {
    /// The value, or the error with `place` in front.
    fn at(self, place: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> At<T> for std::result::Result<T, E> {
    fn at(self, place: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Problem::new(error.to_string()).at(place))
    }
}
