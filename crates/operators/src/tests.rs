//! Behaviour of the nodes, with answers recorded from Spark 4.2.1.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, ListArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int32Type, Int64Type, Schema};
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::common::Result;
use datafusion::datasource::provider_as_source;
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::{Extension, LogicalPlan, LogicalPlanBuilder, UserDefinedLogicalNodeCore, col};
use datafusion::physical_plan::collect_partitioned;
use datafusion::physical_planner::DefaultPhysicalPlanner;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::OperatorPlanner;
use crate::cached::CachedTable;
use crate::coalesce::CoalesceNode;
use crate::collect_metrics::{CollectMetricsNode, MetricsSink};
use crate::generate::{GenerateNode, Generator, Shape};
use crate::partition_id::{PartitionIdNode, Position};
use crate::range::RangeTable;
use crate::sample::{SampleNode, Sampling};
use crate::tail::TailNode;

#[derive(Debug)]
struct Planner;

#[async_trait::async_trait]
impl datafusion::execution::context::QueryPlanner for Planner {
    async fn create_physical_plan(
        &self,
        plan: &LogicalPlan,
        session: &dyn datafusion::catalog::Session,
    ) -> Result<Arc<dyn datafusion::physical_plan::ExecutionPlan>> {
        use datafusion::physical_planner::PhysicalPlanner;
        let planner = DefaultPhysicalPlanner::with_extension_planners(vec![Arc::new(OperatorPlanner)]);
        planner.create_physical_plan(plan, session).await
    }
}

fn context(runtime: Arc<RuntimeEnv>) -> SessionContext {
    let config = SessionConfig::new().with_target_partitions(2).with_batch_size(4);
    let builder = SessionStateBuilder::new().with_default_features().with_config(config).with_runtime_env(runtime);
    SessionContext::new_with_state(builder.with_query_planner(Arc::new(Planner)).build())
}

fn scan(table: impl TableProvider + 'static) -> LogicalPlan {
    LogicalPlanBuilder::scan("t", provider_as_source(Arc::new(table)), None).unwrap().build().unwrap()
}

fn range(start: i64, end: i64, step: i64, partitions: usize) -> LogicalPlan {
    scan(RangeTable::new(start, end, step, Some(partitions), "id"))
}

fn node(node: impl UserDefinedLogicalNodeCore) -> LogicalPlan {
    LogicalPlan::Extension(Extension { node: Arc::new(node) })
}

async fn run(plan: LogicalPlan) -> Vec<Vec<RecordBatch>> {
    let context = context(Arc::default());
    let plan = context.state().create_physical_plan(&context.state().optimize(&plan).unwrap()).await.unwrap();
    collect_partitioned(plan, context.task_ctx()).await.unwrap()
}

fn longs(partitions: &[Vec<RecordBatch>], column: usize) -> Vec<Vec<i64>> {
    let values = |batch: &RecordBatch| batch.column(column).as_primitive::<Int64Type>().values().to_vec();
    partitions.iter().map(|batches| batches.iter().flat_map(values).collect()).collect()
}

#[tokio::test]
async fn range_splits_as_spark() {
    assert_eq!(longs(&run(range(-5, 10, 4, 3)).await, 0), [vec![-5], vec![-1], vec![3, 7]]);
    assert_eq!(longs(&run(range(10, -5, -4, 3)).await, 0), [vec![10], vec![6], vec![2, -2]]);
    let end = i64::MAX;
    let near_end = longs(&run(range(end - 7, end, 3, 2)).await, 0);
    assert_eq!(near_end, [vec![end - 7], vec![end - 4, end - 1]]);
    assert_eq!(longs(&run(range(0, 2, 1, 4)).await, 0), [vec![], vec![0], vec![], vec![1]]);
    assert!(longs(&run(range(3, 3, 1, 2)).await, 0).concat().is_empty());
    assert_eq!(RangeTable::new(i64::MIN, i64::MAX, 1, None, "id").count(), u128::from(u64::MAX));
}

#[tokio::test]
async fn range_comes_in_batches() {
    let batches = run(range(0, 20_000, 1, 1)).await.concat();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [8192, 8192, 3616]);
}

