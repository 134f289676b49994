//! Where a job's tasks come from, for whoever watches them: tenant, operation, and their place in a trace.

use std::sync::Arc;

use ballista_core::JobId;
use ballista_core::serde::protobuf::TaskDefinition;
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use sparrow_tenancy::Principal;
use tracing::Span;

use super::ledger::TaskRef;

/// Where tasks come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The caller's tenant.
    pub tenant: String,
    /// The operation.
    pub operation_id: String,
    /// Its place in a trace, if it has one.
    pub place: Option<SpanContext>,
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
        let context = Context::current();
        let place = context.has_active_span().then(|| context.span().span_context().clone());
        Self {
            tenant: principal.tenant().to_owned(),
            operation_id: operation_id.to_owned(),
            place: place.filter(SpanContext::is_valid),
        }
    }

    /// W3C `traceparent`; empty outside any trace.
    pub fn trace_parent(&self) -> String {
        let text = |place: &SpanContext| {
            format!("00-{}-{}-{:02x}", place.trace_id(), place.span_id(), place.trace_flags().to_u8())
        };
        self.place.as_ref().map(text).unwrap_or_default()
    }

    /// W3C `tracestate`; empty for none.
    pub fn trace_state(&self) -> String {
        self.place.as_ref().map(|place| place.trace_state().header()).unwrap_or_default()
    }

    /// What a task does in this process, in the trace of its operation.
    pub(super) fn span(&self, job_id: &JobId, task: &TaskRef) -> Span {
        let (tenant, operation_id) = (self.tenant.as_str(), self.operation_id.as_str());
        let (job_id, stage_id, task_id) = (job_id.as_str(), task.stage, task.task);
        // A span without another around it is a child of the context's.
        let _around = self.place.clone().map(|place| Context::new().with_remote_span_context(place).attach());
        tracing::info_span!("task", operation_id, tenant, job_id, stage_id, task_id)
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

    use super::*;

    #[test]
    fn the_place_in_the_trace_is_told() {
        let ann = Principal::verified("acme", "ann", vec![], vec![]);
        assert_eq!((Origin::here(&ann, "o").trace_parent(), Origin::here(&ann, "o").place), (String::new(), None));
        let state = TraceState::from_key_value([("a", "1")]).unwrap();
        let place = SpanContext::new(TraceId::from(1), SpanId::from(2), TraceFlags::SAMPLED, true, state);
        let _entered = Context::new().with_remote_span_context(place).attach();
        let origin = Origin::here(&ann, "o");
        assert_eq!(origin.trace_parent(), "00-00000000000000000000000000000001-0000000000000002-01");
        assert_eq!((origin.trace_state().as_str(), origin.tenant.as_str()), ("a=1", "acme"));
    }
}
