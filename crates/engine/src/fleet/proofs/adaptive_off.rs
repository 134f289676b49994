//! Ballista 55 has its adaptive planner on by default, which cannot win back the lost output of a finished stage. A physical
//! plan never meets it; and a session config of the fleet has it off all the same, which every submission asserts.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use ballista_core::JobId;
use ballista_core::extension::SessionConfigExt;
use ballista_core::serde::BallistaPhysicalExtensionCodec;
use ballista_core::serde::protobuf::AvailableVcores;
use ballista_scheduler::cluster::{BoundTask, DistributionPolicy};
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::state::task_manager::JobInfoCache;
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, col, lit};
use datafusion::prelude::{SessionConfig, SessionContext};
use sparrow_spark_error::condition;
use tokio::sync::mpsc;

use super::cluster::Cluster;
use super::driven::{PARTITIONS, partitions, schema};
use crate::fleet::{assert_static, submission_config};

/// The static planner knows all stages of a job when it is submitted; the adaptive one only those it can run.
#[tokio::test(flavor = "multi_thread")]
async fn a_physical_plan_takes_the_static_planner_although_the_adaptive_one_is_on() {
    let (seen, mut jobs) = mpsc::unbounded_channel();
    let policy = TaskDistributionPolicy::Custom(Arc::new(Watching(seen)));
    let config = SchedulerConfig::default().with_task_distribution(policy);
    let cluster = Cluster::start(config, Arc::new(BallistaPhysicalExtensionCodec::default())).await;
    let adaptive = SessionConfig::new_with_ballista().with_target_partitions(PARTITIONS);
    assert!(adaptive.ballista_config().adaptive_query_planner_enabled(), "it is on by default");

    let context = Arc::new(SessionContext::new_with_config(adaptive.clone()));
    let physical = context.state().create_physical_plan(&grouped_twice()).await.unwrap();
    let job = cluster.scheduler.submit_physical_plan("", context, physical, None).await.unwrap();
    assert_eq!(stages_at_first_sight(&mut jobs, &job).await, 3, "a physical plan: all of them");

    for (config, stages, why) in
        [(submission_config(&adaptive), 3, "the static planner: all"), (adaptive, 1, "the adaptive one: the first")]
    {
        let context = Arc::new(SessionContext::new_with_config(config));
        let job = cluster.scheduler.submit_job("", context, &grouped_twice(), None).await.unwrap();
        assert_eq!(stages_at_first_sight(&mut jobs, &job).await, stages, "a logical plan and {why}");
    }
}

/// Two groupings by different keys, which take three stages.
fn grouped_twice() -> LogicalPlan {
    let table = MemTable::try_new(schema(), partitions()).unwrap();
    let scan = LogicalPlanBuilder::scan("t", provider_as_source(Arc::new(table)), None).unwrap();
    let by_id = scan.aggregate(vec![col("id")], vec![count(lit(1)).alias("n")]).unwrap();
    by_id.aggregate(vec![col("n")], vec![count(lit(1))]).unwrap().build().unwrap()
}

#[test]
fn a_session_config_of_the_fleet_has_the_adaptive_planner_off() {
    for config in [SessionConfig::new(), SessionConfig::new_with_ballista()] {
        let config = submission_config(&config);
        assert!(!config.ballista_config().adaptive_query_planner_enabled());
        assert!(!config.options().optimizer.enable_dynamic_filter_pushdown);
        assert!(!config.options().optimizer.enable_join_dynamic_filter_pushdown);
        assert!(!config.options().optimizer.enable_physical_uncorrelated_scalar_subquery);
        assert!(!config.options().optimizer.enable_round_robin_repartition);
        assert_static(&config).unwrap();
    }
}

#[test]
fn a_session_config_of_the_fleet_keeps_what_the_session_has_set() {
    let config = SessionConfig::new_with_ballista().with_batch_size(17).with_target_partitions(5);
    let config = config.set_str("ballista.scheduler.max_partitions_per_task", "3");
    let config = submission_config(&config);
    assert_eq!((config.batch_size(), config.target_partitions()), (17, 5));
    assert_eq!(config.ballista_config().max_partitions_per_task(), 3);
}

#[test]
fn a_session_config_with_the_adaptive_planner_on_is_refused() {
    let adaptive = submission_config(&SessionConfig::new()).set_str("ballista.planner.adaptive.enabled", "true");
    for config in [SessionConfig::new(), SessionConfig::new_with_ballista(), adaptive] {
        let error = assert_static(&config).unwrap_err();
        assert_eq!(error.condition().name, condition::INTERNAL_ERROR.name);
        assert!(error.to_string().contains("ballista.planner.adaptive.enabled"), "{error}");
    }
}

/// How many stages `job` had when a policy saw it first.
async fn stages_at_first_sight(jobs: &mut mpsc::UnboundedReceiver<(JobId, usize)>, job: &JobId) -> usize {
    loop {
        let (seen, stages) = jobs.recv().await.expect("the cluster polls");
        if seen == *job {
            return stages;
        }
    }
}

/// Tells what jobs there are, and how many stages they have; binds nothing.
#[derive(Debug)]
struct Watching(mpsc::UnboundedSender<(JobId, usize)>);

#[async_trait]
impl DistributionPolicy for Watching {
    async fn bind_tasks(
        &self,
        _budgets: Vec<&mut AvailableVcores>,
        running_jobs: Arc<HashMap<JobId, JobInfoCache>>,
    ) -> datafusion::error::Result<Vec<BoundTask>> {
        for (job, info) in running_jobs.iter() {
            let stages = info.execution_graph.read().await.stage_count();
            // The test may be over.
            let _ = self.0.send((job.clone(), stages));
        }
        Ok(Vec::new())
    }

    fn name(&self) -> &str {
        "watching"
    }
}
