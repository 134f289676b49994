//! The partitions and tasks of one stage.

use std::collections::HashSet;
use std::time::Instant;

use super::{Assignment, StageCounts, StageSpec, TaskRef};

/// Where a partition is.
#[derive(Debug)]
pub(super) enum Part<O> {
    /// To be computed, not before a moment.
    Waiting { not_before: Option<Instant> },
    /// A task is at it.
    Running(usize),
    /// A task has computed it.
    Done { task: usize, output: O },
}

impl<O> Part<O> {
    pub fn now() -> Self {
        Self::Waiting { not_before: None }
    }

    pub fn later(moment: Instant) -> Self {
        Self::Waiting { not_before: Some(moment) }
    }

    pub fn is_due(&self, now: Instant) -> bool {
        matches!(self, Self::Waiting { not_before } if not_before.is_none_or(|moment| moment <= now))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TaskState {
    Running,
    /// Given up, but its result is still welcome.
    Abandoned,
    /// Its end was reported.
    Ended,
}

/// One attempt at a partition.
#[derive(Debug)]
pub(super) struct Task {
    pub partition: usize,
    pub executor: String,
    pub epoch: usize,
    pub since: Instant,
    pub state: TaskState,
}

/// A stage with everything that was tried.
#[derive(Debug)]
pub(super) struct Stage<O> {
    pub spec: StageSpec,
    pub consumers: Vec<usize>,
    pub parts: Vec<Part<O>>,
    /// All attempts ever; the index is the task's number.
    pub tasks: Vec<Task>,
    pub failures: Vec<usize>,
    pub unreadable: Vec<usize>,
    pub epoch: usize,
    /// Grows whenever an output is added or lost.
    pub version: u64,
    /// Whether each partition was computed or begun before.
    begun: Vec<bool>,
}

impl<O> Stage<O> {
    pub fn new(spec: &StageSpec) -> Self {
        let n = spec.partitions;
        Self {
            spec: spec.clone(),
            consumers: Vec::new(),
            parts: (0..n).map(|_| Part::now()).collect(),
            tasks: Vec::new(),
            failures: vec![0; n],
            unreadable: vec![0; n],
            epoch: 0,
            version: 0,
            begun: vec![false; n],
        }
    }

    pub fn is_complete(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Done { .. }))
    }

    pub fn outputs(&self) -> Vec<&O> {
        fn output<O>(part: &Part<O>) -> Option<&O> {
            match part {
                Part::Done { output, .. } => Some(output),
                Part::Running(_) | Part::Waiting { .. } => None,
            }
        }
        self.parts.iter().filter_map(output).collect()
    }

    /// The next due partition as a task of `executor`, and whether it was tried before.
    pub fn bind(&mut self, executor: &str, now: Instant) -> Option<(Assignment, bool)> {
        let partition = self.parts.iter().position(|part| part.is_due(now))?;
        let task = self.tasks.len();
        let (executor, epoch) = (executor.to_owned(), self.epoch);
        self.tasks.push(Task { partition, executor, epoch, since: now, state: TaskState::Running });
        self.parts[partition] = Part::Running(task);
        let again = std::mem::replace(&mut self.begun[partition], true);
        let task = TaskRef { stage: self.spec.id, task };
        Some((Assignment { task, partition, attempt: self.failures[partition], epoch }, again))
    }

    /// Marks a task as ended; its partition when the task was the one at it.
    pub fn end_running(&mut self, task: usize) -> Option<usize> {
        let record = self.tasks.get_mut(task)?;
        record.state = TaskState::Ended;
        let partition = record.partition;
        matches!(self.parts[partition], Part::Running(running) if running == task).then_some(partition)
    }

    /// Gives a running task up; who has to be told.
    pub fn give_up(&mut self, task: usize) -> Option<(String, TaskRef)> {
        let record = self.tasks.get_mut(task).filter(|record| record.state == TaskState::Running)?;
        record.state = TaskState::Ended;
        Some((record.executor.clone(), TaskRef { stage: self.spec.id, task }))
    }

    /// Whether the result of a task would be taken.
    pub fn wants(&self, task: usize) -> bool {
        let is_wanted =
            |task: &Task| task.state != TaskState::Ended && !matches!(self.parts[task.partition], Part::Done { .. });
        self.tasks.get(task).is_some_and(is_wanted)
    }

    /// Whether `executor` computed the partition as it is now.
    pub fn wrote(&self, executor: &str, partition: usize) -> bool {
        match self.parts.get(partition) {
            Some(Part::Done { task, .. }) => self.tasks[*task].executor == executor,
            _ => false,
        }
    }

    /// Forgets a partition's outputs.
    pub fn lose(&mut self, partition: usize) {
        self.parts[partition] = Part::now();
        self.version += 1;
    }

    /// Forgets all a lost executor did; whether outputs were among it.
    pub fn lose_executor(&mut self, executor: &str) -> bool {
        let mut outputs_lost = false;
        for part in &mut self.parts {
            let (task, was_done) = match part {
                Part::Running(task) => (*task, false),
                Part::Done { task, .. } => (*task, true),
                Part::Waiting { .. } => continue,
            };
            if self.tasks[task].executor == executor {
                outputs_lost |= was_done;
                self.tasks[task].state = TaskState::Ended;
                *part = Part::now();
            }
        }
        self.version += u64::from(outputs_lost);
        outputs_lost
    }

    /// Takes back running tasks that their executor does not know.
    pub fn take_back_unclaimed(&mut self, executor: &str, claimed: &HashSet<TaskRef>, since: Instant) -> usize {
        let mut taken = 0;
        for part in &mut self.parts {
            let Part::Running(task) = *part else { continue };
            let record = &mut self.tasks[task];
            let is_known = claimed.contains(&TaskRef { stage: self.spec.id, task });
            if record.executor == executor && record.since <= since && !is_known {
                record.state = TaskState::Abandoned;
                *part = Part::now();
                taken += 1;
            }
        }
        taken
    }

    /// Begins anew; whether there was anything to forget, and the tasks to cancel.
    pub fn restart(&mut self) -> (bool, Vec<(String, TaskRef)>) {
        let begun = self.parts.iter().any(|part| !matches!(part, Part::Waiting { .. }));
        let cancel = self.running();
        for (_, task) in &cancel {
            self.tasks[task.task].state = TaskState::Ended;
        }
        self.parts.iter_mut().for_each(|part| *part = Part::now());
        self.epoch += usize::from(begun);
        self.version += 1;
        (begun, cancel)
    }

    /// Running tasks with their executors.
    pub fn running(&self) -> Vec<(String, TaskRef)> {
        let running = |part: &Part<O>| match part {
            Part::Running(task) => {
                Some((self.tasks[*task].executor.clone(), TaskRef { stage: self.spec.id, task: *task }))
            }
            _ => None,
        };
        self.parts.iter().filter_map(running).collect()
    }

    pub fn counts(&self) -> StageCounts {
        let (stage, partitions, consumers) = (self.spec.id, self.spec.partitions, self.consumers.clone());
        let mut counts = StageCounts { stage, partitions, consumers, ..StageCounts::default() };
        for part in &self.parts {
            let (task, done) = match part {
                Part::Running(task) => (*task, false),
                Part::Done { task, .. } => (*task, true),
                Part::Waiting { .. } => continue,
            };
            let own = counts.by_executor.entry(self.tasks[task].executor.clone()).or_default();
            if done {
                (own.0, counts.done) = (own.0 + 1, counts.done + 1);
            } else {
                (own.1, counts.running) = (own.1 + 1, counts.running + 1);
            }
        }
        counts
    }
}
