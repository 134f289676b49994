//! The plan node that writes: each partition's rows into files of its attempt, and a manifest of them instead.

use std::fmt;
use std::sync::Arc;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, internal_datafusion_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::execution_plan::EmissionType;
use datafusion::physical_plan::metrics::{BaselineMetrics, Count, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PhysicalExpr, PlanProperties,
};
use object_store::path::Path;
use sparrow_operators::portable::{Parts, Portable};
use sparrow_tenancy::Access;
use uuid::Uuid;

use super::check::{self, Layout};
use super::spec::WriteSpec;
use super::task::{self, Task};
use super::{encode::write_failed, manifest};
use crate::path::Location;

/// Characters of a task's id that its attempts are called by.
const TASK_ID_CHARS_MAX: usize = 100;

/// Writes the rows of its input, partition by partition, into files that a [`Committer`](super::Committer) gives their places.
///
/// Its rows are manifests: the columns are partition, attempt, file (below the job's folder; NULL marks the end of the
/// partition), directory, name, rows and bytes.
#[derive(Clone, Debug)]
pub struct WriteExec {
    input: Arc<dyn ExecutionPlan>,
    spec: Arc<WriteSpec>,
    layout: Arc<Layout>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl WriteExec {
    /// Writes the rows of `input` as `spec` says.
    pub fn try_new(input: Arc<dyn ExecutionPlan>, spec: WriteSpec) -> Result<Self> {
        let layout = check::layout(&spec.content()?, &input.schema())?;
        Ok(Self::of(input, Arc::new(spec), Arc::new(layout)))
    }

    fn of(input: Arc<dyn ExecutionPlan>, spec: Arc<WriteSpec>, layout: Arc<Layout>) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(manifest::schema()),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            EmissionType::Final,
            input.boundedness(),
        );
        Self { input, spec, layout, properties: Arc::new(properties), metrics: ExecutionPlanMetricsSet::new() }
    }

    /// What is written, and how.
    pub fn spec(&self) -> &WriteSpec {
        &self.spec
    }

    /// Where the rows come from.
    pub fn input(&self) -> &Arc<dyn ExecutionPlan> {
        &self.input
    }

    fn task(&self, partition: usize, context: &TaskContext) -> Result<Task> {
        let path = Path::parse(&self.spec.folder).map_err(|error| write_failed(&self.spec.folder, error))?;
        let gate = self.spec.gate.where_it_runs(context);
        let folder = Location::at(&gate, &self.spec.store, path, Access::Write);
        let store = folder.open_store(&context.runtime_env())?;
        let attempt = attempt(partition, context.task_id());
        Ok(Task { store, layout: self.layout.clone(), job: self.spec.job, folder, partition, attempt })
    }
}

/// What an attempt's files are below. Two attempts never share it, also where two tasks have the same id.
fn attempt(partition: usize, task_id: Option<String>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
    let task: String = task_id.unwrap_or_default().chars().take(TASK_ID_CHARS_MAX).map(plain).collect();
    format!("{partition:05}-{task}-{}", Uuid::new_v4().simple())
}

impl Portable for WriteExec {
    const NAME: &'static str = "Write";

    fn encode(&self) -> Result<Parts> {
        Parts::of(self.spec.as_ref())
    }

    fn decode(
        parts: Parts,
        mut inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (inputs.pop(), inputs.is_empty()) {
            (Some(input), true) => Ok(Arc::new(Self::try_new(input, parts.state()?)?)),
            _ => Err(internal_datafusion_err!("a write takes one input")),
        }
    }
}

impl DisplayAs for WriteExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let WriteSpec { format, partition_by, .. } = self.spec.as_ref();
        write!(f, "WriteExec: format={format}, partition_by=[{}]", partition_by.join(", "))
    }
}

impl ExecutionPlan for WriteExec {
    fn name(&self) -> &str {
        Self::static_name()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        match (children.pop(), children.is_empty()) {
            (Some(input), true) => Ok(Arc::new(Self::of(input, self.spec.clone(), self.layout.clone()))),
            _ => Err(internal_datafusion_err!("a write takes one input")),
        }
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let rows = self.input.execute(partition, context.clone())?;
        let task = self.task(partition, &context)?;
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let count = |name: &'static str| -> Count { MetricBuilder::new(&self.metrics).counter(name, partition) };
        let (rows_written, bytes_written) = (count("rows_written"), count("bytes_written"));
        let writing = async move {
            let attempt = task.attempt.clone();
            let files = task::run(task, rows).await.map_err(DataFusionError::from)?;
            rows_written.add(files.iter().map(|file| file.rows as usize).sum());
            bytes_written.add(files.iter().map(|file| file.bytes as usize).sum());
            let batch = manifest::encode(partition as u64, &attempt, &files).map_err(DataFusionError::from)?;
            metrics.record_output(batch.num_rows());
            Ok(batch)
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), futures::stream::once(writing))))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}
