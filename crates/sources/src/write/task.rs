//! One attempt of a task of a write: one partition's rows into files below the attempt's own folder.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::compute::{SortColumn, cast, lexsort_to_indices, partition, take_record_batch};
use datafusion::execution::SendableRecordBatchStream;
use futures::TryStreamExt;
use object_store::ObjectStore;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use sparrow_spark_error::{Result, SparkError};
use uuid::Uuid;

use super::check::Layout;
use super::commit;
use super::encode::{FileEncoder, write_failed};
use super::manifest::WrittenFile;
use crate::partition::{NULL_NAME, escape};
use crate::path::Location;
use crate::value::render::cast_text;

/// Files a task holds open at a time; beyond that the one longest unused is closed.
const WRITERS_OPEN_MAX: usize = 100;
/// Bytes a task's open files may hold in memory before they are flushed.
const BUFFER_BYTES_MAX: usize = 256 << 20;

/// How often and how far apart a task looks for its job.
const JOB_CHECKS: usize = 3;
const JOB_CHECK_INTERVAL: Duration = Duration::from_millis(50);

/// One attempt to write one partition.
#[derive(Debug)]
pub(super) struct Task {
    pub store: Arc<dyn ObjectStore>,
    pub layout: Arc<Layout>,
    pub job: Uuid,
    /// The job's folder for files not yet committed.
    pub folder: Location,
    pub partition: usize,
    /// What its files are below.
    pub attempt: String,
}

/// Writes all rows of a partition. What an attempt has written that fails or is dropped is removed.
pub(super) async fn run(task: Task, mut rows: SendableRecordBatchStream) -> Result<Vec<WrittenFile>> {
    task.check_job().await?;
    let mut writer = TaskWriter {
        unless_done: Traces { folder: task.folder.clone(), attempt: task.attempt.clone(), is_done: false },
        task,
        open: Vec::new(),
        counters: HashMap::new(),
        finished: Vec::new(),
    };
    let partitioned = !writer.task.layout.partitions.is_empty();
    while let Some(batch) = rows.try_next().await.map_err(SparkError::from)? {
        if batch.num_rows() == 0 {
            continue;
        }
        let batch = writer.in_layout(&batch)?;
        if partitioned {
            writer.write_partitioned(&batch).await?;
        } else {
            writer.write("", batch).await?;
        }
        writer.bound_memory().await?;
    }
    // As in Spark, the first task leaves a file even without rows, so that the schema is not lost.
    if writer.task.partition == 0 && !partitioned && writer.open.is_empty() && writer.finished.is_empty() {
        let file = writer.begin("").await?;
        writer.open.push(file);
    }
    writer.finish().await
}

impl Task {
    /// Refuses to write for a job that has ended, or whose folder cannot be seen from here.
    async fn check_job(&self) -> Result<()> {
        if !self.folder.is_local() {
            return Ok(());
        }
        let marker = self.folder.local_path()?.join(commit::MARKER);
        for _ in 0..JOB_CHECKS {
            if tokio::fs::try_exists(&marker).await.unwrap_or(false) {
                return Ok(());
            }
            // Another write may just be replacing the target, and move this job's folder to the new one.
            tokio::time::sleep(JOB_CHECK_INTERVAL).await;
        }
        let detail = "The folder of the write is not there: the write has ended, or this process does not share the server's file system.";
        Err(write_failed(&self.folder.display(), detail))
    }

    /// Makes sure that a file outlives a loss of power: once a job is committed, the files it replaced are gone.
    async fn sync(&self, path: &Path) -> Result<()> {
        if !self.folder.is_local() {
            return Ok(());
        }
        let path = self.folder.with_path(path.clone()).local_path()?;
        let synced = async { tokio::fs::File::open(&path).await?.sync_all().await };
        synced.await.map_err(|error| write_failed(&path.to_string_lossy(), error))
    }
}

/// Removes what an attempt has written, unless it is done. Where that fails, the job's end removes it.
struct Traces {
    folder: Location,
    attempt: String,
    is_done: bool,
}

impl Drop for Traces {
    fn drop(&mut self) {
        if self.is_done || !self.folder.is_local() {
            return;
        }
        let Ok(job) = self.folder.local_path() else { return };
        let attempts = job.join(commit::ATTEMPTS);
        let _ = std::fs::remove_dir_all(attempts.join(&self.attempt));
        // Where the job has ended before, nobody else does this; a job that goes on has a marker.
        if !job.join(commit::MARKER).exists() {
            let _ = std::fs::remove_dir(attempts).and_then(|()| std::fs::remove_dir(&job));
        }
    }
}

struct OpenFile {
    directory: String,
    name: String,
    /// Its path below the job's folder.
    file: String,
    temporary: Path,
    rows: u64,
    encoder: Box<dyn FileEncoder>,
}

struct TaskWriter {
    task: Task,
    /// Least recently used first.
    open: Vec<OpenFile>,
    /// Files begun in each partition directory.
    counters: HashMap<String, usize>,
    finished: Vec<WrittenFile>,
    unless_done: Traces,
}

