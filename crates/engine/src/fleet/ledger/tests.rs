//! The ledger against its rules: cases that went wrong elsewhere, and random histories against a simulated fleet.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Assignment, Effects, Failure, Ledger, PARTITION_FAILURES_MAX, StageSpec, TaskRef};

/// An output says who computed what in which attempt, from which outputs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Made {
    executor: String,
    task: TaskRef,
}

fn spec(id: usize, partitions: usize, inputs: &[usize]) -> StageSpec {
    StageSpec { id, partitions, inputs: inputs.to_vec(), home: false, indeterminate: false }
}

fn three_stages() -> Ledger<Made> {
    Ledger::new(&[spec(1, 4, &[]), spec(2, 4, &[1]), spec(3, 4, &[2])])
}

fn made(executor: &str, task: &TaskRef) -> Made {
    Made { executor: executor.to_owned(), task: task.clone() }
}

/// Gives `slots` tasks to `executor` and lets them end well.
fn run(ledger: &mut Ledger<Made>, executor: &str, slots: usize) -> Vec<Assignment> {
    let bound = ledger.bind(executor, slots, false, Instant::now());
    for assignment in &bound {
        ledger.succeeded(&assignment.task, made(executor, &assignment.task));
    }
    bound
}

fn stages_of(bound: &[Assignment]) -> Vec<usize> {
    bound.iter().map(|assignment| assignment.task.stage).collect()
}

#[test]
fn a_stage_runs_when_those_it_reads_are_complete_and_can_be_read_when_it_is() {
    let mut ledger = three_stages();
    assert_eq!(stages_of(&run(&mut ledger, "a", 3)), [1, 1, 1]);
    assert_eq!(ledger.outputs(1), None);
    assert_eq!(stages_of(&run(&mut ledger, "a", 9)), [1]);
    assert_eq!(ledger.outputs(1).map(|outputs| outputs.len()), Some(4));
    assert_eq!(stages_of(&run(&mut ledger, "a", 9)), [2; 4]);
    assert_eq!(stages_of(&run(&mut ledger, "a", 9)), [3; 4]);
    assert_eq!(ledger.outputs(3).map(|outputs| outputs.len()), Some(4));
    assert_eq!(ledger.rerun(), 0);
}

#[test]
fn results_are_wanted_of_tasks_that_may_still_give_one() {
    let mut ledger = three_stages();
    let now = Instant::now();
    let bound = ledger.bind("a", 4, false, now);
    let wanted = |ledger: &Ledger<Made>| bound.iter().map(|b| ledger.wants(&b.task)).collect::<Vec<_>>();
    assert_eq!(wanted(&ledger), [true; 4]);
    assert!(!ledger.wants(&TaskRef { stage: 1, task: 4 }) && !ledger.wants(&TaskRef { stage: 9, task: 0 }));
    ledger.succeeded(&bound[0].task, made("a", &bound[0].task));
    ledger.failed_task(&bound[1].task, Failure::Cancelled, now);
    assert_eq!(wanted(&ledger), [false, false, true, true]);
    // One that its executor does not know is welcome until another is faster.
    let claimed = [bound[3].task.clone()].into();
    ledger.unclaimed("a", &claimed, now);
    assert_eq!(wanted(&ledger), [false, false, true, true]);
    run(&mut ledger, "b", 2);
    assert_eq!(wanted(&ledger), [false, false, false, true]);
    ledger.fail("over".to_owned());
    assert_eq!(wanted(&ledger), [false; 4]);
}

