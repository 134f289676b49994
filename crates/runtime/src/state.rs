//! The session state one query is planned and run with: Spark's confs as DataFusion's options, our functions and planner.

use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use ballista_core::config::BallistaConfig;
use datafusion::catalog::Session;
use datafusion::common::Result;
use datafusion::common::config::MapKeyDedupPolicy;
use datafusion::execution::context::{QueryPlanner, SessionState};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::optimizer::{Optimizer, OptimizerRule};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_planner::{DefaultPhysicalPlanner, ExtensionPlanner, PhysicalPlanner};
use datafusion::prelude::SessionConfig;
use sparrow_operators::OperatorPlanner;
use sparrow_operators::apply_join_hints::ApplyJoinHints;
use sparrow_operators::exchange::LowerExchanges;
use sparrow_operators::paced::PaceJoins;
use sparrow_operators::partitions::PartitionCounts;
use sparrow_sources::Gate;

use crate::Environment;
use crate::abandoned::StopIfAbandoned;
use crate::functions::task_functions;
use crate::long_plans::FewProjections;

/// The facts of Spark's confs that shape how a plan is planned and run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conf {
    /// `spark.sql.ansi.enabled`
    pub ansi: bool,
    /// `spark.sql.session.timeZone`
    pub time_zone: Arc<str>,
    /// `spark.sql.shuffle.partitions`: partitions a shuffle makes.
    pub target_partitions: usize,
    /// Partitions of a scan, unless its files are few and small or `scan_bytes_max` asks for more.
    pub scan_partitions: usize,
    /// `spark.sql.files.maxPartitionBytes`: bytes of files a partition of a scan should have at most, if anybody said so.
    pub scan_bytes_max: Option<u64>,
    /// Partitions of `range()` where it is given none.
    pub range_partitions: usize,
    /// The most partitions a plan may have anywhere.
    pub partitions_count_max: usize,
    /// Rows of a batch.
    pub batch_rows: usize,
    /// `spark.sql.autoBroadcastJoinThreshold`: the side of a join below this size goes to every partition; 0 for never.
    pub broadcast_bytes_max: usize,
    /// Bytes of a file below which it is not split.
    pub split_bytes_min: usize,
    /// `spark.sql.mapKeyDedupPolicy` is `LAST_WIN`.
    pub last_map_key_wins: bool,
    /// Which places the query may touch.
    pub gate: Gate,
}

impl Default for Conf {
    /// Spark's defaults, with as many partitions as there are processors, and no rules about places.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            ansi: true,
            time_zone: "UTC".into(),
            target_partitions: cores,
            scan_partitions: cores,
            scan_bytes_max: None,
            range_partitions: 1,
            partitions_count_max: 10_000,
            batch_rows: 8192,
            broadcast_bytes_max: 10 * 1024 * 1024,
            split_bytes_min: 4 * 1024 * 1024,
            last_map_key_wins: false,
            gate: Gate::open(),
        }
    }
}

/// What a row takes by DataFusion's defaults, which broadcast 10 MiB or 128 Ki rows.
const BROADCAST_ROW_BYTES: usize = 80;

/// The state one query runs under. Cheap: registries and rules are made once and shared.
pub fn session_state(environment: &Environment, conf: &Conf) -> SessionState {
    let mut state = SessionStateBuilder::new_from_existing(TEMPLATE.clone())
        .with_config(config(conf))
        .with_runtime_env(environment.runtime())
        .build();
    // Without it DataFusion hands kernels its default options: no ANSI mode, no time zone.
    state.mark_start_execution();
    state
}

/// What a task's options start from: it knows all keys that a query's options have, so that
/// `update_from_key_value_pair` takes them all.
pub fn task_config() -> SessionConfig {
    config(&Conf::default()).with_option_extension(BallistaConfig::default())
}

/// What every query's state has in common.
static TEMPLATE: LazyLock<SessionState> = LazyLock::new(|| {
    let functions = task_functions();
    SessionStateBuilder::new()
        .with_config(SessionConfig::new().with_create_default_catalog_and_schema(false))
        .with_scalar_functions(functions.scalar.values().cloned().collect())
        .with_aggregate_functions(functions.aggregate.values().cloned().collect())
        .with_window_functions(functions.window.values().cloned().collect())
        .with_query_planner(Arc::new(Planner))
        .with_optimizer_rules(logical_rules())
        .with_physical_optimizer_rules(physical_rules())
        .build()
});

/// Rules between two looks at whether anybody still waits for the plan.
const RULES_BETWEEN_CHECKS: usize = 4;
/// Names of rules beside which or instead of which ours stand.
const COMMON_EXPRESSIONS: &str = "common_sub_expression_eliminate";
const JOIN_SELECTION: &str = "join_selection";

type LogicalRule = Arc<dyn OptimizerRule + Send + Sync>;

/// DataFusion's logical rules, stopped when nobody waits for the plan.
fn logical_rules() -> Vec<LogicalRule> {
    let mut rules = Vec::new();
    for (index, rule) in Optimizer::new().rules.into_iter().enumerate() {
        if index % RULES_BETWEEN_CHECKS == 0 {
            rules.push(Arc::new(StopIfAbandoned) as LogicalRule);
        }
        let is_search = rule.name() == COMMON_EXPRESSIONS;
        rules.push(if is_search { Arc::new(FewProjections(rule)) } else { rule });
    }
    rules
}

