//! Ballista 55's static graph never takes back a location of the final stage. The day these tests fail, upstream has mended
//! it, and our own graph can be reconsidered.

use super::driven::{Driven, PARTITIONS, executor};

/// The final stage is rolled back when half of it is done: the client is told to fetch six partitions of four.
#[test]
fn a_rolled_back_final_stage_leaves_its_result_behind() {
    let (survivor, lost) = (executor("survivor"), executor("lost"));
    let mut graph = Driven::three_stages();
    graph.run(1, &[&survivor; PARTITIONS]);
    graph.run(2, &[&survivor, &survivor, &lost, &lost]);
    graph.run(3, &[&survivor, &survivor]);

    graph.lose(&lost);
    graph.run(2, &[&survivor, &survivor]);
    graph.run(3, &[&survivor; PARTITIONS]);

    let times: Vec<usize> = graph.result().iter().map(Vec::len).collect();
    assert_eq!(times, [2, 2, 1, 1], "right would be once each");
    assert_eq!(graph.succeeded_with(), Some(PARTITIONS + 2));
}

/// A lost executor had written two partitions of the result. They are written again elsewhere, but the client is still sent
/// to the executor that is gone.
#[test]
fn a_lost_executors_part_of_the_result_stays_in_it() {
    let (survivor, lost) = (executor("survivor"), executor("lost"));
    let mut graph = Driven::three_stages();
    graph.run(1, &[&survivor; PARTITIONS]);
    graph.run(2, &[&survivor; PARTITIONS]);
    graph.run(3, &[&lost, &lost]);

    graph.lose(&lost);
    graph.run(3, &[&survivor; PARTITIONS]);

    let at_lost =
        |partition: &Vec<(String, usize)>| partition.iter().filter(|(executor, _)| executor == "lost").count();
    assert_eq!(graph.result().iter().map(at_lost).collect::<Vec<_>>(), [1, 1, 0, 0], "right would be none");
    assert_eq!(graph.succeeded_with(), Some(PARTITIONS + 2));
}

/// A report of the final stage that comes twice gives its rows twice.
#[test]
fn a_report_delivered_twice_is_in_the_result_twice() {
    let executor = executor("executor");
    let mut graph = Driven::three_stages();
    graph.run(1, &[&executor; PARTITIONS]);
    graph.run(2, &[&executor; PARTITIONS]);
    let reports = graph.run(3, &[&executor]);
    graph.deliver(&executor, reports[0].clone());
    graph.run(3, &[&executor; PARTITIONS - 1]);

    let times: Vec<usize> = graph.result().iter().map(Vec::len).collect();
    assert_eq!(times, [2, 1, 1, 1], "right would be once each");
}
