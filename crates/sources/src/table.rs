//! A table over files: prunes partitions, groups files, and leaves the rest to DataFusion's scan.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, Result, ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, FileSource};
use datafusion::datasource::source::{DataSource, DataSourceExec};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use sparrow_operators::partitions::PartitionCounts;
use sparrow_spark_types::{StructType, arrow as mapping};

use crate::discover::Discovered;
use crate::parquet;
use crate::path::Location;
use crate::rows::RowFormat;
use crate::scan::RowSource;

/// What reads the files.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// DataFusion's Parquet reader.
    Parquet,
    /// One of our own formats.
    Rows(Arc<dyn RowFormat>),
}

/// Files of one format with one schema.
#[derive(Debug)]
pub(crate) struct FileTable {
    source: Source,
    table_schema: TableSchema,
    location: Location,
    store: Arc<dyn ObjectStore>,
    files: Vec<PartitionedFile>,
    case_sensitive: bool,
}

impl FileTable {
    /// A table over the discovered files whose data columns are `data`.
    pub fn try_new(
        source: Source,
        data: &StructType,
        found: Discovered,
        case_sensitive: bool,
    ) -> sparrow_spark_error::Result<Self> {
        let partitions: Vec<FieldRef> =
            found.files.columns.iter().map(|column| Arc::new(mapping::to_arrow_field(column))).collect();
        let file_schema = Arc::new(mapping::to_arrow_schema(data));
        let table_schema = TableSchema::builder(file_schema).with_table_partition_cols(partitions).build();
        let Discovered { location, store, files } = found;
        let file = |file: crate::partition::PartitionedFile| {
            PartitionedFile::new_from_meta(file.meta).with_partition_values(file.values)
        };
        // A file without bytes has no rows in any format, and no footer either.
        let files = files.files.into_iter().filter(|file| file.meta.size > 0).map(file).collect();
        Ok(Self { source, table_schema, location, store, files, case_sensitive })
    }

    /// Whether a filter is about partition columns alone.
    fn is_on_partitions(&self, filter: &Expr) -> bool {
        let columns = filter.column_refs();
        let is_partition =
            |name: &str| self.table_schema.table_partition_cols().iter().any(|field| field.name() == name);
        !columns.is_empty() && columns.iter().all(|column| is_partition(&column.name)) && !filter.is_volatile()
    }

    /// The files whose partition values pass the filters.
    fn pruned(&self, session: &dyn Session, filters: &[Expr]) -> Result<Vec<PartitionedFile>> {
        let filters = filters.iter().filter(|filter| self.is_on_partitions(filter)).cloned();
        let Some(filter) = conjunction(filters.map(unqualified).collect::<Result<Vec<_>>>()?) else {
            return Ok(self.files.clone());
        };
        if self.files.is_empty() {
            return Ok(Vec::new());
        }
        let fields = self.table_schema.table_partition_cols();
        let schema = Arc::new(Schema::new(fields.clone()));
        let values =
            |index: usize| ScalarValue::iter_to_array(self.files.iter().map(|f| f.partition_values[index].clone()));
        let columns = (0..fields.len()).map(values).collect::<Result<Vec<ArrayRef>>>()?;
        let batch = RecordBatch::try_new(schema.clone(), columns)?;
        let filter = session.create_physical_expr(filter, &DFSchema::try_from(schema)?)?;
        let kept = filter.evaluate(&batch)?.into_array(batch.num_rows())?;
        let kept = kept.as_boolean();
        let passes =
            |(index, _): &(usize, &PartitionedFile)| kept.value(*index) && !arrow::array::Array::is_null(kept, *index);
        Ok(self.files.iter().enumerate().filter(passes).map(|(_, file)| file.clone()).collect())
    }

    fn file_source(&self, session: &dyn Session) -> Result<Arc<dyn FileSource>> {
        match &self.source {
            Source::Parquet => parquet::source(session, self.table_schema.clone(), self.store.clone(), &self.location),
            Source::Rows(format) => {
                let name = |file: &PartitionedFile| crate::blocks::compression_of(file.object_meta.location.as_ref());
                let compressed = self.files.iter().any(|file| !matches!(name(file), Ok(kind) if !kind.is_compressed()));
                let (schema, store) = (self.table_schema.clone(), &self.location.store);
                Ok(Arc::new(RowSource::new(format.clone(), schema, compressed, store, self.location.gate())))
            }
        }
    }

