//! The `FileSource` of the formats that are records of text.

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener, FileScanConfig, FileSource};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::{DisplayFormatType, PhysicalExpr};
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;

use crate::blocks::{self, Framing, Input};
use crate::gate::{Gate, GatedStore};
use crate::path::file_uri;
use crate::rows::RowFormat;

/// Scans files of a [`RowFormat`].
#[derive(Clone)]
pub(crate) struct RowSource {
    format: Arc<dyn RowFormat>,
    table_schema: TableSchema,
    projection: SplitProjection,
    /// Whether byte ranges of a file can be read apart.
    splittable: bool,
    store: Arc<str>,
    gate: Gate,
    metrics: ExecutionPlanMetricsSet,
}

impl RowSource {
    /// A source over all columns of `table_schema`, for files that `gate` lets pass. `store` is the store's URL.
    pub fn new(
        format: Arc<dyn RowFormat>,
        table_schema: TableSchema,
        compressed: bool,
        store: &str,
        gate: &Gate,
    ) -> Self {
        let splittable = !compressed && matches!(format.framing(), Framing::Lines(_));
        let projection = SplitProjection::unprojected(&table_schema);
        let metrics = ExecutionPlanMetricsSet::new();
        Self { format, table_schema, projection, splittable, store: store.into(), gate: gate.clone(), metrics }
    }

    /// The format of the files.
    pub fn format(&self) -> &dyn RowFormat {
        self.format.as_ref()
    }

    /// The store's URL.
    pub fn store(&self) -> &str {
        &self.store
    }

    /// What its files must pass when they are opened.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }
}

impl FileSource for RowSource {
    fn create_file_opener(
        &self,
        store: Arc<dyn ObjectStore>,
        _config: &FileScanConfig,
        _partition: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        let store = GatedStore::wrap(store, &self.store, &self.gate);
        let opener = Arc::new(RowOpener { source: self.clone(), store });
        ProjectionOpener::try_new(self.projection.clone(), opener, self.table_schema.file_schema())
    }

    fn table_schema(&self) -> &TableSchema {
        &self.table_schema
    }

    fn with_batch_size(&self, _batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(self.clone())
    }

    fn try_pushdown_projection(&self, projection: &ProjectionExprs) -> Result<Option<Arc<dyn FileSource>>> {
        let merged = self.projection.source.try_merge(projection)?;
        let projection = SplitProjection::new(self.table_schema.file_schema(), &merged);
        Ok(Some(Arc::new(Self { projection, ..self.clone() })))
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &str {
        self.format.name()
    }

    fn fmt_extra(&self, _t: DisplayFormatType, _f: &mut fmt::Formatter) -> fmt::Result {
        Ok(())
    }

    fn supports_repartitioning(&self) -> bool {
        self.splittable
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        datafusion::physical_plan::apply_expression_roots(self.projection.source.iter(), f)
    }
}

struct RowOpener {
    source: RowSource,
    store: Arc<dyn ObjectStore>,
}

impl FileOpener for RowOpener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let uri = file_uri(&self.source.store, &file.object_meta.location);
        let schema = self.source.table_schema.file_schema();
        let mut decoder = self.source.format.decoder(schema, &self.source.projection.file_indices, &uri)?;
        let range = file.range.map(|range| (range.start.max(0) as u64, range.end.max(0) as u64));
        let input = Input { store: self.store.clone(), meta: file.object_meta, range, uri };
        let blocks = blocks::read(input, self.source.format.framing());
        Ok(Box::pin(async move {
            let batches = blocks.map(move |block| {
                let block = block?;
                let batches = decoder.decode(&block.bytes, block.first)?;
                Ok::<_, DataFusionError>(futures::stream::iter(
                    batches.into_iter().map(Ok::<RecordBatch, DataFusionError>),
                ))
            });
            Ok(batches.try_flatten().boxed())
        }))
    }
}