#[test]
fn only_what_is_lost_runs_again_and_every_partition_has_one_output() {
    let mut ledger = three_stages();
    run(&mut ledger, "a", 2);
    run(&mut ledger, "b", 2);
    // Half of stage 2 is done when the executor with half of stage 1 goes.
    run(&mut ledger, "a", 1);
    run(&mut ledger, "b", 1);
    ledger.lost("b");
    assert_eq!(ledger.outputs(1), None);
    let again = run(&mut ledger, "a", 9);
    assert_eq!(again.iter().map(|a| (a.task.stage, a.partition)).collect::<Vec<_>>(), [(1, 2), (1, 3)]);
    assert!(again.iter().all(|assignment| assignment.task.task >= 4), "numbers of tasks go on: {again:?}");
    let rest = run(&mut ledger, "a", 9);
    assert_eq!(rest.iter().map(|a| (a.task.stage, a.partition)).collect::<Vec<_>>(), [(2, 1), (2, 2), (2, 3)]);
    run(&mut ledger, "a", 9);
    let outputs = ledger.outputs(3).expect("all is done");
    assert_eq!(outputs.len(), 4);
    assert!(outputs.iter().all(|output| output.executor == "a"));
    assert_eq!(ledger.rerun(), 3);
}

#[test]
fn a_success_told_twice_or_late_changes_nothing() {
    let mut ledger = three_stages();
    let bound = ledger.bind("a", 4, false, Instant::now());
    let first = &bound[0].task;
    ledger.succeeded(first, made("a", first));
    ledger.succeeded(first, made("elsewhere", first));
    ledger.failed_task(first, Failure::Fatal("late".to_owned()), Instant::now());
    assert_eq!(ledger.failed(), None);
    for assignment in &bound[1..] {
        ledger.succeeded(&assignment.task, made("a", &assignment.task));
    }
    assert!(ledger.outputs(1).expect("complete").iter().all(|output| output.executor == "a"));
}

#[test]
fn a_task_nobody_knows_runs_again_and_the_first_success_wins() {
    let mut ledger = three_stages();
    let now = Instant::now();
    let lost = ledger.bind("a", 1, false, now).remove(0);
    assert_eq!(ledger.unclaimed("a", &HashSet::from([lost.task.clone()]), now), 0);
    assert_eq!(ledger.unclaimed("a", &HashSet::new(), now), 1);
    let second = ledger.bind("b", 1, false, now).remove(0);
    assert_eq!((second.partition, second.task.task), (lost.partition, 1));
    // The first attempt was alive after all, and is first.
    let effects = ledger.succeeded(&lost.task, made("a", &lost.task));
    assert_eq!(effects.cancel, [("b".to_owned(), second.task.clone())]);
    assert_eq!(ledger.succeeded(&second.task, made("b", &second.task)), Effects::default());
}

#[test]
fn what_a_lost_executor_says_is_not_heard() {
    let mut ledger = three_stages();
    let bound = ledger.bind("a", 1, false, Instant::now());
    ledger.lost("a");
    ledger.succeeded(&bound[0].task, made("a", &bound[0].task));
    assert_eq!(ledger.counts()[0].done, 0);
    assert!(ledger.bind("a", 1, false, Instant::now()).is_empty());
}

#[test]
fn a_lost_output_that_nobody_needs_any_more_does_not_run_again() {
    let mut ledger = three_stages();
    run(&mut ledger, "a", 4);
    run(&mut ledger, "b", 4);
    ledger.lost("a");
    assert_eq!(stages_of(&run(&mut ledger, "b", 9)), [3; 4]);
    assert_eq!(ledger.rerun(), 0);
}

#[test]
fn readers_of_rows_that_do_not_come_twice_begin_anew() {
    let volatile = StageSpec { indeterminate: true, ..spec(1, 2, &[]) };
    let mut ledger = Ledger::new(&[volatile, spec(2, 2, &[1]), spec(3, 1, &[2])]);
    run(&mut ledger, "a", 1);
    run(&mut ledger, "b", 1);
    run(&mut ledger, "b", 1);
    let running = ledger.bind("b", 1, false, Instant::now()).remove(0);
    let effects = ledger.lost("a");
    assert_eq!(effects.cancel, [("b".to_owned(), running.task.clone())]);
    ledger.succeeded(&running.task, made("b", &running.task));
    assert_eq!(ledger.counts()[1].done, 0, "what rests on the lost rows does not count");
    assert_eq!(stages_of(&run(&mut ledger, "b", 9)), [1]);
    let anew = run(&mut ledger, "b", 9);
    assert_eq!(anew.iter().map(|a| (a.task.stage, a.epoch)).collect::<Vec<_>>(), [(2, 1), (2, 1)]);
}

