//! Where a test can end the process, as it were: before each change to the file system.

use std::io;

#[cfg(test)]
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// Asked before each change. Tests let it refuse all changes from some step on, as if the process had been killed there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    #[cfg(test)]
    end: Option<Arc<End>>,
}

#[cfg(not(test))]
impl Disk {
    /// Allows every change.
    #[expect(clippy::unused_self, reason = "tests count")]
    pub fn step(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[derive(Debug)]
struct End {
    steps_left: AtomicUsize,
    has_come: AtomicBool,
}

#[cfg(test)]
impl Disk {
    /// A disk that ends after so many changes.
    pub fn ending_after(steps: usize) -> Self {
        Self { end: Some(Arc::new(End { steps_left: AtomicUsize::new(steps), has_come: AtomicBool::new(false) })) }
    }

    /// Whether a change was refused.
    pub fn has_ended(&self) -> bool {
        self.end.as_ref().is_some_and(|end| end.has_come.load(Ordering::SeqCst))
    }

    /// Counts down.
    pub fn step(&self) -> io::Result<()> {
        let Some(end) = &self.end else { return Ok(()) };
        let counted = end.steps_left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if counted.is_err() {
            end.has_come.store(true, Ordering::SeqCst);
            return Err(io::Error::other("the process has ended"));
        }
        Ok(())
    }
}