impl TaskWriter {
    /// The batch with the names and types it is written with.
    fn in_layout(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let schema = &self.task.layout.schema;
        let convert = |(column, field): (&ArrayRef, &arrow::datatypes::FieldRef)| -> Result<ArrayRef> {
            let same = column.data_type() == field.data_type();
            if same { Ok(column.clone()) } else { Ok(cast(column, field.data_type())?) }
        };
        let columns = batch.columns().iter().zip(schema.fields()).map(convert).collect::<Result<Vec<_>>>()?;
        Ok(RecordBatch::try_new(schema.clone(), columns)?)
    }

    /// Sorts a batch by its partition columns and writes each run of equal values.
    async fn write_partitioned(&mut self, batch: &RecordBatch) -> Result<()> {
        let layout = self.task.layout.clone();
        let keys = |batch: &RecordBatch| -> Vec<ArrayRef> {
            layout.partitions.iter().map(|column| batch.column(*column).clone()).collect()
        };
        let columns: Vec<SortColumn> =
            keys(batch).into_iter().map(|values| SortColumn { values, options: None }).collect();
        let sorted = take_record_batch(batch, &lexsort_to_indices(&columns, None)?)?;
        let data = sorted.project(&layout.data)?;
        for run in partition(&keys(&sorted))?.ranges() {
            let directory = self.directory(&sorted, run.start)?;
            self.write(&directory, data.slice(run.start, run.len())).await?;
        }
        Ok(())
    }

    /// `a=1/b=x` for the values of a row.
    fn directory(&self, batch: &RecordBatch, row: usize) -> Result<String> {
        let mut segments = Vec::with_capacity(self.task.layout.partitions.len());
        for index in &self.task.layout.partitions {
            let column = batch.column(*index);
            let null = column.is_null(row) || *column.data_type() == arrow::datatypes::DataType::Null;
            let text = if null { String::new() } else { cast_text(column, row, &self.task.layout.zone)? };
            // An empty string cannot be a directory's name, so it becomes NULL, as in Spark.
            let value = if text.is_empty() { NULL_NAME.to_owned() } else { escape(&text) };
            segments.push(format!("{}={value}", escape(self.task.layout.schema.field(*index).name())));
        }
        Ok(segments.join("/"))
    }

    /// Writes rows of one partition directory, beginning a new file where one is full.
    async fn write(&mut self, directory: &str, batch: RecordBatch) -> Result<()> {
        let mut rest = batch;
        while rest.num_rows() > 0 {
            let mut file = self.file_for(directory).await?;
            let room = self.task.layout.records_max.map_or(usize::MAX, |most| (most - file.rows) as usize);
            let rows = rest.num_rows().min(room);
            file.encoder.write(&rest.slice(0, rows)).await?;
            file.rows += rows as u64;
            rest = rest.slice(rows, rest.num_rows() - rows);
            if self.task.layout.records_max == Some(file.rows) {
                self.close(file).await?;
            } else {
                self.open.push(file);
            }
        }
        Ok(())
    }

    /// The open file of a directory, or a new one; too many open files close the one longest unused.
    async fn file_for(&mut self, directory: &str) -> Result<OpenFile> {
        if let Some(at) = self.open.iter().position(|file| file.directory == directory) {
            return Ok(self.open.remove(at));
        }
        if self.open.len() >= WRITERS_OPEN_MAX {
            let oldest = self.open.remove(0);
            self.close(oldest).await?;
        }
        self.begin(directory).await
    }

    async fn begin(&mut self, directory: &str) -> Result<OpenFile> {
        let counter = self.counters.entry(directory.to_owned()).or_default();
        let number = std::mem::replace(counter, *counter + 1);
        let Task { store, layout, job, folder, partition, attempt } = &self.task;
        let extension = layout.encoding.extension();
        let dash = if layout.partitions.is_empty() { '-' } else { '.' };
        let name = format!("part-{partition:05}-{job}{dash}c{number:03}.{extension}");
        let below = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let file = format!("{}/{attempt}/{below}{name}", commit::ATTEMPTS);
        let path = format!("{}/{file}", folder.path);
        let temporary = Path::parse(&path).map_err(|error| write_failed(&path, error))?;
        let encoder = layout.encoding.open(BufWriter::new(store.clone(), temporary.clone()), &path).await?;
        Ok(OpenFile { directory: directory.to_owned(), name, file, temporary, rows: 0, encoder })
    }

    async fn close(&mut self, open: OpenFile) -> Result<()> {
        let OpenFile { directory, name, file, temporary, rows, encoder } = open;
        let bytes = encoder.finish().await?;
        self.task.sync(&temporary).await?;
        self.finished.push(WrittenFile { file, directory, name, rows, bytes });
        Ok(())
    }

    async fn bound_memory(&mut self) -> Result<()> {
        let held: usize = self.open.iter().map(|file| file.encoder.buffered_bytes()).sum();
        if held > BUFFER_BYTES_MAX {
            for file in &mut self.open {
                file.encoder.flush().await?;
            }
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<Vec<WrittenFile>> {
        for file in std::mem::take(&mut self.open) {
            self.close(file).await?;
        }
        self.unless_done.is_done = true;
        Ok(self.finished)
    }
}