/// DataFusion's physical rules with ours in their places.
fn physical_rules() -> Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>> {
    let mut rules = PhysicalOptimizer::new().rules;
    let after_join_selection = rules.iter().position(|r| r.name() == JOIN_SELECTION).map_or(0, |i| i + 1);
    rules.insert(after_join_selection, Arc::new(ApplyJoinHints));
    rules.insert(after_join_selection, Arc::new(StopIfAbandoned));
    rules.insert(0, Arc::new(StopIfAbandoned));
    rules.push(Arc::new(LowerExchanges));
    rules.push(Arc::new(PaceJoins));
    rules
}

fn config(conf: &Conf) -> SessionConfig {
    let mut config = SessionConfig::new()
        .with_create_default_catalog_and_schema(false)
        .with_target_partitions(conf.target_partitions.clamp(1, conf.partitions_count_max.max(1)))
        .with_batch_size(conf.batch_rows.max(1))
        .with_extension(Arc::new(conf.gate.clone()))
        .with_extension(Arc::new(PartitionCounts {
            leaves: conf.scan_partitions,
            ranges: conf.range_partitions,
            scan_bytes_max: conf.scan_bytes_max,
            partitions_count_max: conf.partitions_count_max,
        }));
    let options = config.options_mut();
    let execution = &mut options.execution;
    execution.enable_ansi_mode = conf.ansi;
    execution.time_zone = Some(conf.time_zone.to_string());
    // Sibling partitions that take each other's files would shuffle the rows: Spark reads files in order.
    execution.enable_file_stream_work_stealing = false;
    // We know only the plain types (`spark_types::arrow`); views would have to be cast at every edge.
    execution.parquet.schema_force_view_types = false;
    execution.parquet.skip_metadata = true;
    let optimizer = &mut options.optimizer;
    // Spark keeps the order of rows where nothing says otherwise.
    optimizer.enable_round_robin_repartition = false;
    optimizer.repartition_file_min_size = conf.split_bytes_min;
    // Scans are cut where they are made: their number is not that of shuffles.
    optimizer.repartition_file_scans = false;
    optimizer.hash_join_single_partition_threshold = conf.broadcast_bytes_max;
    // Where only the number of rows is known.
    optimizer.hash_join_single_partition_threshold_rows = conf.broadcast_bytes_max / BROADCAST_ROW_BYTES;
    if conf.last_map_key_wins {
        options.spark.map_key_dedup_policy = MapKeyDedupPolicy::LastWin;
    }
    config
}

/// DataFusion's physical planner with our operators.
#[derive(Debug)]
struct Planner;

#[async_trait]
impl QueryPlanner for Planner {
    async fn create_physical_plan(&self, plan: &LogicalPlan, state: &dyn Session) -> Result<Arc<dyn ExecutionPlan>> {
        let operators: Arc<dyn ExtensionPlanner + Send + Sync> = Arc::new(OperatorPlanner);
        DefaultPhysicalPlanner::with_extension_planners(vec![operators]).create_physical_plan(plan, state).await
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ballista_core::extension::SessionConfigHelperExt;
    use datafusion::common::config::MapKeyDedupPolicy;
    use datafusion::prelude::SessionConfig;

    use super::{Conf, config, session_state, task_config};
    use crate::{Environment, Limits};

    /// Every option by its key.
    fn options(config: &SessionConfig) -> BTreeMap<String, Option<String>> {
        config.options().entries().into_iter().map(|entry| (entry.key, entry.value)).collect()
    }

    #[test]
    fn all_options_reach_a_task() {
        let other = Conf {
            ansi: false,
            time_zone: "Europe/Paris".into(),
            target_partitions: 3,
            batch_rows: 17,
            broadcast_bytes_max: 0,
            split_bytes_min: 5,
            last_map_key_wins: true,
            ..Conf::default()
        };
        for conf in [Conf::default(), other] {
            let sent = config(&conf);
            let found = task_config().update_from_key_value_pair(&sent.to_key_value_pairs());
            let (sent, found) = (options(&sent), options(&found));
            for (key, value) in &sent {
                assert_eq!(found.get(key), Some(value), "{key}");
            }
            let added: Vec<_> = found.keys().filter(|key| !sent.contains_key(*key)).collect();
            assert!(added.iter().all(|key| key.starts_with("ballista.")), "{added:?}");
        }
    }

    #[test]
    fn the_last_of_equal_map_keys_wins_where_asked_for() {
        let policy = |last_map_key_wins| {
            config(&Conf { last_map_key_wins, ..Conf::default() }).options().spark.map_key_dedup_policy
        };
        assert_eq!((policy(true), policy(false)), (MapKeyDedupPolicy::LastWin, MapKeyDedupPolicy::Exception));
    }

    #[test]
    fn a_state_says_what_the_confs_say() {
        let spill_folder = std::env::temp_dir();
        let limits = Limits { memory_bytes_max: 1 << 20, spill_folder, spill_bytes_max: 1 << 20 };
        let environment = Environment::new(limits).expect("the limits are fine");
        let conf = Conf { ansi: false, target_partitions: 3, ..Conf::default() };
        let state = session_state(&environment, &conf);
        assert!(!state.config().options().execution.enable_ansi_mode);
        assert_eq!(state.config().target_partitions(), 3);
    }

    #[test]
    fn datafusion_still_calls_its_rules_so() {
        let rules = datafusion::optimizer::Optimizer::new().rules;
        assert!(rules.iter().any(|r| r.name() == super::COMMON_EXPRESSIONS));
        let rules = datafusion::physical_optimizer::optimizer::PhysicalOptimizer::new().rules;
        assert!(rules.iter().any(|r| r.name() == super::JOIN_SELECTION));
    }
}
