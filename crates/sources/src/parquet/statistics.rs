//! What a file's footer says about a table's columns.

use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::Session;
use datafusion::common::{ColumnStatistics, Result, Statistics};
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use object_store::{ObjectMeta, ObjectStore};
use parquet::arrow::parquet_to_arrow_schema;

use super::adapter::renamed;
use super::footer;

/// Statistics of one file in terms of the table's columns. A column the file stores in another type has none: its values would be
/// taken for values of the table's type.
pub(crate) async fn file_statistics(
    session: &dyn Session,
    store: &dyn ObjectStore,
    meta: &ObjectMeta,
    table: &SchemaRef,
    case_sensitive: bool,
) -> Result<Statistics> {
    let cache = session.runtime_env().cache_manager.get_file_metadata_cache();
    let metadata = footer::metadata(store, meta, &cache).await?;
    let file: Schema = parquet_to_arrow_schema(metadata.file_metadata().schema_descr(), None)?;
    let wanted = Arc::new(renamed(table, &file, case_sensitive));
    let mut statistics = DFParquetMetadata::statistics_from_parquet_metadata(&metadata, &wanted)?;
    for (column, field) in statistics.column_statistics.iter_mut().zip(wanted.fields()) {
        let differs = file.field_with_name(field.name()).is_ok_and(|stored| stored.data_type() != field.data_type());
        if differs {
            *column = ColumnStatistics::new_unknown();
        }
    }
    Ok(statistics)
}
