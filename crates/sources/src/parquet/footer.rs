//! Footers: read once, checked before they are decoded, kept in the runtime's cache of them.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::datasource::physical_plan::parquet::metadata::{CachedParquetMetaData, DFParquetMetadata};
use datafusion::execution::cache::cache_manager::{CachedFileMetadataEntry, FileMetadataCache};
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use parquet::errors::{ParquetError, Result};
use parquet::file::FOOTER_SIZE;
use parquet::file::metadata::{FooterTail, ParquetMetaData, ParquetMetaDataReader};

use super::nesting;

/// Bytes read from a file's end at first: most footers are shorter.
const FIRST_READ_BYTES: u64 = 64 * 1024;

/// What a file's footer says.
pub(super) async fn metadata(
    store: &dyn ObjectStore,
    meta: &ObjectMeta,
    cache: &Arc<FileMetadataCache>,
) -> Result<Arc<ParquetMetaData>> {
    load(store, meta, cache).await?;
    let reader = DFParquetMetadata::new(store, meta).with_file_metadata_cache(Some(Arc::clone(cache)));
    reader.fetch_metadata().await.map_err(|error| ParquetError::External(Box::new(error)))
}

/// Sees to it that a file's footer is safe to decode, and puts it into the cache, where DataFusion's readers look for it.
pub(super) async fn load(store: &dyn ObjectStore, meta: &ObjectMeta, cache: &Arc<FileMetadataCache>) -> Result<()> {
    if cache.get(&meta.location).is_some_and(|cached| cached.is_valid_for(meta)) {
        return Ok(());
    }
    let footer = read(store, meta).await?;
    nesting::check(&footer)?;
    let metadata = Arc::new(ParquetMetaDataReader::decode_metadata(&footer)?);
    let entry = CachedFileMetadataEntry::new(meta.clone(), Arc::new(CachedParquetMetaData::new(metadata)));
    cache.put(&meta.location, entry);
    Ok(())
}

/// The bytes of the footer without its tail.
async fn read(store: &dyn ObjectStore, meta: &ObjectMeta) -> Result<Bytes> {
    let external = |error: object_store::Error| ParquetError::External(Box::new(error));
    let start = meta.size.saturating_sub(FIRST_READ_BYTES);
    let end = store.get_range(&meta.location, start..meta.size).await.map_err(external)?;
    let tail: &[u8; FOOTER_SIZE] = end
        .last_chunk()
        .ok_or_else(|| ParquetError::General(format!("a Parquet file of {} bytes has no footer", meta.size)))?;
    let tail = FooterTail::try_new(tail)?;
    if tail.is_encrypted_footer() {
        return Err(ParquetError::General("the Parquet footer is encrypted, which is not supported yet".to_owned()));
    }
    let length = tail.metadata_length();
    if let Some(begin) = end.len().checked_sub(length + FOOTER_SIZE) {
        return Ok(end.slice(begin..begin + length));
    }
    let whole = length as u64 + FOOTER_SIZE as u64;
    let begin = meta.size.checked_sub(whole).ok_or_else(|| {
        ParquetError::General(format!("a Parquet file of {} bytes says that its footer has {length}", meta.size))
    })?;
    store.get_range(&meta.location, begin..begin + length as u64).await.map_err(external)
}
