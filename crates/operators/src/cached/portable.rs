//! Few kept rows travel with a plan.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use datafusion::common::utils::memory::get_record_batch_memory_size;
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use sparrow_spark_error::unsupported;

use super::{CachedExec, CachedPartition};
use crate::node::only;
use crate::portable::{Parts, Portable};

/// Rows beyond so many bytes do not travel inside a plan: they are served from where they are kept.
const TRAVELLING_BYTES_MAX: usize = 256 * 1024;

impl Portable for CachedExec {
    const NAME: &'static str = "Cached";

    /// Few rows go with the plan, so that joining a small table does not tie a query to this process.
    fn encode(&self) -> Result<Parts> {
        let held = self.partitions.iter().flat_map(|partition| &partition.batches);
        let bytes: usize = held.map(get_record_batch_memory_size).sum();
        if bytes > TRAVELLING_BYTES_MAX || self.partitions.iter().any(|partition| partition.spilled.is_some()) {
            return Err(unsupported("sending kept rows with a plan beyond 256 KiB").into());
        }
        let schema = self.schema();
        let written = self.partitions.iter().map(|partition| self.write(partition, &schema));
        let partitions = written.collect::<Result<Vec<Vec<u8>>>>()?;
        let mut state = Vec::new();
        for partition in &partitions {
            state.extend((partition.len() as u64).to_le_bytes());
            state.extend(partition);
        }
        Ok(Parts { state, schemas: vec![schema], ..Parts::default() })
    }

    fn decode(
        parts: Parts,
        _inputs: Vec<Arc<dyn ExecutionPlan>>,
        _context: &TaskContext,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (schema, mut rest) = (only(parts.schemas)?, parts.state.as_slice());
        let mut partitions = Vec::new();
        while let Some((length, after)) = rest.split_first_chunk() {
            let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
            let (partition, after) = after
                .split_at_checked(length)
                .ok_or_else(|| internal_datafusion_err!("kept rows of a plan end before their end"))?;
            let batches = StreamReader::try_new(partition, None)?.collect::<Result<Vec<_>, _>>()?;
            let rows = batches.iter().map(RecordBatch::num_rows).sum();
            partitions.push(Arc::new(CachedPartition { batches, spilled: None, rows }));
            rest = after;
        }
        Ok(Arc::new(Self::try_new(schema, partitions, None)?))
    }
}

impl CachedExec {
    /// The rows of a partition held in memory, as they are projected.
    fn write(&self, partition: &CachedPartition, schema: &SchemaRef) -> Result<Vec<u8>> {
        let mut writer = StreamWriter::try_new(Vec::new(), schema)?;
        for batch in &partition.batches {
            match &self.projection {
                Some(columns) => writer.write(&batch.project(columns)?)?,
                None => writer.write(batch)?,
            }
        }
        Ok(writer.into_inner()?)
    }
}
