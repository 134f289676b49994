//! Ballista 55 gives a task its part of the leaves it knows. A leaf it does not know is read whole by every task: that is why
//! our tasks pick their partition themselves. The day the first test fails, upstream cuts custom leaves too.

use std::sync::Arc;

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use ballista_scheduler::config::SchedulerConfig;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use sparrow_operators::range::{RangeExec, RangeTable};

use super::by_number::ByNumber;
use super::cluster::Cluster;
use super::driven::{PARTITIONS, ROWS, exchanged, rows};

/// The numbers of `spark.range`, in as many partitions of as many rows as [`rows`].
fn range() -> Arc<dyn ExecutionPlan> {
    let table = RangeTable::new(0, (PARTITIONS * ROWS) as i64, 1, Some(PARTITIONS), "id");
    let schema = datafusion::catalog::TableProvider::schema(&table);
    Arc::new(RangeExec::new(table.slices(PARTITIONS), 1, schema))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_task_reads_all_partitions_of_a_custom_leaf() {
    let codec = Arc::new(ByNumber::new(|plan| plan.is::<RangeExec>()));
    let cluster = Cluster::start(SchedulerConfig::default(), codec).await;
    assert_eq!(range().output_partitioning().partition_count(), PARTITIONS);

    let given = cluster.submit(exchanged(range())).await.rows().await;
    assert_eq!(given as usize, PARTITIONS * PARTITIONS * ROWS, "right would be {}", PARTITIONS * ROWS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_reads_its_partition_of_a_data_source() {
    let cluster = Cluster::start(SchedulerConfig::default(), Arc::new(BallistaPhysicalExtensionCodec::default())).await;
    let given = cluster.submit(exchanged(rows())).await.rows().await;
    assert_eq!(given as usize, PARTITIONS * ROWS);
}
