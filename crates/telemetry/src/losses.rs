//! What could not be sent is counted, and told of once a minute at most.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;
use parking_lot::Mutex;

/// Between two warnings.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// What was lost since the start.
#[derive(Debug, Default)]
pub(crate) struct Losses {
    spans: AtomicU64,
    exports_of_metrics: AtomicU64,
    warned: Mutex<Option<Instant>>,
}

impl Losses {
    /// Makes the instrument.
    pub fn register(self: &std::sync::Arc<Self>, meter: &Meter) {
        let losses = std::sync::Arc::clone(self);
        meter
            .u64_observable_counter("sparrow.telemetry.lost")
            .with_description("Spans, and exports of metrics, that did not reach the collector.")
            .with_callback(move |observer| {
                let (spans, metrics) = losses.counts();
                observer.observe(spans, &[KeyValue::new("signal", "spans")]);
                observer.observe(metrics, &[KeyValue::new("signal", "metrics")]);
            })
            .build();
    }

    /// So many spans are lost.
    pub fn spans(&self, count: usize, why: &dyn std::fmt::Display) {
        self.spans.fetch_add(count as u64, Ordering::Relaxed);
        self.warn(why);
    }

    /// An export of all metrics is lost; the next one says all again.
    pub fn metrics(&self, why: &dyn std::fmt::Display) {
        self.exports_of_metrics.fetch_add(1, Ordering::Relaxed);
        self.warn(why);
    }

    fn counts(&self) -> (u64, u64) {
        (self.spans.load(Ordering::Relaxed), self.exports_of_metrics.load(Ordering::Relaxed))
    }

    fn warn(&self, why: &dyn std::fmt::Display) {
        if self.is_due(Instant::now()) {
            let (spans_lost, metrics_exports_lost) = self.counts();
            tracing::warn!(spans_lost, metrics_exports_lost, %why, "spans or metrics did not reach the collector");
        }
    }

    fn is_due(&self, now: Instant) -> bool {
        let mut warned = self.warned.lock();
        let is_due = warned.is_none_or(|last| now.duration_since(last) >= WARNING_INTERVAL);
        if is_due {
            *warned = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_told_of_once_a_minute() {
        let (losses, start) = (Losses::default(), Instant::now());
        let after = [0, 1, 59, 60, 61, 119, 120].map(|seconds| losses.is_due(start + Duration::from_secs(seconds)));
        assert_eq!(after, [true, false, false, true, false, false, true]);
        losses.spans(3, &"full");
        losses.metrics(&"gone");
        assert_eq!(losses.counts(), (3, 1));
    }
}
