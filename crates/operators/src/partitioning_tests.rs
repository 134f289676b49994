//! Where rows go, with answers recorded from Spark 4.2.1, and what joins become under hints.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{AsArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::common::{JoinType, Result};
use datafusion::datasource::provider_as_source;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::{Extension, LogicalPlan, LogicalPlanBuilder, UserDefinedLogicalNodeCore, col, lit};
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, collect_partitioned, displayable};
use datafusion::physical_planner::{DefaultPhysicalPlanner, PhysicalPlanner};
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::OperatorPlanner;
use crate::apply_join_hints::ApplyJoinHints;
use crate::coalesce::{CoalesceExec, CoalesceNode};
use crate::exchange::LowerExchanges;
use crate::join_hint::{JoinHintNode, JoinStrategy};
use crate::partitions::PartitionCounts;
use crate::range::RangeTable;
use crate::repartition::{RepartitionNode, Scheme};

#[derive(Debug)]
struct Planner;

#[async_trait::async_trait]
impl datafusion::execution::context::QueryPlanner for Planner {
    async fn create_physical_plan(
        &self,
        plan: &LogicalPlan,
        session: &dyn datafusion::catalog::Session,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let planner = DefaultPhysicalPlanner::with_extension_planners(vec![Arc::new(OperatorPlanner)]);
        planner.create_physical_plan(plan, session).await
    }
}

fn context() -> SessionContext {
    let mut config = SessionConfig::new()
        .with_target_partitions(6)
        .with_batch_size(4)
        .with_extension(Arc::new(PartitionCounts { partitions_count_max: 100, ..PartitionCounts::default() }));
    config.options_mut().optimizer.enable_round_robin_repartition = false;
    let mut rules = PhysicalOptimizer::new().rules;
    let selection = rules.iter().position(|rule| rule.name() == "join_selection").unwrap();
    rules.insert(selection + 1, Arc::new(ApplyJoinHints));
    rules.push(Arc::new(LowerExchanges));
    let builder = SessionStateBuilder::new().with_default_features().with_config(config);
    let builder = builder.with_query_planner(Arc::new(Planner)).with_physical_optimizer_rules(rules);
    SessionContext::new_with_state(builder.build())
}

fn node(node: impl UserDefinedLogicalNodeCore) -> LogicalPlan {
    LogicalPlan::Extension(Extension { node: Arc::new(node) })
}

fn scan(name: &str, table: impl TableProvider + 'static) -> LogicalPlan {
    LogicalPlanBuilder::scan(name, provider_as_source(Arc::new(table)), None).unwrap().build().unwrap()
}

fn numbers() -> LogicalPlan {
    scan("t", RangeTable::new(0, 20, 1, Some(4), "id"))
}

async fn planned(plan: &LogicalPlan) -> Arc<dyn ExecutionPlan> {
    let state = context().state();
    state.create_physical_plan(plan).await.unwrap()
}

/// The first column of each partition's rows; where partitions have several sources their order is not told.
async fn placed(plan: LogicalPlan) -> BTreeMap<usize, Vec<i64>> {
    let result = collect_partitioned(planned(&plan).await, context().task_ctx()).await.unwrap();
    let value = |batch: &RecordBatch| batch.column(0).as_primitive::<Int64Type>().values().to_vec();
    let mut placed = BTreeMap::new();
    for (partition, batches) in result.iter().enumerate() {
        let mut values: Vec<i64> = batches.iter().flat_map(value).collect();
        values.sort_unstable();
        if !values.is_empty() {
            placed.insert(partition, values);
        }
    }
    placed
}

