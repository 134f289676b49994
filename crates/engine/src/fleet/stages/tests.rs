//! Cuts of plans that DataFusion makes.

use std::sync::Arc;

use datafusion::physical_plan::{ExecutionPlan, displayable};
use datafusion::prelude::{SessionConfig, SessionContext};

use super::{Portable, ReadAs, StagePlan, Writes, cut};

struct All;

impl Portable for All {
    fn is_portable(&self, _plan: &Arc<dyn ExecutionPlan>) -> bool {
        true
    }
}

struct NotLeaves;

impl Portable for NotLeaves {
    fn is_portable(&self, plan: &Arc<dyn ExecutionPlan>) -> bool {
        !plan.children().is_empty()
    }
}

async fn plan(sql: &str, broadcast: usize) -> Arc<dyn ExecutionPlan> {
    let mut config = SessionConfig::new().with_target_partitions(3).with_round_robin_repartition(false);
    config.options_mut().optimizer.enable_dynamic_filter_pushdown = false;
    config.options_mut().optimizer.hash_join_single_partition_threshold = broadcast;
    config.options_mut().optimizer.hash_join_single_partition_threshold_rows = broadcast;
    let context = SessionContext::new_with_config(config);
    let batch = |from: i64| {
        let values: arrow::array::ArrayRef = Arc::new(arrow::array::Int64Array::from_iter_values(from..from + 10));
        arrow::record_batch::RecordBatch::try_from_iter([("k", values.clone()), ("v", values)]).unwrap()
    };
    for name in ["a", "b"] {
        let parts = vec![vec![batch(0)], vec![batch(10)], vec![batch(20)]];
        let table = datafusion::datasource::MemTable::try_new(batch(0).schema(), parts).unwrap();
        context.register_table(name, Arc::new(table)).unwrap();
    }
    context.sql(sql).await.unwrap().create_physical_plan().await.unwrap()
}

/// Each stage as its number, tasks, inputs and how it writes.
fn shape(stages: &[StagePlan]) -> Vec<String> {
    let writes = |stage: &StagePlan| match (&stage.writes, stage.read_as) {
        (Writes::Hash(by), _) => format!("hash {}", by.partition_count()),
        (Writes::Through, ReadAs::Each) => "each".to_owned(),
        (Writes::Through, ReadAs::All) => "all".to_owned(),
    };
    stages.iter().map(|s| format!("{}: {} tasks of {:?}, {}", s.id, s.partitions(), s.inputs, writes(s))).collect()
}

fn text(stages: &[StagePlan]) -> String {
    stages.iter().map(|stage| displayable(stage.plan.as_ref()).indent(false).to_string()).collect()
}

#[tokio::test]
async fn an_aggregate_with_a_sort_has_a_stage_for_each_exchange() {
    let stages = cut(plan("SELECT k, sum(v) FROM a GROUP BY k ORDER BY k", 0).await, 3, &All).unwrap();
    assert_eq!(shape(&stages), ["1: 3 tasks of [], hash 3", "2: 3 tasks of [1], each", "3: 1 tasks of [2], each"]);
}

#[tokio::test]
async fn joined_sides_are_hashed_alike() {
    let stages = cut(plan("SELECT count(*) FROM a JOIN b ON a.k = b.k", 0).await, 3, &All).unwrap();
    assert_eq!(
        shape(&stages),
        [
            "1: 3 tasks of [], hash 3",
            "2: 3 tasks of [], hash 3",
            "3: 3 tasks of [1, 2], all",
            "4: 1 tasks of [3], each"
        ]
    );
}

#[tokio::test]
async fn a_small_side_is_read_whole_by_every_task() {
    let stages = cut(plan("SELECT a.v FROM a JOIN b ON a.k = b.k", 1 << 20).await, 3, &All).unwrap();
    assert_eq!(shape(&stages), ["1: 3 tasks of [], all", "2: 3 tasks of [1], each"]);
}

#[tokio::test]
async fn a_join_that_remembers_its_small_side_is_hashed_instead() {
    let sql = "SELECT a.v FROM a WHERE k NOT IN (SELECT v FROM b WHERE v IS NOT NULL)";
    for sql in ["SELECT a.v, b.v FROM a LEFT JOIN b ON a.k = b.k", "SELECT a.v FROM a FULL JOIN b ON a.k = b.k", sql] {
        let stages = cut(plan(sql, 1 << 20).await, 3, &All).unwrap();
        let last = stages.last().unwrap();
        let spread = last.partitions() > 1;
        let text = text(&stages);
        assert!(!spread || !text.contains("mode=CollectLeft, join_type=Left"), "{text}");
        assert!(!spread || !text.contains("mode=CollectLeft, join_type=Full"), "{text}");
    }
}

#[tokio::test]
async fn a_cross_join_reads_its_small_side_from_a_stage() {
    let stages = cut(plan("SELECT a.v, b.v FROM a CROSS JOIN b", 1 << 20).await, 3, &All).unwrap();
    assert_eq!(shape(&stages), ["1: 3 tasks of [], all", "2: 3 tasks of [1], each"]);
}

#[tokio::test]
async fn a_union_keeps_the_partitions_of_its_branches() {
    let stages = cut(plan("SELECT k FROM a UNION ALL SELECT k FROM b", 0).await, 3, &All).unwrap();
    assert_eq!(shape(&stages), ["1: 6 tasks of [], each"]);
}

#[tokio::test]
async fn leaves_that_cannot_travel_are_stages_of_their_own() {
    let stages = cut(plan("SELECT k + 1 FROM a", 0).await, 3, &NotLeaves).unwrap();
    assert_eq!(shape(&stages), ["1: 3 tasks of [], each", "2: 3 tasks of [1], each"]);
}
