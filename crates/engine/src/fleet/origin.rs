//! Where a job's tasks come from, for whoever watches them elsewhere: tenant, operation, and their place in a trace.

use std::sync::Arc;

use ballista_core::serde::protobuf::TaskDefinition;
use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;
use sparrow_tenancy::Principal;

/// Where tasks come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The caller's tenant.
    pub tenant: String,
    /// The operation.
    pub operation_id: String,
    /// W3C `traceparent`; empty outside any trace.
    pub trace_parent: String,
    /// W3C `tracestate`; empty for none.
    pub trace_state: String,
}

/// A task with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderedTask {
    /// The task.
    pub definition: TaskDefinition,
    /// Where it comes from.
    pub origin: Arc<Origin>,
}

impl Origin {
    /// An operation's, at this place of the trace.
    pub(super) fn here(principal: &Principal, operation_id: &str) -> Self {
        let (tenant, operation_id) = (principal.tenant().to_owned(), operation_id.to_owned());
        let context = Context::current();
        let span = context.span();
        let place = span.span_context();
        if !place.is_valid() {
            return Self { tenant, operation_id, ..Self::default() };
        }
        let (trace, span, flags) = (place.trace_id(), place.span_id(), place.trace_flags().to_u8());
        let trace_state = place.trace_state().header();
        Self { tenant, operation_id, trace_parent: format!("00-{trace}-{span}-{flags:02x}"), trace_state }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

    use super::*;

    #[test]
    fn the_place_in_the_trace_is_told() {
        let ann = Principal::verified("acme", "ann", vec![], vec![]);
        assert_eq!(Origin::here(&ann, "o").trace_parent, "");
        let state = TraceState::from_key_value([("a", "1")]).unwrap();
        let place = SpanContext::new(TraceId::from(1), SpanId::from(2), TraceFlags::SAMPLED, true, state);
        let _entered = Context::new().with_remote_span_context(place).attach();
        let origin = Origin::here(&ann, "o");
        assert_eq!(origin.trace_parent, "00-00000000000000000000000000000001-0000000000000002-01");
        assert_eq!((origin.trace_state.as_str(), origin.tenant.as_str()), ("a=1", "acme"));
    }
}
