//! What the executor counts, and how that reads for Prometheus.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// A metric: name, kind, explanation, and where it stands.
type Row = (&'static str, &'static str, &'static str, fn(&Counters) -> &AtomicU64);

const ROWS: &[Row] = &[
    ("sparrow_executor_slots", "gauge", "Tasks it may run at once.", |c| &c.slots),
    ("sparrow_executor_tasks_running", "gauge", "Tasks it has.", |c| &c.running),
    ("sparrow_executor_tasks_finished_total", "counter", "Tasks that ended well.", |c| &c.finished),
    ("sparrow_executor_tasks_failed_total", "counter", "Tasks that failed or were given up.", |c| &c.failed),
    ("sparrow_executor_statuses_repeated_total", "counter", "Ends of tasks that were reported again.", |c| &c.repeated),
    ("sparrow_executor_joins_total", "counter", "Times it has joined a fleet.", |c| &c.joined),
    ("sparrow_executor_joined", "gauge", "1 while it is in a fleet.", |c| &c.in_fleet),
    ("sparrow_executor_draining", "gauge", "1 while it is leaving.", |c| &c.draining),
    ("sparrow_executor_memory_bytes", "gauge", "Memory that tasks hold.", |c| &c.memory_bytes),
];

impl Counters {
    /// The text of `/metrics`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (name, kind, explanation, counter) in ROWS {
            let value = counter(self).load(Ordering::Relaxed);
            // Writing to a text does not fail.
            let _ = write!(text, "# HELP {name} {explanation}\n# TYPE {name} {kind}\n{name} {value}\n");
        }
        text
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
    use super::*;

    #[test]
    fn each_metric_has_its_lines() {
        let counters = Counters::default();
        add(&counters.finished, 2);
        add(&counters.finished, 1);
        set(&counters.slots, 4);
        let text = counters.text();
        assert!(text.contains(
            "# TYPE sparrow_executor_tasks_finished_total counter\nsparrow_executor_tasks_finished_total 3\n"
        ));
        assert!(text.contains("\nsparrow_executor_slots 4\n"));
        assert_eq!(text.lines().count(), 3 * ROWS.len());
    }
}
