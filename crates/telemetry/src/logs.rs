//! Logs on standard error: for people or as JSON, one line an event, with the fields of the spans it happened in. A line of JSON
//! names the trace and the span.

use std::fmt;
use std::io::IsTerminal;
use std::str::FromStr;

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{FmtSpan, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::Layer;
use tracing_subscriber::registry::LookupSpan;

use crate::StartError;

/// What exporters say of themselves is said by us, and less often.
const SILENT_TARGET: &str = "opentelemetry";

/// How a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

impl FromStr for Format {
    type Err = StartError;

    fn from_str(text: &str) -> Result<Self, StartError> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(StartError::Format(text.to_owned())),
        }
    }
}

/// Writes what passes `filter`, in `format`, to standard error.
pub(crate) fn layer<S>(format: Format, filter: &str) -> Result<Box<dyn Layer<S> + Send + Sync>, StartError>
where
    S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    let parsed = self::filter(filter)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_span_events(FmtSpan::NONE)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    Ok(match format {
        Format::Text => lines.with_filter(parsed).boxed(),
        Format::Json => {
            let lines = lines.json().flatten_event(true).with_current_span(false).with_span_list(true);
            lines.map_event_format(Traced).with_filter(parsed).boxed()
        }
    })
}

/// What `text` lets pass.
pub(crate) fn filter(text: &str) -> Result<EnvFilter, StartError> {
    let parsed = EnvFilter::try_new(text).map_err(|_| StartError::Filter(text.to_owned()))?;
    if text.contains(SILENT_TARGET) {
        return Ok(parsed);
    }
    let silence = format!("{SILENT_TARGET}=off").parse().map_err(|_| StartError::Filter(text.to_owned()))?;
    Ok(parsed.add_directive(silence))
}

/// Lines of JSON that begin with the trace and the span they belong to, where there is one.
struct Traced<F>(F);

impl<S, N, F> FormatEvent<S, N> for Traced<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = String::new();
        self.0.format_event(context, Writer::new(&mut line), event)?;
        let current = Context::current();
        let span = current.span();
        let ids = span.span_context();
        match line.strip_prefix('{').filter(|_| ids.is_valid()) {
            Some(rest) => {
                write!(writer, "{{\"trace_id\":\"{}\",\"span_id\":\"{}\",{rest}", ids.trace_id(), ids.span_id())
            }
            None => writer.write_str(&line),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use opentelemetry::trace::TracerProvider;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use parking_lot::Mutex;
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::{Registry, fmt};

    use super::*;

    /// Keeps what is written.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn formats_have_names() {
        assert_eq!("json".parse::<Format>().unwrap(), Format::Json);
        assert_eq!("text".parse::<Format>().unwrap(), Format::Text);
        assert!("xml".parse::<Format>().unwrap_err().to_string().starts_with("'xml' is no log format"));
    }

    #[test]
    fn a_bad_filter_is_named() {
        let error = layer::<Registry>(Format::Text, "sparrow=loud").err().unwrap();
        assert!(matches!(error, StartError::Filter(filter) if filter == "sparrow=loud"));
    }

    #[test]
    fn lines_name_their_trace() {
        let kept = Kept::default();
        let writer = kept.clone();
        let lines = fmt::layer().with_writer(move || writer.clone()).json().map_event_format(Traced);
        let provider = SdkTracerProvider::builder().build();
        let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        tracing::subscriber::with_default(Registry::default().with(spans).with(lines), || {
            tracing::info!("outside");
            tracing::info_span!("rpc").in_scope(|| tracing::info!("inside"));
        });
        let text = String::from_utf8(kept.0.lock().clone()).unwrap();
        let (outside, inside) = text.trim().split_once('\n').unwrap();
        assert!(outside.starts_with("{\"timestamp\"") && !outside.contains("trace_id"), "{outside}");
        let ids = inside.strip_prefix("{\"trace_id\":\"").unwrap();
        assert_eq!(&ids[32..45], "\",\"span_id\":\"", "{inside}");
        assert!(ids[..32].bytes().all(|digit| digit.is_ascii_hexdigit()) && inside.ends_with('}'), "{inside}");
    }
}
