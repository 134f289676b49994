//! Room on the stack for deep plans: recursion here grows the stack instead of overflowing it.

/// Bytes that must be free before another level is entered.
const RED_ZONE_BYTES: usize = 256 * 1024;
/// Bytes added when they are not.
const GROWTH_BYTES: usize = 8 * 1024 * 1024;

/// Runs `work` with enough stack for one more level.
pub fn grow<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE_BYTES, GROWTH_BYTES, work)
}
