//! A policy may put a graph of its own in the place of Ballista's before any task of the job is bound, and the scheduler then
//! talks to that one alone. The fleet stands on this: the day this test fails, it cannot be built this way any more.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ballista_core::JobId;
use ballista_core::serde::BallistaPhysicalExtensionCodec;
use ballista_core::serde::protobuf::AvailableVcores;
use ballista_core::serde::scheduler::TaskKey;
use ballista_scheduler::cluster::{BoundTask, DistributionPolicy};
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::state::execution_graph::{ExecutionGraph, TaskDescription, create_task_info};
use ballista_scheduler::state::task_manager::JobInfoCache;

use super::cluster::Cluster;
use super::driven::{PARTITIONS, ROWS, exchanged, rows};
use super::recorder::{Calls, Recorder};

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_can_put_its_own_graph_in_place_before_any_task_is_bound() {
    let policy = Arc::new(Swapping::default());
    let config =
        SchedulerConfig::default().with_task_distribution(TaskDistributionPolicy::Custom(Arc::clone(&policy) as _));
    let cluster = Cluster::start(config, Arc::new(BallistaPhysicalExtensionCodec::default())).await;

    let given = cluster.submit(exchanged(exchanged(rows()))).await.rows().await;

    assert_eq!(given as usize, PARTITIONS * ROWS);
    assert_eq!(*policy.bound_before.lock().unwrap(), [0], "one job was seen first, and none of its tasks was bound");
    let calls = policy.calls.lock().unwrap();
    for call in ["fetch_running_stage", "update_task_status", "revive", "is_successful", "cloned"] {
        assert!(calls.get(call).is_some_and(|times| *times > 0), "{call} came to the new graph: {calls:?}");
    }
    let statuses = calls.get("statuses").copied();
    assert_eq!(statuses, Some(3 * PARTITIONS), "every report of three stages came to the new graph");
}

/// Swaps at first sight, then binds one partition a task to whoever asks.
#[derive(Debug, Default)]
struct Swapping {
    calls: Calls,
    seen: Mutex<HashSet<JobId>>,
    bound_before: Mutex<Vec<usize>>,
}

#[async_trait]
impl DistributionPolicy for Swapping {
    async fn bind_tasks(
        &self,
        mut budgets: Vec<&mut AvailableVcores>,
        running_jobs: Arc<HashMap<JobId, JobInfoCache>>,
    ) -> datafusion::error::Result<Vec<BoundTask>> {
        let mut bound = Vec::new();
        for (job, info) in running_jobs.iter() {
            let mut graph = info.execution_graph.write().await;
            if self.seen.lock().unwrap().insert(job.clone()) {
                let tasks = graph.stages().values().filter_map(|stage| stage.task_infos()).map(<[_]>::len).sum();
                self.bound_before.lock().unwrap().push(tasks);
                *graph = Box::new(Recorder::new(graph.cloned(), Arc::clone(&self.calls)));
            }
            for budget in &mut budgets {
                bound.extend(std::iter::from_fn(|| bind(&mut **graph, budget)));
            }
        }
        Ok(bound)
    }

    fn name(&self) -> &str {
        "swapping"
    }
}

/// The next task of `graph`, when there is one and `budget` allows it.
fn bind(graph: &mut (dyn ExecutionGraph + Send + Sync), budget: &mut AvailableVcores) -> Option<BoundTask> {
    if budget.vcores == 0 {
        return None;
    }
    let (session_id, job_id) = (graph.session_id().to_owned(), graph.job_id().clone());
    let stage = graph.fetch_running_stage(&[])?;
    let mut task = create_task_info(budget.executor_id.clone(), stage.task_infos.len());
    task.global_input_partition_ids = stage.pending.next_slice(1);
    task.vcores_consumed = 1;
    let description = TaskDescription {
        session_id,
        key: TaskKey { job_id, stage_id: stage.stage_id, task_id: task.task_id },
        stage_attempt_num: stage.stage_attempt_num,
        task_attempt: 0,
        global_input_partition_ids: task.global_input_partition_ids.clone(),
        vcores_consumed: 1,
        plan: Arc::clone(&stage.plan),
        session_config: Arc::clone(&stage.session_config),
    };
    stage.task_infos.push(task);
    budget.vcores -= 1;
    Some((budget.executor_id.clone(), description))
}
