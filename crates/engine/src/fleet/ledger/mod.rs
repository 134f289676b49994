//! What is known of a job's tasks: which partition of which stage was computed by whom, what is lost, what may run next.
//!
//! A pure state machine: it knows no clock but the one it is told, no plan and no wire, so that tests can drive it through
//! anything. Its rules:
//!
//! - A stage may run when every stage it reads is complete; its outputs can be read once all its partitions are computed.
//! - The first success of a partition wins, also that of an attempt given up before; every later report of it changes nothing.
//! - Task numbers of a stage never restart, so no attempt ever writes over the files of another.
//! - Of a complete stage only the partitions whose outputs are lost run again, and only while somebody still needs them. What
//!   their readers have finished stays, unless the stage may give other rows the second time.
//! - An executor that is lost never comes back: a restarted one has another name.

mod stage;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use stage::{Part, Stage, TaskState};

/// Failures of one partition before the job fails.
pub const PARTITION_FAILURES_MAX: usize = 4;
/// Times the outputs of one partition may turn out unreadable before the job fails.
pub const FETCH_FAILURES_MAX: usize = 8;
/// The first wait before a failed partition runs again; it doubles with each failure.
const BACK_OFF: Duration = Duration::from_millis(100);

/// A stage as the ledger sees it.
#[derive(Clone, Debug)]
pub struct StageSpec {
    /// Its number; stages have smaller numbers than those that read them.
    pub id: usize,
    /// How many partitions it computes, one task each.
    pub partitions: usize,
    /// The stages it reads.
    pub inputs: Vec<usize>,
    /// Whether only the server can run it.
    pub home: bool,
    /// Whether a second run of a partition may give other rows than the first.
    pub indeterminate: bool,
}

/// A task and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskRef {
    /// The stage.
    pub stage: usize,
    /// The number of the task in its stage, counting all attempts.
    pub task: usize,
}

/// A task that is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Which.
    pub task: TaskRef,
    /// The partition it computes.
    pub partition: usize,
    /// How often this partition has failed before.
    pub attempt: usize,
    /// How often the stage was begun anew.
    pub epoch: usize,
}

/// Why a task ended without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It was told to stop.
    Cancelled,
    /// It could not read what `executor` wrote for `partition` of `stage`.
    Fetch {
        /// Who wrote it.
        executor: String,
        /// The stage that wrote it.
        stage: usize,
        /// The partition it computed.
        partition: usize,
        /// What went wrong.
        message: String,
    },
    /// Something that may go well another time.
    Transient(String),
    /// Something that will go wrong every time.
    Fatal(String),
}

/// What somebody else has to do after a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Running tasks whose results nobody wants any more, with their executors.
    pub cancel: Vec<(String, TaskRef)>,
}

/// How many tasks a stage has, and how far they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageCounts {
    /// The stage.
    pub stage: usize,
    /// Its partitions.
    pub partitions: usize,
    /// Of them computed.
    pub done: usize,
    /// Of them running.
    pub running: usize,
    /// Those that read it.
    pub consumers: Vec<usize>,
    /// For each executor, partitions computed and running.
    pub by_executor: BTreeMap<String, (usize, usize)>,
}

/// The tasks of one job. `O` is what a task leaves for others to read.
#[derive(Debug)]
pub struct Ledger<O> {
    stages: BTreeMap<usize, Stage<O>>,
    last: usize,
    lost: HashSet<String>,
    delivered: bool,
    failed: Option<String>,
    rerun: usize,
}

impl<O> Ledger<O> {
    /// A job of these stages; the one with the largest number is what the client gets.
    pub fn new(specs: &[StageSpec]) -> Self {
        let mut stages: BTreeMap<usize, Stage<O>> = specs.iter().map(|spec| (spec.id, Stage::new(spec))).collect();
        for spec in specs {
            for input in &spec.inputs {
                if let Some(input) = stages.get_mut(input) {
                    input.consumers.push(spec.id);
                }
            }
        }
        let last = specs.iter().map(|spec| spec.id).max().unwrap_or(0);
        Self { stages, last, lost: HashSet::new(), delivered: false, failed: None, rerun: 0 }
    }

    /// The stage whose outputs are the result.
    pub fn last_stage(&self) -> usize {
        self.last
    }

