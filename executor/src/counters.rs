//! What the executor counts, and the instruments that show it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use opentelemetry::metrics::{AsyncInstrument, Meter};

/// Counts of the process.
#[derive(Debug, Default)]
pub struct Counters {
    /// Tasks it may run at once.
    pub slots: AtomicU64,
    /// Tasks it has.
    pub running: AtomicU64,
    /// Tasks that ended well.
    pub finished: AtomicU64,
    /// Tasks that failed, or were given up.
    pub failed: AtomicU64,
    /// Ends of tasks that were reported again.
    pub repeated: AtomicU64,
    /// Times it has joined.
    pub joined: AtomicU64,
    /// Whether it is in a fleet now.
    pub in_fleet: AtomicU64,
    /// Whether it is leaving.
    pub draining: AtomicU64,
    /// Memory tasks hold now.
    pub memory_bytes: AtomicU64,
}

/// How a count is shown.
#[derive(Clone, Copy)]
enum Kind {
    /// It grows only.
    Counter,
    /// It goes up and down.
    Gauge,
    /// A gauge of bytes.
    Bytes,
}

/// A metric: name, kind, explanation, and where it stands.
type Row = (&'static str, Kind, &'static str, fn(&Counters) -> &AtomicU64);

const ROWS: &[Row] = &[
    ("sparrow.executor.slots", Kind::Gauge, "Tasks it may run at once.", |c| &c.slots),
    ("sparrow.executor.tasks.running", Kind::Gauge, "Tasks it has.", |c| &c.running),
    ("sparrow.executor.tasks.finished", Kind::Counter, "Tasks that ended well.", |c| &c.finished),
    ("sparrow.executor.tasks.failed", Kind::Counter, "Tasks that failed or were given up.", |c| &c.failed),
    ("sparrow.executor.statuses.repeated", Kind::Counter, "Ends of tasks that were reported again.", |c| &c.repeated),
    ("sparrow.executor.joins", Kind::Counter, "Times it has joined a fleet.", |c| &c.joined),
    ("sparrow.executor.joined", Kind::Gauge, "1 while it is in a fleet.", |c| &c.in_fleet),
    ("sparrow.executor.draining", Kind::Gauge, "1 while it is leaving.", |c| &c.draining),
    ("sparrow.executor.memory", Kind::Bytes, "Memory that tasks hold.", |c| &c.memory_bytes),
];

impl Counters {
    /// Makes the instruments that show the counts.
    pub fn register(self: &Arc<Self>, meter: &Meter) {
        for (name, kind, explanation, counter) in ROWS {
            let counters = Arc::clone(self);
            let observe = move |observer: &dyn AsyncInstrument<u64>| {
                observer.observe(counter(&counters).load(Ordering::Relaxed), &[]);
            };
            let gauge = || meter.u64_observable_gauge(*name).with_description(*explanation);
            match kind {
                Kind::Counter => {
                    let counter = meter.u64_observable_counter(*name).with_description(*explanation);
                    counter.with_callback(observe).build();
                }
                Kind::Gauge => {
                    gauge().with_callback(observe).build();
                }
                Kind::Bytes => {
                    gauge().with_unit("By").with_callback(observe).build();
                }
            }
        }
    }
}

/// One more, or as many.
pub fn add(counter: &AtomicU64, count: usize) {
    counter.fetch_add(count as u64, Ordering::Relaxed);
}

/// It is now so.
pub fn set(counter: &AtomicU64, value: usize) {
    counter.store(value as u64, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use sparrow_telemetry::Metrics;

    use super::*;

    #[test]
    fn each_metric_has_its_lines() {
        let counters = Arc::new(Counters::default());
        let (meter, metrics) = Metrics::separate().unwrap();
        counters.register(&meter);
        add(&counters.finished, 2);
        add(&counters.finished, 1);
        set(&counters.slots, 4);
        set(&counters.memory_bytes, 5);
        let text = metrics.text().unwrap();
        for line in [
            "# TYPE sparrow_executor_tasks_finished_total counter",
            "sparrow_executor_tasks_finished_total 3",
            "sparrow_executor_statuses_repeated_total 0",
            "sparrow_executor_joins_total 0",
            "sparrow_executor_slots 4",
            "sparrow_executor_memory_bytes 5",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line} is not in\n{text}");
        }
        assert_eq!(text.lines().filter(|line| line.starts_with("sparrow_")).count(), ROWS.len());
    }
}
