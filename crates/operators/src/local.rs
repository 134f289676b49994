//! Rows that came with the plan.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::memory::MemorySourceConfig;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;

use crate::partitions::PartitionCounts;

/// A table of batches of this schema. Many rows are read by several partitions, each its stretch of them, so that they keep their
/// order; few by one.
#[derive(Clone, Debug)]
pub struct LocalTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl LocalTable {
    /// A table of these rows.
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self { schema, batches }
    }

    /// The rows in stretches of almost the same length.
    fn stretches(&self, count: usize) -> Vec<Vec<RecordBatch>> {
        let rows: usize = self.batches.iter().map(RecordBatch::num_rows).sum();
        (0..count).map(|i| self.stretch(i * rows / count, (i + 1) * rows / count)).collect()
    }

    /// The rows from `from` to before `to`.
    fn stretch(&self, from: usize, to: usize) -> Vec<RecordBatch> {
        let mut first = 0;
        let mut stretch = Vec::new();
        for batch in &self.batches {
            let (start, end) = (from.max(first), to.min(first + batch.num_rows()));
            if start < end {
                stretch.push(batch.slice(start - first, end - start));
            }
            first += batch.num_rows();
        }
        stretch
    }
}

#[async_trait]
impl TableProvider for LocalTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rows: usize = self.batches.iter().map(RecordBatch::num_rows).sum();
        let is_large = rows > session.config().batch_size();
        let stretches = self.stretches(if is_large { PartitionCounts::of(session).leaves } else { 1 });
        Ok(MemorySourceConfig::try_new_exec(&stretches, self.schema.clone(), projection.cloned())?)
    }
}
