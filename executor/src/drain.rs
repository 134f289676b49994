//! How an executor leaves: takes no new tasks, lets the running ones end, stays while others may read its shuffle files. A state
//! machine; it is told the time and knows no signal and no stream.

use std::time::Duration;

/// How long leaving may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For running tasks to end.
    pub tasks: Duration,
    /// For others to read shuffle files.
    pub files: Duration,
}

/// Whether and how far it is leaving.
#[derive(Debug)]
pub struct Drain {
    limits: Limits,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Serving,
    /// Since when; and whether the server said that nobody needs the files.
    Draining {
        since: Duration,
        released: bool,
    },
}

/// What is still to be done here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Tasks that have not ended.
    pub running: usize,
    /// Whether the server may not know of ends of tasks.
    pub unheard: bool,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Go on.
    Stay,
    /// Give the tasks up that are running.
    StopTasks,
    /// Leave.
    Leave,
}

impl Drain {
    /// One that serves.
    pub fn new(limits: Limits) -> Self {
        Self { limits, state: State::Serving }
    }

    /// Whether no new tasks are taken.
    pub fn is_draining(&self) -> bool {
        self.state != State::Serving
    }

    /// It was told to leave by those who run it.
    pub fn begin(&mut self, now: Duration) {
        if self.state == State::Serving {
            self.state = State::Draining { since: now, released: false };
        }
    }

    /// The server said: drain. The first time it asks for it, then it releases.
    pub fn ordered(&mut self, now: Duration) {
        match &mut self.state {
            State::Serving => self.begin(now),
            State::Draining { released, .. } => *released = true,
        }
    }

    /// What is to be done now.
    pub fn step(&self, now: Duration, work: Work) -> Step {
        let State::Draining { since, released } = self.state else { return Step::Stay };
        let passed = now.saturating_sub(since);
        if work.running > 0 {
            return if passed >= self.limits.tasks { Step::StopTasks } else { Step::Stay };
        }
        let is_done = released && !work.unheard;
        // The time for files begins when the tasks' time is over at the latest, so both are granted in full.
        if is_done || passed >= self.limits.tasks + self.limits.files { Step::Leave } else { Step::Stay }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: Work = Work { running: 0, unheard: false };
    const UNHEARD: Work = Work { running: 0, unheard: true };
    const BUSY: Work = Work { running: 2, unheard: false };

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn drain() -> Drain {
        Drain::new(Limits { tasks: at(10), files: at(100) })
    }

    #[test]
    fn one_that_serves_stays() {
        let drain = drain();
        assert!(!drain.is_draining());
        assert_eq!((drain.step(at(1_000_000), IDLE), drain.step(at(0), BUSY)), (Step::Stay, Step::Stay));
    }

    #[test]
    fn tasks_end_then_files_are_read_then_it_leaves() {
        let mut drain = drain();
        drain.begin(at(5));
        assert!(drain.is_draining());
        assert_eq!(drain.step(at(14), BUSY), Step::Stay);
        assert_eq!(drain.step(at(14), UNHEARD), Step::Stay);
        assert_eq!(drain.step(at(14), IDLE), Step::Stay);
        drain.ordered(at(14));
        assert_eq!(drain.step(at(14), UNHEARD), Step::Stay);
        assert_eq!(drain.step(at(14), IDLE), Step::Leave);
    }

    #[test]
    fn nothing_takes_longer_than_it_may() {
        let mut drain = drain();
        drain.begin(at(5));
        assert_eq!(drain.step(at(15), BUSY), Step::StopTasks);
        // Told again, it does not begin again.
        drain.begin(at(14));
        assert_eq!(drain.step(at(15), BUSY), Step::StopTasks);
        assert_eq!(drain.step(at(114), UNHEARD), Step::Stay);
        assert_eq!(drain.step(at(115), UNHEARD), Step::Leave);
    }

    #[test]
    fn the_server_may_ask_for_it_too() {
        let mut drain = drain();
        drain.ordered(at(1));
        assert!(drain.is_draining());
        assert_eq!(drain.step(at(2), IDLE), Step::Stay);
        drain.ordered(at(2));
        assert_eq!((drain.step(at(2), BUSY), drain.step(at(2), IDLE)), (Step::Stay, Step::Leave));
    }
}
