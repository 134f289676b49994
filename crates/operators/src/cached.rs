//! Rows kept for later: in memory while the pool grants it, in spill files beyond that. Dropping a table frees both.

mod portable;

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use arrow::datatypes::SchemaRef;
use arrow::ipc::reader::StreamDecoder;
use arrow::ipc::writer::StreamWriter;
use async_trait::async_trait;
use bytes::Bytes;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::utils::memory::get_record_batch_memory_size;
use datafusion::common::{Result, Statistics, internal_datafusion_err};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::spill_file::{SpillFile, SpillWriter};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties, execute_stream_partitioned,
};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};

/// A table whose rows are held here, in the partitions they came in.
pub struct CachedTable {
    schema: SchemaRef,
    partitions: Vec<Arc<CachedPartition>>,
    reservation: MemoryReservation,
}

impl CachedTable {
    /// Runs `plan` and keeps its rows. Its partitions run side by side, as many as there are processors.
    pub async fn collect(plan: Arc<dyn ExecutionPlan>, context: Arc<TaskContext>) -> Result<Self> {
        let schema = plan.schema();
        let runtime = context.runtime_env();
        let reservation = reservation(&runtime);
        let concurrent = std::thread::available_parallelism().map_or(1, usize::from);
        let streams = execute_stream_partitioned(plan, context)?;
        let mut tasks = Vec::with_capacity(streams.len());
        for stream in streams {
            tasks.push(keep(stream, reservation.new_empty(), runtime.clone()));
        }
        let kept: Vec<(CachedPartition, MemoryReservation)> =
            futures::stream::iter(tasks).buffered(concurrent).try_collect().await?;
        let mut partitions = Vec::with_capacity(kept.len());
        for (partition, held) in kept {
            reservation.grow(held.free());
            partitions.push(Arc::new(partition));
        }
        Ok(Self { schema, partitions, reservation })
    }

    /// Keeps the rows of a stream, which tells no partitions: one is made of so many rows each.
    pub async fn of_stream(
        mut rows: SendableRecordBatchStream,
        part_rows: usize,
        runtime: Arc<RuntimeEnv>,
    ) -> Result<Self> {
        let (schema, reservation) = (rows.schema(), reservation(&runtime));
        let mut partitions = Vec::new();
        let mut keeper = Keeper::new(Arc::clone(&runtime));
        while let Some(batch) = rows.try_next().await? {
            keeper.push(batch, &reservation)?;
            if keeper.rows >= part_rows {
                let full = std::mem::replace(&mut keeper, Keeper::new(Arc::clone(&runtime)));
                partitions.push(Arc::new(full.finish()?));
            }
        }
        partitions.push(Arc::new(keeper.finish()?));
        Ok(Self { schema, partitions, reservation })
    }

    /// Keeps rows that are already here.
    pub fn try_new(schema: SchemaRef, partitions: Vec<Vec<RecordBatch>>, runtime: &Arc<RuntimeEnv>) -> Result<Self> {
        let reservation = reservation(runtime);
        let keep = |batches: Vec<RecordBatch>| {
            let mut keeper = Keeper::new(runtime.clone());
            batches.into_iter().try_for_each(|batch| keeper.push(batch, &reservation))?;
            keeper.finish().map(Arc::new)
        };
        let partitions = partitions.into_iter().map(keep).collect::<Result<_>>()?;
        Ok(Self { schema, partitions, reservation })
    }

    /// Bytes held in memory.
    pub fn memory_bytes(&self) -> usize {
        self.reservation.size()
    }

    /// Bytes held in spill files.
    pub fn disk_bytes(&self) -> u64 {
        self.partitions.iter().filter_map(|partition| partition.spilled.as_ref()?.size()).sum()
    }

    /// Rows in all.
    pub fn rows(&self) -> usize {
        self.partitions.iter().map(|partition| partition.rows).sum()
    }
}

fn reservation(runtime: &RuntimeEnv) -> MemoryReservation {
    MemoryConsumer::new("CachedTable").with_can_spill(true).register(&runtime.memory_pool)
}

async fn keep(
    mut input: SendableRecordBatchStream,
    reservation: MemoryReservation,
    runtime: Arc<RuntimeEnv>,
) -> Result<(CachedPartition, MemoryReservation)> {
    let mut keeper = Keeper::new(runtime);
    while let Some(batch) = input.try_next().await? {
        keeper.push(batch, &reservation)?;
    }
    Ok((keeper.finish()?, reservation))
}

/// The rows of a stream, the first of them once the last is here: whoever reads them never gets a part of what failed half way.
pub async fn after_the_last(
    stream: SendableRecordBatchStream,
    runtime: Arc<RuntimeEnv>,
) -> Result<SendableRecordBatchStream> {
    let schema = stream.schema();
    let (partition, held) = keep(stream, reservation(&runtime), runtime).await?;
    let rows = Arc::new(partition).stream(None)?.map(move |batch| {
        // Memory is given back when the last row has gone.
        let _ = &held;
        batch
    });
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
}

impl fmt::Debug for CachedTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (partitions, rows) = (self.partitions.len(), self.rows());
        f.debug_struct("CachedTable").field("partitions", &partitions).field("rows", &rows).finish()
    }
}

