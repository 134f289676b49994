//! One worker: how tasks run, stop and fail, and what they may use.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ballista_core::extension::SessionConfigHelperExt;
use ballista_core::serde::protobuf::failed_task::FailedReason;
use ballista_core::serde::protobuf::{KeyValuePair, operator_metric};
use datafusion::arrow::error::ArrowError;
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, lit};
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use futures::StreamExt;
use tokio::time::timeout;

use super::*;

fn one_row() -> RecordBatch {
    batch([(1, 10)].into_iter())
}

/// A plan that computes for ever without a row, and one that waits for ever. `begun` is set when they do.
fn never_ending(begun: &Arc<AtomicBool>) -> [Arc<dyn ExecutionPlan>; 2] {
    let (computes, waits) = (Arc::clone(begun), Arc::clone(begun));
    let computing = Source::plan(1, move |_, _| {
        let computes = Arc::clone(&computes);
        Ok(futures::stream::repeat_with(move || {
            computes.store(true, Ordering::Release);
            Ok(one_row())
        }))
    });
    let nothing = Arc::new(BinaryExpr::new(col("v", &schema()).unwrap(), Operator::Lt, lit(0_i64)));
    // As the planner makes it: a leaf that does not yield is made to.
    let filtered = FilterExec::try_new(nothing, Arc::new(CooperativeExec::new(computing))).unwrap();
    let waiting = Source::plan(1, move |_, _| {
        waits.store(true, Ordering::Release);
        Ok(futures::stream::pending())
    });
    [Arc::new(filtered), waiting]
}