#[test]
fn a_failure_that_may_pass_is_tried_again_later_and_not_for_ever() {
    let mut ledger: Ledger<Made> = Ledger::new(&[spec(1, 1, &[])]);
    let mut now = Instant::now();
    for attempt in 0..PARTITION_FAILURES_MAX {
        assert_eq!(ledger.failed(), None);
        let bound = ledger.bind("a", 1, false, now).remove(0);
        assert_eq!(bound.attempt, attempt);
        ledger.failed_task(&bound.task, Failure::Transient("no route".to_owned()), now);
        assert!(ledger.bind("a", 1, false, now).is_empty(), "not at once");
        now += Duration::from_secs(60);
    }
    assert_eq!(ledger.failed(), Some("no route"));
    assert!(ledger.bind("a", 1, false, now).is_empty());
}

#[test]
fn an_unreadable_output_is_made_again_unless_it_was_already() {
    let mut ledger: Ledger<Made> = three_stages();
    run(&mut ledger, "a", 4);
    let readers = ledger.bind("b", 2, false, Instant::now());
    let fetch = |message: &str| Failure::Fetch {
        executor: "a".to_owned(),
        stage: 1,
        partition: 0,
        message: message.to_owned(),
    };
    ledger.failed_task(&readers[0].task, fetch("first"), Instant::now());
    ledger.failed_task(&readers[1].task, fetch("second"), Instant::now());
    let again = run(&mut ledger, "b", 9);
    assert_eq!(again.iter().map(|a| (a.task.stage, a.partition)).collect::<Vec<_>>(), [(1, 0)]);
    assert_eq!(stages_of(&run(&mut ledger, "b", 9)), [2; 4]);
}

#[test]
fn what_needs_the_server_is_given_to_the_server_only() {
    let home = StageSpec { home: true, ..spec(1, 1, &[]) };
    let mut ledger: Ledger<Made> = Ledger::new(&[home, spec(2, 1, &[1])]);
    assert!(ledger.bind("a", 9, false, Instant::now()).is_empty());
    assert_eq!(ledger.runnable_away(Instant::now()), 0);
    assert!(ledger.has_work(true) && ledger.has_work(false));
    let bound = ledger.bind("home", 9, true, Instant::now());
    ledger.succeeded(&bound[0].task, made("home", &bound[0].task));
    assert!(ledger.bind("home", 9, true, Instant::now()).is_empty());
    assert!(!ledger.has_work(true) && ledger.has_work(false));
    assert_eq!(ledger.bind("a", 9, false, Instant::now()).len(), 1);
}

/// What may happen next in a random history.
#[derive(Clone, Debug)]
enum Step {
    Bind(usize),
    End(usize, usize),
    Tell(usize),
    Lose(usize),
    Unclaimed(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_usize).prop_map(Step::Bind),
        6 => (0..64_usize, 0..8_usize).prop_map(|(task, how)| Step::End(task, how)),
        1 => (0..64_usize).prop_map(Step::Tell),
        1 => (0..3_usize).prop_map(Step::Lose),
        1 => (0..3_usize).prop_map(Step::Unclaimed),
    ]
}

/// A fleet that does what it is told, as far as the steps let it.
struct Simulation {
    ledger: Ledger<Made>,
    incarnations: [usize; 3],
    running: Vec<(String, Assignment)>,
    ended: Vec<(String, TaskRef)>,
    now: Instant,
    tasks_seen: HashSet<TaskRef>,
}

impl Simulation {
    fn executor(&self, index: usize) -> String {
        format!("{index}#{}", self.incarnations[index])
    }

    fn apply(&mut self, effects: Effects) {
        self.running
            .retain(|(executor, assignment)| !effects.cancel.contains(&(executor.clone(), assignment.task.clone())));
    }

