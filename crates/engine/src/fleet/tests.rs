//! The fleet with executors in this process: the contract, losses, waiting, cleaning up.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use datafusion::datasource::provider_as_source;
use datafusion::execution::context::SessionState;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, col, lit};
use futures::TryStreamExt;
use sparrow_operators::range::RangeTable;
use sparrow_runtime::wire::{Encryption, TlsFiles};
use sparrow_runtime::{Conf, Environment, Limits, session_state};
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_tenancy::{Principal, Tenants, Terms};
use sparrow_testkit::certificates::{Authority, Papers};

use super::testing::{SILENCE_MAX, TestExecutor, fleet, fleet_of, fleet_with};
use super::{Hello, JobId, Order, Report, TaskKey};
use crate::{Embedded, Engine, Job, contract};

const PATIENCE: Duration = Duration::from_secs(60);

fn state() -> Arc<SessionState> {
    let spill_folder = std::env::temp_dir();
    let limits = Limits { memory_bytes_max: 512 << 20, spill_folder, spill_bytes_max: 1 << 30 };
    let environment = Environment::new(limits).expect("the limits are fine");
    Arc::new(session_state(&environment, &Conf { target_partitions: 3, ..Conf::default() }))
}

fn principal() -> Principal {
    Principal::local("contract")
}

/// Three stages with a shuffle of every row: sums of a range, grouped and sorted.
fn sums(rows: i64) -> LogicalPlan {
    let source = provider_as_source(Arc::new(RangeTable::new(0, rows, 1, Some(12), "n")));
    let plan = LogicalPlanBuilder::scan("n", source, None).unwrap();
    let plan = plan.project([(col("n") % lit(1000_i64)).alias("k"), col("n")]).unwrap();
    let plan = plan.aggregate([col("k")], [sum(col("n")).alias("s"), count(lit(1_i64)).alias("c")]).unwrap();
    plan.sort([col("k").sort(true, false)]).unwrap().build().unwrap()
}

fn job(plan: LogicalPlan) -> Job {
    Job { plan, state: state(), operation_id: "test".to_owned(), placement: None, shuffle_partitions: Some(6) }
}

async fn rows(engine: &dyn Engine, plan: LogicalPlan) -> Result<Vec<Vec<i64>>> {
    rows_for(engine, &principal(), plan).await
}

async fn rows_for(engine: &dyn Engine, principal: &Principal, plan: LogicalPlan) -> Result<Vec<Vec<i64>>> {
    let running = engine.run(principal, job(plan)).await?;
    let batches: Vec<RecordBatch> = running.stream.try_collect().await.map_err(SparkError::from)?;
    let column = |index: usize| {
        batches.iter().flat_map(|b| b.column(index).as_primitive::<Int64Type>().values().to_vec()).collect::<Vec<_>>()
    };
    Ok((0..batches.first().map_or(0, RecordBatch::num_columns)).map(column).collect())
}

/// Somebody who may join.
fn hello(name: &str) -> Hello {
    Hello {
        executor_id: name.to_owned(),
        host: "127.0.0.1".to_owned(),
        flight_port: 1,
        slots: 1,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        registry: sparrow_runtime::registry_fingerprint(),
    }
}

