//! A scan of files, of whichever format.

use std::sync::Arc;

use arrow::compute::SortOptions;
use arrow::datatypes::{Fields, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::{Result, Statistics, internal_datafusion_err};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::physical_plan::{FileScanConfig, FileScanConfigBuilder, FileSource, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::TaskContext;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_expr::projection::{ProjectionExpr, ProjectionExprs};
use datafusion::physical_expr::{LexOrdering, PhysicalSortExpr};
use datafusion::physical_plan::{ExecutionPlan, PhysicalExpr};
use serde::{Deserialize, Serialize};
use sparrow_operators::portable::Parts;
use sparrow_spark_error::unsupported;

use super::PortableFormat;
use super::files::{Found, Group};
use crate::gate::Gate;
use crate::parquet;
use crate::scan::RowSource;

/// What marks a scan of files on the wire.
pub const NAME: &str = "FileScan";

#[derive(Debug, Serialize, Deserialize)]
struct Scan {
    store: String,
    groups: Vec<Group>,
    limit: Option<usize>,
    preserve_order: bool,
    batch_size: Option<usize>,
    /// Names of the projected columns; their expressions come first.
    projection: Option<Vec<String>>,
    /// What its files must pass when they are opened.
    gate: Gate,
    /// Descending and NULLs first, for each key of each order the rows have; their expressions come next.
    orderings: Vec<Vec<(bool, bool)>>,
    source: Source,
}

#[derive(Debug, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "there is one of them for a moment")]
enum Source {
    Rows { format: PortableFormat, splittable: bool, store: String },
    Parquet { options: Vec<(String, String)>, case_sensitive: Option<bool>, has_filter: bool },
}

/// The parts of a scan of files; `None` for any other node.
pub fn encode(plan: &dyn ExecutionPlan) -> Option<Result<Parts>> {
    let scan = plan.downcast_ref::<DataSourceExec>()?.data_source().downcast_ref::<FileScanConfig>()?;
    Some(take_apart(scan))
}

fn take_apart(scan: &FileScanConfig) -> Result<Parts> {
    let FileScanConfig {
        object_store_url,
        file_groups,
        constraints,
        limit,
        preserve_order,
        output_ordering,
        file_compression_type,
        file_source,
        batch_size,
        expr_adapter_factory,
        output_partitioning,
        ..
    } = scan;
    let table = file_source.table_schema();
    let plain = constraints.is_empty()
        && output_partitioning.is_none()
        && *file_compression_type == FileCompressionType::UNCOMPRESSED
        && table.virtual_columns().is_empty();
    if !plain {
        return Err(unsupported("sending a scan with constraints, a partitioning or virtual columns").into());
    }
    let mut parts =
        Parts { schemas: vec![table.table_schema().clone(), table.file_schema().clone()], ..Parts::default() };
    parts.statistics.push(Arc::new(scan.statistics()));
    let groups = file_groups.iter().map(|group| Group::of(group, &mut parts)).collect::<Result<_>>()?;
    let projection = file_source.projection().map(|projection| {
        parts.expressions.extend(projection.iter().map(|column| column.expr.clone()));
        projection.iter().map(|column| column.alias.clone()).collect()
    });
    let mut orderings = Vec::with_capacity(output_ordering.len());
    for ordering in output_ordering {
        parts.expressions.extend(ordering.iter().map(|key| key.expr.clone()));
        orderings.push(ordering.iter().map(|key| (key.options.descending, key.options.nulls_first)).collect());
    }
    let store = object_store_url.as_str().to_owned();
    let gate = gate_of(file_source.as_ref())?;
    let source = match (file_source.downcast_ref::<RowSource>(), file_source.downcast_ref::<ParquetSource>()) {
        (Some(rows), _) => Source::Rows {
            format: rows.format().portable(),
            splittable: rows.supports_repartitioning(),
            store: rows.store().to_owned(),
        },
        (_, Some(source)) if source.parquet_file_reader_factory().is_some() => {
            let case_sensitive =
                expr_adapter_factory.as_ref().map(parquet::SparkAdapterFactory::case_sensitivity).transpose()?;
            parts.expressions.extend(source.filter());
            let has_filter = source.filter().is_some();
            Source::Parquet { options: written(source)?, case_sensitive, has_filter }
        }
        _ => return Err(unsupported(format!("sending a scan of {} files", file_source.file_type())).into()),
    };
    let (limit, preserve_order, batch_size) = (*limit, *preserve_order, *batch_size);
    let scan = Scan { store, groups, limit, preserve_order, batch_size, projection, gate, orderings, source };
    Ok(Parts { state: Parts::of(&scan)?.state, ..parts })
}

/// The gate a scan was planned with.
fn gate_of(source: &dyn FileSource) -> Result<Gate> {
    match (source.downcast_ref::<RowSource>(), source.downcast_ref::<ParquetSource>()) {
        (Some(rows), _) => Ok(rows.gate().clone()),
        (_, Some(source)) if source.parquet_file_reader_factory().is_some() => parquet::gate_of(source),
        _ => Err(unsupported(format!("sending a scan of {} files", source.file_type())).into()),
    }
}

/// The scan of these parts, over the stores and caches of `context`.
pub fn decode(
    mut parts: Parts,
    _inputs: Vec<Arc<dyn ExecutionPlan>>,
    context: &TaskContext,
) -> Result<Arc<dyn ExecutionPlan>> {
    let scan: Scan = parts.state()?;
    let gate = scan.gate.where_it_runs(context);
    let [table, file] = parts.schemas.as_slice() else {
        return Err(internal_datafusion_err!("a scan misses its schemas"));
    };
    let (schema, columns) = table_schema(table, file);
    let mut expressions = std::mem::take(&mut parts.expressions).into_iter();
    let projection = scan.projection.map(|names| projection(names, &mut expressions)).transpose()?;
    let orderings = scan.orderings.into_iter().map(|keys| ordering(keys, &mut expressions));
    let orderings = orderings.collect::<Result<Vec<_>>>()?;
    let mut found = Found::new(&mut parts);
    let statistics: Arc<Statistics> = found.statistics()?;
    let groups = scan.groups.into_iter().map(|group| group.open(columns, &mut found)).collect::<Result<_>>()?;
    let url = ObjectStoreUrl::parse(&scan.store)?;
    let (source, adapter) = match scan.source {
        Source::Rows { format, splittable, store } => {
            let source = RowSource::new(format.open(), schema, !splittable, &store, &gate);
            (Arc::new(source) as Arc<dyn FileSource>, None)
        }
        Source::Parquet { options, case_sensitive, has_filter } => {
            let (runtime, options) = (context.runtime_env(), read(&options)?);
            let store = scan.store.strip_suffix('/').unwrap_or(&scan.store);
            let source = parquet::source_with(&runtime, options, schema, runtime.object_store(&url)?, store, &gate)?;
            let filter = has_filter.then(|| next(&mut expressions)).transpose()?;
            let source = filter.map_or(source.clone(), |filter| source.with_predicate(filter));
            (Arc::new(source) as Arc<dyn FileSource>, case_sensitive.map(parquet::SparkAdapterFactory::shared))
        }
    };
    let source = match &projection {
        Some(projection) => source.try_pushdown_projection(projection)?.unwrap_or(source),
        None => source,
    };
    let config = FileScanConfigBuilder::new(url, source)
        .with_file_groups(groups)
        .with_statistics(Arc::unwrap_or_clone(statistics))
        .with_limit(scan.limit)
        .with_preserve_order(scan.preserve_order)
        .with_batch_size(scan.batch_size)
        .with_output_ordering(orderings)
        .with_expr_adapter(adapter)
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

/// The columns of the files, then those of their directories, and how many of the latter there are.
fn table_schema(table: &SchemaRef, file: &SchemaRef) -> (TableSchema, usize) {
    let partitions: Fields = table.fields().iter().skip(file.fields().len()).cloned().collect();
    let columns = partitions.len();
    (TableSchema::builder(file.clone()).with_table_partition_cols(partitions).build(), columns)
}

type Expressions = std::vec::IntoIter<Arc<dyn PhysicalExpr>>;

fn next(expressions: &mut Expressions) -> Result<Arc<dyn PhysicalExpr>> {
    expressions.next().ok_or_else(|| internal_datafusion_err!("a scan misses an expression"))
}

fn projection(names: Vec<String>, expressions: &mut Expressions) -> Result<ProjectionExprs> {
    let column = |name| Ok(ProjectionExpr::new(next(expressions)?, name));
    Ok(ProjectionExprs::new(names.into_iter().map(column).collect::<Result<Vec<_>>>()?))
}

fn ordering(keys: Vec<(bool, bool)>, expressions: &mut Expressions) -> Result<LexOrdering> {
    let key = |(descending, nulls_first)| {
        Ok(PhysicalSortExpr::new(next(expressions)?, SortOptions { descending, nulls_first }))
    };
    let keys = keys.into_iter().map(key).collect::<Result<Vec<_>>>()?;
    LexOrdering::new(keys).ok_or_else(|| internal_datafusion_err!("an order without keys"))
}

const PARQUET_OPTIONS: &str = "datafusion.execution.parquet.";

/// The options of a Parquet source that differ from DataFusion's own.
fn written(source: &ParquetSource) -> Result<Vec<(String, String)>> {
    let own = parquet::options_of(source);
    let entries = |options: &ConfigOptions| {
        let ours = options.entries().into_iter().filter(|entry| entry.key.starts_with(PARQUET_OPTIONS));
        ours.filter_map(|entry| Some((entry.key, entry.value?))).collect::<Vec<_>>()
    };
    let (defaults, mut options) = (ConfigOptions::default(), ConfigOptions::default());
    options.execution.parquet = own.global.clone();
    let known = entries(&defaults);
    let changed: Vec<_> = entries(&options).into_iter().filter(|entry| !known.contains(entry)).collect();
    if read(&changed)? == own {
        return Ok(changed);
    }
    Err(unsupported("sending a scan with options of single Parquet columns").into())
}

fn read(changed: &[(String, String)]) -> Result<TableParquetOptions> {
    let mut options = ConfigOptions::default();
    changed.iter().try_for_each(|(key, value)| options.set(key, value))?;
    Ok(TableParquetOptions { global: options.execution.parquet, ..TableParquetOptions::default() })
}