#[tokio::test]
async fn sample_picks_sparks_rows() {
    let sample = |plan, lower, upper, seed| {
        node(SampleNode::new(plan, Sampling { lower, upper, with_replacement: false, seed }))
    };
    let picked = longs(&run(sample(range(0, 100, 1, 2), 0.0, 0.1, 7)).await, 0).concat();
    assert_eq!(picked, [11, 13, 20, 25, 27, 39, 42, 60, 71, 74, 86]);
    let third = 1.0 / 3.0;
    let first = longs(&run(sample(range(0, 20, 1, 2), 0.0, third, 5)).await, 0).concat();
    assert_eq!(first, [0, 1, 5, 6, 8, 9, 10, 16, 18]);
    let rest = longs(&run(sample(range(0, 20, 1, 2), third, 1.0, 5)).await, 0).concat();
    assert_eq!(rest, [2, 3, 4, 7, 11, 12, 13, 14, 15, 17, 19]);
}

#[tokio::test]
async fn sample_with_replacement_has_the_mean() {
    let sampling = Sampling { lower: 0.0, upper: 2.0, with_replacement: true, seed: 1 };
    let picked = longs(&run(node(SampleNode::new(range(0, 10_000, 1, 1), sampling))).await, 0).concat();
    assert!((19_000..21_000).contains(&picked.len()), "{}", picked.len());
}

#[tokio::test]
async fn coalesce_keeps_order_and_ids_tell_partitions() {
    let ids = vec![("p".to_owned(), Position::PartitionId), ("m".to_owned(), Position::MonotonicId)];
    let plan = node(PartitionIdNode::try_new(node(CoalesceNode::new(range(0, 10, 1, 5), 2)), ids).unwrap());
    let result = run(plan).await;
    assert_eq!(longs(&result, 0), [vec![0, 1, 2, 3], vec![4, 5, 6, 7, 8, 9]]);
    let base = 1_i64 << 33;
    assert_eq!(longs(&result, 2), [vec![0, 1, 2, 3], (base..base + 6).collect()]);
    assert_eq!(result[1][0].column(1).as_primitive::<Int32Type>().value(0), 1);
}

#[tokio::test]
async fn tail_takes_the_last_rows_in_order() {
    assert_eq!(longs(&run(node(TailNode::new(range(0, 10, 1, 3), 4))).await, 0).concat(), [6, 7, 8, 9]);
    assert_eq!(longs(&run(node(TailNode::new(range(0, 3, 1, 2), 9))).await, 0).concat(), [0, 1, 2]);
    assert!(longs(&run(node(TailNode::new(range(0, 3, 1, 2), 0))).await, 0).concat().is_empty());
}

fn lists() -> LogicalPlan {
    let list = ListArray::from_iter_primitive::<Int64Type, _, _>(vec![
        Some(vec![Some(1), None]),
        None,
        Some(vec![]),
        Some((10..17).map(Some).collect()),
    ]);
    let names = StringArray::from(vec!["a", "b", "c", "d"]);
    let fields = vec![Field::new("k", DataType::Utf8, true), Field::new("l", list.data_type().clone(), true)];
    let schema = Arc::new(Schema::new(fields));
    let columns: Vec<ArrayRef> = vec![Arc::new(names), Arc::new(list)];
    let batch = RecordBatch::try_new(schema.clone(), columns).unwrap();
    scan(MemTable::try_new(schema, vec![vec![batch]]).unwrap())
}

fn exploded(outer: bool) -> LogicalPlan {
    let generator = Generator { shape: Shape::Element, with_position: true, outer };
    let pos = Arc::new(Field::new("pos", DataType::Int32, outer));
    let generated = vec![(None, pos), (None, Arc::new(Field::new("col", DataType::Int64, true)))];
    node(GenerateNode::try_new(lists(), col("l"), generator, generated).unwrap())
}

