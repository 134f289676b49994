//! The Parquet scan's source: DataFusion's, with errors that name the file.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::catalog::Session;
use datafusion::common::Result;
use datafusion::config::TableParquetOptions;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileSource, ParquetFileReaderFactory, ParquetSource};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::ObjectStore;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use sparrow_spark_types::arrow::INTERNAL_TIME_ZONE;

use crate::condition::failed_read;
use crate::path::{Location, file_uri};

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
    let cache = session.runtime_env().cache_manager.get_file_metadata_cache();
    let inner = CachedParquetFileReaderFactory::new(store, cache);
    let factory = NamingFactory { inner, store: location.store.as_str().into() };
    let source = ParquetSource::new(table_schema).with_table_parquet_options(options);
    Ok(Arc::new(source.with_parquet_file_reader_factory(Arc::new(factory))))
}

/// Makes readers whose errors say which file they are about.
#[derive(Debug)]
struct NamingFactory {
    inner: CachedParquetFileReaderFactory,
    store: Arc<str>,
}

impl ParquetFileReaderFactory for NamingFactory {
    fn create_reader(
        &self,
        partition: usize,
        file: PartitionedFile,
        metadata_size_hint: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let uri = file_uri(&self.store, &file.object_meta.location).into();
        let inner = self.inner.create_reader(partition, file, metadata_size_hint, metrics)?;
        Ok(Box::new(NamingReader { inner, uri }))
    }
}

struct NamingReader {
    inner: Box<dyn AsyncFileReader + Send>,
    uri: Arc<str>,
}

fn named(uri: &str, error: ParquetError) -> ParquetError {
    ParquetError::External(Box::new(failed_read(uri, &error).caused_by(error)))
}

impl AsyncFileReader for NamingReader {
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
        let uri = self.uri.clone();
        self.inner.get_metadata(options).map(move |found| found.map_err(|error| named(&uri, error))).boxed()
    }
}
