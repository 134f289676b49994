//! What the service counts. Tenants that the settings do not name are counted together, so that nobody makes series.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter, UpDownCounter};
use sparrow_tenancy::{LOCAL_TENANT, OTHERS, Principal};

/// Seconds; calls take from a fraction of a millisecond to the two minutes after which a client reattaches.
const DURATIONS: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0];

/// The service's instruments.
#[derive(Clone, Debug)]
pub struct Measures(Arc<Instruments>);

#[derive(Debug)]
struct Instruments {
    tenants: BTreeSet<String>,
    calls: Histogram<f64>,
    running: UpDownCounter<i64>,
    finished: Counter<u64>,
    failed: Counter<u64>,
    rows: Counter<u64>,
    bytes: Counter<u64>,
}

/// An operation that runs, as long as the value lives.
#[derive(Debug)]
pub struct RunningOperation {
    measures: Measures,
    tenant: KeyValue,
    is_finished: bool,
}

impl Measures {
    /// The instruments, with series for the tenants of these names.
    pub fn new<'a>(meter: &Meter, tenants: impl Iterator<Item = &'a str>) -> Self {
        let counter = |name, text| meter.u64_counter(name).with_description(text).build();
        let calls = meter.f64_histogram("sparrow.rpc.duration").with_unit("s").with_boundaries(DURATIONS.to_vec());
        let running = meter.i64_up_down_counter("sparrow.operations.running");
        let bytes = meter.u64_counter("sparrow.result").with_unit("By");
        let instruments = Instruments {
            tenants: tenants.map(str::to_owned).chain([LOCAL_TENANT.to_owned()]).collect(),
            calls: calls.with_description("Time from a call to the end of its answer.").build(),
            running: running.with_description("Operations that run.").build(),
            finished: counter("sparrow.operations.finished", "Operations that ended well."),
            failed: counter("sparrow.operations.failed", "Operations that failed or were cancelled."),
            rows: counter("sparrow.result.rows", "Rows of results, as they were made ready to be sent."),
            bytes: bytes.with_description("Bytes of rows of results.").build(),
        };
        instruments.show_zeros();
        Self(Arc::new(instruments))
    }

    /// A call has ended.
    pub fn call(&self, method: &'static str, outcome: &'static str, duration: Duration) {
        let labels = [KeyValue::new("method", method), KeyValue::new("outcome", outcome)];
        self.0.calls.record(duration.as_secs_f64(), &labels);
    }

    /// An operation begins.
    pub fn operation(&self, principal: &Principal) -> RunningOperation {
        let tenant = self.0.label(principal.tenant());
        self.0.running.add(1, std::slice::from_ref(&tenant));
        RunningOperation { measures: self.clone(), tenant, is_finished: false }
    }

    /// Rows are sent.
    pub fn sent(&self, principal: &Principal, rows: usize, bytes: usize) {
        let tenant = [self.0.label(principal.tenant())];
        self.0.rows.add(rows as u64, &tenant);
        self.0.bytes.add(bytes as u64, &tenant);
    }
}

impl RunningOperation {
    /// It has ended well; dropped without that it has failed.
    pub fn finished(mut self) {
        self.is_finished = true;
    }
}

impl Drop for RunningOperation {
    fn drop(&mut self) {
        let (Instruments { running, finished, failed, .. }, tenant) =
            (&*self.measures.0, std::slice::from_ref(&self.tenant));
        running.add(-1, tenant);
        if self.is_finished { finished.add(1, tenant) } else { failed.add(1, tenant) }
    }
}

impl Instruments {
    fn label(&self, tenant: &str) -> KeyValue {
        let shown = self.tenants.get(tenant).map_or(OTHERS, String::as_str);
        KeyValue::new("tenant", shown.to_owned())
    }

    /// A series must be there before it grows.
    fn show_zeros(&self) {
        for tenant in self.tenants.iter().map(String::as_str).chain([OTHERS]) {
            let tenant = [self.label(tenant)];
            self.running.add(0, &tenant);
            [&self.finished, &self.failed, &self.rows, &self.bytes].iter().for_each(|counter| counter.add(0, &tenant));
        }
    }
}

#[cfg(test)]
mod tests {
    use sparrow_telemetry::Metrics;

    use super::*;

    fn check(metrics: &Metrics, line: &str) {
        let text = metrics.text().unwrap();
        assert!(text.lines().any(|shown| shown == line), "{line} is not in\n{text}");
    }

    #[test]
    fn operations_are_counted_by_named_tenants() {
        let (meter, metrics) = Metrics::separate().unwrap();
        let measures = Measures::new(&meter, ["acme"].into_iter());
        let of = |tenant: &str| measures.operation(&Principal::verified(tenant, "ann", vec![], vec![]));
        check(&metrics, "sparrow_operations_failed_total{tenant=\"acme\"} 0");
        let (first, second, third) = (of("acme"), of("acme"), of("strange"));
        check(&metrics, "sparrow_operations_running{tenant=\"acme\"} 2");
        first.finished();
        drop((second, third));
        check(&metrics, "sparrow_operations_running{tenant=\"acme\"} 0");
        check(&metrics, "sparrow_operations_finished_total{tenant=\"acme\"} 1");
        check(&metrics, "sparrow_operations_failed_total{tenant=\"acme\"} 1");
        check(&metrics, "sparrow_operations_failed_total{tenant=\"others\"} 1");
        measures.sent(&Principal::local("ann"), 3, 100);
        check(&metrics, "sparrow_result_rows_total{tenant=\"local\"} 3");
        check(&metrics, "sparrow_result_bytes_total{tenant=\"local\"} 100");
    }
}