    /// Why the job has failed, once it has.
    pub fn failed(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Whether the result has reached the client.
    pub fn is_delivered(&self) -> bool {
        self.delivered
    }

    /// Whether nothing more will run.
    pub fn is_over(&self) -> bool {
        self.delivered || self.failed.is_some()
    }

    /// Tasks that ran again because what an earlier attempt did was lost.
    pub fn rerun(&self) -> usize {
        self.rerun
    }

    /// The outputs of a stage's partitions, once all are there.
    pub fn outputs(&self, stage: usize) -> Option<Vec<&O>> {
        self.stages.get(&stage).filter(|s| s.is_complete()).map(Stage::outputs)
    }

    /// The outputs of those partitions of a stage that are computed.
    pub fn done(&self, stage: usize) -> impl Iterator<Item = &O> {
        self.stages.get(&stage).into_iter().flat_map(Stage::outputs)
    }

    /// Grows whenever the outputs of a stage change.
    pub fn version(&self, stage: usize) -> u64 {
        self.stages.get(&stage).map_or(0, |stage| stage.version)
    }

    /// Whether executors, or the server itself where `home` is set, have something to do for it still.
    pub fn has_work(&self, home: bool) -> bool {
        !self.is_over() && self.needed().iter().any(|id| self.stages[id].spec.home == home)
    }

    /// The partitions that an executor could run now.
    pub fn runnable_away(&self, now: Instant) -> usize {
        self.ready(Some(false)).map(|id| self.stages[&id].parts.iter().filter(|part| part.is_due(now)).count()).sum()
    }

    /// Up to `slots` tasks for `executor`, which is the server itself where `home` is set.
    pub fn bind(&mut self, executor: &str, slots: usize, home: bool, now: Instant) -> Vec<Assignment> {
        if self.is_over() || self.lost.contains(executor) {
            return Vec::new();
        }
        let ready: Vec<usize> = self.ready(Some(home)).collect();
        let mut bound = Vec::new();
        for id in ready {
            let Some(stage) = self.stages.get_mut(&id) else { continue };
            while bound.len() < slots {
                let Some((assignment, again)) = stage.bind(executor, now) else { break };
                self.rerun += usize::from(again);
                bound.push(assignment);
            }
        }
        bound
    }

    /// Stages whose inputs are complete and whose outputs somebody still needs, in order.
    fn ready(&self, home: Option<bool>) -> impl Iterator<Item = usize> + '_ {
        let needed = if self.is_over() { HashSet::new() } else { self.needed() };
        let is_ready = move |stage: &&Stage<O>| {
            home.is_none_or(|home| stage.spec.home == home)
                && needed.contains(&stage.spec.id)
                && stage.spec.inputs.iter().all(|input| self.stages.get(input).is_some_and(Stage::is_complete))
        };
        self.stages.values().filter(is_ready).map(|stage| stage.spec.id)
    }

    /// Stages that are not complete and whose outputs are still to be read.
    fn needed(&self) -> HashSet<usize> {
        let mut needed = HashSet::new();
        for (id, stage) in self.stages.iter().rev() {
            let wanted = *id == self.last || stage.consumers.iter().any(|consumer| needed.contains(consumer));
            if wanted && !stage.is_complete() {
                needed.insert(*id);
            }
        }
        needed
    }

    /// A task has ended well.
    pub fn succeeded(&mut self, task: &TaskRef, output: O) -> Effects {
        let mut effects = Effects::default();
        let lost = &self.lost;
        let Some(stage) = self.stages.get_mut(&task.stage).filter(|_| self.failed.is_none()) else { return effects };
        let Some(record) = stage.tasks.get_mut(task.task) else { return effects };
        if record.state == TaskState::Ended || record.epoch != stage.epoch || lost.contains(&record.executor) {
            return effects;
        }
        record.state = TaskState::Ended;
        let partition = record.partition;
        match stage.parts[partition] {
            Part::Done { .. } => return effects,
            Part::Running(other) if other != task.task => effects.cancel.extend(stage.give_up(other)),
            Part::Running(_) | Part::Waiting { .. } => {}
        }
        stage.parts[partition] = Part::Done { task: task.task, output };
        stage.version += 1;
        effects
    }

