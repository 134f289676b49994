//! Ballista 55's static graph gives rows twice after a rollback. The day these tests fail, upstream has mended it, and our
//! own graph can be reconsidered.

use super::driven::{Driven, PARTITIONS, executor};

/// Half of stage 2 is done on the executor that survives when the other one, with half of stage 1's output, is lost. Stage 2
/// starts again from its first task, but stage 3 keeps what the first attempt had already told it: it reads the rows of two
/// tasks twice, and the job is a success.
#[test]
fn a_consumer_keeps_what_a_rolled_back_stage_had_published() {
    let (survivor, lost) = (executor("survivor"), executor("lost"));
    let mut graph = Driven::three_stages();
    graph.run(1, &[&survivor, &survivor, &lost, &lost]);
    graph.run(2, &[&survivor, &survivor]);

    graph.lose(&lost);
    assert!(graph.is_unresolved(2), "stage 2 waits for stage 1 again");
    graph.run(1, &[&survivor, &survivor]);
    graph.run(2, &[&survivor; PARTITIONS]);

    // Right would be one location for each task of stage 2, [0, 1, 2, 3].
    assert_eq!(graph.read_by(3), vec![vec![0, 1, 0, 1, 2, 3]; PARTITIONS]);
    graph.run(3, &[&survivor; PARTITIONS]);
    assert_eq!(graph.succeeded_with(), Some(PARTITIONS), "nobody notices");
}

/// The path of a task's output has its number in it, but not the attempt of its stage, and a new attempt counts from 0. So
/// the file of the old attempt, which is still there, is as good as the new one for whoever looks only at the path.
#[test]
fn the_tasks_of_a_new_attempt_have_the_numbers_of_the_old_one() {
    let (survivor, lost) = (executor("survivor"), executor("lost"));
    let mut graph = Driven::three_stages();
    graph.run(1, &[&survivor, &survivor, &lost, &lost]);
    let old = graph.run(2, &[&survivor, &survivor]);

    graph.lose(&lost);
    graph.run(1, &[&survivor, &survivor]);
    let new = graph.run(2, &[&survivor, &survivor]);

    let numbers = |reports: &[ballista_core::serde::protobuf::TaskStatus]| -> Vec<(u32, u32)> {
        reports.iter().map(|report| (report.stage_attempt_num, report.task_id)).collect()
    };
    assert_eq!((numbers(&old), numbers(&new)), (vec![(0, 0), (0, 1)], vec![(1, 0), (1, 1)]));
}

/// A report may come twice: a network that fails after the scheduler has read it makes its sender repeat it. The second
/// one adds the same locations again.
#[test]
fn a_report_delivered_twice_is_counted_twice() {
    let executor = executor("executor");
    let mut graph = Driven::three_stages();
    graph.run(1, &[&executor; PARTITIONS]);
    let reports = graph.run(2, &[&executor]);
    graph.deliver(&executor, reports[0].clone());
    graph.run(2, &[&executor; PARTITIONS - 1]);

    // Right would be [0, 1, 2, 3].
    assert_eq!(graph.read_by(3), vec![vec![0, 0, 1, 2, 3]; PARTITIONS]);
}
