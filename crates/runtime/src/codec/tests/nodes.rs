//! Every node of our list, and those of DataFusion's that plans of ours have.

use std::collections::BTreeSet;

use ballista_core::execution_plans::sort_shuffle::SortShuffleConfig;
use ballista_core::execution_plans::{ShuffleWriterExec, SortShuffleWriterExec};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::catalog::TableProvider;
use datafusion::common::{JoinType, NullEquality};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_expr::expressions::{Column, col, lit};
use datafusion::physical_expr::{LexOrdering, Partitioning, PhysicalSortExpr};
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::joins::{
    CrossJoinExec, HashJoinExec, HashJoinExecBuilder, NestedLoopJoinExec, PartitionMode, SortMergeJoinExec,
};
use datafusion::physical_plan::limit::{GlobalLimitExec, LocalLimitExec};
use datafusion::physical_plan::placeholder_row::PlaceholderRowExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::union::UnionExec;
use datafusion::prelude::SessionContext;
use sparrow_operators::at_most_one_row::AtMostOneRowExec;
use sparrow_operators::cached::CachedTable;
use sparrow_operators::coalesce::CoalesceExec;
use sparrow_operators::generate::{GenerateExec, Generator, Shape};
use sparrow_operators::paced::PacedExec;
use sparrow_operators::partition_id::{PartitionIdExec, Position};
use sparrow_operators::range::{RangeExec, RangeTable};
use sparrow_operators::range_route::{RangeRouteExec, Ranges};
use sparrow_operators::route::{Route, RouteExec, Routing};
use sparrow_operators::row_order::RowOrderExec;
use sparrow_operators::sample::{SampleExec, Sampling};
use sparrow_operators::sample_keys::{SampleKeysExec, Sampled};
use sparrow_operators::sort_key::SortKey;
use sparrow_operators::tail::TailExec;
use sparrow_sources::write::{WriteExec, WriteSpec};
use sparrow_spark_error::condition;

use super::pool::batch;
use super::*;
use crate::exchange::{PickPartitionExec, StageInputExec};

pub(super) fn memory(batch: &RecordBatch) -> Arc<dyn ExecutionPlan> {
    let partitions = [vec![batch.clone()], vec![batch.clone(), batch.clone()]];
    MemorySourceConfig::try_new_exec(&partitions, batch.schema(), None).unwrap()
}

pub(super) fn filtered(input: Arc<dyn ExecutionPlan>, predicate: Arc<dyn PhysicalExpr>) -> Arc<dyn ExecutionPlan> {
    Arc::new(FilterExec::try_new(predicate, input).unwrap())
}

fn range(rows: i64, partitions: usize) -> Arc<dyn ExecutionPlan> {
    let table = RangeTable::new(0, rows, 1, Some(partitions), "id");
    Arc::new(RangeExec::new(table.slices(partitions), 1, TableProvider::schema(&table)))
}

fn merged(input: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    Arc::new(CoalescePartitionsExec::new(input))
}

fn name_of(plan: &Arc<dyn ExecutionPlan>) -> Option<&'static str> {
    crate::codec::nodes::parts(plan.as_ref()).map(|(node, _)| node.name)
}

async fn cached(batches: Vec<RecordBatch>, projection: Option<Vec<usize>>) -> Arc<dyn ExecutionPlan> {
    let table = CachedTable::try_new(batches[0].schema(), vec![batches, vec![]], &Arc::default()).unwrap();
    table.scan(&SessionContext::new().state(), projection.as_ref(), &[], None).await.unwrap()
}

