//! The nodes DataFusion writes itself: those whose messages were read and found to say everything.

use datafusion::common::Result;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::AggregateExec;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::joins::{CrossJoinExec, HashJoinExec, NestedLoopJoinExec, SortMergeJoinExec};
use datafusion::physical_plan::limit::{GlobalLimitExec, LocalLimitExec};
use datafusion::physical_plan::placeholder_row::PlaceholderRowExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::union::{InterleaveExec, UnionExec};
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec};
use sparrow_spark_error::unsupported;

use super::window;

/// Rows in memory beyond so many bytes do not travel inside a plan.
const MEMORY_BYTES_MAX: usize = 256 * 1024;

macro_rules! is_one_of {
    ($plan:expr; $($node:ty),* $(,)?) => { $($plan.is::<$node>())||* };
}

/// Refuses nodes DataFusion would not write, or not exactly.
pub(super) fn check(plan: &dyn ExecutionPlan) -> Result<()> {
    let is_exact = is_one_of!(plan;
        AggregateExec, CooperativeExec, CrossJoinExec, EmptyExec, HashJoinExec, InterleaveExec, NestedLoopJoinExec,
        PlaceholderRowExec, ProjectionExec, RepartitionExec, SortExec, SortMergeJoinExec, SortPreservingMergeExec, UnionExec,
    );
    if is_exact {
        return Ok(());
    }
    if is_one_of!(plan; WindowAggExec, BoundedWindowAggExec) {
        return window::check(plan);
    }
    match counts(plan) {
        Some(counts) if counts.iter().all(|count| u32::try_from(*count).is_ok()) => Ok(()),
        Some(_) => Err(unsupported(format!("sending a {} of more than 4294967295 rows", plan.name())).into()),
        None => check_memory(plan),
    }
}

/// The numbers of a node that DataFusion writes with 32 bits.
fn counts(plan: &dyn ExecutionPlan) -> Option<Vec<usize>> {
    if let Some(limit) = plan.downcast_ref::<GlobalLimitExec>() {
        return Some(vec![limit.skip()]);
    }
    if let Some(limit) = plan.downcast_ref::<LocalLimitExec>() {
        return Some(vec![limit.fetch()]);
    }
    if let Some(filter) = plan.downcast_ref::<FilterExec>() {
        return Some(filter.fetch().into_iter().chain([filter.batch_size()]).collect());
    }
    plan.downcast_ref::<CoalescePartitionsExec>().map(|merge| merge.fetch().into_iter().collect())
}

fn check_memory(plan: &dyn ExecutionPlan) -> Result<()> {
    let source = plan.downcast_ref::<DataSourceExec>().map(DataSourceExec::data_source);
    let Some(memory) = source.and_then(|source| source.downcast_ref::<MemorySourceConfig>()) else {
        return Err(unsupported(format!("sending the node {} to an executor", plan.name())).into());
    };
    let bytes: usize = memory.partitions().iter().flatten().map(|batch| batch.get_array_memory_size()).sum();
    match bytes {
        0..=MEMORY_BYTES_MAX => Ok(()),
        _ => Err(unsupported("sending rows in memory with a plan beyond 256 KiB").into()),
    }
}
