//! Logs on standard error: for people or as JSON, one line an event, with the fields of the spans it happened in.

use std::fmt;
use std::io::IsTerminal;
use std::str::FromStr;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// How a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Why logs cannot be set up.
#[derive(Debug)]
pub enum LogError {
    /// No such format; there are `text` and `json`.
    Format(String),
    /// The filter is not one; such as `info` or `info,sparrow_session=debug`.
    Filter(String),
    /// They are set up already.
    Again,
}

impl FromStr for Format {
    type Err = LogError;

    fn from_str(text: &str) -> Result<Self, LogError> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(LogError::Format(text.to_owned())),
        }
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(text) => write!(f, "'{text}' is no log format: there are text and json"),
            Self::Filter(text) => write!(f, "'{text}' is no log filter: such as info or info,sparrow_session=debug"),
            Self::Again => f.write_str("logs are set up already"),
        }
    }
}

impl std::error::Error for LogError {}

/// Sets up logs for the process: what passes `filter`, in `format`, to standard error.
pub fn start(format: Format, filter: &str) -> Result<(), LogError> {
    let parsed = EnvFilter::try_new(filter).map_err(|_| LogError::Filter(filter.to_owned()))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(parsed)
        .with_span_events(FmtSpan::NONE)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let outcome = match format {
        Format::Text => builder.try_init(),
        Format::Json => builder.json().flatten_event(true).with_current_span(false).with_span_list(true).try_init(),
    };
    outcome.map_err(|_| LogError::Again)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_have_names() {
        assert_eq!("json".parse::<Format>().unwrap(), Format::Json);
        assert_eq!("text".parse::<Format>().unwrap(), Format::Text);
        assert!("xml".parse::<Format>().unwrap_err().to_string().starts_with("'xml' is no log format"));
    }

    #[test]
    fn a_bad_filter_is_named() {
        let error = start(Format::Text, "sparrow=loud").unwrap_err();
        assert!(matches!(error, LogError::Filter(filter) if filter == "sparrow=loud"));
    }
}
