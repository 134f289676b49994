//! Opens data sources for plans.

use std::collections::BTreeMap;
use std::sync::Arc;

use sparrow_analyzer::{Resolved, Scan};
use sparrow_plan::DataSource;
use sparrow_sources::{Format, Options, ReadConf, ReadRequest, SourceTable};
use sparrow_spark_error::{Result, SparkError, condition, unsupported};
use sparrow_spark_types::StructType;

use crate::Session;

const DEFAULT_SOURCE_CONF: &str = "spark.sql.sources.default";

impl Session {
    /// The format of this name, or the session's default one.
    pub(crate) fn format_name(&self, format: Option<&str>) -> String {
        let own = || self.conf().get_option(DEFAULT_SOURCE_CONF).unwrap_or_else(|| "parquet".to_owned());
        format.map_or_else(own, str::to_owned)
    }

    /// Opens a source as rows to scan; answers the files too.
    pub(crate) async fn open_source(&self, source: &DataSource) -> Result<(Resolved, Arc<Vec<String>>)> {
        let table = open(self, source).await?;
        let files = Arc::new(table.files);
        Ok((Resolved::Scan(Scan { qualifier: vec![], schema: table.schema, provider: table.provider }), files))
    }
}

/// Opens a source.
pub(crate) async fn open(session: &Session, source: &DataSource) -> Result<SourceTable> {
    if source.streaming {
        return Err(unsupported("reading streams"));
    }
    if !source.predicates.is_empty() {
        return Err(unsupported("reading JDBC with predicates"));
    }
    let format = Format::parse(&session.format_name(source.format.as_deref()))?;
    let options: Options = source.options.clone().into_iter().collect();
    let mut paths = source.paths.clone();
    if let Some(path) = options.get("path") {
        if !paths.is_empty() {
            return Err(unsupported("the option `path` together with paths"));
        }
        paths.push(path.to_owned());
    }
    if paths.is_empty() {
        return Err(SparkError::new(&condition::UNABLE_TO_INFER_SCHEMA).with("format", format.label()));
    }
    open_files(session, format, paths, source.schema.clone(), options).await
}

/// Opens files of a format.
pub(crate) async fn open_files(
    session: &Session,
    format: Format,
    paths: Vec<String>,
    user_schema: Option<StructType>,
    options: Options,
) -> Result<SourceTable> {
    let conf = confs_of_read(&session.conf().snapshot());
    let state = session.state();
    let request = ReadRequest { format, paths, user_schema, options, conf };
    let work = async move { sparrow_sources::open(&state, request).await };
    let table = session.on_worker(work).await?;
    if !table.unknown_options.is_empty() {
        tracing::warn!(options = ?table.unknown_options, "options Spark does not have were ignored");
    }
    Ok(table)
}

/// The confs reads depend on.
pub(crate) fn confs_of_read(confs: &BTreeMap<String, String>) -> ReadConf {
    let flag = |key: &str, default: bool| confs.get(key).map_or(default, |value| value.eq_ignore_ascii_case("true"));
    let text = |key: &str, default: &str| confs.get(key).cloned().unwrap_or_else(|| default.to_owned());
    ReadConf {
        case_sensitive: flag("spark.sql.caseSensitive", false),
        time_zone: text("spark.sql.session.timeZone", "UTC"),
        partition_type_inference: flag("spark.sql.sources.partitionColumnTypeInference.enabled", true),
        corrupt_record_column: text("spark.sql.columnNameOfCorruptRecord", "_corrupt_record"),
        merge_schema: flag("spark.sql.parquet.mergeSchema", false),
        timestamp_ntz: confs
            .get("spark.sql.timestampType")
            .is_some_and(|value| value.eq_ignore_ascii_case("TIMESTAMP_NTZ")),
    }
}
