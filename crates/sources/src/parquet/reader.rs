//! The Parquet scan's source: DataFusion's, with footers checked before they are decoded and errors that name the file.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::catalog::Session;
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileSource, ParquetFileReaderFactory, ParquetSource};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::cache::cache_manager::FileMetadataCache;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::{ObjectMeta, ObjectStore};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use sparrow_spark_types::arrow::INTERNAL_TIME_ZONE;

use super::footer;
use crate::condition::{self, failed_read};
use crate::gate::{Gate, GatedStore};
use crate::path::{Location, file_uri};

/// Where a source notes its gate.
const GATE: &str = "sparrow.gate";

/// A source over all columns of the table.
pub(crate) fn source(
    session: &dyn Session,
    table_schema: TableSchema,
    store: Arc<dyn ObjectStore>,
    location: &Location,
) -> Result<Arc<dyn FileSource>> {
    let mut options =
        TableParquetOptions { global: session.config_options().execution.parquet.clone(), ..Default::default() };
    options.global.coerce_int96 = Some("us".to_owned());
    options.global.coerce_int96_tz = Some(INTERNAL_TIME_ZONE.to_owned());
    options.global.schema_force_view_types = false;
    let runtime = session.runtime_env();
    Ok(Arc::new(source_with(runtime, options, table_schema, store, &location.store, location.gate())?))
}

/// The source with these options, for files that `gate` lets pass. `store_url` is the store's URL.
pub(crate) fn source_with(
    runtime: &RuntimeEnv,
    mut options: TableParquetOptions,
    table_schema: TableSchema,
    store: Arc<dyn ObjectStore>,
    store_url: &str,
    gate: &Gate,
) -> Result<ParquetSource> {
    let noted =
        serde_json::to_string(gate).map_err(|error| internal_datafusion_err!("a gate cannot be noted: {error}"))?;
    options.key_value_metadata.insert(GATE.to_owned(), Some(noted));
    let store = GatedStore::wrap(store, store_url, gate);
    let cache = runtime.cache_manager.get_file_metadata_cache();
    let inner = CachedParquetFileReaderFactory::new(Arc::clone(&store), Arc::clone(&cache));
    let factory = CheckingFactory { inner, store, cache, store_url: store_url.into() };
    let source = ParquetSource::new(table_schema).with_table_parquet_options(options);
    Ok(source.with_parquet_file_reader_factory(Arc::new(factory)))
}

/// Makes readers that check footers, and whose errors say which file they are about.
#[derive(Debug)]
struct CheckingFactory {
    inner: CachedParquetFileReaderFactory,
    store: Arc<dyn ObjectStore>,
    cache: Arc<FileMetadataCache>,
    store_url: Arc<str>,
}

/// The gate of a source's files. Its factory cannot be asked, so that the gate is noted among what a scan does not use: the
/// metadata for files to be written.
pub(crate) fn gate_of(source: &ParquetSource) -> Result<Gate> {
    let noted = source.table_parquet_options().key_value_metadata.get(GATE).and_then(Option::as_deref);
    let gate = noted.and_then(|text| serde_json::from_str(text).ok());
    gate.ok_or_else(|| internal_datafusion_err!("a scan of Parquet files has no gate"))
}

/// The options a source was made with.
pub(crate) fn options_of(source: &ParquetSource) -> TableParquetOptions {
    let mut options = source.table_parquet_options().clone();
    options.key_value_metadata.remove(GATE);
    options
}

impl ParquetFileReaderFactory for CheckingFactory {
    fn create_reader(
        &self,
        partition: usize,
        file: PartitionedFile,
        metadata_size_hint: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let uri = file_uri(&self.store_url, &file.object_meta.location).into();
        let (store, cache, meta) = (Arc::clone(&self.store), Arc::clone(&self.cache), file.object_meta.clone());
        let inner = self.inner.create_reader(partition, file, metadata_size_hint, metrics)?;
        Ok(Box::new(CheckingReader { inner, store, cache, meta, uri }))
    }
}

struct CheckingReader {
    inner: Box<dyn AsyncFileReader + Send>,
    store: Arc<dyn ObjectStore>,
    cache: Arc<FileMetadataCache>,
    meta: ObjectMeta,
    uri: Arc<str>,
}

fn named(uri: &str, error: ParquetError) -> ParquetError {
    let told = condition::refusal(&error).unwrap_or_else(|| failed_read(uri, &error).caused_by(error));
    ParquetError::External(Box::new(told))
}

impl AsyncFileReader for CheckingReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, parquet::errors::Result<Bytes>> {
        let uri = self.uri.clone();
        self.inner.get_bytes(range).map(move |bytes| bytes.map_err(|error| named(&uri, error))).boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, parquet::errors::Result<Vec<Bytes>>> {
        let uri = self.uri.clone();
        self.inner.get_byte_ranges(ranges).map(move |bytes| bytes.map_err(|error| named(&uri, error))).boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, parquet::errors::Result<Arc<ParquetMetaData>>> {
        let found = async move {
            footer::load(self.store.as_ref(), &self.meta, &self.cache)
                .await
                .map_err(|error| named(&self.uri, error))?;
            self.inner.get_metadata(options).await.map_err(|error| named(&self.uri, error))
        };
        found.boxed()
    }
}
