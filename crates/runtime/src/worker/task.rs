//! One task from its definition to its output: configuration, context and plan, then Ballista's writer over the plan.

use std::sync::Arc;

use ballista_core::config::BallistaConfig;
use ballista_core::execution_plans::{ShuffleWriterExec, SortShuffleWriterExec};
use ballista_core::serde::protobuf::{KeyValuePair, OperatorMetricsSet, SuccessfulTask, TaskDefinition};
use ballista_executor::execution_engine::{DefaultQueryStageExec, QueryStageExecutor, ShuffleWriterVariant};
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{DataFusionError, Result, internal_datafusion_err, internal_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use datafusion::prelude::SessionConfig;
use sparrow_tenancy::Pass;

use super::boundary::{BoundaryExec, FirstError};
use super::carried::{is_carried, pass_of};
use super::files::Output;
use super::running::Cancelled;
use super::status::{Identity, message, operator_metrics};
use super::{Shared, WorkerServices};
use crate::exchange::StageInputExec;

/// The configuration of a task: the process's with the query's values. A value that cannot be set is refused unless it is what
/// the configuration has anyway: a query must not run under other modes than it was planned with.
pub(super) fn configuration(base: &SessionConfig, values: &[KeyValuePair]) -> Result<SessionConfig> {
    let mut config = base.clone();
    let options = config.options_mut();
    if options.extensions.get::<BallistaConfig>().is_none() {
        options.extensions.insert(BallistaConfig::default());
    }
    let mut refused = Vec::new();
    for KeyValuePair { key, value } in values.iter().filter(|pair| !is_carried(pair)) {
        if let Some(value) = value
            && options.set(key, value).is_err()
        {
            refused.push((key, value));
        }
    }
    if !refused.is_empty() {
        let entries = options.entries();
        let has = |(key, value): &(&String, &String)| {
            entries.iter().any(|entry| entry.key == **key && entry.value.as_ref() == Some(*value))
        };
        if let Some((key, _)) = refused.iter().find(|pair| !has(pair)) {
            return internal_err!("the configuration key {key} does not reach tasks");
        }
    }
    Ok(config)
}

/// The context a task's plan is decoded and run in.
pub(super) fn context(shared: &Shared, identity: &Identity, task: &TaskDefinition) -> Result<Arc<TaskContext>> {
    let WorkerServices { functions, config, .. } = &shared.services;
    Ok(Arc::new(TaskContext::new(
        Some(identity.task_id()),
        task.session_id.clone(),
        configuration(config, &task.props)?,
        functions.scalar_functions.clone(),
        functions.higher_order_functions.clone(),
        functions.aggregate_functions.clone(),
        functions.window_functions.clone(),
        shared.memory.of_task(shared.slots_of(task))?,
    )))
}

/// A task's plan below the writer of its output.
pub(super) struct Stage {
    /// What writes the output.
    writer: DefaultQueryStageExec,
    /// What it writes.
    plan: Arc<dyn ExecutionPlan>,
    error: FirstError,
    /// How the output lies on the disk.
    pub(super) output: Output,
}

impl Stage {
    /// The stage of `plan`, whose top is one of Ballista's writers: they say how the output is partitioned. Its inputs are told
    /// where they run.
    pub(super) fn new(
        shared: &Shared,
        task: &TaskDefinition,
        plan: &Arc<dyn ExecutionPlan>,
        cancelled: Cancelled,
    ) -> Result<Self> {
        let children = plan.children();
        let [input] = children.as_slice() else { return internal_err!("a task's plan has one input below its writer") };
        let input = at_worker(shared, input, pass_of(task).as_ref())?;
        let boundary = BoundaryExec::new(Arc::clone(&input), cancelled);
        let error = boundary.first_error();
        let (variant, output) = writer(shared, task, plan, Arc::new(boundary))?;
        Ok(Self { writer: DefaultQueryStageExec::new(variant), plan: input, error, output })
    }

    /// Runs it, and says what was written.
    pub(super) async fn run(&self, context: Arc<TaskContext>, executor_id: &str) -> Result<SuccessfulTask> {
        let partitions = self.writer.execute_query_stage(0, context).await?;
        Ok(SuccessfulTask {
            executor_id: executor_id.to_owned(),
            partitions,
            task_column_stats: self.writer.collect_column_stats(),
            ..SuccessfulTask::default()
        })
    }

    /// The error of the plan, where it failed rather than the writer.
    pub(super) fn error(&self) -> Option<Arc<DataFusionError>> {
        self.error.lock().clone()
    }

    /// The writer's metrics, then those of the plan.
    pub(super) fn metrics(&self) -> Vec<OperatorMetricsSet> {
        let writer = self.writer.collect_plan_metrics().first().map(message).unwrap_or_default();
        std::iter::once(writer).chain(operator_metrics(self.plan.as_ref())).collect()
    }
}

/// The plan with its inputs told where they run.
fn at_worker(shared: &Shared, plan: &Arc<dyn ExecutionPlan>, pass: Option<&Pass>) -> Result<Arc<dyn ExecutionPlan>> {
    let tell = |plan: Arc<dyn ExecutionPlan>| match plan.downcast_ref::<StageInputExec>() {
        Some(input) => Ok(Transformed::yes(Arc::new(shared.wired(input, pass.cloned())) as Arc<dyn ExecutionPlan>)),
        None => Ok(Transformed::no(plan)),
    };
    Arc::clone(plan).transform_up(tell).data()
}

/// The writer `plan` has at its top, made anew for this task over `input`.
fn writer(
    shared: &Shared,
    task: &TaskDefinition,
    plan: &Arc<dyn ExecutionPlan>,
    input: Arc<dyn ExecutionPlan>,
) -> Result<(ShuffleWriterVariant, Output)> {
    let (job, stage, folder) = (task.job_id.clone().into(), task.stage_id as usize, shared.work_dir.clone());
    let number = task.task_id as usize;
    let partitions: Vec<_> = task.global_output_partition_ids.iter().map(|p| *p as usize).collect();
    if plan.is::<ShuffleWriterExec>() {
        let count = input.output_partitioning().partition_count();
        if partitions.len() != count {
            return internal_err!("a task of {count} partitions has {} numbers for them", partitions.len());
        }
        let writer = ShuffleWriterExec::try_new(job, stage, input, folder)?
            .with_task_id(number)
            .with_global_output_partition_ids(partitions);
        return Ok((ShuffleWriterVariant::Passthrough(writer), Output::Plain));
    }
    let sorted = plan.downcast_ref::<SortShuffleWriterExec>();
    let sorted = sorted.ok_or_else(|| internal_datafusion_err!("{} writes no output of a task", plan.name()))?;
    let partitioning = sorted.shuffle_output_partitioning().clone();
    let writer = SortShuffleWriterExec::try_new(job, stage, input, folder, partitioning, sorted.config().clone())?
        .with_task_id(number)
        .with_global_output_partition_ids(partitions);
    Ok((ShuffleWriterVariant::Sort(writer), Output::Sorted))
}