#[async_trait]
impl TableProvider for CachedTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(CachedExec::try_new(self.schema.clone(), self.partitions.clone(), projection.cloned())?))
    }

    fn statistics(&self) -> Option<Statistics> {
        let mut statistics = Statistics::new_unknown(&self.schema);
        statistics.num_rows = Precision::Exact(self.rows());
        Some(statistics)
    }
}

/// The rows of one partition: those in memory come before those in the file.
pub struct CachedPartition {
    batches: Vec<RecordBatch>,
    spilled: Option<Arc<dyn SpillFile>>,
    rows: usize,
}

impl fmt::Debug for CachedPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spilled = self.spilled.is_some();
        f.debug_struct("CachedPartition").field("rows", &self.rows).field("spilled", &spilled).finish()
    }
}

impl CachedPartition {
    fn stream(self: Arc<Self>, projection: Option<Vec<usize>>) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let spilled = match &self.spilled {
            Some(file) => read_back(file.clone())?,
            None => futures::stream::empty().boxed(),
        };
        let count = self.batches.len();
        let held = futures::stream::iter((0..count).map(move |index| Ok(self.batches[index].clone())));
        let project = move |batch: RecordBatch| match &projection {
            Some(columns) => Ok(batch.project(columns)?),
            None => Ok(batch),
        };
        Ok(held.chain(spilled).map(move |batch| project(batch?)).boxed())
    }
}

/// Fills a partition: memory until the pool refuses, the file from then on.
struct Keeper {
    runtime: Arc<RuntimeEnv>,
    batches: Vec<RecordBatch>,
    spill: Option<Spill>,
    rows: usize,
}

struct Spill {
    file: Arc<dyn SpillFile>,
    writer: StreamWriter<Box<dyn SpillWriter>>,
}

impl Keeper {
    fn new(runtime: Arc<RuntimeEnv>) -> Self {
        Self { runtime, batches: Vec::new(), spill: None, rows: 0 }
    }

    fn push(&mut self, batch: RecordBatch, reservation: &MemoryReservation) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        self.rows += batch.num_rows();
        if self.spill.is_none() && reservation.try_grow(get_record_batch_memory_size(&batch)).is_ok() {
            self.batches.push(batch);
            return Ok(());
        }
        if self.spill.is_none() {
            let file = self.runtime.disk_manager.create_tmp_file("keeping rows of a cached table")?;
            let writer = StreamWriter::try_new(file.open_writer()?, &batch.schema())?;
            self.spill = Some(Spill { file, writer });
        }
        if let Some(spill) = &mut self.spill {
            spill.writer.write(&batch)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<CachedPartition> {
        let close = |spill: Spill| {
            spill.writer.into_inner()?.finish()?;
            Ok::<_, datafusion::common::DataFusionError>(spill.file)
        };
        Ok(CachedPartition { batches: self.batches, spilled: self.spill.map(close).transpose()?, rows: self.rows })
    }
}

type ReadBack = (BoxStream<'static, Result<Bytes>>, StreamDecoder, Buffer, Arc<dyn SpillFile>);

/// The batches of a spill file.
fn read_back(file: Arc<dyn SpillFile>) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let bytes = file.read_stream()?;
    let state = (bytes.boxed(), StreamDecoder::new(), Buffer::from(Vec::<u8>::new()), file);
    let next = |(mut bytes, mut decoder, mut buffer, file): ReadBack| async move {
        loop {
            if let Some(batch) = decoder.decode(&mut buffer)? {
                return Ok(Some((batch, (bytes, decoder, buffer, file))));
            }
            match bytes.try_next().await? {
                Some(more) => buffer = Buffer::from(more),
                None => return Ok(None),
            }
        }
    };
    Ok(futures::stream::try_unfold(state, next).boxed())
}

/// Reads a [`CachedTable`], one partition for each of its.
#[derive(Debug)]
pub struct CachedExec {
    partitions: Vec<Arc<CachedPartition>>,
    projection: Option<Vec<usize>>,
    properties: Arc<PlanProperties>,
}

impl CachedExec {
    fn try_new(
        schema: SchemaRef,
        partitions: Vec<Arc<CachedPartition>>,
        projection: Option<Vec<usize>>,
    ) -> Result<Self> {
        let schema = match &projection {
            Some(columns) => Arc::new(schema.project(columns)?),
            None => schema,
        };
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(partitions.len()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Ok(Self { partitions, projection, properties: Arc::new(properties) })
    }
}

impl DisplayAs for CachedExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "CachedExec: partitions={}", self.partitions.len())
    }
}

impl ExecutionPlan for CachedExec {
    fn name(&self) -> &str {
        Self::static_name()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    no_expressions!();

    fn with_new_children(self: Arc<Self>, _children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, partition: usize, _context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let kept = self.partitions.get(partition);
        let kept = kept.ok_or_else(|| internal_datafusion_err!("a cached table has no partition {partition}"))?;
        let stream = kept.clone().stream(self.projection.clone())?;
        let stream = Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream));
        Ok(datafusion::physical_plan::coop::make_cooperative(stream))
    }

    fn statistics_from_inputs(&self, _inputs: &[Arc<Statistics>], args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        let rows = match args.partition() {
            Some(partition) => self.partitions.get(partition).map_or(0, |partition| partition.rows),
            None => self.partitions.iter().map(|partition| partition.rows).sum(),
        };
        let mut statistics = Statistics::new_unknown(&self.schema());
        statistics.num_rows = Precision::Exact(rows);
        Ok(Arc::new(statistics))
    }
}
