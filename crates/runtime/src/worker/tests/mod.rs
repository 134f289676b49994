//! Workers with folders of their own and Flight servers on loopback: what one writes, the others read.

mod blocks;
mod tasks;
mod tickets;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use ballista_core::JobId;
use ballista_core::execution_plans::sort_shuffle::SortShuffleConfig;
use ballista_core::execution_plans::{ShuffleWriterExec, SortShuffleWriterExec};
use ballista_core::serde::protobuf::{FailedTask, ShuffleWritePartition, SuccessfulTask, TaskDefinition, task_status};
use ballista_core::serde::scheduler::{
    ExecutorMetadata, ExecutorOperatingSystemSpecification, ExecutorSpecification, PartitionId, PartitionLocation,
    PartitionStats,
};
use datafusion::arrow::array::{AsArray, Int64Array};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_expr::expressions::col;
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, PlanProperties};
use datafusion_proto::physical_plan::DefaultPhysicalExtensionCodec;
use futures::{Stream, TryStreamExt};
use sparrow_tenancy::{FleetKey, KeyHolder, Secret};
use tempfile::TempDir;

use super::*;
use crate::exchange::{PickPartitionExec, StageInputExec};
use crate::wire;

const JOB: &str = "job-1";

/// A worker, its folder and its Flight server.
struct Site {
    worker: Worker,
    folder: TempDir,
    _server: tokio::task::JoinHandle<std::result::Result<(), tonic::transport::Error>>,
}

impl Site {
    fn new(id: &str) -> Self {
        Self::with(id, |_| ())
    }

    fn with(id: &str, change: impl FnOnce(&mut WorkerOptions)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let mut options = WorkerOptions {
            executor_id: id.into(),
            host: "127.0.0.1".into(),
            flight_port: listener.local_addr().unwrap().port(),
            work_dir: folder.path().join("work"),
            slots: 2,
            memory_bytes_max: 64 << 20,
            spill_bytes_max: 64 << 20,
            scratch: folder.path().join("work/scratch"),
            encryption: None,
            own_places: vec![folder.path().join("secret")],
        };
        change(&mut options);
        let key = KeyHolder::of(fleet_key());
        let server = tonic::transport::Server::builder().add_service(flight_service(&options.work_dir, key));
        let incoming = wire::incoming(listener, options.encryption.clone());
        let server = tokio::spawn(server.serve_with_incoming(incoming));
        let worker = Worker::new(options, WorkerServices::new(decode, Arc::default())).unwrap();
        Self { worker, folder, _server: server }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("work").join(JOB).join(path)
    }

    fn metadata(&self) -> ExecutorMetadata {
        let options = self.worker.options();
        ExecutorMetadata {
            id: options.executor_id.clone(),
            host: options.host.clone(),
            port: options.flight_port,
            grpc_port: 0,
            specification: ExecutorSpecification::default(),
            os_info: ExecutorOperatingSystemSpecification::default(),
        }
    }

    /// The block as those who read it find it.
    fn location(&self, stage: usize, map: usize, written: &ShuffleWritePartition) -> PartitionLocation {
        let (rows, bytes) = (Some(written.num_rows), Some(written.num_bytes));
        PartitionLocation {
            map_partition_id: map,
            partition_id: PartitionId::new(&JobId::new(JOB), stage, written.partition_id as usize),
            executor_meta: self.metadata(),
            partition_stats: PartitionStats::new(rows, Some(written.num_batches), bytes),
            file_id: written.file_id,
            is_sort_shuffle: written.is_sort_shuffle,
        }
    }

    async fn succeed(&self, task: TaskDefinition, plan: Option<Arc<dyn ExecutionPlan>>) -> SuccessfulTask {
        match self.worker.run(task, plan).await.status.unwrap() {
            task_status::Status::Successful(successful) => successful,
            other => panic!("{other:?}"),
        }
    }

    async fn fail(&self, task: TaskDefinition, plan: Option<Arc<dyn ExecutionPlan>>) -> FailedTask {
        match self.worker.run(task, plan).await.status.unwrap() {
            task_status::Status::Failed(failed) => failed,
            other => panic!("{other:?}"),
        }
    }

    /// The rows of a partition of another stage's output, read here.
    async fn read(&self, input: &StageInputExec, partition: usize) -> datafusion::common::Result<Vec<(i64, i64)>> {
        let batches: Vec<_> =
            self.worker.wired(input, pass()).execute(partition, Arc::default())?.try_collect().await?;
        Ok(batches.iter().flat_map(pairs).collect())
    }
}

/// Task `number` of a stage, which writes partition `partition`.
fn task(stage: u32, number: u32, partition: u32) -> TaskDefinition {
    let mut task = TaskDefinition {
        task_id: number,
        job_id: JOB.into(),
        stage_id: stage,
        session_id: "session".into(),
        global_output_partition_ids: vec![partition],
        vcores_consumed: 1,
        ..TaskDefinition::default()
    };
    give_pass(&mut task, &pass());
    task
}

