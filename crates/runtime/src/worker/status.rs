//! What the server is told when a task has ended.

use std::time::{SystemTime, UNIX_EPOCH};

use ballista_core::serde::protobuf::{
    FailedTask, OperatorMetric, OperatorMetricsSet, SuccessfulTask, TaskDefinition, TaskStatus, task_status,
};
use ballista_core::serde::scheduler::TaskKey;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::metrics::MetricsSet;

use crate::exchange::PickPartitionExec;

/// Who a task is, and when it began.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) key: TaskKey,
    stage_attempt: u32,
    attempt: u32,
    launched: u64,
    started: u64,
}

impl Identity {
    pub(super) fn new(task: &TaskDefinition) -> Self {
        let (job_id, stage_id) = (task.job_id.clone().into(), task.stage_id as usize);
        Self {
            key: TaskKey { job_id, stage_id, task_id: task.task_id as usize },
            stage_attempt: task.stage_attempt_num,
            attempt: task.task_attempt_num,
            launched: task.launch_time,
            started: now_millis(),
        }
    }

    /// The attempt begins only now: it had to wait.
    pub(super) fn begin(&mut self) {
        self.started = now_millis();
    }

    /// The attempt as tasks see it: `TID job/stage.stage_attempt/task.attempt`.
    pub(super) fn task_id(&self) -> String {
        let TaskKey { job_id, stage_id, task_id } = &self.key;
        format!("TID {job_id}/{stage_id}.{}/{task_id}.{}", self.stage_attempt, self.attempt)
    }

    /// The status of an attempt that ended just now.
    pub(super) fn status(&self, outcome: Result<SuccessfulTask, FailedTask>) -> TaskStatus {
        TaskStatus {
            task_id: self.key.task_id as u32,
            job_id: self.key.job_id.as_str().to_owned(),
            stage_id: self.key.stage_id as u32,
            stage_attempt_num: self.stage_attempt,
            launch_time: self.launched,
            start_exec_time: self.started,
            end_exec_time: now_millis(),
            metrics: Vec::new(),
            status: Some(match outcome {
                Ok(successful) => task_status::Status::Successful(successful),
                Err(failed) => task_status::Status::Failed(failed),
            }),
        }
    }
}

fn now_millis() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// The metrics of a plan's operators, a node before its inputs. Nodes that stand in a task's plan for technical reasons only
/// are passed over, so that the list fits the stage's plan operator by operator; one without metrics has an empty entry.
pub(super) fn operator_metrics(plan: &dyn ExecutionPlan) -> Vec<OperatorMetricsSet> {
    let mut all = Vec::new();
    collect(plan, &mut all);
    all
}

fn collect(plan: &dyn ExecutionPlan, all: &mut Vec<OperatorMetricsSet>) {
    if !plan.is::<PickPartitionExec>() && !plan.is::<CooperativeExec>() {
        all.push(plan.metrics().as_ref().map(message).unwrap_or_default());
    }
    for input in plan.children() {
        collect(input.as_ref(), all);
    }
}

/// A set of metrics as a message, without those that have no message.
pub(super) fn message(metrics: &MetricsSet) -> OperatorMetricsSet {
    let metric = |metric: &std::sync::Arc<datafusion::physical_plan::Metric>| {
        let value = metric.value().try_into().ok()?;
        Some(OperatorMetric { partition: metric.partition().map(|p| p as u32), metric: Some(value) })
    };
    OperatorMetricsSet { metrics: metrics.iter().filter_map(metric).collect() }
}
