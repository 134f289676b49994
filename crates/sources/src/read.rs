//! Opens files as a table: finds them, learns their schema, makes the scan.

use std::sync::Arc;

use datafusion::catalog::{Session, TableProvider};
use object_store::ObjectMeta;
use sparrow_spark_error::{Result, SparkError, condition, to_sql_id, to_sql_type};
use sparrow_spark_types::{DataType, Field, StructType};

use crate::blocks::Input;
use crate::csv::{self, CsvFormat, CsvOptions};
use crate::discover::{Discovered, discover};
use crate::format::Format;
use crate::json::{self, JsonFormat, JsonOptions};
use crate::path::file_uri;
use crate::rows::RowFormat;
use crate::table::{FileTable, Source};
use crate::text::{self, TextFormat};
use crate::{Options, parquet};

/// What to read.
#[derive(Clone, Debug)]
pub struct ReadRequest {
    /// The format.
    pub format: Format,
    /// Paths, plain, as URIs or with globs.
    pub paths: Vec<String>,
    /// The schema the user gave, which is then not inferred.
    pub user_schema: Option<StructType>,
    /// The options of the read.
    pub options: Options,
    /// What the session's confs say.
    pub conf: ReadConf,
}

/// The confs a read depends on.
#[derive(Clone, Debug)]
pub struct ReadConf {
    /// `spark.sql.caseSensitive`
    pub case_sensitive: bool,
    /// `spark.sql.session.timeZone`
    pub time_zone: String,
    /// `spark.sql.sources.partitionColumnTypeInference.enabled`
    pub partition_type_inference: bool,
    /// `spark.sql.columnNameOfCorruptRecord`
    pub corrupt_record_column: String,
    /// `spark.sql.parquet.mergeSchema`
    pub merge_schema: bool,
    /// `spark.sql.timestampType` is `TIMESTAMP_NTZ`.
    pub timestamp_ntz: bool,
}

impl Default for ReadConf {
    /// Spark's defaults, in UTC.
    fn default() -> Self {
        Self {
            case_sensitive: false,
            time_zone: "UTC".into(),
            partition_type_inference: true,
            corrupt_record_column: "_corrupt_record".into(),
            merge_schema: false,
            timestamp_ntz: false,
        }
    }
}

/// Files as a table.
#[derive(Clone, Debug)]
pub struct SourceTable {
    /// Data columns, then partition columns; all may be NULL.
    pub schema: StructType,
    /// Scans the files.
    pub provider: Arc<dyn TableProvider>,
    /// The files' URIs, for `inputFiles`.
    pub files: Vec<String>,
    /// Names of the partition columns.
    pub partition_columns: Vec<String>,
    /// Options Spark does not have and ignores; worth a warning.
    pub unknown_options: Vec<String>,
}

/// Opens the files a request names.
pub async fn open(session: &dyn Session, request: ReadRequest) -> Result<SourceTable> {
    let unknown_options = request.options.check(request.format)?;
    let ReadRequest { format, paths, user_schema, options, conf } = &request;
    let found = discover(session, *format, paths, options, user_schema.as_ref(), conf).await?;
    let user_schema = user_schema.as_ref().map(|schema| without(schema, &found.files.columns, conf));
    let (source, data) = match format {
        Format::Parquet => open_parquet(session, &found, options, user_schema, conf).await?,
        Format::Csv => open_csv(&found, options, user_schema, conf).await?,
        Format::Json => open_json(&found, options, user_schema, conf).await?,
        Format::Text => (rows(TextFormat::new(options)?), text::schema(user_schema.as_ref())?),
    };
    let data = without(&nullable(&data), &found.files.columns, conf);
    check_names(&data, conf)?;
    let partition_columns = found.files.columns.iter().map(|column| column.name.clone()).collect();
    let fields = data.fields.iter().chain(&found.files.columns).cloned().collect();
    let files = found.files.files.iter().map(|file| file_uri(&found.location.store, &file.meta.location)).collect();
    let provider = Arc::new(FileTable::try_new(source, &data, found, conf.case_sensitive)?);
    Ok(SourceTable { schema: StructType::new(fields), provider, files, partition_columns, unknown_options })
}

fn rows(format: impl RowFormat + 'static) -> Source {
    Source::Rows(Arc::new(format))
}

