//! What time it is. Tokens live by the time of day, fetched keys by a clock that nobody can set back.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A source of both times; tests bring their own.
pub(crate) trait Clock: Send + Sync {
    /// Seconds since 1970.
    fn now(&self) -> u64;

    /// Time since some fixed moment; it never goes back.
    fn elapsed(&self) -> Duration;
}

/// The clocks of this machine.
pub(crate) struct SystemClock(Instant);

impl SystemClock {
    /// A clock that starts now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> u64 {
        // Before 1970 every token is issued in the future, which refuses them all.
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
