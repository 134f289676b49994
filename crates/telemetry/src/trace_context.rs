//! W3C trace context: which trace a request or a task belongs to, as text that crosses processes.

use std::collections::HashMap;

use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TraceContextExt;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

const PARENT: &str = "traceparent";
const STATE: &str = "tracestate";

/// Version, trace, parent and flags with the dashes between.
const PARENT_BYTES: usize = 55;

/// What is longer is none of a client's that keeps to the standard, which asks for 512 at least.
const STATE_BYTES_MAX: usize = 4096;

/// A place in a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceContext {
    /// The value of `traceparent`.
    pub parent: String,
    /// The value of `tracestate`; empty for none.
    pub state: String,
}

impl TraceContext {
    /// The place as two fields of a request say; `None` where they say nothing of use.
    pub fn from_fields(parent: Option<&str>, state: Option<&str>) -> Option<Self> {
        let parent = parent.filter(|parent| has_its_length(parent))?;
        let state = state.filter(|state| state.len() <= STATE_BYTES_MAX).unwrap_or_default();
        let place = Self { parent: parent.to_owned(), state: state.to_owned() };
        place.context().map(|_| place)
    }

    /// Makes `span`, which nobody has entered yet, a child of this place.
    pub fn adopt(&self, span: &Span) {
        if let Some(context) = self.context() {
            // It fails where spans are not exported, and then nobody asks for its parent.
            let _ = span.set_parent(context);
        }
    }

    fn context(&self) -> Option<Context> {
        let fields = HashMap::from([(PARENT.to_owned(), self.parent.clone()), (STATE.to_owned(), self.state.clone())]);
        let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &fields);
        let is_valid = context.span().span_context().is_valid();
        is_valid.then_some(context)
    }
}

/// Version 00 says how long the field is; later ones may add to it.
fn has_its_length(parent: &str) -> bool {
    parent.len() == PARENT_BYTES || (parent.len() > PARENT_BYTES && !parent.starts_with("00-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_place_is_read() {
        let read = TraceContext::from_fields(Some(PLACE), Some("a=1")).unwrap();
        assert_eq!((read.parent.as_str(), read.state.as_str()), (PLACE, "a=1"));
        let context = read.context().unwrap();
        assert_eq!(context.span().span_context().trace_id().to_string(), "0af7651916cd43dd8448eb211c80319c");
        assert!(context.span().span_context().is_sampled());
    }

    #[test]
    fn what_is_malformed_is_ignored() {
        let zeros = "00-00000000000000000000000000000000-b7ad6b7169203331-01";
        for parent in ["", "nonsense", &PLACE[..54], &format!("{PLACE}0"), &PLACE.replace('b', "g"), zeros] {
            assert_eq!(TraceContext::from_fields(Some(parent), None), None, "{parent}");
        }
        assert_eq!(TraceContext::from_fields(None, Some("a=1")), None);
        let long = "a=1,".repeat(2000);
        assert_eq!(TraceContext::from_fields(Some(PLACE), Some(&long)).unwrap().state, "");
    }
}
