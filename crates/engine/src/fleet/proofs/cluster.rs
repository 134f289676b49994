//! Ballista's scheduler and one of its pull executors in this process, as published, without a port. Knows no plan.

use std::sync::Arc;
use std::time::Duration;

use ballista_core::config::{BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK, TaskSchedulingPolicy};
use ballista_core::extension::SessionConfigExt;
use ballista_core::serde::protobuf::job_status::Status;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use ballista_core::serde::protobuf::scheduler_grpc_server::SchedulerGrpcServer;
use ballista_core::serde::protobuf::{ExecutorRegistration, JobStatus};
use ballista_core::serde::scheduler::ExecutorSpecification;
use ballista_core::serde::{BallistaCodec, BallistaLogicalExtensionCodec};
use ballista_core::utils::{default_config_producer, default_session_builder};
use ballista_core::{BALLISTA_PROTOCOL_VERSION, JobId};
use ballista_executor::execution_loop::poll_loop;
use ballista_executor::executor::Executor;
use ballista_executor::health::ExecutorHealth;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::create_scheduler;
use ballista_scheduler::scheduler_server::SchedulerServer;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::physical_plan::PhysicalExtensionCodec;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Where the executor says its gRPC server is. There is none.
pub(super) const EXECUTOR_GRPC: &str = "http://executor.invalid:50052/";
/// Longer than any of these tests takes: a job that hangs becomes a failure.
const JOB_SECONDS_MAX: u64 = 60;

/// One scheduler, one executor with four slots that polls it.
pub(super) struct Cluster {
    pub scheduler: SchedulerServer<LogicalPlanNode, PhysicalPlanNode>,
    pub executor: Arc<Executor>,
    polling: JoinHandle<()>,
    _work_dir: TempDir,
}

/// A job that was submitted.
pub(super) struct Submitted {
    pub id: JobId,
    statuses: mpsc::Receiver<JobStatus>,
}

impl Cluster {
    pub async fn start(config: SchedulerConfig, codec: Arc<dyn PhysicalExtensionCodec>) -> Self {
        let mut config = config.with_scheduler_policy(TaskSchedulingPolicy::PullStaged);
        config.override_physical_codec = Some(Arc::clone(&codec));
        let state =
            BallistaCluster::new_memory("test", Arc::new(default_session_builder), Arc::new(default_config_producer));
        let scheduler = create_scheduler(state, Arc::new(config)).await.unwrap();
        let work_dir = tempfile::tempdir().unwrap();
        let executor = Arc::new(executor(&work_dir));
        let client = SchedulerGrpcClient::new(SchedulerGrpcServer::new(scheduler.clone()));
        let codec: BallistaCodec<LogicalPlanNode, PhysicalPlanNode> =
            BallistaCodec::new(Arc::new(BallistaLogicalExtensionCodec::default()), codec);
        let polled = Arc::clone(&executor);
        let polling = tokio::spawn(async move {
            poll_loop(client, polled, codec, None, None, ExecutorHealth::new()).await.unwrap();
        });
        Self { scheduler, executor, polling, _work_dir: work_dir }
    }

    pub async fn submit(&self, plan: Arc<dyn ExecutionPlan>) -> Submitted {
        let (subscriber, statuses) = mpsc::channel(16);
        let context = Arc::new(SessionContext::new_with_config(one_partition_a_task()));
        let id = self.scheduler.submit_physical_plan("", context, plan, Some(subscriber)).await.unwrap();
        Submitted { id, statuses }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.polling.abort();
    }
}

impl Submitted {
    /// How the job ended.
    pub async fn end(mut self) -> Status {
        let ended = async {
            loop {
                match self.statuses.recv().await.expect("the job ends").status {
                    Some(status @ (Status::Successful(_) | Status::Failed(_))) => return status,
                    _ => continue,
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(JOB_SECONDS_MAX), ended).await.expect("the job ends in time")
    }

    /// How many rows the job gave.
    pub async fn rows(self) -> i64 {
        match self.end().await {
            Status::Successful(job) => {
                job.partition_location.iter().flat_map(|location| &location.partition_stats).map(|s| s.num_rows).sum()
            }
            other => panic!("not a success: {other:?}"),
        }
    }
}

/// Ballista's settings, with a task for every partition.
pub(super) fn one_partition_a_task() -> SessionConfig {
    SessionConfig::new_with_ballista().set_str(BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK, "1")
}

fn executor(work_dir: &TempDir) -> Executor {
    const SLOTS: usize = 4;
    let registration = ExecutorRegistration {
        id: "executor".to_owned(),
        host: Some("executor.invalid".to_owned()),
        port: 50051,
        grpc_port: 50052,
        specification: Some(ExecutorSpecification::default().with_vcores(SLOTS as u32).into()),
        os_info: Some(Default::default()),
        ballista_protocol_version: BALLISTA_PROTOCOL_VERSION,
    };
    let runtime = Arc::new(RuntimeEnv::default());
    let path = work_dir.path().to_str().unwrap();
    Executor::new_basic(
        registration,
        path,
        Arc::new(move |_| Ok(Arc::clone(&runtime))),
        Arc::new(default_config_producer),
        SLOTS,
    )
}
