//! A graph that counts what the scheduler asks of it and lets Ballista's answer. Decides nothing.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use ballista_core::JobId;
use ballista_core::error::Result;
use ballista_core::serde::protobuf::{JobStatus, TaskStatus};
use ballista_core::serde::scheduler::{ExecutorMetadata, PartitionLocation};
use ballista_scheduler::scheduler_server::event::QueryStageSchedulerEvent;
use ballista_scheduler::state::execution_graph::{ExecutionGraph, ExecutionGraphBox, RunningTaskInfo};
use ballista_scheduler::state::execution_stage::{ExecutionStage, RunningStage};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionConfig;

/// How often each method was called, and how many `statuses` came.
pub(super) type Calls = Arc<Mutex<HashMap<&'static str, usize>>>;

#[derive(Debug)]
pub(super) struct Recorder {
    inner: ExecutionGraphBox,
    calls: Calls,
}

impl Recorder {
    pub fn new(inner: ExecutionGraphBox, calls: Calls) -> Self {
        Self { inner, calls }
    }

    fn count(&self, what: &'static str, times: usize) {
        *self.calls.lock().unwrap().entry(what).or_default() += times;
    }
}

/// Methods that count themselves and ask the graph inside.
macro_rules! delegated {
    ($(fn $name:ident(&self $(, $argument:ident: $type:ty)*) -> $result:ty;)*) => {
        $(fn $name(&self $(, $argument: $type)*) -> $result {
            self.count(stringify!($name), 1);
            self.inner.$name($($argument),*)
        })*
    };
    ($(fn $name:ident(&mut self $(, $argument:ident: $type:ty)*) $(-> $result:ty)?;)*) => {
        $(fn $name(&mut self $(, $argument: $type)*) $(-> $result)? {
            self.count(stringify!($name), 1);
            self.inner.$name($($argument),*)
        })*
    };
}

impl ExecutionGraph for Recorder {
    delegated! {
        fn job_id(&self) -> &JobId;
        fn job_name(&self) -> &str;
        fn session_id(&self) -> &str;
        fn scheduler_id(&self) -> Option<&str>;
        fn session_config(&self) -> Arc<SessionConfig>;
        fn status(&self) -> &JobStatus;
        fn logical_plan(&self) -> Option<&str>;
        fn physical_plan(&self) -> Arc<dyn ExecutionPlan>;
        fn start_time(&self) -> u64;
        fn end_time(&self) -> u64;
        fn completed_stages(&self) -> usize;
        fn is_successful(&self) -> bool;
        fn running_stages(&self) -> Vec<usize>;
        fn running_tasks(&self) -> Vec<RunningTaskInfo>;
        fn available_tasks(&self) -> usize;
        fn output_locations(&self) -> Vec<PartitionLocation>;
        fn stages(&self) -> &HashMap<usize, ExecutionStage>;
        fn stage_count(&self) -> usize;
    }

    delegated! {
        fn revive(&mut self) -> bool;
        fn fetch_running_stage(&mut self, black_list: &[usize]) -> Option<&mut RunningStage>;
        fn update_status(&mut self, status: JobStatus);
        fn reset_stages_on_lost_executor(&mut self, executor: &str) -> Result<(HashSet<usize>, Vec<RunningTaskInfo>)>;
        fn resolve_stage(&mut self, stage: usize) -> Result<bool>;
        fn succeed_stage(&mut self, stage: usize) -> bool;
        fn fail_stage(&mut self, stage: usize, error: String) -> bool;
        fn rollback_running_stage(&mut self, stage: usize, why: HashSet<String>) -> Result<Vec<RunningTaskInfo>>;
        fn rollback_resolved_stage(&mut self, stage: usize) -> Result<bool>;
        fn rerun_successful_stage(&mut self, stage: usize) -> bool;
        fn fail_job(&mut self, error: String);
        fn succeed_job(&mut self) -> Result<()>;
    }

    fn update_task_status(
        &mut self,
        executor: &ExecutorMetadata,
        statuses: Vec<TaskStatus>,
        task_failures_max: usize,
        stage_failures_max: usize,
    ) -> Result<Vec<QueryStageSchedulerEvent>> {
        self.count("update_task_status", 1);
        self.count("statuses", statuses.len());
        self.inner.update_task_status(executor, statuses, task_failures_max, stage_failures_max)
    }

    fn cloned(&self) -> ExecutionGraphBox {
        self.count("cloned", 1);
        Box::new(Self { inner: self.inner.cloned(), calls: Arc::clone(&self.calls) })
    }
}
