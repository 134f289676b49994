//! Panics are errors of ours: logged with their place, counted, and never silent.

use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicU64, Ordering};

static PANICS: AtomicU64 = AtomicU64::new(0);

/// From now on, logs every panic of the process as an error.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let backtrace = std::backtrace::Backtrace::capture();
        tracing::error!(place, message = text(panic), %backtrace, "panic");
    }));
}

/// Panics so far.
pub fn panic_count() -> u64 {
    PANICS.load(Ordering::Relaxed)
}

fn text<'a>(panic: &'a PanicHookInfo<'_>) -> &'a str {
    panic.payload_as_str().unwrap_or("of unknown kind")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_are_counted() {
        log_panics();
        let before = panic_count();
        assert!(std::panic::catch_unwind(|| panic!("on purpose")).is_err());
        assert!(panic_count() > before);
        let _ = std::panic::take_hook();
    }
}
