//! A graph of Ballista's driven by hand: one task a partition, bound and reported in the order the test asks for. Runs nothing.

use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use ballista_core::JobId;
use ballista_core::execution_plans::ShuffleReaderExec;
use ballista_core::extension::SessionConfigExt;
use ballista_core::serde::protobuf::job_status::Status as JobStatus;
use ballista_core::serde::protobuf::task_status::Status;
use ballista_core::serde::protobuf::{ShuffleWritePartition, SuccessfulTask, TaskStatus};
use ballista_core::serde::scheduler::{ExecutorMetadata, PartitionLocation};
use ballista_scheduler::planner::DefaultDistributedPlanner;
use ballista_scheduler::state::execution_graph::{ExecutionGraph, StaticExecutionGraph, create_task_info};
use ballista_scheduler::state::execution_stage::{ExecutionStage, RunningStage};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::{ExecutionPlan, Partitioning};
use datafusion::prelude::SessionConfig;

/// Partitions of every stage, so that each has four tasks.
pub(super) const PARTITIONS: usize = 4;
/// Rows of each partition of [`rows`].
pub(super) const ROWS: usize = 10;

/// Of [`rows`]: a column `id`.
pub(super) fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new("id", DataType::Int64, false)]))
}

/// Of [`rows`]: all numbers from 0 on, partition after partition.
pub(super) fn partitions() -> Vec<Vec<RecordBatch>> {
    let partition = |partition: usize| {
        let ids = Int64Array::from_iter_values((0..ROWS).map(|row| (partition * ROWS + row) as i64));
        vec![RecordBatch::try_new(schema(), vec![Arc::new(ids)]).unwrap()]
    };
    (0..PARTITIONS).map(partition).collect()
}

/// Four partitions of ten rows, in memory.
pub(super) fn rows() -> Arc<dyn ExecutionPlan> {
    MemorySourceConfig::try_new_exec(&partitions(), schema(), None).unwrap()
}

/// `input` behind a hash exchange, which Ballista makes the end of a stage.
pub(super) fn exchanged(input: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    let partitioning = Partitioning::Hash(vec![Arc::new(Column::new("id", 0))], PARTITIONS);
    Arc::new(RepartitionExec::try_new(input, partitioning).unwrap())
}

/// An executor of this name, at an address nobody asks for.
pub(super) fn executor(id: &str) -> ExecutorMetadata {
    ExecutorMetadata {
        id: id.to_owned(),
        host: "executor.invalid".to_owned(),
        port: 0,
        grpc_port: 0,
        specification: Default::default(),
        os_info: Default::default(),
    }
}

/// Three stages in a row: 1 reads, 2 exchanges, 3 gives the result.
pub(super) struct Driven(StaticExecutionGraph);

impl Driven {
    pub fn three_stages() -> Self {
        let config = Arc::new(SessionConfig::new_with_ballista());
        let plan = exchanged(exchanged(rows()));
        let mut planner = DefaultDistributedPlanner::new();
        let job = JobId::new("job");
        let graph = StaticExecutionGraph::new("scheduler", &job, "", "session", plan, 0, config, &mut planner, None);
        Self(graph.unwrap())
    }

    /// Runs the next tasks of `stage`, one on each of `executors`, to their success. Their reports, as the executors sent them.
    pub fn run(&mut self, stage: usize, executors: &[&ExecutorMetadata]) -> Vec<TaskStatus> {
        let run_one = |executor: &&ExecutorMetadata| {
            let report = self.bind(stage, executor);
            self.deliver(executor, report.clone());
            report
        };
        executors.iter().map(run_one).collect()
    }

    /// What `executor` reports reaches the graph.
    pub fn deliver(&mut self, executor: &ExecutorMetadata, report: TaskStatus) {
        self.0.update_task_status(executor, vec![report], 4, 4).unwrap();
    }

    /// `executor` is gone, with all that it has written.
    pub fn lose(&mut self, executor: &ExecutorMetadata) {
        self.0.reset_stages_on_lost_executor(&executor.id).unwrap();
    }

    /// What the tasks of `stage` are to read, partition by partition: the tasks that wrote it.
    pub fn read_by(&self, stage: usize) -> Vec<Vec<usize>> {
        let plan = self.0.stages()[&stage].plan();
        let reader = plan.children()[0].downcast_ref::<ShuffleReaderExec>().expect("the stage is resolved");
        reader.partition.iter().map(|locations| tasks(locations.iter())).collect()
    }

    /// Who wrote the result, partition by partition: executors and tasks.
    pub fn result(&self) -> Vec<Vec<(String, usize)>> {
        let locations = self.0.output_locations();
        let of = |partition| locations.iter().filter(move |location| location.partition_id.partition_id == partition);
        let written = |partition| of(partition).map(|l| (l.executor_meta.id.clone(), l.map_partition_id)).collect();
        (0..PARTITIONS).map(written).collect()
    }

    /// How many locations a client is told to fetch, when the job is a success.
    pub fn succeeded_with(&self) -> Option<usize> {
        match &self.0.status().status {
            Some(JobStatus::Successful(job)) => Some(job.partition_location.len()),
            _ => None,
        }
    }

    /// Binds the next partition of `stage`, as the scheduler's policies do, and makes the report of its success.
    fn bind(&mut self, stage: usize, executor: &ExecutorMetadata) -> TaskStatus {
        let running = self.0.fetch_running_stage(&[]).expect("a stage has tasks to run");
        assert_eq!(running.stage_id, stage, "the stage whose turn it is");
        let mut task = create_task_info(executor.id.clone(), running.task_infos.len());
        task.global_input_partition_ids = running.pending.next_slice(1);
        let partitions = written(running, task.task_id, task.global_input_partition_ids[0]);
        let successful = SuccessfulTask { executor_id: executor.id.clone(), partitions, ..Default::default() };
        let report = TaskStatus {
            task_id: task.task_id as u32,
            job_id: "job".to_owned(),
            stage_id: stage as u32,
            stage_attempt_num: running.stage_attempt_num as u32,
            status: Some(Status::Successful(successful)),
            ..Default::default()
        };
        running.task_infos.push(task);
        report
    }

    /// Whether `stage` waits for its inputs.
    pub fn is_unresolved(&self, stage: usize) -> bool {
        matches!(self.0.stages()[&stage], ExecutionStage::UnResolved(_))
    }
}

/// What a task of `stage` says it has written: a part for every partition of the exchange, or its own of the result.
fn written(stage: &RunningStage, task: usize, partition: usize) -> Vec<ShuffleWritePartition> {
    let is_final = stage.output_links.is_empty();
    let partitions = if is_final { partition..partition + 1 } else { 0..PARTITIONS };
    let one = |partition| ShuffleWritePartition {
        partition_id: partition as u64,
        num_rows: 1,
        file_id: Some(task as u64),
        is_sort_shuffle: !is_final,
        ..Default::default()
    };
    partitions.map(one).collect()
}

fn tasks<'a>(locations: impl Iterator<Item = &'a PartitionLocation>) -> Vec<usize> {
    locations.map(|location| location.map_partition_id).collect()
}