/// Waits until `holds`.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..600 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what} did not come true");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_engine_keeps_the_contract() {
    let engine = Embedded::new(tokio::runtime::Handle::current());
    contract::check(&engine, &principal(), state()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fleet_keeps_the_contract() {
    let (fleet, _files) = fleet(PATIENCE).await;
    let _executors = [TestExecutor::join(&fleet, 2).await, TestExecutor::join(&fleet, 2).await];
    contract::check(&fleet, &principal(), state()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_never_has_more_slots_than_it_may_nor_all_of_them_beside_another() {
    let terms = |slots_count_max| Terms { slots_count_max, ..Terms::default() };
    let named = [("narrow", terms(Some(1))), ("victim", terms(None)), ("flood", terms(None))];
    let named = named.map(|(name, terms)| (name.to_owned(), terms)).into_iter().collect();
    let (fleet, _files) = fleet_of(Tenants::new(named, Terms::default(), None), PATIENCE).await;
    let _executors = [TestExecutor::join(&fleet, 2).await, TestExecutor::join(&fleet, 2).await];
    let of = |tenant: &str| Principal::verified(tenant, "ann", vec![], vec![]);
    let expected = rows(&Embedded::new(tokio::runtime::Handle::current()), sums(500_000)).await.unwrap();
    // Whoever had a query a moment ago counts as there.
    for (tenant, before, most) in [("narrow", None, 1), ("flood", Some("victim"), 3)] {
        if let Some(before) = before {
            rows_for(&fleet, &of(before), sums(1000)).await.unwrap();
        }
        let run = |_| {
            let (fleet, principal) = (Arc::clone(&fleet), of(tenant));
            tokio::spawn(async move { rows_for(&fleet, &principal, sums(500_000)).await })
        };
        let running: Vec<_> = (0..4).map(run).collect();
        let (mut seen, began) = (0, std::time::Instant::now());
        while running.iter().any(|query| !query.is_finished()) {
            // Later the other does not count as there any more.
            if before.is_some() && began.elapsed() > Duration::from_secs(3) {
                break;
            }
            seen = seen.max(fleet.slots_by_tenant().get(tenant).copied().unwrap_or_default());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        for query in running {
            assert_eq!(query.await.unwrap().unwrap(), expected, "{tenant}");
        }
        assert!((1..=most).contains(&seen), "{tenant} had {seen} slots");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn losing_executors_while_a_query_runs_loses_and_doubles_no_row() {
    let embedded = Embedded::new(tokio::runtime::Handle::current());
    let expected = rows(&embedded, sums(2_000_000)).await.unwrap();
    let (fleet, _files) = fleet(PATIENCE).await;
    let _stays = TestExecutor::join(&fleet, 2).await;
    for wanted in 1..=3 {
        let goes = TestExecutor::join(&fleet, 2).await;
        let running = tokio::spawn({
            let fleet = Arc::clone(&fleet);
            async move { rows(&fleet, sums(2_000_000)).await }
        });
        // Once it has finished tasks of the stage wanted, or the query is faster than we are.
        for _ in 0..2000 {
            let done = |stages: &[super::StageCounts]| {
                stages.iter().any(|s| s.stage >= wanted && s.by_executor.get(&goes.id).is_some_and(|own| own.0 > 0))
            };
            if running.is_finished() || fleet.jobs().iter().any(|(_, stages, _)| done(stages)) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        drop(goes);
        assert_eq!(running.await.unwrap().unwrap(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_waits_for_an_executor_and_then_runs() {
    let (fleet, _files) = fleet(PATIENCE).await;
    let running = tokio::spawn({
        let fleet = Arc::clone(&fleet);
        async move { rows(&fleet, sums(1000)).await }
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!running.is_finished());
    let _executor = TestExecutor::join(&fleet, 1).await;
    assert_eq!(running.await.unwrap().unwrap()[0].len(), 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_executor_a_query_ends_with_a_clear_error() {
    let (fleet, _files) = fleet(Duration::from_secs(1)).await;
    let error = rows(&fleet, sums(1000)).await.unwrap_err();
    assert!(error.is(&condition::NO_EXECUTORS), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_is_given_up_stops_its_tasks_and_leaves_no_file() {
    let (fleet, _files) = fleet(PATIENCE).await;
    let executor = TestExecutor::join(&fleet, 2).await;
    let endless = sums(i64::MAX);
    let running = fleet.run(&principal(), job(endless)).await.unwrap();
    until("tasks run", || executor.worker.running().len() == 2).await;
    drop(running);
    until("its tasks stop", || executor.worker.running().is_empty()).await;
    until("the job is forgotten", || fleet.jobs().is_empty()).await;
    let left = |folder: &std::path::Path| {
        std::fs::read_dir(folder).unwrap().filter(|e| e.as_ref().unwrap().file_name() != "scratch").count()
    };
    until("files go", || left(&executor.worker.options().work_dir) == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_given_up_at_any_moment_keeps_no_slot() {
    let (fleet, _files) = fleet(PATIENCE).await;
    let executor = TestExecutor::join(&fleet, 2).await;
    for moment in 0..60 {
        let running = fleet.run(&principal(), job(sums(i64::MAX))).await.unwrap();
        tokio::time::sleep(Duration::from_micros(moment * 50)).await;
        drop(running);
    }
    until("all tasks stop", || executor.worker.running().is_empty() && fleet.jobs().is_empty()).await;
    assert_eq!(rows(&fleet, sums(1000)).await.unwrap()[0].len(), 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_nobody_wants_is_stopped_when_it_is_reported() {
    let (fleet, _files) = fleet(PATIENCE).await;
    let (seat, mut orders) = fleet.join(hello("keeps-on")).await.unwrap();
    let key = TaskKey { job_id: JobId::from("gone"), stage_id: 1, task_id: 7 };
    seat.report(Report { sequence: 1, running: vec![key.clone()], ..Report::default() }).await.unwrap();
    assert_eq!(orders.recv().await, Some(Order::Acknowledge(1)));
    assert_eq!(orders.recv().await, Some(Order::Cancel(vec![key])));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_fit_is_not_let_in() {
    let (fleet, _files) = fleet(PATIENCE).await;
    let good = hello("one");
    let refused = [
        Hello { version: "0.0.0".to_owned(), ..good.clone() },
        Hello { registry: "other".to_owned(), ..good.clone() },
        Hello { slots: 0, ..good.clone() },
        Hello { executor_id: super::policy::HOME.to_owned(), ..good.clone() },
    ];
    for hello in refused {
        let error = fleet.join(hello.clone()).await.unwrap_err();
        assert!(error.is(&condition::EXECUTOR_REFUSED), "{hello:?}: {error}");
    }
    let (_seat, _orders) = fleet.join(good.clone()).await.unwrap();
    assert!(fleet.join(good).await.is_err(), "the name is taken");
    assert_eq!(fleet.size(), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_executor_that_says_nothing_is_lost() {
    let (fleet, _files) = fleet(PATIENCE).await;
    let (_seat, _orders) = fleet.join(hello("mute")).await.unwrap();
    fleet.seats.pretend_silence("mute", SILENCE_MAX / 2);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(fleet.size(), (1, 1));
    fleet.seats.pretend_silence("mute", SILENCE_MAX);
    until("it is lost", || fleet.size() == (0, 0)).await;
}

#[test]
fn large_queries_have_more_partitions_than_slots() {
    let mebibytes = |count: u64| count << 20;
    let partitions = |bytes| super::submission::partitions(6, 4, bytes);
    assert_eq!([0, 400, 640, 1_000_000].map(|count| partitions(mebibytes(count))), [6, 6, 10, 24]);
    assert_eq!(super::submission::partitions(0, 4, mebibytes(1_000)), 0);
}

fn encryption(papers: Papers) -> Encryption {
    let Papers { cert, key, ca } = papers;
    Encryption::load(TlsFiles { cert, key, ca }).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_runs_where_all_talk_with_mutual_tls() {
    let ours = Authority::new();
    let papers = |name: &str| Some(encryption(ours.issue(name, &["127.0.0.1"])));
    let (fleet, _serving) = fleet_with(PATIENCE, papers("server")).await;
    let _executors = (
        TestExecutor::join_with(&fleet, 1, papers("e-1")).await,
        TestExecutor::join_with(&fleet, 1, papers("e-2")).await,
    );
    let sorted = rows(&fleet, sums(10_000)).await.unwrap();
    assert_eq!((sorted[0].len(), sorted[2].iter().sum::<i64>()), (1000, 10_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_an_executor_with_strange_papers_are_not_read() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let (fleet, _serving) = fleet_with(PATIENCE, Some(encryption(ours.issue("server", &["127.0.0.1"])))).await;
    let stranger = Some(encryption(theirs.issue("stranger", &["127.0.0.1"])));
    let _stranger = TestExecutor::join_with(&fleet, 2, stranger).await;
    // Its only executor computes again what nobody takes from it, until the job is given up.
    let failed = tokio::time::timeout(PATIENCE, rows(&fleet, sums(10))).await.expect("it is given up");
    assert!(failed.is_err(), "{failed:?}");
}