fn operators() -> Vec<Arc<dyn ExecutionPlan>> {
    let ids = [("p", Position::PartitionId), ("m", Position::MonotonicId), ("r", Position::Random(-7))];
    let ids = ids.map(|(name, position)| (name.to_owned(), position)).to_vec();
    let third = 1.0 / 3.0;
    let sampling = |with_replacement| Sampling { lower: 0.1, upper: third, with_replacement, seed: i64::MIN };
    let generate = |column: &str, shape, outer, generated: Vec<Field>| -> Arc<dyn ExecutionPlan> {
        let generator = Generator { shape, with_position: true, outer };
        let position = Field::new("pos", DataType::Int32, outer);
        let generated = [position].into_iter().chain(generated).map(Arc::new).collect();
        let rows = col(column, &batch().schema()).unwrap();
        Arc::new(GenerateExec::try_new(memory(batch()), rows, generator, generated).unwrap())
    };
    let keys = || vec![SortKey { column: 0, descending: true, nulls_first: false }];
    let route = |route| -> Arc<dyn ExecutionPlan> {
        Arc::new(RouteExec::new(range(10, 3), Routing { route, partitions: 2, kept: 1 }))
    };
    let value = |name: &str| Field::new(name, DataType::Int32, true);
    vec![
        range(10, 3),
        Arc::new(AtMostOneRowExec::new(merged(range(1, 1)))),
        Arc::new(AtMostOneRowExec::new(merged(range(2, 1)))),
        Arc::new(CoalesceExec::new(range(10, 5), 2)),
        Arc::new(CoalesceExec::gathering(range(10, 5), 2)),
        Arc::new(PickPartitionExec::new(range(10, 5), 3)),
        Arc::new(RowOrderExec::new(range(10, 3))),
        Arc::new(SampleKeysExec::new(range(10, 3), Sampled { keys: keys(), rows: 4 })),
        Arc::new(RangeRouteExec::over(range(10, 3), Ranges { keys: keys(), partitions: 2, kept: 1 }, 5).unwrap()),
        route(Route::RoundRobin),
        route(Route::SortedRoundRobin(0)),
        route(Route::Number(0)),
        Arc::new(PacedExec::new(range(10, 3), false)),
        Arc::new(PacedExec::new(range(1000, 2), true)),
        Arc::new(PartitionIdExec::new(range(10, 3), ids)),
        Arc::new(SampleExec::new(range(100, 2), sampling(false))),
        Arc::new(SampleExec::new(range(100, 2), sampling(true))),
        Arc::new(TailExec::new(merged(range(10, 1)), 4)),
        generate("ints", Shape::Element, true, vec![value("e")]),
        generate("map", Shape::Fields, false, vec![Field::new("k", DataType::Utf8, true), value("v")]),
    ]
}

fn texts() -> Arc<dyn ExecutionPlan> {
    use sparrow_sources::{Format, Options, ReadConf, Texts};
    use sparrow_spark_types::ddl::parse_table_schema;
    let schema = Some(parse_table_schema("a int, b string, c timestamp").unwrap());
    let options: Options = [("sep", ";"), ("timestampFormat", "yyyy/MM/dd[ HH]")].into_iter().collect();
    let conf = ReadConf { time_zone: "Europe/Paris".into(), ..ReadConf::default() };
    let texts = Texts::new(Format::Csv, schema, &options, &conf).unwrap();
    let rows = ["1;x;2020/01/02", "2;y;2020/01/02 03", "z"];
    let rows: datafusion::arrow::array::ArrayRef = Arc::new(datafusion::arrow::array::StringArray::from(rows.to_vec()));
    let rows = RecordBatch::try_from_iter([("value", rows)]).unwrap();
    let context = SessionContext::new();
    let input = context.read_batch(rows).unwrap().into_unoptimized_plan();
    let (_, provider) = texts.table(input).unwrap();
    let plan = async move { context.read_table(provider).unwrap().create_physical_plan().await.unwrap() };
    futures_of(plan)
}

fn futures_of<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn write() -> Arc<dyn ExecutionPlan> {
    let spec = serde_json::json!({
        "job": "67e55044-10b1-426f-9247-bb680e5fe0c8", "store": "file://", "folder": "tmp/x", "gate": "Open", "format": "csv",
        "options": [["sep", ";"]], "partition_by": [], "case_sensitive": true, "time_zone": "UTC",
        "schema": "{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":false,\"metadata\":{}}]}",
    });
    let spec: WriteSpec = serde_json::from_value(spec).unwrap();
    Arc::new(WriteExec::try_new(range(3, 2), spec).unwrap())
}

fn writer() -> Arc<dyn ExecutionPlan> {
    let schema = batch().schema();
    let key = super::functions::physical(
        &datafusion::functions::string::expr_fn::upper(super::pool::argument("text").expr),
        &schema,
    );
    let partitioning = Partitioning::Hash(vec![key.unwrap(), col("int", &schema).unwrap()], 7);
    let config = SortShuffleConfig::new(true, 100).with_memory_limit_per_task_bytes(0);
    let writer = SortShuffleWriterExec::try_new(
        "job".to_owned().into(),
        3,
        memory(batch()),
        String::new(),
        partitioning,
        config,
    );
    Arc::new(writer.unwrap())
}