async fn wait_for(begun: &AtomicBool) {
    while !begun.swap(false, Ordering::AcqRel) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_never_ends_is_stopped_within_a_second() {
    let site = Site::with("a", |options| options.slots = 1);
    let begun = Arc::new(AtomicBool::new(false));
    for (number, endless) in (0..).zip(never_ending(&begun)) {
        for top in [plain(Arc::clone(&endless), 0), hashed(endless, 0, 2)] {
            let running = tokio::spawn(site.worker.run(task(1, number, 0), Some(top)));
            wait_for(&begun).await;
            let waiting = tokio::spawn(site.worker.run(task(2, 0, 0), Some(plain(memory(&[vec![one_row()]]), 0))));
            while site.worker.running().len() < 2 {
                tokio::task::yield_now().await;
            }
            assert_eq!(site.worker.free_slots(), 0);
            assert_eq!(site.worker.running(), [key(1, number as usize), key(2, 0)]);
            assert!(!site.worker.cancel(&key(1, 77)));

            let stopping = async {
                assert!(site.worker.cancel(&key(2, 0)));
                assert!(site.worker.cancel(&key(1, number as usize)));
                let stopped = [waiting.await.unwrap(), running.await.unwrap()];
                site.worker.drained().await;
                stopped
            };
            for status in timeout(Duration::from_secs(1), stopping).await.expect("within a second") {
                let Some(task_status::Status::Failed(failed)) = status.status else { panic!("{status:?}") };
                assert!(matches!(failed.failed_reason, Some(FailedReason::TaskKilled(_))), "{failed:?}");
                assert_eq!((failed.retryable, failed.count_to_failures), (true, false));
            }
            assert_eq!((site.worker.free_slots(), site.worker.running()), (1, vec![]));
            assert!(!site.path("1").exists(), "a stopped task leaves nothing");
        }
    }
    site.succeed(task(3, 0, 0), Some(plain(memory(&[vec![one_row()]]), 0))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_nobody_waits_for_stops() {
    let site = Site::new("a");
    let begun = Arc::new(AtomicBool::new(false));
    let [endless, _] = never_ending(&begun);
    let running = tokio::spawn(site.worker.run(task(1, 0, 0), Some(plain(endless, 0))));
    wait_for(&begun).await;
    running.abort();
    timeout(Duration::from_secs(1), site.worker.drained()).await.expect("within a second");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_over_stops_and_goes() {
    let site = Site::new("a");
    let begun = Arc::new(AtomicBool::new(false));
    site.succeed(task(1, 0, 0), Some(plain(memory(&[vec![one_row()]]), 0))).await;
    let [_, endless] = never_ending(&begun);
    let running = tokio::spawn(site.worker.run(task(2, 0, 0), Some(plain(endless, 0))));
    wait_for(&begun).await;
    site.worker.remove_job_data(JOB, &[]).await.unwrap();
    running.await.unwrap();
    assert!(!site.path("").exists());
    assert!(site.worker.remove_job_data("../work", &[]).await.is_err());
    assert_eq!(site.worker.sweep(Duration::ZERO).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_task_of_the_same_key_is_turned_away() {
    let site = Site::new("a");
    let begun = Arc::new(AtomicBool::new(false));
    let [_, endless] = never_ending(&begun);
    let running = tokio::spawn(site.worker.run(task(1, 0, 0), Some(plain(endless, 0))));
    wait_for(&begun).await;
    let failed = site.fail(task(1, 0, 0), Some(plain(memory(&[vec![one_row()]]), 0))).await;
    assert!(matches!(failed.failed_reason, Some(FailedReason::TaskKilled(_))), "{failed:?}");
    assert_eq!(site.worker.running(), [key(1, 0)], "the first goes on");
    running.abort();
}

/// A source that needs so many bytes, and cannot spill them.
fn needs(bytes: usize) -> Arc<dyn ExecutionPlan> {
    Source::plan(1, move |_, context| {
        let memory = MemoryConsumer::new("needs").register(&context.runtime_env().memory_pool);
        memory.try_grow(bytes)?;
        Ok(futures::stream::iter([Ok(one_row())]).inspect(move |_| assert_eq!(memory.size(), bytes)))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_has_its_slots_share_of_memory_and_is_tried_again_with_more() {
    let site = Site::with("a", |options| (options.slots, options.memory_bytes_max) = (4, 4 << 20));
    let with = |vcores_consumed| TaskDefinition { vcores_consumed, ..task(1, 0, 0) };
    for (slots, bytes) in [(0, (1 << 20) + 1), (1, (1 << 20) + 1), (2, (2 << 20) + 1), (9, (4 << 20) + 1)] {
        let failed = site.fail(with(slots), Some(plain(needs(bytes), 0))).await;
        assert!(matches!(failed.failed_reason, Some(FailedReason::IoError(_))), "{failed:?}");
        assert_eq!((failed.retryable, failed.count_to_failures), (true, true));
        assert!(failed.error.contains("Resources exhausted") && failed.error.contains("needs"), "{}", failed.error);
    }
    for (slots, bytes) in [(1, 1 << 20), (4, 4 << 20)] {
        site.succeed(with(slots), Some(plain(needs(bytes), 0))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_arrive_as_they_were_born() {
    let site = Site::new("a");
    let divided = || DataFusionError::ArrowError(Box::new(ArrowError::DivideByZero), None);
    let spark = || sparrow_spark_error::divide_by_zero().into();
    for (make, text) in [(divided as fn() -> _, "Divide by zero"), (spark as fn() -> _, "[DIVIDE_BY_ZERO]")] {
        for plan in [plain(Source::failing(make), 0), hashed(Source::failing(make), 0, 2)] {
            let failed = site.fail(task(1, 0, 0), Some(plan)).await;
            assert_eq!(failed.error, make().to_string());
            assert!(failed.error.contains(text), "{}", failed.error);
            assert!(matches!(failed.failed_reason, Some(FailedReason::ExecutionError(_))), "{failed:?}");
            assert!(!failed.retryable);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_fails_one_task() {
    let site = Site::with("a", |options| options.slots = 1);
    let panics = Source::plan(1, |_, _| Ok(futures::stream::once(async { panic!("oh no") })));
    let at_once = Source::plan(1, |_, _| -> datafusion::common::Result<futures::stream::Empty<_>> { panic!("oh no") });
    for plan in [panics, at_once] {
        for top in [plain(Arc::clone(&plan), 0), hashed(plan, 0, 2)] {
            let failed = site.fail(task(1, 0, 0), Some(top)).await;
            assert!(matches!(failed.failed_reason, Some(FailedReason::ExecutionError(_))), "{failed:?}");
            assert!(!failed.retryable);
        }
    }
    assert_eq!((site.worker.free_slots(), site.worker.running()), (1, vec![]));
    site.succeed(task(2, 0, 0), Some(plain(memory(&[vec![one_row()]]), 0))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_task_is_refused_and_touches_nothing() {
    let site = Site::new("a");
    let fine = || plain(memory(&[vec![one_row()]]), 0);
    let of = |job: &str| TaskDefinition { job_id: job.into(), ..task(1, 0, 0) };
    let out_of_range = plain(memory(&[vec![one_row()]]), 1);
    let no_numbers = TaskDefinition { global_output_partition_ids: vec![], ..task(1, 0, 0) };
    let refused = [
        (of("../outside"), Some(fine())),
        (of("/tmp/outside"), Some(fine())),
        (of(".."), Some(fine())),
        (of(""), Some(fine())),
        (of("scratch"), Some(fine())),
        (task(1, 0, 0), Some(memory(&[vec![one_row()]]))),
        (task(1, 0, 0), Some(out_of_range)),
        (no_numbers, Some(fine())),
        (TaskDefinition { plan: b"\0no plan".to_vec(), ..task(1, 0, 0) }, None),
    ];
    for (task, plan) in refused {
        let failed = site.fail(task, plan).await;
        assert!(matches!(failed.failed_reason, Some(FailedReason::ExecutionError(_))), "{failed:?}");
    }
    let left = |folder: &std::path::Path| {
        let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        names.collect::<Vec<_>>()
    };
    assert_eq!(left(site.folder.path()), ["work"]);
    assert_eq!(left(&site.folder.path().join("work")), ["scratch"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_keeps_the_number_of_its_partition_and_knows_who_it_is() {
    let site = Site::new("a");
    let told = |partition: usize, context: &TaskContext| {
        let batch_size = context.session_config().batch_size();
        let row = (partition as i64, batch_size as i64);
        assert_eq!(context.task_id().as_deref(), Some("TID job-1/1.3/7.5"));
        Ok(futures::stream::iter([Ok(batch([row].into_iter()))]))
    };
    let source = Source::plan(4, told);
    // Writers take the numbers below such a node for new ones.
    let repartitioned = RepartitionExec::try_new(Arc::clone(&source), Partitioning::RoundRobinBatch(3)).unwrap();
    for (plan, partition) in [(source, 2), (Arc::new(repartitioned) as Arc<dyn ExecutionPlan>, 1)] {
        let value = |key: &str, value: &str| KeyValuePair { key: key.into(), value: Some(value.into()) };
        let task = TaskDefinition {
            task_attempt_num: 5,
            stage_attempt_num: 3,
            props: vec![value("datafusion.execution.batch_size", "77")],
            ..task(1, 7, partition as u32)
        };
        let written = site.succeed(task, Some(plain(Arc::clone(&plan), partition))).await;
        let [block] = written.partitions.as_slice() else { panic!("{written:?}") };
        assert_eq!((block.partition_id, block.file_id), (partition as u64, Some(7)));
        assert!(site.path(&format!("1/{partition}/data-7.arrow")).exists());
        if partition == 2 {
            let input = StageInputExec::new(1, schema(), Partitioning::UnknownPartitioning(1), None);
            let input = input.with_locations(vec![vec![site.location(1, 2, block)]]);
            assert_eq!(site.read(&input, 0).await.unwrap(), [(2, 77)]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_has_times_and_the_metrics_of_each_operator() {
    let site = Site::new("a");
    let all = Arc::new(BinaryExpr::new(col("v", &schema()).unwrap(), Operator::Gt, lit(0_i64)));
    let source = CooperativeExec::new(memory(&[vec![], vec![one_row(), one_row()]]));
    let plan: Arc<dyn ExecutionPlan> = Arc::new(FilterExec::try_new(all, Arc::new(source)).unwrap());
    let task = TaskDefinition { launch_time: 5, stage_attempt_num: 2, ..task(1, 4, 1) };
    let status = site.worker.run(task, Some(plain(plan, 1))).await;
    assert_eq!((status.job_id.as_str(), status.stage_id, status.task_id), (JOB, 1, 4));
    assert_eq!((status.stage_attempt_num, status.launch_time), (2, 5));
    assert!(status.start_exec_time > 0 && status.end_exec_time >= status.start_exec_time);
    let rows = status.metrics.iter().map(|operator| {
        operator.metrics.iter().find_map(|metric| match metric.metric {
            Some(operator_metric::Metric::OutputRows(rows)) => Some(rows),
            _ => None,
        })
    });
    // The writer, the filter and the scan, which counts its rows only when it scans files.
    assert_eq!(rows.take(2).collect::<Vec<_>>(), [Some(2), Some(2)]);
    assert_eq!(status.metrics.len(), 3);
}

#[test]
fn all_of_a_configuration_reaches_tasks_or_none() {
    let mut sent = SessionConfig::new().with_batch_size(77).with_target_partitions(3);
    sent.options_mut().execution.enable_ansi_mode = true;
    sent.options_mut().execution.time_zone = Some("+01:00".into());
    let pairs = sent.to_key_value_pairs();
    let base = SessionConfig::new().with_option_extension(ballista_core::config::BallistaConfig::default());
    for base in [SessionConfig::new(), base] {
        let config = crate::worker::task::configuration(&base, &pairs).unwrap();
        assert_eq!((config.batch_size(), config.target_partitions()), (77, 3));
        assert!(config.options().execution.enable_ansi_mode);
        assert_eq!(config.options().execution.time_zone.as_deref(), Some("+01:00"));
    }
    let value = |value: &str| Some(value.to_owned());
    let unknown = [KeyValuePair { key: "spark.no.such.key".into(), value: value("1") }];
    let wrong = [KeyValuePair { key: "datafusion.execution.batch_size".into(), value: value("many") }];
    for refused in [unknown, wrong] {
        assert!(crate::worker::task::configuration(&SessionConfig::new(), &refused).is_err());
    }
}

#[tokio::test]
async fn the_places_of_a_worker_are_closed_to_its_tasks() {
    let site = Site::new("a");
    let closed = site.worker.0.services.config.get_extension::<OwnPlaces>().expect("a worker closes its own");
    let places = ["work", "work/scratch", "secret"].map(|name| site.folder.path().join(name));
    assert_eq!(closed.0, places);
    let values = [KeyValuePair { key: "datafusion.execution.batch_size".to_owned(), value: Some("7".to_owned()) }];
    let of_task = crate::worker::task::configuration(&site.worker.0.services.config, &values).unwrap();
    assert_eq!(of_task.get_extension::<OwnPlaces>(), Some(closed));
}