    fn take(&mut self, step: &Step) {
        self.now += Duration::from_millis(50);
        match *step {
            Step::Bind(index) => {
                let executor = self.executor(index);
                for assignment in self.ledger.bind(&executor, 2, false, self.now) {
                    assert!(self.tasks_seen.insert(assignment.task.clone()), "a number was given twice");
                    self.running.push((executor.clone(), assignment));
                }
            }
            Step::End(task, how) if !self.running.is_empty() => {
                let (executor, assignment) = self.running.remove(task % self.running.len());
                let effects = match how {
                    0 => self.ledger.failed_task(&assignment.task, Failure::Cancelled, self.now),
                    1 => self.fetch_failure(&assignment),
                    _ => self.ledger.succeeded(&assignment.task, made(&executor, &assignment.task)),
                };
                self.ended.push((executor, assignment.task));
                self.apply(effects);
            }
            Step::Tell(task) if !self.ended.is_empty() => {
                let (executor, task) = self.ended[task % self.ended.len()].clone();
                let effects = self.ledger.succeeded(&task, made(&executor, &task));
                self.apply(effects);
            }
            Step::Lose(index) => {
                let executor = self.executor(index);
                self.incarnations[index] += 1;
                self.running.retain(|(of, _)| *of != executor);
                let effects = self.ledger.lost(&executor);
                self.apply(effects);
            }
            Step::Unclaimed(index) => {
                let executor = self.executor(index);
                self.ledger.unclaimed(&executor, &HashSet::new(), self.now);
            }
            Step::End(..) | Step::Tell(_) => {}
        }
    }

    /// The task found an output of the stage before gone.
    fn fetch_failure(&mut self, assignment: &Assignment) -> Effects {
        let stage = assignment.task.stage - 1;
        let executor = self.ledger.outputs(stage).and_then(|outputs| outputs.first().map(|o| o.executor.clone()));
        let (executor, message) = (executor.unwrap_or_default(), "gone".to_owned());
        let failure = Failure::Fetch { executor, stage, partition: 0, message };
        self.ledger.failed_task(&assignment.task, failure, self.now)
    }

    /// No partition is at two tasks' hands as far as the ledger counts, and counts fit.
    fn check(&self) {
        for counts in self.ledger.counts() {
            assert!(counts.done + counts.running <= counts.partitions);
            let by: (usize, usize) =
                counts.by_executor.values().fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
            assert_eq!(by, (counts.done, counts.running));
        }
        let mut at: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (_, task) in self.ledger.running() {
            *at.entry((task.stage, task.task)).or_default() += 1;
        }
        assert!(at.values().all(|count| *count == 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_job_ends_with_one_output_a_partition(
        steps in prop::collection::vec(step(), 0..200),
        volatile in any::<bool>(),
    ) {
        let first = StageSpec { indeterminate: volatile, ..spec(1, 3, &[]) };
        let ledger = Ledger::new(&[first, spec(2, 4, &[1]), spec(3, 2, &[1]), spec(4, 3, &[2, 3])]);
        let mut simulation = Simulation {
            ledger,
            incarnations: [0; 3],
            running: Vec::new(),
            ended: Vec::new(),
            now: Instant::now(),
            tasks_seen: HashSet::new(),
        };
        for step in &steps {
            simulation.take(step);
            simulation.check();
        }
        // Nothing more goes wrong: the watchdog takes back what nobody is at, and the rest runs.
        for round in 0..200 {
            if simulation.ledger.failed().is_some() || simulation.ledger.outputs(4).is_some() {
                break;
            }
            let held: HashMap<String, HashSet<TaskRef>> =
                simulation.running.iter().fold(HashMap::new(), |mut held, (executor, assignment)| {
                    held.entry(executor.clone()).or_default().insert(assignment.task.clone());
                    held
                });
            for (executor, _) in simulation.ledger.running() {
                let claimed = held.get(&executor).cloned().unwrap_or_default();
                simulation.ledger.unclaimed(&executor, &claimed, simulation.now);
            }
            simulation.take(&Step::Bind(round % 3));
            while !simulation.running.is_empty() {
                simulation.take(&Step::End(0, 7));
            }
            simulation.check();
        }
        if simulation.ledger.failed().is_none() {
            let outputs = simulation.ledger.outputs(4).expect("the job ends");
            prop_assert_eq!(outputs.len(), 3);
        }
    }
}