#[test]
fn every_node_of_ours_answers_the_same_once_sent() {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for plan in operators() {
        seen.extend(name_of(&plan));
        futures_of(check(plan));
    }
    for projection in [None, Some(vec![2, 0]), Some(vec![])] {
        let plan = futures_of(cached(vec![batch().clone(), batch().clone()], projection));
        seen.extend(name_of(&plan));
        futures_of(check(plan));
    }
    let texts = texts();
    seen.extend(name_of(&texts));
    futures_of(check(texts));
    let writer = writer();
    seen.extend(name_of(&writer));
    let found = sent(&writer);
    let (found, writer) = (found.downcast_ref().unwrap(), writer.downcast_ref::<SortShuffleWriterExec>().unwrap());
    let parts = |writer: &SortShuffleWriterExec| {
        let config = (writer.config().batch_size, writer.config().memory_limit_per_task_bytes);
        (writer.job_id().to_string(), writer.stage_id(), format!("{:?}", writer.shuffle_output_partitioning()), config)
    };
    assert_eq!(parts(found), parts(writer));
    let keys = Partitioning::Hash(vec![col("int", &batch().schema()).unwrap()], 3);
    let input: Arc<dyn ExecutionPlan> = Arc::new(StageInputExec::new(7, batch().schema(), keys, None));
    let found = sent(&input);
    seen.extend(name_of(&found));
    assert_eq!(found.downcast_ref::<StageInputExec>().unwrap().stage_id(), 7);
    let write = write();
    let found = sent(&write);
    seen.extend(name_of(&found));
    let spec = |plan: &Arc<dyn ExecutionPlan>| plan.downcast_ref::<WriteExec>().unwrap().spec().clone();
    assert_eq!(spec(&found), spec(&write));
    // Scans and windows have tests of their own.
    let elsewhere = ["FileScan", "FlaggedWindow"];
    let missing: Vec<_> = node_names().filter(|name| !seen.contains(name) && !elsewhere.contains(name)).collect();
    assert!(missing.is_empty(), "no test sends {missing:?}");
}

#[test]
fn ballistas_writer_is_written_by_ballista() {
    let writer = ShuffleWriterExec::try_new("job".to_owned().into(), 2, merged(range(10, 3)), String::new()).unwrap();
    let writer: Arc<dyn ExecutionPlan> = Arc::new(writer);
    let found = sent(&writer);
    assert_eq!(found.downcast_ref::<ShuffleWriterExec>().unwrap().stage_id(), 2);
}

#[tokio::test]
async fn kept_rows_beyond_a_limit_stay() {
    let long = datafusion::arrow::compute::concat_batches(&batch().schema(), vec![batch(); 2000]).unwrap();
    let plan = cached(vec![long.clone()], None).await;
    assert!(encode_plan(&plan).unwrap_err().is(&condition::UNSUPPORTED_FEATURE));
    let plan: Arc<dyn ExecutionPlan> =
        MemorySourceConfig::try_new_exec(&[vec![long.clone()]], long.schema(), None).unwrap();
    assert!(plan.is::<DataSourceExec>());
    assert!(encode_plan(&plan).unwrap_err().is(&condition::UNSUPPORTED_FEATURE));
}

fn sorted(input: Arc<dyn ExecutionPlan>, fetch: Option<usize>, each: bool) -> Arc<dyn ExecutionPlan> {
    let key = PhysicalSortExpr::new_default(Arc::new(Column::new("id", 0))).desc();
    let ordering = LexOrdering::new(vec![key]).unwrap();
    Arc::new(SortExec::new(ordering, input).with_fetch(fetch).with_preserve_partitioning(each))
}

