//! The Spark schema of Parquet files: the one Spark left in the footer, else the one the columns' types mean.

use std::sync::Arc;

use arrow::datatypes::{Schema, TimeUnit};
use datafusion::catalog::Session;
use datafusion::datasource::physical_plan::parquet::Int96Coercer;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectMeta;
use parquet::arrow::parquet_to_arrow_schema;
use parquet::file::metadata::ParquetMetaData;
use sparrow_spark_error::{Result, SparkError, to_sql_type};
use sparrow_spark_types::{DataType, Field, StructType, arrow as mapping, json};

use super::{SCHEMA_KEY, footer};
use crate::condition::{self, failed_read};
use crate::discover::Discovered;
use crate::path::display_path;

/// The schema of the first file, or of all files merged.
pub(crate) async fn infer_schema(
    session: &dyn Session,
    found: &Discovered,
    merge: bool,
    case_sensitive: bool,
) -> Result<StructType> {
    let metas = found.metas();
    let wanted = if merge { metas.len() } else { 1 };
    let concurrent = session.config_options().execution.meta_fetch_concurrency.get();
    let schemas: Vec<StructType> = futures::stream::iter(metas.into_iter().take(wanted))
        .map(|meta| file_schema(session, found, meta))
        .buffered(concurrent)
        .try_collect()
        .await?;
    let mut schemas = schemas.into_iter();
    let first = schemas.next().unwrap_or_default();
    schemas.try_fold(first, |merged, next| merge_structs(&merged, &next, case_sensitive))
}

async fn file_schema(session: &dyn Session, found: &Discovered, meta: ObjectMeta) -> Result<StructType> {
    let path = display_path(&found.location.store, &meta.location);
    let cache = session.runtime_env().cache_manager.get_file_metadata_cache();
    let unreadable = |error: parquet::errors::ParquetError| {
        let told = SparkError::new(&condition::CANNOT_READ_FILE_FOOTER).with("path", &path);
        condition::refusal(&error).unwrap_or_else(|| told.caused_by(error))
    };
    let metadata = footer::metadata(found.store.as_ref(), &meta, &cache).await.map_err(unreadable)?;
    spark_schema(&metadata).map_err(|error| {
        if error.is(&sparrow_spark_error::condition::INTERNAL_ERROR) { failed_read(&path, error) } else { error }
    })
}

fn spark_schema(metadata: &ParquetMetaData) -> Result<StructType> {
    let file = metadata.file_metadata();
    let pairs = file.key_value_metadata().into_iter().flatten();
    let noted = pairs.filter(|pair| pair.key == SCHEMA_KEY).find_map(|pair| pair.value.as_deref());
    if let Some(DataType::Struct(schema)) = noted.and_then(|text| json::from_json(text).ok()) {
        return Ok(schema);
    }
    let failed = |error: parquet::errors::ParquetError| sparrow_spark_error::internal(error.to_string());
    let schema = parquet_to_arrow_schema(file.schema_descr(), None).map_err(failed)?;
    let utc = Some(Arc::from(mapping::INTERNAL_TIME_ZONE));
    let coercer = Int96Coercer::new(file.schema_descr(), &schema, &TimeUnit::Microsecond).with_timezone(utc);
    let coerced: Option<Schema> = coercer.coerce();
    mapping::from_arrow_schema(coerced.as_ref().unwrap_or(&schema))
}

/// Spark's `StructType.merge`: fields of either side, those of both with types that merge.
fn merge_structs(left: &StructType, right: &StructType, case_sensitive: bool) -> Result<StructType> {
    let conflict = || {
        let spelled = |schema: &StructType| to_sql_type(&DataType::Struct(schema.clone()).sql_name());
        SparkError::new(&condition::CANNOT_MERGE_SCHEMAS).with("left", spelled(left)).with("right", spelled(right))
    };
    let mut fields = Vec::with_capacity(left.fields.len());
    for field in &left.fields {
        let field = match right.positions(&field.name, case_sensitive).first() {
            Some(at) => {
                let other = &right.fields[*at];
                let data_type = merge_types(&field.data_type, &other.data_type, case_sensitive).ok_or_else(conflict)?;
                Field { data_type, nullable: field.nullable || other.nullable, ..field.clone() }
            }
            None => field.clone(),
        };
        fields.push(field);
    }
    let missing = right.fields.iter().filter(|field| left.positions(&field.name, case_sensitive).is_empty());
    fields.extend(missing.cloned());
    Ok(StructType::new(fields))
}

fn merge_types(left: &DataType, right: &DataType, case_sensitive: bool) -> Option<DataType> {
    let merge = |a: &DataType, b: &DataType| merge_types(a, b, case_sensitive).map(Box::new);
    match (left, right) {
        (DataType::Array { element: a, contains_null: m }, DataType::Array { element: b, contains_null: n }) => {
            Some(DataType::Array { element: merge(a, b)?, contains_null: *m || *n })
        }
        (
            DataType::Map { key: k, value: v, value_contains_null: m },
            DataType::Map { key: l, value: w, value_contains_null: n },
        ) => Some(DataType::Map { key: merge(k, l)?, value: merge(v, w)?, value_contains_null: *m || *n }),
        (DataType::Struct(a), DataType::Struct(b)) => merge_structs(a, b, case_sensitive).ok().map(DataType::Struct),
        (DataType::Decimal { precision: p, scale: s }, DataType::Decimal { precision: q, scale: t }) if s == t => {
            Some(DataType::Decimal { precision: *p.max(q), scale: *s })
        }
        (a, b) if a == b => Some(a.clone()),
        _ => None,
    }
}
