//! How long to wait before calling a server again that could not be reached: longer each time, and never as long as others do.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

/// The time before the call after `failures` in a row; `random` is any number.
pub fn wait(failures: u32, random: u64) -> Duration {
    let full = FIRST.saturating_mul(1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX)).min(LONGEST);
    // Half of it is left to chance, so that a fleet does not come back as one.
    let share = (random % 1001) as u32;
    full / 2 + full / 2000 * share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_to_a_bound_and_is_spread() {
        assert_eq!(wait(1, 0), Duration::from_millis(100));
        assert_eq!(wait(1, 1000), Duration::from_millis(200));
        assert_eq!(wait(3, 1000), Duration::from_millis(800));
        for failures in [7, 31, 32, 33, u32::MAX] {
            assert_eq!(wait(failures, 1000), LONGEST);
            assert!(wait(failures, u64::MAX) >= LONGEST / 2 && wait(failures, u64::MAX) <= LONGEST);
        }
    }
}
