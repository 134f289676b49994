//! `df.write` and `INSERT OVERWRITE DIRECTORY`: a query's rows as files.

use std::sync::Arc;

use futures::TryStreamExt;
use sparrow_engine::Planned;
use sparrow_plan::{Relation, SaveMode, WriteOperation, WriteTarget};
use sparrow_sources::write::Committer;
use sparrow_sources::{Format, Options, WriteRequest, WriteSummary};
use sparrow_spark_error::{Result, SparkError, unsupported};
use sparrow_spark_types::StructType;

use super::{Run, conditions, write_table};
use crate::resolve::{Keep, Prepared};
use crate::{CommandOutcome, Observed, Rows, observed};

const OVERWRITE_MODE: &str = "partitionOverwriteMode";

/// What a write has done.
pub(super) struct Written {
    pub rows: u64,
    /// What `observe` collected on the way.
    pub observed: Vec<Observed>,
}

impl Written {
    /// The answer: nothing, unless something was observed.
    pub(super) fn outcome(self) -> CommandOutcome {
        if self.observed.is_empty() {
            return CommandOutcome::Done;
        }
        CommandOutcome::Rows(Rows { observed: self.observed, ..Rows::of(StructType::default(), vec![]) })
    }
}

/// Where and how a query's rows become files.
pub(super) struct Files {
    pub path: String,
    pub format: String,
    pub mode: SaveMode,
    pub partition_by: Vec<String>,
    pub options: Vec<(String, String)>,
    /// Overwriting replaces only the partitions that get rows.
    pub dynamic: bool,
}

pub(super) async fn run(run: Run<'_>, write: WriteOperation) -> Result<CommandOutcome> {
    refuse_layouts(&write)?;
    let format = run.session.format_name(write.format.as_deref());
    match &write.target {
        WriteTarget::Table { .. } => return write_table::run(run, write).await,
        _ if format.eq_ignore_ascii_case("noop") => return discard(run, write.input).await,
        WriteTarget::Path(_) | WriteTarget::None => {}
    }
    let (paths, options): (Vec<_>, Vec<_>) =
        write.options.into_iter().partition(|(k, _)| k.eq_ignore_ascii_case("path"));
    let path = match (write.target, paths.into_iter().next_back()) {
        (WriteTarget::Path(path), _) | (_, Some((_, path))) => path,
        _ => return Err(SparkError::new(&conditions::ONE_PATH_EXPECTED)),
    };
    let dynamic = run.is_dynamic(&options);
    let (mode, partition_by) = (write.mode, write.partition_by);
    let prepared = run.session.prepare(write.input, Keep::Fill).await?;
    let files = Files { path, format, mode, partition_by, options, dynamic };
    Ok(run.write_prepared(prepared, files).await?.outcome())
}

/// Ways to lay out files that are not there yet.
fn refuse_layouts(write: &WriteOperation) -> Result<()> {
    if write.bucket_by.is_some() {
        return Err(unsupported("bucketBy"));
    }
    if !write.sort_by.is_empty() {
        return Err(unsupported("sortBy of a write"));
    }
    if !write.cluster_by.is_empty() {
        return Err(unsupported("clusterBy"));
    }
    Ok(())
}

/// The format `noop`: computes all rows and keeps none.
async fn discard(run: Run<'_>, input: Relation) -> Result<CommandOutcome> {
    let Rows { mut stream, observed, .. } = run.session.query(run.operation_id, input).await?;
    let mut rows = 0;
    while let Some(batch) = stream.try_next().await.map_err(SparkError::from)? {
        rows += batch.num_rows() as u64;
    }
    Ok(Written { rows, observed }.outcome())
}

impl Run<'_> {
    /// Whether overwriting replaces only the partitions that get rows.
    pub(super) fn is_dynamic(&self, options: &[(String, String)]) -> bool {
        let own =
            options.iter().find(|(key, _)| key.eq_ignore_ascii_case(OVERWRITE_MODE)).map(|(_, value)| value.clone());
        let conf = || self.session.conf().get_option("spark.sql.sources.partitionOverwriteMode");
        own.or_else(conf).is_some_and(|mode| mode.eq_ignore_ascii_case("dynamic"))
    }

    /// Runs a query and writes its rows.
    pub(super) async fn write_prepared(&self, prepared: Prepared, files: Files) -> Result<Written> {
        let format = Format::parse(&files.format)?;
        let analyzed = self.session.analyze(prepared.relation, prepared.snapshot).await?;
        let job = self.session.job(self.operation_id, analyzed.plan);
        let planned = self.session.services().engine.plan(self.session.principal(), &job).await?;
        let context = self.session.context();
        let request = WriteRequest {
            path: files.path.clone(),
            format,
            mode: save_mode(files.mode),
            partition_by: files.partition_by,
            options: self.write_options(format, files.options),
            schema: analyzed.schema,
            dynamic_overwrite: files.dynamic,
            case_sensitive: context.case_sensitive,
            time_zone: context.time_zone.to_string(),
        };
        let summary = self.run_write(planned, request).await?;
        self.session.workspace().cache().outdate(None, Some(&files.path)).await;
        Ok(Written { rows: summary.rows, observed: observed::of_finished(self.session, analyzed.observed).await? })
    }

    /// Runs a plan's write: its tasks where the engine has them, its begin and its commit here.
    async fn run_write(&self, planned: Planned, request: WriteRequest) -> Result<WriteSummary> {
        let services = self.session.services();
        let (engine, registry) = (Arc::clone(&services.engine), services.writes.clone());
        let (principal, operation_id) = (self.session.principal().clone(), self.operation_id.to_owned());
        let work = async move {
            let begun = Committer::begin(&registry, planned.state.as_ref(), planned.plan.clone(), request).await?;
            let Some((mut committer, plan)) = begun else { return Ok(WriteSummary::default()) };
            let running = engine.run_physical(&principal, Planned { plan, ..planned }, &operation_id).await?;
            let mut manifests = running.stream;
            while let Some(manifest) = manifests.try_next().await.map_err(SparkError::from)? {
                committer.add(&manifest)?;
            }
            committer.commit().await
        };
        self.session.on_worker(work).await
    }

    /// The options of a write, with what the session's confs say where they say nothing.
    fn write_options(&self, format: Format, mut options: Vec<(String, String)>) -> Options {
        let mut default = |names: &[&str], conf: &str, idle: &str| {
            let is_given = options.iter().any(|(key, _)| names.iter().any(|name| key.eq_ignore_ascii_case(name)));
            if let (false, Some(value)) = (is_given, self.session.conf().get_option(conf))
                && value != idle
            {
                options.push((names[0].to_owned(), value));
            }
        };
        if format == Format::Parquet {
            default(&["compression", "parquet.compression"], "spark.sql.parquet.compression.codec", "");
        }
        default(&["maxRecordsPerFile"], "spark.sql.files.maxRecordsPerFile", "0");
        options.into_iter().collect()
    }
}

fn save_mode(mode: SaveMode) -> sparrow_sources::SaveMode {
    match mode {
        SaveMode::ErrorIfExists => sparrow_sources::SaveMode::ErrorIfExists,
        SaveMode::Append => sparrow_sources::SaveMode::Append,
        SaveMode::Overwrite => sparrow_sources::SaveMode::Overwrite,
        SaveMode::Ignore => sparrow_sources::SaveMode::Ignore,
    }
}
