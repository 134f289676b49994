//! Retries: which failures are tried again, how often, and after how long. It refuses to know what is tried.

use std::time::Duration;

use tonic::{Code, Status};
use uuid::Uuid;

use crate::error::status;

/// How failed calls are repeated: after UNAVAILABLE, a broken connection, an error that asks for it, and a stream that was
/// taken over. Nothing else is repeated.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    /// How often at most.
    pub retries_max: u32,
    /// How long before the first time.
    pub delay_first: Duration,
    /// How many times longer each further time.
    pub delay_factor: u32,
    /// How long at most, but for what the server asks.
    pub delay_max: Duration,
    /// How long at most where the server asks for a delay.
    pub delay_asked_max: Duration,
}

impl Default for RetryPolicy {
    /// 15 times, after 50 ms, four times longer each time, 60 s at most, 10 min where the server asks.
    fn default() -> Self {
        Self {
            retries_max: 15,
            delay_first: Duration::from_millis(50),
            delay_factor: 4,
            delay_max: Duration::from_secs(60),
            delay_asked_max: Duration::from_secs(600),
        }
    }
}

impl RetryPolicy {
    /// Never repeats.
    pub fn never() -> Self {
        Self { retries_max: 0, ..Self::default() }
    }

    /// The delay before the retry after so many, without its random part.
    fn delay(&self, used: u32) -> Duration {
        let factor = self.delay_factor.checked_pow(used);
        factor.and_then(|factor| self.delay_first.checked_mul(factor)).unwrap_or(self.delay_max).min(self.delay_max)
    }
}

/// The retries of one call.
pub(crate) struct Retries {
    policy: RetryPolicy,
    used: u32,
}

impl Retries {
    pub fn new(policy: &RetryPolicy) -> Self {
        Self { policy: policy.clone(), used: 0 }
    }

    /// How long to wait before the call is repeated after this status; `None` is: not at all.
    pub fn after(&mut self, status: &Status) -> Option<Duration> {
        let asked = status::retry_delay(status);
        let is_temporary = asked.is_some()
            || status::is_broken_connection(status)
            || (status.code() == Code::Unavailable && !status::is_refused_certificate(status))
            || status::condition(status).as_deref() == Some(status::DISCONNECTED);
        if is_temporary { self.next(asked) } else { None }
    }

    /// The next delay, which is not below the one that was asked for.
    pub fn next(&mut self, asked: Option<Duration>) -> Option<Duration> {
        if self.used >= self.policy.retries_max {
            return None;
        }
        let delay = self.policy.delay(self.used);
        self.used += 1;
        let random_part = (delay / 2).mul_f64(random());
        Some((delay + random_part).max(asked.unwrap_or_default().min(self.policy.delay_asked_max)))
    }

    /// Counts from the beginning after progress.
    pub fn reset(&mut self) {
        self.used = 0;
    }
}

/// From 0 to 1.
fn random() -> f64 {
    f64::from(Uuid::new_v4().as_u128() as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
#[path = "retry_tests.rs"]
mod tests;
