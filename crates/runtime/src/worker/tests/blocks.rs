//! Stages across workers: order, places, and blocks that are lost.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Seek;

use ballista_core::serde::protobuf::failed_task::FailedReason;
use datafusion::arrow::ipc::reader::StreamReader;

use super::*;

/// More than are open at once.
const MAPS: usize = 10;
const REDUCES: usize = 3;
const ROWS: i64 = 500;

/// The rows of map partition `map`, in two batches: their values say where they stood.
fn map_rows(map: usize) -> Vec<RecordBatch> {
    let row = move |i: i64| (i % 7, map as i64 * ROWS + i);
    vec![batch((0..ROWS / 2).map(row)), batch((ROWS / 2..ROWS).map(row))]
}

fn source() -> Arc<dyn ExecutionPlan> {
    memory(&(0..MAPS).map(map_rows).collect::<Vec<_>>())
}

/// The output of stage 1 by hash of its keys: the first half of its tasks ran at `a`, the others at `b`.
async fn shuffled(a: &Site, b: &Site) -> StageInputExec {
    let mut locations = vec![Vec::new(); REDUCES];
    for map in 0..MAPS {
        let site = if map < MAPS / 2 { a } else { b };
        let plan = hashed(source(), map, REDUCES);
        let written = site.succeed(task(1, map as u32, map as u32), Some(plan)).await;
        assert_eq!(written.executor_id, site.worker.options().executor_id);
        for block in &written.partitions {
            locations[block.partition_id as usize].push(site.location(1, map, block));
        }
    }
    StageInputExec::new(1, schema(), by_key(REDUCES), None).with_locations(locations)
}

/// The output of stage 2 as it is: partition `p` is one block, written at `site` by a task that was encoded.
async fn passed_on(input: &StageInputExec, site: &Site) -> StageInputExec {
    let mut locations = Vec::new();
    for partition in 0..REDUCES as u32 {
        let plan = encoded(input, partition as u8);
        let task = TaskDefinition { plan, ..task(2, partition, partition) };
        let written = site.succeed(task, None).await;
        locations.push(written.partitions.iter().map(|w| site.location(2, partition as usize, w)).collect());
    }
    StageInputExec::new(2, schema(), Partitioning::UnknownPartitioning(REDUCES), None).with_locations(locations)
}

