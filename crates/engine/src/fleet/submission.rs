//! The settings a plan is submitted with: what Ballista's stages cannot carry is off. Knows no plan and no job.

use ballista_core::config::{BALLISTA_ADAPTIVE_PLANNER_ENABLED, BallistaConfig};
use datafusion::config::ConfigOptions;
use datafusion::prelude::SessionConfig;
use sparrow_spark_error::{Result, internal};

/// Settings that must be off in the fleet. The adaptive planner cannot win back the lost output of a finished stage
/// (`fleet/proofs`); a dynamic filter and a scalar subquery's result live in the memory of one process, and what a filter
/// waits for may be in another stage; a round-robin exchange has no order to run a lost task by again.
const OFF: [&str; 7] = [
    BALLISTA_ADAPTIVE_PLANNER_ENABLED,
    "datafusion.optimizer.enable_dynamic_filter_pushdown",
    "datafusion.optimizer.enable_topk_dynamic_filter_pushdown",
    "datafusion.optimizer.enable_join_dynamic_filter_pushdown",
    "datafusion.optimizer.enable_aggregate_dynamic_filter_pushdown",
    "datafusion.optimizer.enable_physical_uncorrelated_scalar_subquery",
    "datafusion.optimizer.enable_round_robin_repartition",
];

/// Bytes of files that are worth a partition more than the slots have.
const PARTITION_BYTES: u64 = 64 << 20;

/// Partitions for a query that reads so many bytes: one a slot, up to `per_slot` where each has enough to do. Every partition costs
/// a task and, at each shuffle, a piece for every other.
pub(super) fn partitions(slots: usize, per_slot: usize, bytes: u64) -> usize {
    let filled = usize::try_from(bytes / PARTITION_BYTES).unwrap_or(usize::MAX);
    filled.clamp(slots, slots.saturating_mul(per_slot.max(1)))
}

/// `config` as a plan for the fleet is planned and submitted with it. Everything else stays as the session has it.
pub fn submission_config(config: &SessionConfig) -> SessionConfig {
    let ballista = config.options().extensions.get::<BallistaConfig>().cloned().unwrap_or_default();
    let mut config = config.clone().with_option_extension(ballista);
    for key in OFF {
        config.options_mut().set(key, "false").expect("the key is one of DataFusion's or Ballista's, and boolean");
    }
    config
}

/// Refuses a configuration under which the fleet's answers could not be trusted; asked at every submission.
pub fn assert_static(config: &SessionConfig) -> Result<()> {
    let on: Vec<&str> = OFF.into_iter().filter(|key| !is_off(config.options(), key)).collect();
    match on.as_slice() {
        [] => Ok(()),
        _ => Err(internal(format!(
            "a plan was submitted to the fleet with settings on that it cannot keep: {}",
            on.join(", ")
        ))),
    }
}

/// Whether `key` is set, and to false: what is not there counts as Ballista's default, which is on.
fn is_off(options: &ConfigOptions, key: &str) -> bool {
    options.entries().iter().any(|entry| entry.key == key && entry.value.as_deref() == Some("false"))
}
