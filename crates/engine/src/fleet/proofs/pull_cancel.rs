//! In pull mode Ballista 55 cancels a task by dialling its executor. An executor without a gRPC server of its own never hears
//! of it and works on: that is why our executors are told over the channel they opened themselves.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use ballista_core::serde::protobuf::job_status::Status;
use ballista_executor::executor::TasksDrainedFuture;
use ballista_scheduler::config::SchedulerConfig;
use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use tokio::sync::{Semaphore, mpsc};

use super::by_number::ByNumber;
use super::cluster::{Cluster, EXECUTOR_GRPC};

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_task_works_on_where_nobody_can_dial_its_executor() {
    let (dialled, mut dials) = mpsc::unbounded_channel();
    let config = SchedulerConfig::default().with_override_create_grpc_client_endpoint(Arc::new(move |endpoint| {
        dialled.send(endpoint.uri().to_string()).unwrap();
        Err("there is no server at this address".into())
    }));
    let cluster = Cluster::start(config, codec()).await;
    let leaf = Arc::new(Gated::new());
    let job = cluster.submit(Arc::clone(&leaf) as _).await;
    leaf.is_reached().await;

    cluster.scheduler.cancel_job(job.id.clone()).await.unwrap();
    assert!(matches!(job.end().await, Status::Failed(_)), "the job is over for the scheduler");
    assert_eq!(dials.recv().await.as_deref(), Some(EXECUTOR_GRPC), "its only way to the executor");
    assert_eq!(cluster.executor.active_task_count(), 1, "the task does not know");

    leaf.open();
    TasksDrainedFuture(Arc::clone(&cluster.executor)).await;
    assert!(leaf.has_passed(), "the task worked on to its end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_ends_when_its_executor_is_told() {
    let cluster = Cluster::start(SchedulerConfig::default(), codec()).await;
    let leaf = Arc::new(Gated::new());
    let job = cluster.submit(Arc::clone(&leaf) as _).await;
    leaf.is_reached().await;

    assert!(cluster.executor.cancel_task(job.id.clone(), 1, 0).await.unwrap());
    TasksDrainedFuture(Arc::clone(&cluster.executor)).await;
    assert!(!leaf.has_passed(), "the task was cut off while it waited");
}

fn codec() -> Arc<ByNumber> {
    Arc::new(ByNumber::new(|plan| plan.is::<Gated>()))
}

/// A leaf of one partition that gives its one batch when the test lets it.
#[derive(Debug)]
struct Gated {
    properties: Arc<PlanProperties>,
    reached: Arc<Semaphore>,
    gate: Arc<Semaphore>,
    passed: Arc<AtomicBool>,
}

impl Gated {
    fn new() -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::new(Schema::empty())),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self {
            properties: Arc::new(properties),
            reached: Arc::new(Semaphore::new(0)),
            gate: Arc::new(Semaphore::new(0)),
            passed: Arc::default(),
        }
    }

    /// Waits until a task waits for the gate.
    async fn is_reached(&self) {
        self.reached.acquire().await.unwrap().forget();
    }

    fn open(&self) {
        self.gate.add_permits(1);
    }

    fn has_passed(&self) -> bool {
        self.passed.load(Ordering::SeqCst)
    }
}

impl DisplayAs for Gated {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Gated")
    }
}

impl ExecutionPlan for Gated {
    fn name(&self) -> &str {
        Self::static_name()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, _children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, _partition: usize, _context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (schema, reached) = (self.schema(), Arc::clone(&self.reached));
        let (gate, passed) = (Arc::clone(&self.gate), Arc::clone(&self.passed));
        let batch = RecordBatch::new_empty(Arc::clone(&schema));
        let batches = futures::stream::once(async move {
            reached.add_permits(1);
            gate.acquire().await.expect("nobody closes the gate").forget();
            passed.store(true, Ordering::SeqCst);
            Ok(batch)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batches)))
    }
}