/// Data columns of the same names as partition columns give way to them.
fn without(schema: &StructType, partitions: &[Field], conf: &ReadConf) -> StructType {
    let same = |a: &str, b: &str| a == b || (!conf.case_sensitive && a.to_lowercase() == b.to_lowercase());
    let kept = schema.fields.iter().filter(|field| !partitions.iter().any(|column| same(&column.name, &field.name)));
    StructType::new(kept.cloned().collect())
}

fn nullable(schema: &StructType) -> StructType {
    let relax = |field: &Field| Field { nullable: true, data_type: field.data_type.as_nullable(), ..field.clone() };
    StructType::new(schema.fields.iter().map(relax).collect())
}

fn check_names(schema: &StructType, conf: &ReadConf) -> Result<()> {
    for field in &schema.fields {
        if schema.positions(&field.name, conf.case_sensitive).len() > 1 {
            let name = if conf.case_sensitive { field.name.clone() } else { field.name.to_lowercase() };
            return Err(SparkError::new(&condition::COLUMN_ALREADY_EXISTS).with("columnName", to_sql_id(&[name])));
        }
    }
    Ok(())
}

fn cannot_infer(format: Format) -> SparkError {
    SparkError::new(&condition::UNABLE_TO_INFER_SCHEMA).with("format", format.label())
}

async fn open_parquet(
    session: &dyn Session,
    found: &Discovered,
    options: &Options,
    user_schema: Option<StructType>,
    conf: &ReadConf,
) -> Result<(Source, StructType)> {
    let merge = options.flag("mergeSchema", conf.merge_schema)?;
    let schema = match user_schema {
        Some(schema) => schema,
        None if found.files.files.is_empty() => return Err(cannot_infer(Format::Parquet)),
        None => parquet::infer_schema(session, found, merge, conf.case_sensitive).await?,
    };
    Ok((Source::Parquet, schema))
}

async fn open_csv(
    found: &Discovered,
    options: &Options,
    user_schema: Option<StructType>,
    conf: &ReadConf,
) -> Result<(Source, StructType)> {
    let options = CsvOptions::new(options, conf)?;
    let format = CsvFormat { options: Arc::new(options) };
    let schema = match user_schema {
        Some(schema) => schema,
        None if found.files.files.is_empty() => return Err(cannot_infer(Format::Csv)),
        None => csv::infer_schema(inputs(found), format.framing(), &format.options).await?,
    };
    for field in &schema.fields {
        check_flat(field, Format::Csv)?;
    }
    Ok((rows(format), schema))
}

async fn open_json(
    found: &Discovered,
    options: &Options,
    user_schema: Option<StructType>,
    conf: &ReadConf,
) -> Result<(Source, StructType)> {
    let options = JsonOptions::new(options, conf)?;
    let format = JsonFormat { options: Arc::new(options) };
    let schema = match user_schema {
        Some(schema) => schema,
        None if found.files.files.is_empty() => return Err(cannot_infer(Format::Json)),
        None => json::infer_schema(inputs(found), format.framing(), &format.options).await?,
    };
    if schema.fields.len() == 1 && schema.fields[0].name == format.options.corrupt_column {
        return Err(SparkError::new(&crate::condition::ONLY_CORRUPT_RECORDS));
    }
    Ok((rows(format), schema))
}

/// CSV cells are leaves.
pub(crate) fn check_flat(field: &Field, format: Format) -> Result<()> {
    match &field.data_type {
        DataType::Array { .. }
        | DataType::Map { .. }
        | DataType::Struct(_)
        | DataType::Null
        | DataType::Variant
        | DataType::CalendarInterval => Err(unsupported_type(field, format)),
        _ => Ok(()),
    }
}

/// A column's type that a format cannot hold.
pub(crate) fn unsupported_type(field: &Field, format: Format) -> SparkError {
    SparkError::new(&condition::UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE)
        .with("columnName", to_sql_id(&[&field.name]))
        .with("columnType", to_sql_type(&field.data_type.sql_name()))
        .with("format", format.label())
}

fn inputs(found: &Discovered) -> Vec<Input> {
    let input = |meta: ObjectMeta| {
        let uri = file_uri(&found.location.store, &meta.location);
        Input { store: found.store.clone(), meta, range: None, uri }
    };
    found.metas().into_iter().map(input).collect()
}