#[tokio::test]
async fn datafusions_nodes_answer_the_same_once_sent() {
    let id = |input: &Arc<dyn ExecutionPlan>| col("id", &input.schema()).unwrap();
    let input = range(20, 3);
    let (left, right) = (merged(range(5, 2)), range(20, 3));
    let on = vec![(id(&left), id(&right))];
    check(filtered(
        input.clone(),
        Arc::new(datafusion::physical_expr::expressions::BinaryExpr::new(
            id(&input),
            datafusion::logical_expr::Operator::Gt,
            lit(3_i64),
        )),
    ))
    .await;
    check(Arc::new(
        ProjectionExec::try_new(vec![(id(&input), "x".to_owned()), (lit("y"), "y".to_owned())], input.clone()).unwrap(),
    ))
    .await;
    check(Arc::new(LocalLimitExec::new(input.clone(), 2))).await;
    check(Arc::new(GlobalLimitExec::new(merged(range(9, 1)), 2, Some(3)))).await;
    check(Arc::new(GlobalLimitExec::new(merged(range(9, 1)), 2, None))).await;
    check(Arc::new(PlaceholderRowExec::new(input.schema()))).await;
    check(Arc::new(datafusion::physical_plan::empty::EmptyExec::new(input.schema()).with_partitions(3))).await;
    check(UnionExec::try_new(vec![range(3, 2), range(4, 1)]).unwrap()).await;
    check(sorted(input.clone(), None, true)).await;
    check(sorted(input.clone(), Some(2), true)).await;
    let ordering = LexOrdering::new(vec![PhysicalSortExpr::new_default(id(&input))]).unwrap();
    check(Arc::new(SortPreservingMergeExec::new(ordering, input.clone()).with_fetch(Some(7)))).await;
    check(Arc::new(CrossJoinExec::new(left.clone(), right.clone()))).await;
    check(Arc::new(
        NestedLoopJoinExec::try_new(left.clone(), right.clone(), None, &JoinType::Right, Some(vec![1])).unwrap(),
    ))
    .await;
    let hashed = |input: &Arc<dyn ExecutionPlan>| -> Arc<dyn ExecutionPlan> {
        Arc::new(RepartitionExec::try_new(input.clone(), Partitioning::Hash(vec![id(input)], 4)).unwrap())
    };
    for join_type in
        [JoinType::Inner, JoinType::Left, JoinType::Full, JoinType::LeftSemi, JoinType::RightAnti, JoinType::LeftMark]
    {
        let join = HashJoinExecBuilder::new(hashed(&left), hashed(&merged(right.clone())), on.clone(), join_type)
            .with_partition_mode(PartitionMode::Partitioned)
            .with_null_equality(NullEquality::NullEqualsNull);
        check(Arc::new(join.build().unwrap())).await;
        let sorted = |input| sorted(merged(input), None, false);
        let options = vec![datafusion::arrow::compute::SortOptions { descending: true, nulls_first: true }];
        let join = SortMergeJoinExec::try_new(
            sorted(left.clone()),
            sorted(right.clone()),
            on.clone(),
            None,
            join_type,
            options,
            NullEquality::NullEqualsNothing,
        );
        check(Arc::new(join.unwrap())).await;
    }
    let collected = HashJoinExecBuilder::new(left, right, on, JoinType::Inner)
        .with_partition_mode(PartitionMode::CollectLeft)
        .with_projection(Some(vec![1]))
        .with_fetch(Some(2));
    check(Arc::new(collected.build().unwrap())).await;
}

#[test]
fn limits_that_do_not_fit_the_message_are_refused() {
    let plan: Arc<dyn ExecutionPlan> = Arc::new(LocalLimitExec::new(range(1, 1), 1 << 32));
    assert!(encode_plan(&plan).unwrap_err().is(&condition::UNSUPPORTED_FEATURE));
    let plan: Arc<dyn ExecutionPlan> = Arc::new(GlobalLimitExec::new(range(1, 1), 1 << 32, None));
    assert!(encode_plan(&plan).unwrap_err().is(&condition::UNSUPPORTED_FEATURE));
}

#[test]
fn damaged_plans_are_errors() {
    let bytes = encode_plan(&operators().remove(13)).unwrap();
    for end in 0..bytes.len() {
        let _ = decode_plan(&bytes[..end], &context());
    }
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x15;
        let _ = decode_plan(&bytes, &context());
    }
    assert!(decode_plan(b"nonsense", &context()).is_err());
}

/// A join fills a filter in for its probe side once all of its partitions have built: a task has one partition, and would wait for
/// ever.
#[tokio::test]
async fn filters_of_joins_stay_behind() {
    let state = crate::session_state(
        &super::scans::environment(),
        &crate::Conf { target_partitions: 3, ..crate::Conf::default() },
    );
    let folder = super::scans::people();
    let plan = super::scans::join(&state, folder.path()).await;
    let text = shown(&plan);
    assert!(text.contains("DynamicFilter"), "{text}");
    let found = decode_plan(&encode_plan(&plan).unwrap(), &context()).unwrap();
    let text = shown(&found);
    assert!(!text.contains("DynamicFilter"), "{text}");
    let mut joins = vec![found.clone()];
    while let Some(plan) = joins.pop() {
        assert!(plan.downcast_ref::<HashJoinExec>().is_none_or(|join| join.dynamic_expressions_produced().is_empty()));
        joins.extend(plan.children().into_iter().cloned());
    }
    let lines = |rows: Vec<Vec<RecordBatch>>| super::scans::lines(&rows.concat());
    assert_eq!(lines(rows(found).await.unwrap()), lines(rows(plan).await.unwrap()));
}