/// The key of the fleet all sites are of.
fn fleet_key() -> FleetKey {
    FleetKey::of(&Secret::new("correct horse battery staple").unwrap())
}

/// What the server gives to tasks of the job.
fn pass() -> Pass {
    fleet_key().pass("acme", JOB, SystemTime::now() + Duration::from_secs(60))
}

fn key(stage: usize, number: usize) -> TaskKey {
    TaskKey { job_id: JobId::new(JOB), stage_id: stage, task_id: number }
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new("k", DataType::Int64, false), Field::new("v", DataType::Int64, false)]))
}

fn batch(rows: impl Iterator<Item = (i64, i64)>) -> RecordBatch {
    let (keys, values): (Vec<_>, Vec<_>) = rows.unzip();
    let columns: [Arc<dyn datafusion::arrow::array::Array>; 2] =
        [Arc::new(Int64Array::from(keys)), Arc::new(Int64Array::from(values))];
    RecordBatch::try_new(schema(), columns.to_vec()).unwrap()
}

fn pairs(batch: &RecordBatch) -> Vec<(i64, i64)> {
    let column = |i: usize| batch.column(i).as_primitive::<Int64Type>().values().to_vec();
    column(0).into_iter().zip(column(1)).collect()
}

/// Rows in memory: partition `p` is `partitions[p]`.
fn memory(partitions: &[Vec<RecordBatch>]) -> Arc<dyn ExecutionPlan> {
    MemorySourceConfig::try_new_exec(partitions, schema(), None).unwrap()
}

/// A task's plan that writes partition `partition` of `plan` as it is.
fn plain(plan: Arc<dyn ExecutionPlan>, partition: usize) -> Arc<dyn ExecutionPlan> {
    let picked = Arc::new(PickPartitionExec::new(plan, partition));
    Arc::new(ShuffleWriterExec::try_new(JobId::new(JOB), 0, picked, String::new()).unwrap())
}

/// A task's plan that writes partition `partition` of `plan` by hash of its keys.
fn hashed(plan: Arc<dyn ExecutionPlan>, partition: usize, count: usize) -> Arc<dyn ExecutionPlan> {
    let picked = Arc::new(PickPartitionExec::new(plan, partition));
    let (folder, config) = (String::new(), SortShuffleConfig::default());
    Arc::new(SortShuffleWriterExec::try_new(JobId::new(JOB), 0, picked, folder, by_key(count), config).unwrap())
}

fn by_key(count: usize) -> Partitioning {
    Partitioning::Hash(vec![col("k", &schema()).unwrap()], count)
}

/// An encoded task: the partition it picks, then the input it passes on.
fn encoded(input: &StageInputExec, partition: u8) -> Vec<u8> {
    let mut bytes = vec![partition];
    bytes.extend(input.encode(&DefaultPhysicalExtensionCodec {}).unwrap());
    bytes
}

fn decode(bytes: &[u8], context: &TaskContext) -> datafusion::common::Result<Arc<dyn ExecutionPlan>> {
    let input = StageInputExec::decode(&bytes[1..], context, &DefaultPhysicalExtensionCodec {})?;
    Ok(plain(Arc::new(input), bytes[0].into()))
}

type Make = dyn Fn(usize, &TaskContext) -> datafusion::common::Result<SendableRecordBatchStream> + Send + Sync;

/// A leaf that does as a test says.
struct Source {
    make: Box<Make>,
    properties: Arc<PlanProperties>,
}

impl Source {
    fn plan<S>(
        partitions: usize,
        make: impl Fn(usize, &TaskContext) -> datafusion::common::Result<S> + Send + Sync + 'static,
    ) -> Arc<dyn ExecutionPlan>
    where
        S: Stream<Item = datafusion::common::Result<RecordBatch>> + Send + 'static,
    {
        let equivalences = EquivalenceProperties::new(schema());
        let partitioning = Partitioning::UnknownPartitioning(partitions);
        let (emission, boundedness) = (EmissionType::Incremental, Boundedness::Bounded);
        let properties = Arc::new(PlanProperties::new(equivalences, partitioning, emission, boundedness));
        let make = move |partition, context: &TaskContext| {
            let stream = RecordBatchStreamAdapter::new(schema(), make(partition, context)?);
            Ok(Box::pin(stream) as SendableRecordBatchStream)
        };
        Arc::new(Self { make: Box::new(make), properties })
    }

    /// Fails with the error `make` gives.
    fn failing(make: impl Fn() -> DataFusionError + Send + Sync + 'static) -> Arc<dyn ExecutionPlan> {
        Self::plan(1, move |_, _| {
            let error = make();
            Ok(futures::stream::once(async move { Err(error) }))
        })
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

impl DisplayAs for Source {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Source")
    }
}

impl ExecutionPlan for Source {
    fn name(&self) -> &str {
        "Source"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn with_new_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
    ) -> datafusion::common::Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> datafusion::common::Result<TreeNodeRecursion>,
    ) -> datafusion::common::Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> datafusion::common::Result<SendableRecordBatchStream> {
        (self.make)(partition, &context)
    }
}
