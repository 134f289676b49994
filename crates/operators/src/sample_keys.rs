//! A sample of a plan's sort keys, from which the bounds of a range partitioning are taken.

use std::fmt;
use std::sync::{Arc, LazyLock};

use arrow::array::{ArrayRef, BinaryArray, Float32Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::Result;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties};
use futures::TryStreamExt;

use crate::random::XorShiftRandom;
use crate::route::properties;
use crate::sort_key::{KeyEncoder, SortKey};

/// What a sample is: keys as bytes, and how many rows each stands for.
static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let key = Field::new("key", DataType::Binary, false);
    Arc::new(Schema::new(vec![key, Field::new("weight", DataType::Float32, false)]))
});

/// What to take a sample of.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sampled {
    /// The keys.
    pub keys: Vec<SortKey>,
    /// Rows wanted of all partitions together.
    pub rows: usize,
}

/// Takes, in each partition, rows that each were as likely to be taken. The same rows give the same sample.
#[derive(Clone, Debug)]
pub struct SampleKeysExec {
    input: Arc<dyn ExecutionPlan>,
    sampled: Sampled,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl SampleKeysExec {
    /// A sample of `input`.
    pub fn new(input: Arc<dyn ExecutionPlan>, sampled: Sampled) -> Self {
        let properties = Arc::new(properties(&input, SCHEMA.clone()));
        Self { input, sampled, properties, metrics: ExecutionPlanMetricsSet::new() }
    }

    /// What the sample is of.
    pub fn sampled(&self) -> &Sampled {
        &self.sampled
    }

    fn with_input(&self, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        Ok(Self::new(input, self.sampled.clone()))
    }

    /// Spark takes three times a partition's share, since partitions differ in size.
    fn rows_per_partition(&self) -> usize {
        let partitions = self.input.output_partitioning().partition_count().max(1);
        (3 * self.sampled.rows).div_ceil(partitions)
    }
}

portable!(SampleKeysExec, "SampleKeys", sampled);

impl DisplayAs for SampleKeysExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "SampleKeysExec: rows={}", self.sampled.rows)
    }
}

impl ExecutionPlan for SampleKeysExec {
    unary_plan_methods!();
    no_expressions!();

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let mut input = self.input.execute(partition, context.clone())?;
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let encoder = KeyEncoder::try_new(&self.sampled.keys, &self.input.schema())?;
        let memory = MemoryConsumer::new(format!("SampleKeysExec[{partition}]")).register(context.memory_pool());
        let mut reservoir = Reservoir::new(self.rows_per_partition(), partition, memory);
        let sample = async move {
            while let Some(batch) = input.try_next().await? {
                let _timer = metrics.elapsed_compute().timer();
                reservoir.offer(&encoder, &batch)?;
            }
            let batch = reservoir.into_batch()?;
            metrics.record_output(batch.num_rows());
            Ok(batch)
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), futures::stream::once(sample))))
    }
}

/// Spark's reservoir: the first rows, then each later one in the place of one taken, the less likely the later it comes.
struct Reservoir {
    keys: Vec<Box<[u8]>>,
    rows_max: usize,
    rows_seen: usize,
    random: XorShiftRandom,
    memory: MemoryReservation,
}

impl Reservoir {
    fn new(rows_max: usize, partition: usize, memory: MemoryReservation) -> Self {
        let random = XorShiftRandom::new(partition as i64);
        Self { keys: Vec::new(), rows_max, rows_seen: 0, random, memory }
    }

    fn offer(&mut self, encoder: &KeyEncoder, batch: &RecordBatch) -> Result<()> {
        for key in encoder.encode(batch)?.iter() {
            self.rows_seen += 1;
            if self.keys.len() < self.rows_max {
                self.take(key.as_ref(), None)?;
                continue;
            }
            let place = (self.random.next_double() * self.rows_seen as f64) as usize;
            if place < self.rows_max {
                self.take(key.as_ref(), Some(place))?;
            }
        }
        Ok(())
    }

    fn take(&mut self, key: &[u8], place: Option<usize>) -> Result<()> {
        match place {
            None => {
                self.memory.try_grow(size_of::<Box<[u8]>>() + key.len())?;
                self.keys.push(key.into());
            }
            Some(place) => {
                let old = self.keys[place].len();
                self.memory.try_resize(self.memory.size() + key.len() - old)?;
                self.keys[place] = key.into();
            }
        }
        Ok(())
    }

    fn into_batch(self) -> Result<RecordBatch> {
        let weight = self.rows_seen as f64 / self.keys.len().max(1) as f64;
        let keys = BinaryArray::from_iter_values(self.keys.iter());
        let weights = Float32Array::from_value(weight as f32, self.keys.len());
        let columns: Vec<ArrayRef> = vec![Arc::new(keys), Arc::new(weights)];
        Ok(RecordBatch::try_new(SCHEMA.clone(), columns)?)
    }
}