    /// A task has ended without a result.
    pub fn failed_task(&mut self, task: &TaskRef, failure: Failure, now: Instant) -> Effects {
        let Some(stage) = self.stages.get_mut(&task.stage).filter(|_| self.failed.is_none()) else {
            return Effects::default();
        };
        let Some(partition) = stage.end_running(task.task) else { return Effects::default() };
        match failure {
            Failure::Cancelled => stage.parts[partition] = Part::now(),
            Failure::Transient(message) => {
                stage.failures[partition] += 1;
                let times = stage.failures[partition];
                stage.parts[partition] = Part::later(now + BACK_OFF * 2_u32.saturating_pow(times as u32 - 1));
                if times >= PARTITION_FAILURES_MAX {
                    return self.fail(message);
                }
            }
            Failure::Fatal(message) => return self.fail(message),
            Failure::Fetch { executor, stage: from, partition: of, message } => {
                stage.parts[partition] = Part::now();
                return self.unreadable(&executor, from, of, message);
            }
        }
        Effects::default()
    }

    /// What `executor` wrote for `partition` of `stage` cannot be read.
    pub fn unreadable(&mut self, executor: &str, stage: usize, partition: usize, message: String) -> Effects {
        let Some(found) = self.stages.get_mut(&stage) else { return Effects::default() };
        if !found.wrote(executor, partition) {
            return Effects::default();
        }
        found.unreadable[partition] += 1;
        if found.unreadable[partition] > FETCH_FAILURES_MAX {
            return self.fail(message);
        }
        found.lose(partition);
        let mut effects = Effects::default();
        if found.spec.indeterminate {
            self.restart_readers(stage, &mut effects);
        }
        effects
    }

    /// An executor is gone, and with it all it was doing and all it had written.
    pub fn lost(&mut self, executor: &str) -> Effects {
        let mut effects = Effects::default();
        if !self.lost.insert(executor.to_owned()) || self.is_over() {
            return effects;
        }
        let ids: Vec<usize> = self.stages.keys().copied().collect();
        for id in ids {
            let Some(stage) = self.stages.get_mut(&id) else { continue };
            let outputs_lost = stage.lose_executor(executor);
            if outputs_lost && stage.spec.indeterminate {
                self.restart_readers(id, &mut effects);
            }
        }
        effects
    }

    /// Tasks given to `executor` before `since` that it does not know: they run again elsewhere.
    pub fn unclaimed(&mut self, executor: &str, claimed: &HashSet<TaskRef>, since: Instant) -> usize {
        self.stages.values_mut().map(|stage| stage.take_back_unclaimed(executor, claimed, since)).sum()
    }

    /// What readers of a stage have done rests on rows that will not come a second time: they begin anew, and so do theirs.
    fn restart_readers(&mut self, of: usize, effects: &mut Effects) {
        let consumers = self.stages.get(&of).map(|stage| stage.consumers.clone()).unwrap_or_default();
        for consumer in consumers {
            let Some(stage) = self.stages.get_mut(&consumer) else { continue };
            let (begun, cancel) = stage.restart();
            effects.cancel.extend(cancel);
            if begun {
                self.restart_readers(consumer, effects);
            }
        }
    }

    /// The result has reached the client, or nobody wants it any more.
    pub fn deliver(&mut self) {
        self.delivered = true;
    }

    /// The job has failed. What still runs is to be cancelled.
    pub fn fail(&mut self, message: String) -> Effects {
        if self.failed.is_none() && !self.delivered {
            self.failed = Some(message);
        }
        Effects { cancel: self.running() }
    }

    /// Whether the result of a task is still of use: its job goes on, it was not given up, and nobody else was faster.
    pub fn wants(&self, task: &TaskRef) -> bool {
        !self.is_over() && self.stages.get(&task.stage).is_some_and(|stage| stage.wants(task.task))
    }

    /// Every running task with its executor.
    pub fn running(&self) -> Vec<(String, TaskRef)> {
        self.stages.values().flat_map(Stage::running).collect()
    }

    /// How far every stage is.
    pub fn counts(&self) -> Vec<StageCounts> {
        self.stages.values().map(Stage::counts).collect()
    }
}
