//! Reads and writes against answers recorded from Spark 4.2.1.

mod crash;
mod csv;
mod files;
mod fuzz;
mod json;
mod parquet;
mod values;
mod write;

use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::execution::TaskContext;
use datafusion::execution::context::SessionState;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::TryStreamExt;
use sparrow_spark_error::{Result, SparkError};
use sparrow_spark_types::{DataType, StructType, ddl};

use crate::write::{Committer, Registry};
use crate::{Format, Gate, Options, ReadConf, ReadRequest, SourceTable, WriteRequest, WriteSummary, open};

/// A session with two target partitions, so that files are split.
fn session() -> SessionContext {
    let mut config = SessionConfig::new().with_target_partitions(2).with_extension(Arc::new(Gate::open()));
    config.options_mut().optimizer.repartition_file_min_size = 1;
    SessionContext::new_with_config(config)
}

fn options(pairs: &[(&str, &str)]) -> Options {
    pairs.iter().copied().collect()
}

fn struct_of(text: &str) -> StructType {
    ddl::parse_table_schema(text).unwrap()
}

fn request(format: Format, path: impl AsRef<Path>, pairs: &[(&str, &str)], schema: Option<&str>) -> ReadRequest {
    ReadRequest {
        format,
        paths: vec![path.as_ref().to_string_lossy().into_owned()],
        user_schema: schema.map(struct_of),
        options: options(pairs),
        conf: ReadConf { time_zone: "America/Los_Angeles".into(), ..ReadConf::default() },
    }
}

async fn table(request: ReadRequest) -> Result<SourceTable> {
    open(&session().state(), request).await
}

/// The schema and the rows, one line each.
async fn answer(request: ReadRequest) -> Result<(String, Vec<String>)> {
    let context = session();
    let table = open(&context.state(), request).await?;
    let partitions = context.read_table(table.provider)?.collect_partitioned().await?;
    Ok((DataType::Struct(table.schema).simple_string(), lines(&partitions.concat())))
}

/// Like [`answer`], with the error's condition and message in its place.
async fn outcome(request: ReadRequest) -> (String, Vec<String>) {
    match answer(request).await {
        Ok(answer) => answer,
        Err(error) => {
            (error.condition().name.to_owned(), error.parameters().iter().map(|(k, v)| format!("{k}={v}")).collect())
        }
    }
}

fn lines(batches: &[RecordBatch]) -> Vec<String> {
    let format = FormatOptions::default().with_null("NULL");
    let mut lines = Vec::new();
    for batch in batches {
        let columns: Vec<_> = batch.columns().iter().map(|c| ArrayFormatter::try_new(c, &format).unwrap()).collect();
        for row in 0..batch.num_rows() {
            lines.push(columns.iter().map(|column| column.value(row).to_string()).collect::<Vec<_>>().join("|"));
        }
    }
    lines
}

/// A session whose files are where a task's are.
fn session_over(context: &TaskContext) -> SessionState {
    let config = context.session_config().clone().with_extension(Arc::new(Gate::open()));
    SessionContext::new_with_config_rt(config, context.runtime_env()).state()
}

/// Runs a plan and commits its rows, as a server does.
async fn write(context: Arc<TaskContext>, plan: Arc<dyn ExecutionPlan>, request: WriteRequest) -> Result<WriteSummary> {
    let state_folder = Path::new(&request.path).with_file_name("state");
    write_noted(&Registry::new(&state_folder), context, plan, request).await
}

/// The same with a registry of the caller's.
async fn write_noted(
    registry: &Registry,
    context: Arc<TaskContext>,
    plan: Arc<dyn ExecutionPlan>,
    request: WriteRequest,
) -> Result<WriteSummary> {
    let begun = Committer::begin(registry, &session_over(&context), plan, request).await?;
    let Some((mut committer, plan)) = begun else { return Ok(WriteSummary::default()) };
    let rows = |partition| plan.execute(partition, context.clone());
    let tasks = (0..plan.output_partitioning().partition_count()).map(|partition| {
        let rows = rows(partition);
        async move { rows?.try_collect::<Vec<_>>().await }
    });
    for manifests in futures::future::try_join_all(tasks).await.map_err(SparkError::from)? {
        manifests.iter().try_for_each(|manifest| committer.add(manifest))?;
    }
    committer.commit().await
}

/// A file of this text in a directory of its own, which lives as long as the handle.
fn file(name: &str, text: impl AsRef<[u8]>) -> (tempfile::TempDir, std::path::PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, text).unwrap();
    (directory, path)
}