    /// Parquet footers give row counts and ranges; other formats know nothing.
    async fn with_statistics(
        &self,
        session: &dyn Session,
        files: Vec<PartitionedFile>,
    ) -> Result<Vec<PartitionedFile>> {
        if !matches!(self.source, Source::Parquet) || !session.config().collect_statistics() {
            return Ok(files);
        }
        let schema = self.table_schema.file_schema();
        let learn = |file: PartitionedFile| async move {
            let (store, meta) = (self.store.as_ref(), &file.object_meta);
            // A footer that cannot be read fails the scan, with the file's name, not its planning.
            match parquet::file_statistics(session, store, meta, schema, self.case_sensitive).await {
                Ok(statistics) => Ok(file.with_statistics(Arc::new(statistics))),
                Err(_) => Ok(file),
            }
        };
        let concurrent = session.config_options().execution.meta_fetch_concurrency.get();
        futures::stream::iter(files).map(learn).buffered(concurrent).try_collect().await
    }
}

/// The filter with its columns' qualifiers taken off.
fn unqualified(filter: Expr) -> Result<Expr> {
    use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
    let strip = |expr| match expr {
        Expr::Column(column) => {
            let bare = datafusion::common::Column::new_unqualified(column.name);
            Ok(Transformed::yes(Expr::Column(bare)))
        }
        other => Ok(Transformed::no(other)),
    };
    filter.transform(strip).data()
}

#[async_trait]
impl TableProvider for FileTable {
    fn schema(&self) -> SchemaRef {
        self.table_schema.table_schema().clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let support = |filter: &&Expr| {
            if self.is_on_partitions(filter) {
                TableProviderFilterPushDown::Exact
            } else {
                TableProviderFilterPushDown::Inexact
            }
        };
        Ok(filters.iter().map(support).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let files = self.with_statistics(session, self.pruned(session, filters)?).await?;
        if files.is_empty() {
            let schema = match projection {
                Some(columns) => Arc::new(self.schema().project(columns)?),
                None => self.schema(),
            };
            return Ok(Arc::new(EmptyExec::new(schema)));
        }
        let partitions = PartitionCounts::of(session).for_bytes(files.iter().map(|file| file.object_meta.size).sum());
        let groups = FileGroup::new(files).split_files(partitions);
        let (groups, statistics) = statistics(groups, self.schema())?;
        let all_exact = filters.iter().all(|filter| self.is_on_partitions(filter));
        let url = self.location.url()?;
        let config = FileScanConfigBuilder::new(url, self.file_source(session)?)
            .with_file_groups(groups)
            .with_statistics(statistics)
            .with_limit(limit.filter(|_| all_exact))
            // Partitions keep their files and files their order, as in Spark: which rows a partition has must not be a matter of
            // chance, for samples, row ids and re-runs.
            .with_preserve_order(true)
            .with_expr_adapter(self.adapter())
            .with_projection_indices(projection.cloned())?
            .build();
        // Files large enough are cut, so that no partition has more than its share.
        let bytes_min = session.config_options().optimizer.repartition_file_min_size;
        match config.repartitioned(partitions, bytes_min, None)? {
            Some(cut) => Ok(Arc::new(DataSourceExec::new(cut))),
            None => Ok(DataSourceExec::from_data_source(config)),
        }
    }
}

impl FileTable {
    fn adapter(&self) -> Option<Arc<dyn datafusion::physical_expr_adapter::PhysicalExprAdapterFactory>> {
        match self.source {
            Source::Parquet => Some(parquet::SparkAdapterFactory::shared(self.case_sensitive)),
            Source::Rows(_) => None,
        }
    }
}

/// Statistics of groups and table out of those of the files, where all files have them.
fn statistics(groups: Vec<FileGroup>, schema: SchemaRef) -> Result<(Vec<FileGroup>, Statistics)> {
    let known = groups.iter().flat_map(|group| group.iter()).all(PartitionedFile::has_statistics);
    if !known {
        return Ok((groups, Statistics::new_unknown(&schema)));
    }
    let merge = |group: FileGroup| {
        let merged = Statistics::try_merge_iter(group.iter().filter_map(|file| file.statistics.as_deref()), &schema)?;
        Ok(group.with_statistics(Arc::new(merged)))
    };
    let groups = groups.into_iter().map(merge).collect::<Result<Vec<_>>>()?;
    let all = Statistics::try_merge_iter(groups.iter().filter_map(|group| group.file_statistics(None)), &schema)?;
    Ok((groups, all))
}
