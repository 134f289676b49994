//! Writes a plan's rows as files and commits them: nobody sees a part of a job, and a job that fails leaves nothing.
//!
//! Every task writes below `<path>/_temporary/<job>/<task>-0`. When all tasks are done their files move to their places, files the
//! job replaces go after that, and `_SUCCESS` comes last.

mod check;
mod commit;
mod csv;
mod encode;
mod json;
mod parquet;
mod task;
mod text;

pub(crate) use csv::CsvEncoding;
pub(crate) use json::{JsonEncoding, quote};

use std::sync::Arc;

use datafusion::common::runtime::JoinSet;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_spark_types::StructType;
use uuid::Uuid;

use crate::format::Format;
use crate::path::{self, Location};
use crate::{Options, location};

/// What to do when there is something at the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveMode {
    /// Fail.
    ErrorIfExists,
    /// Add to it.
    Append,
    /// Replace it.
    Overwrite,
    /// Write nothing.
    Ignore,
}

/// What to write.
#[derive(Clone, Debug)]
pub struct WriteRequest {
    /// The directory.
    pub path: String,
    /// The format.
    pub format: Format,
    /// What to do when there is something at the path.
    pub mode: SaveMode,
    /// Columns that become directories.
    pub partition_by: Vec<String>,
    /// The options of the write.
    pub options: Options,
    /// Final names and types, in the order of the plan's columns.
    pub schema: StructType,
    /// Overwriting replaces only the partitions that get rows.
    pub dynamic_overwrite: bool,
    /// `spark.sql.caseSensitive`
    pub case_sensitive: bool,
    /// `spark.sql.session.timeZone`
    pub time_zone: String,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteSummary {
    /// Rows.
    pub rows: u64,
    /// Files.
    pub files: u64,
    /// Bytes of the files.
    pub bytes: u64,
}

/// Runs `plan` and commits its rows. Dropping the future gives the job up as an error does.
pub async fn write(
    context: Arc<TaskContext>,
    plan: Arc<dyn ExecutionPlan>,
    request: WriteRequest,
) -> Result<WriteSummary> {
    request.options.check(request.format)?;
    let layout = check::layout(&request, &plan.schema())?;
    let target = Location::parse(&request.path)?;
    let store = target.open_store(&context.runtime_env())?;
    let existed = path::exists(store.as_ref(), &target).await?;
    match request.mode {
        SaveMode::ErrorIfExists if existed => {
            return Err(SparkError::new(&condition::PATH_ALREADY_EXISTS).with("outputPath", target.display()));
        }
        SaveMode::Ignore if existed => return Ok(WriteSummary::default()),
        SaveMode::Overwrite if target.is_local() && target.local_path().is_file() => {
            location::delete_all(store.as_ref(), &target).await?;
        }
        _ => {}
    }
    let job = Uuid::new_v4();
    let mut commit = commit::Commit::begin(store.clone(), target.clone(), job, existed);
    let writer = Arc::new(task::Job { store, layout, job, temporary: commit.temporary().clone() });
    let mut tasks = JoinSet::new();
    for partition in 0..plan.output_partitioning().partition_count() {
        let rows = plan.execute(partition, context.clone())?;
        tasks.spawn(task::run(writer.clone(), partition, rows));
    }
    let mut files = Vec::new();
    while let Some(finished) = tasks.join_next().await {
        files.extend(finished.map_err(|error| internal(format!("a write task died: {error}")))??);
    }
    let summary = WriteSummary {
        rows: files.iter().map(|file| file.rows).sum(),
        files: files.len() as u64,
        bytes: files.iter().map(|file| file.bytes).sum(),
    };
    commit.publish(files, request.mode == SaveMode::Overwrite, request.dynamic_overwrite).await?;
    Ok(summary)
}