async fn read_all(site: &Site, input: &StageInputExec) -> Vec<Vec<(i64, i64)>> {
    let mut partitions = Vec::new();
    for partition in 0..input.locations().len() {
        partitions.push(site.read(input, partition).await.unwrap());
    }
    partitions
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_once_in_the_order_of_map_partitions_wherever_it_is_read() {
    let (a, elsewhere) = (Site::new("a"), Site::new("c"));
    // Its writers have no memory, and spill each batch.
    let b = Site::with("b", |options| options.memory_bytes_max = 1 << 10);
    let input = shuffled(&a, &b).await;
    // A file where another worker's lies must not be taken for it.
    fs::create_dir_all(a.path("1/7")).unwrap();
    for name in ["data.arrow", "data.arrow.index"] {
        fs::copy(a.path("1/0").join(name), a.path("1/7").join(name)).unwrap();
    }
    let rows = read_all(&a, &input).await;

    let mut places = BTreeMap::new();
    for (partition, rows) in rows.iter().enumerate() {
        assert!(rows.windows(2).all(|pair| pair[0].1 < pair[1].1), "rows of a later map before those of an earlier");
        for (key, _) in rows {
            assert_eq!(*places.entry(*key).or_insert(partition), partition, "a key in two partitions");
        }
    }
    let mut all: Vec<_> = rows.iter().flatten().copied().collect();
    all.sort_by_key(|row| row.1);
    let written: Vec<_> = (0..MAPS).flat_map(map_rows).flat_map(|batch| pairs(&batch)).collect();
    assert_eq!(all, written);

    for site in [&a, &b, &elsewhere] {
        assert_eq!(read_all(site, &input).await, rows);
        let passed = passed_on(&input, site).await;
        assert_eq!(read_all(site, &passed).await, rows, "its own blocks");
        assert_eq!(read_all(&Site::new("reader"), &passed).await, rows, "another's blocks");
        site.worker.remove_job_data(JOB, &[2]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_without_rows_is_empty() {
    let site = Site::new("a");
    let plan = plain(memory(&[vec![], vec![batch([(1, 1)].into_iter())]]), 0);
    let written = site.succeed(task(1, 0, 0), Some(plan)).await;
    let blocks = written.partitions.iter().map(|w| site.location(1, 0, w)).collect();
    let input = StageInputExec::new(1, schema(), Partitioning::UnknownPartitioning(2), None);
    let input = input.with_locations(vec![blocks, vec![]]);
    assert_eq!(read_all(&site, &input).await, [[], []]);
    assert_eq!(read_all(&Site::new("b"), &input).await, [[], []]);
}

/// The partition cannot be read, at its worker or elsewhere, because of the block map partition `map` wrote at `b`.
async fn check_lost(input: &StageInputExec, b: &Site, map: u32) {
    let stage = input.stage_id() as u32;
    for reader in [b, &Site::new("reader")] {
        let task = TaskDefinition { plan: encoded(input, 1), ..task(9, 0, 1) };
        let failed = reader.fail(task, None).await;
        let Some(FailedReason::FetchPartitionError(lost)) = failed.failed_reason else { panic!("{failed:?}") };
        assert_eq!((lost.executor_id.as_str(), lost.map_stage_id, lost.map_partition_id), ("b", stage, map));
        assert_eq!((failed.retryable, failed.count_to_failures), (false, false));
        assert!(!reader.path("9").exists(), "a failed task leaves nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_file_is_a_lost_block() {
    let (a, b) = (Site::new("a"), Site::new("b"));
    let input = shuffled(&a, &b).await;
    let passed = passed_on(&input, &b).await;
    fs::remove_file(b.path("1/7/data.arrow")).unwrap();
    check_lost(&input, &b, 7).await;
    fs::remove_file(b.path("2/1/data-1.arrow")).unwrap();
    check_lost(&passed, &b, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_file_is_a_lost_block_wherever_it_is_cut() {
    let (a, b) = (Site::new("a"), Site::new("b"));
    let input = shuffled(&a, &b).await;
    let passed = passed_on(&input, &b).await;
    let cut =
        |path: &str, length: u64| OpenOptions::new().write(true).open(b.path(path)).unwrap().set_len(length).unwrap();
    let length = |path: &str| fs::metadata(b.path(path)).unwrap().len();

    for bytes in [length("1/8/data.arrow") / 2, 1, 0] {
        cut("1/8/data.arrow", bytes);
        check_lost(&input, &b, 8).await;
    }
    cut("1/7/data.arrow.index", 8);
    check_lost(&input, &b, 7).await;

    let whole = length("2/1/data-1.arrow");
    // After a whole batch the file looks complete.
    let mut reader = StreamReader::try_new(File::open(b.path("2/1/data-1.arrow")).unwrap(), None).unwrap();
    reader.next().unwrap().unwrap();
    let after_a_batch = reader.get_mut().stream_position().unwrap();
    assert!(after_a_batch < whole / 2);
    for bytes in [whole / 2, after_a_batch, after_a_batch - 1, 0] {
        cut("2/1/data-1.arrow", bytes);
        check_lost(&passed, &b, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_gone_is_a_lost_block() {
    let (a, b) = (Site::new("a"), Site::new("b"));
    let input = shuffled(&a, &b).await;
    drop(b);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let moved = input.locations().iter().map(|blocks| {
        let moved = |block: &PartitionLocation| {
            let mut block = block.clone();
            if block.executor_meta.id == "b" {
                block.executor_meta.port = nobody;
            }
            block
        };
        blocks.iter().map(moved).collect()
    });
    let moved = input.with_locations(moved.collect());
    let failed = a.fail(TaskDefinition { plan: encoded(&moved, 0), ..task(2, 0, 0) }, None).await;
    let Some(FailedReason::FetchPartitionError(lost)) = failed.failed_reason else { panic!("{failed:?}") };
    assert_eq!((lost.executor_id.as_str(), lost.map_stage_id, lost.map_partition_id), ("b", 1, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_files_of_jobs_are_served() {
    let site = Site::new("a");
    let plan = plain(memory(&[vec![batch([(1, 1)].into_iter())]]), 0);
    let written = site.succeed(task(1, 0, 0), Some(plan)).await;
    let block = site.location(1, 0, &written.partitions[0]);
    let outside = site.folder.path().join("outside");
    fs::create_dir_all(outside.join("1/0")).unwrap();
    fs::copy(site.path("1/0/data-0.arrow"), outside.join("1/0/data-0.arrow")).unwrap();
    let reader = Site::new("b");
    for job in ["../outside", outside.to_str().unwrap(), JOB] {
        let mut block = block.clone();
        block.partition_id.job_id = job.into();
        let input = StageInputExec::new(1, schema(), Partitioning::UnknownPartitioning(1), None);
        let input = input.with_locations(vec![vec![block]]);
        for site in [&site, &reader] {
            assert_eq!(site.read(&input, 0).await.is_ok(), job == JOB, "{job}");
        }
    }
}