#[tokio::test]
async fn explode_repeats_rows_in_bounded_batches() {
    let batches = run(exploded(false)).await.concat();
    let rows: Vec<usize> = batches.iter().map(RecordBatch::num_rows).collect();
    assert_eq!(rows, [4, 4, 1]);
    let elements = longs(std::slice::from_ref(&batches), 3).concat();
    assert_eq!(elements[2..], [10, 11, 12, 13, 14, 15, 16]);
    assert!(batches[0].column(3).is_null(1));
    let positions: Vec<i32> =
        batches.iter().flat_map(|b| b.column(2).as_primitive::<Int32Type>().values().to_vec()).collect();
    assert_eq!(positions, [0, 1, 0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(batches[2].column(0).as_string::<i32>().value(0), "d");
}

#[tokio::test]
async fn explode_outer_keeps_rows_without_elements() {
    let batches = run(exploded(true)).await.concat();
    let keys: Vec<String> = batches
        .iter()
        .flat_map(|b| b.column(0).as_string::<i32>().iter().map(|k| k.unwrap().to_owned()).collect::<Vec<_>>())
        .collect();
    assert_eq!(keys.concat(), "aabcddddddd");
    assert!(batches[0].column(2).is_null(2) && batches[0].column(3).is_null(3));
}

#[tokio::test]
async fn generate_prunes_columns_and_pushes_filters_on_input() {
    let plan = LogicalPlanBuilder::from(exploded(false)).filter(col("t.k").eq(datafusion::prelude::lit("a"))).unwrap();
    let plan = plan.project(vec![col("col")]).unwrap().build().unwrap();
    let batches = run(plan).await.concat();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 2);
    assert_eq!(batches[0].num_columns(), 1);
}

#[tokio::test]
async fn observed_values_arrive_once_rows_are_read() {
    let sink = MetricsSink::new();
    let aggregates = vec![count(col("t.id")).alias("n"), sum(col("t.id")).alias("s")];
    let plan = node(CollectMetricsNode::new(range(0, 10, 1, 3), "m", aggregates, sink.clone()));
    assert!(sink.values().is_none());
    assert_eq!(longs(&run(plan).await, 0).concat().len(), 10);
    assert_eq!(sink.values().unwrap(), [10_i64.into(), 45_i64.into()]);
}

fn rows(values: std::ops::Range<i64>) -> RecordBatch {
    let schema = Arc::new(Schema::new(vec![Field::new("v", DataType::Int64, false)]));
    RecordBatch::try_new(schema, vec![Arc::new(Int64Array::from_iter_values(values))]).unwrap()
}

#[tokio::test]
async fn cache_spills_what_the_pool_refuses_and_frees_both() {
    let pool = Arc::new(GreedyMemoryPool::new(20_000));
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(pool).build_arc().unwrap();
    let batches: Vec<_> = (0..5).map(|i| rows(i * 1000..(i + 1) * 1000)).collect();
    let table = CachedTable::try_new(batches[0].schema(), vec![batches, vec![]], &runtime).unwrap();
    assert!(table.memory_bytes() >= 16_000 && table.disk_bytes() > 16_000, "{table:?}");
    assert_eq!(runtime.memory_pool.reserved(), table.memory_bytes());

    let context = context(runtime.clone());
    let frame = context.read_table(Arc::new(table)).unwrap();
    let read = longs(&[frame.collect().await.unwrap()], 0).concat();
    assert_eq!(read, (0..5000).collect::<Vec<_>>());
    drop(context);
    assert_eq!((runtime.memory_pool.reserved(), runtime.disk_manager.used_disk_space()), (0, 0));
}

#[tokio::test]
async fn cache_collects_partitions_of_a_plan() {
    let context = context(Arc::default());
    let plan = context.state().create_physical_plan(&range(0, 100, 1, 3)).await.unwrap();
    let table = CachedTable::collect(plan, context.task_ctx()).await.unwrap();
    assert_eq!(table.rows(), 100);
    let plan = context.state().create_physical_plan(&scan(table)).await.unwrap();
    let read = longs(&collect_partitioned(plan, context.task_ctx()).await.unwrap(), 0);
    assert_eq!((read.len(), read.concat()), (3, (0..100).collect()));
}