async fn check(scheme: Scheme, partitions: usize, expected: &[&[i64]]) {
    let plan = node(RepartitionNode::new(numbers(), scheme, Some(partitions)));
    assert_eq!(planned(&plan).await.output_partitioning().partition_count(), partitions);
    assert_eq!(placed(plan).await.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn rows_are_dealt_out_as_spark_does() {
    let sorted = || Scheme::RoundRobin { sorted: true };
    check(sorted(), 3, &[&[3, 4, 6, 12, 14, 18, 19], &[0, 1, 7, 8, 13, 15, 17], &[2, 5, 9, 10, 11, 16]]).await;
    check(sorted(), 4, &[&[4, 8, 11, 12, 15], &[1, 3, 7, 9, 14, 16], &[0, 5, 13, 18], &[2, 6, 10, 17, 19]]).await;
    check(
        Scheme::RoundRobin { sorted: false },
        3,
        &[&[0, 3, 7, 11, 14, 15, 18], &[1, 4, 5, 8, 12, 16, 19], &[2, 6, 9, 10, 13, 17]],
    )
    .await;
    check(sorted(), 1, &[&(0..20).collect::<Vec<_>>()]).await;
}

#[tokio::test]
async fn numbers_are_partitions() {
    let number = datafusion::logical_expr::cast(col("id") - lit(5_i64), DataType::Int32);
    check(Scheme::Number(number), 3, &[&[2, 5, 8, 11, 14, 17], &[0, 3, 6, 9, 12, 15, 18], &[1, 4, 7, 10, 13, 16, 19]])
        .await;
}

#[tokio::test]
async fn ranges_are_those_of_spark() {
    let by = |key| Scheme::Range { keys: vec![key], sample_rows: 100 };
    let in_order: Vec<Vec<i64>> = (0..4).map(|i| (i * 5..i * 5 + 5).collect()).collect();
    let in_order: Vec<&[i64]> = in_order.iter().map(Vec::as_slice).collect();
    check(by(col("id").sort(true, true)), 4, &in_order).await;
    check(
        by(col("id").sort(false, false)),
        3,
        &[&[13, 14, 15, 16, 17, 18, 19], &[6, 7, 8, 9, 10, 11, 12], &[0, 1, 2, 3, 4, 5]],
    )
    .await;
}

/// Rows 0 to 24 in two partitions: a key that is NULL, one number most of the time, or a number of its own; and a double.
fn keyed() -> LogicalPlan {
    let fields = vec![
        Field::new("id", DataType::Int64, false),
        Field::new("k", DataType::Int32, true),
        Field::new("x", DataType::Float64, true),
    ];
    let schema = Arc::new(Schema::new(fields));
    let key = |id: i64| match id {
        0..12 => Some(1),
        12..14 => None,
        other => Some(other as i32),
    };
    let special = [Some(f64::NAN), Some(-0.0), Some(0.0), Some(f64::NEG_INFINITY), None];
    let double = |id: i64| if id < 20 { Some((id - 10) as f64 / 4.0) } else { special[(id - 20) as usize] };
    let part = |ids: std::ops::Range<i64>| {
        let columns: Vec<arrow::array::ArrayRef> = vec![
            Arc::new(Int64Array::from_iter_values(ids.clone())),
            Arc::new(ids.clone().map(key).collect::<Int32Array>()),
            Arc::new(ids.map(double).collect::<Float64Array>()),
        ];
        vec![RecordBatch::try_new(schema.clone(), columns).unwrap()]
    };
    scan("t", MemTable::try_new(schema.clone(), vec![part(0..10), part(10..25)]).unwrap())
}

async fn ranged(key: datafusion::logical_expr::SortExpr, rows: i64) -> Vec<Vec<i64>> {
    let input = LogicalPlanBuilder::from(keyed()).filter(col("id").lt(lit(rows))).unwrap().build().unwrap();
    let scheme = Scheme::Range { keys: vec![key], sample_rows: 100 };
    placed(node(RepartitionNode::new(input, scheme, Some(4)))).await.into_values().collect()
}

#[tokio::test]
async fn equal_keys_nulls_and_doubles_stay_together() {
    let of = |ranges: [std::ops::Range<i64>; 4]| ranges.map(|range| range.collect::<Vec<_>>()).to_vec();
    assert_eq!(ranged(col("k").sort(true, true), 20).await, of([0..14, 14..15, 15..16, 16..20]));
    assert_eq!(
        ranged(col("k").sort(true, false), 20).await,
        [(0..12).collect::<Vec<_>>(), vec![14], vec![15, 16], vec![12, 13, 17, 18, 19],]
    );
    assert_eq!(
        ranged(col("x").sort(true, true), 25).await,
        [
            vec![0, 1, 2, 3, 4, 23, 24],
            vec![5, 6, 7, 8, 9, 10, 21, 22],
            vec![11, 12, 13, 14],
            vec![15, 16, 17, 18, 19, 20],
        ]
    );
}

#[tokio::test]
async fn a_sample_is_enough_and_repeatable() {
    let many = || scan("t", RangeTable::new(0, 50_000, 1, Some(3), "id"));
    let scheme = || Scheme::Range { keys: vec![col("id").sort(true, true)], sample_rows: 100 };
    let first = placed(node(RepartitionNode::new(many(), scheme(), Some(5)))).await;
    assert_eq!(first, placed(node(RepartitionNode::new(many(), scheme(), Some(5)))).await);
    let (sizes, all): (Vec<usize>, Vec<i64>) =
        (first.values().map(Vec::len).collect(), first.into_values().flatten().collect());
    assert_eq!(all, (0..50_000).collect::<Vec<_>>());
    assert!(sizes.len() == 5 && sizes.iter().all(|size| (8_000..12_000).contains(size)), "{sizes:?}");
}

#[tokio::test]
async fn no_rule_takes_the_partitions_away() {
    let asked = |input| node(RepartitionNode::new(input, Scheme::RoundRobin { sorted: true }, Some(3)));
    let above = LogicalPlanBuilder::from(asked(numbers())).filter(col("id").gt(lit(2_i64))).unwrap();
    let above = above.project([(col("id") + lit(1_i64)).alias("more")]).unwrap().build().unwrap();
    assert_eq!(planned(&above).await.output_partitioning().partition_count(), 3);
    assert_eq!(placed(above).await.into_values().flatten().sum::<i64>(), (4..=20).sum::<i64>());
    let default = node(RepartitionNode::new(numbers(), Scheme::Number(lit(1_i32)), None));
    assert_eq!(planned(&default).await.output_partitioning().partition_count(), 6);
    let limited = LogicalPlanBuilder::from(asked(numbers())).limit(0, Some(4)).unwrap().build().unwrap();
    assert_eq!(placed(limited).await.into_values().flatten().count(), 4);
    let totals = LogicalPlanBuilder::from(asked(numbers()));
    let totals = totals.aggregate(Vec::<datafusion::logical_expr::Expr>::new(), [sum(col("id")), count(lit(1))]);
    assert_eq!(placed(totals.unwrap().build().unwrap()).await[&0], [190]);
}

#[tokio::test]
async fn too_many_partitions_are_refused() {
    let plan = node(RepartitionNode::new(numbers(), Scheme::RoundRobin { sorted: true }, Some(101)));
    let error = context().state().create_physical_plan(&plan).await.unwrap_err();
    let error = sparrow_spark_error::SparkError::from(error);
    assert!(error.is(&sparrow_spark_error::condition::LIMIT_EXCEEDED), "{error}");
}

#[tokio::test]
async fn coalesced_partitions_are_neighbours() {
    let tenths = || scan("t", RangeTable::new(0, 20, 1, Some(10), "id"));
    let plan = node(CoalesceNode::new(tenths(), 4));
    let physical = planned(&plan).await;
    let coalesced = physical.downcast_ref::<CoalesceExec>().unwrap();
    assert_eq!(coalesced.groups(), [vec![0, 1], vec![2, 3, 4], vec![5, 6], vec![7, 8, 9]]);
    let expected: Vec<Vec<i64>> = [0..4, 4..10, 10..14, 14..20].map(Iterator::collect).to_vec();
    assert_eq!(placed(plan).await.into_values().collect::<Vec<_>>(), expected);
    assert_eq!(planned(&node(CoalesceNode::new(tenths(), 11))).await.output_partitioning().partition_count(), 10);
}

#[tokio::test]
async fn gathered_partitions_keep_their_order() {
    let gathered = Arc::new(CoalesceExec::gathering(planned(&numbers()).await, 1));
    let batches = collect_partitioned(gathered, context().task_ctx()).await.unwrap().concat();
    let values: Vec<i64> =
        batches.iter().flat_map(|batch| batch.column(0).as_primitive::<Int64Type>().values().to_vec()).collect();
    assert_eq!(values, (0..20).collect::<Vec<_>>());
}

fn table(name: &str, rows: i64) -> LogicalPlan {
    let fields = vec![Field::new("id", DataType::Int64, true), Field::new("s", DataType::Utf8, true)];
    let schema = Arc::new(Schema::new(fields));
    let ids: Int64Array = (0..rows).map(|id| (id % 5 != 4).then_some(id)).collect();
    let texts: StringArray = (0..rows).map(|id| Some(format!("{name}{id}"))).collect();
    let batch = RecordBatch::try_new(schema.clone(), vec![Arc::new(ids), Arc::new(texts)]).unwrap();
    let parts = vec![vec![batch.slice(0, 3)], vec![batch.slice(3, batch.num_rows() - 3)]];
    scan(name, MemTable::try_new(schema, parts).unwrap())
}

/// The join `l` with `r`, the sides under hints, on equal ids and unequal texts.
fn joined(kind: JoinType, left: Option<JoinStrategy>, right: Option<JoinStrategy>) -> LogicalPlan {
    let hinted = |plan, hint: Option<JoinStrategy>| match hint {
        Some(strategy) => {
            // The mark stands below what has one input.
            let marked = node(JoinHintNode::new(plan, strategy));
            LogicalPlanBuilder::from(marked).filter(col("s").not_eq(lit("x"))).unwrap().build().unwrap()
        }
        None => plan,
    };
    let (left, right) = (hinted(table("l", 12), left), hinted(table("r", 9), right));
    let on = (vec!["l.id"], vec!["r.id"]);
    let filter = Some(col("l.s").not_eq(lit("l2")));
    LogicalPlanBuilder::from(left).join(right, kind, on, filter).unwrap().build().unwrap()
}

/// The join's node in the plan, and its rows as text in order.
async fn ran(plan: LogicalPlan) -> (String, Vec<String>) {
    let physical = planned(&plan).await;
    let text = displayable(physical.as_ref()).indent(false).to_string();
    let join = text.lines().find(|line| line.contains("Join")).unwrap_or(&text).trim().to_owned();
    let batches = collect_partitioned(physical, context().task_ctx()).await.unwrap().concat();
    let shown = arrow::util::pretty::pretty_format_batches(&batches).unwrap().to_string();
    let mut rows: Vec<String> = shown.lines().map(str::to_owned).collect();
    rows.sort();
    (join, rows)
}

#[tokio::test]
async fn joins_obey_hints_and_answer_alike() {
    use JoinStrategy::{Broadcast, Merge, NestedLoop, ShuffleHash};
    use JoinType::{Full, Inner, Left, LeftAnti, LeftSemi, Right};
    for kind in [Inner, Left, Right, Full, LeftSemi, LeftAnti] {
        let (_, expected) = ran(joined(kind, None, None)).await;
        for strategy in [Broadcast, Merge, ShuffleHash, NestedLoop] {
            for (left, right) in [(Some(strategy), None), (None, Some(strategy))] {
                let (join, rows) = ran(joined(kind, left, right)).await;
                assert_eq!(rows, expected, "{kind} {left:?} {right:?}");
                let is = |text: &str| join.contains(text);
                match (strategy, kind, left.is_some()) {
                    (Merge, ..) => assert!(is("SortMergeJoinExec"), "{kind}: {join}"),
                    (NestedLoop, Inner, _) => assert!(is("NestedLoopJoinExec"), "{kind}: {join}"),
                    (NestedLoop, ..) => assert!(is("HashJoinExec"), "{kind}: {join}"),
                    (Broadcast, Inner, _)
                    | (Broadcast, Left | LeftSemi | LeftAnti, false)
                    | (Broadcast, Right, true) => {
                        assert!(is("mode=CollectLeft") && (kind != Left || is("Right")), "{kind}: {join}");
                    }
                    (ShuffleHash, Inner | Left | Right | Full, _) | (ShuffleHash, _, false) => {
                        assert!(is("mode=Partitioned"), "{kind}: {join}");
                    }
                    _ => assert!(is("HashJoinExec"), "{kind}: {join}"),
                }
            }
        }
    }
}

#[tokio::test]
async fn a_broadcast_wins_over_other_hints() {
    use JoinStrategy::{Broadcast, Merge};
    let (join, _) = ran(joined(JoinType::Inner, Some(Merge), Some(Broadcast))).await;
    assert!(join.contains("mode=CollectLeft"), "{join}");
    let (join, _) = ran(joined(JoinType::Full, Some(Merge), Some(Broadcast))).await;
    assert!(join.contains("SortMergeJoinExec"), "{join}");
}
