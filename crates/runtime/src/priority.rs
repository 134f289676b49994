//! Priorities of threads, by which the kernel shares the processors between tenants of different weight.

/// The kernel gives a thread a fifth less with each step.
const PART_PER_STEP: f64 = 1.25;
/// The kernel knows no more steps.
pub const STEPS_MAX: u32 = 19;

/// The priority of threads that do a tenant's work. A process without privileges can only give priority away, so that it is that
/// of the process or a lower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priority(i32);

impl Priority {
    /// So many steps below that of the process, whichever thread asks.
    pub fn below_process(steps: u32) -> Self {
        let (most, steps) = (STEPS_MAX as i32, steps.min(STEPS_MAX) as i32);
        Self((of_process() + steps).min(most))
    }

    /// Gives it to the calling thread; to be called first thing on a new one. Threads start with the priority of the one that made
    /// them, and so it is set, not lowered.
    pub fn take(self) {
        if self.0 != current() {
            set(self.0);
        }
    }
}

/// Steps of priority that make a thread of this weight get its part beside one of the largest.
pub fn steps(weight: u32, largest: u32) -> u32 {
    let ratio = f64::from(largest.max(1)) / f64::from(weight.max(1));
    let steps = ratio.ln() / PART_PER_STEP.ln();
    (steps.round().max(0.0) as u32).min(STEPS_MAX)
}

/// The priority of the calling thread, as `nice` counts: less is more. Only Linux has priorities of threads; elsewhere weights have
/// no effect on processors.
#[cfg(target_os = "linux")]
pub fn current() -> i32 {
    rustix::process::getpriority_process(None).unwrap_or(0)
}

/// That of its first thread.
#[cfg(target_os = "linux")]
fn of_process() -> i32 {
    rustix::process::getpriority_process(Some(rustix::process::getpid())).unwrap_or(0)
}

#[cfg(target_os = "linux")]
fn set(wanted: i32) {
    if let Err(error) = rustix::process::setpriority_process(None, wanted) {
        tracing::warn!(%error, wanted, "the system lets no thread have the priority of its tenant");
    }
}

/// The priority of the calling thread, which this system does not tell.
#[cfg(not(target_os = "linux"))]
pub fn current() -> i32 {
    0
}

#[cfg(not(target_os = "linux"))]
fn of_process() -> i32 {
    0
}

#[cfg(not(target_os = "linux"))]
fn set(_wanted: i32) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_become_steps_of_a_fifth() {
        let pairs = [(100, 100), (80, 100), (100, 400), (1, 100), (1, 1_000_000), (400, 100), (0, 0)];
        assert_eq!(pairs.map(|(weight, largest)| steps(weight, largest)), [0, 1, 6, 19, 19, 0, 0]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_thread_takes_its_priority() {
        let own = current();
        let taken = |steps| {
            let priority = Priority::below_process(steps);
            std::thread::spawn(move || (priority.take(), current()).1).join().unwrap()
        };
        assert_eq!([0, 6, 100].map(taken), [own, (own + 6).min(19), 19]);
        assert_eq!(current(), own);
    }
}
