//! One task of a write: one partition's rows into files in the task's own directory.

use std::collections::HashMap;
use std::sync::Arc;

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
use super::encode::{FileEncoder, write_failed};
use crate::partition::{NULL_NAME, escape};
use crate::value::render::cast_text;

/// Files a task holds open at a time; beyond that the one longest unused is closed.
const WRITERS_OPEN_MAX: usize = 100;
/// Bytes a task's open files may hold in memory before they are flushed.
const BUFFER_BYTES_MAX: usize = 256 << 20;

/// What the tasks of a job share.
#[derive(Debug)]
pub(super) struct Job {
    pub store: Arc<dyn ObjectStore>,
    pub layout: Layout,
    pub job: Uuid,
    /// The job's directory for files not yet committed.
    pub temporary: Path,
}

/// A finished file, not yet in its place.
#[derive(Clone, Debug)]
pub(super) struct WrittenFile {
    /// Where it is.
    pub temporary: Path,
    /// The partition directory it belongs in, empty for none.
    pub directory: String,
    /// Its name there.
    pub name: String,
    pub rows: u64,
    pub bytes: u64,
}

/// Writes all rows of a partition.
pub(super) async fn run(job: Arc<Job>, task: usize, mut rows: SendableRecordBatchStream) -> Result<Vec<WrittenFile>> {
    let mut writer = TaskWriter { job, task, open: Vec::new(), counters: HashMap::new(), finished: Vec::new() };
    let partitioned = !writer.job.layout.partitions.is_empty();
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
    if task == 0 && !partitioned && writer.open.is_empty() && writer.finished.is_empty() {
        let file = writer.begin("").await?;
        writer.open.push(file);
    }
    writer.finish().await
}

struct OpenFile {
    directory: String,
    name: String,
    temporary: Path,
    rows: u64,
    encoder: Box<dyn FileEncoder>,
}

struct TaskWriter {
    job: Arc<Job>,
    task: usize,
    /// Least recently used first.
    open: Vec<OpenFile>,
    /// Files begun in each partition directory.
    counters: HashMap<String, usize>,
    finished: Vec<WrittenFile>,
}

impl TaskWriter {
    /// The batch with the names and types it is written with.
    fn in_layout(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let schema = &self.job.layout.schema;
        let convert = |(column, field): (&ArrayRef, &arrow::datatypes::FieldRef)| -> Result<ArrayRef> {
            let same = column.data_type() == field.data_type();
            if same { Ok(column.clone()) } else { Ok(cast(column, field.data_type())?) }
        };
        let columns = batch.columns().iter().zip(schema.fields()).map(convert).collect::<Result<Vec<_>>>()?;
        Ok(RecordBatch::try_new(schema.clone(), columns)?)
    }

    /// Sorts a batch by its partition columns and writes each run of equal values.
    async fn write_partitioned(&mut self, batch: &RecordBatch) -> Result<()> {
        let job = self.job.clone();
        let keys = |batch: &RecordBatch| -> Vec<ArrayRef> {
            job.layout.partitions.iter().map(|column| batch.column(*column).clone()).collect()
        };
        let columns: Vec<SortColumn> =
            keys(batch).into_iter().map(|values| SortColumn { values, options: None }).collect();
        let sorted = take_record_batch(batch, &lexsort_to_indices(&columns, None)?)?;
        let data = sorted.project(&job.layout.data)?;
        for run in partition(&keys(&sorted))?.ranges() {
            let directory = self.directory(&sorted, run.start)?;
            self.write(&directory, data.slice(run.start, run.len())).await?;
        }
        Ok(())
    }

    /// `a=1/b=x` for the values of a row.
    fn directory(&self, batch: &RecordBatch, row: usize) -> Result<String> {
        let mut segments = Vec::with_capacity(self.job.layout.partitions.len());
        for index in &self.job.layout.partitions {
            let column = batch.column(*index);
            let null = column.is_null(row) || *column.data_type() == arrow::datatypes::DataType::Null;
            let text = if null { String::new() } else { cast_text(column, row, &self.job.layout.zone)? };
            // An empty string cannot be a directory's name, so it becomes NULL, as in Spark.
            let value = if text.is_empty() { NULL_NAME.to_owned() } else { escape(&text) };
            segments.push(format!("{}={value}", escape(self.job.layout.schema.field(*index).name())));
        }
        Ok(segments.join("/"))
    }

    /// Writes rows of one partition directory, beginning a new file where one is full.
    async fn write(&mut self, directory: &str, batch: RecordBatch) -> Result<()> {
        let mut rest = batch;
        while rest.num_rows() > 0 {
            let mut file = self.file_for(directory).await?;
            let room = self.job.layout.records_max.map_or(usize::MAX, |most| (most - file.rows) as usize);
            let rows = rest.num_rows().min(room);
            file.encoder.write(&rest.slice(0, rows)).await?;
            file.rows += rows as u64;
            rest = rest.slice(rows, rest.num_rows() - rows);
            if self.job.layout.records_max == Some(file.rows) {
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
        let Job { store, layout, job, temporary } = self.job.as_ref();
        let extension = layout.encoding.extension();
        let dash = if layout.partitions.is_empty() { '-' } else { '.' };
        let name = format!("part-{:05}-{job}{dash}c{number:03}.{extension}", self.task);
        let below = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let path = format!("{temporary}/{:05}-0/{below}{name}", self.task);
        let temporary = Path::parse(&path).map_err(|error| write_failed(&path, error))?;
        let encoder = layout.encoding.open(BufWriter::new(store.clone(), temporary.clone()), &path).await?;
        Ok(OpenFile { directory: directory.to_owned(), name, temporary, rows: 0, encoder })
    }

    async fn close(&mut self, file: OpenFile) -> Result<()> {
        let OpenFile { directory, name, temporary, rows, encoder } = file;
        let bytes = encoder.finish().await?;
        self.finished.push(WrittenFile { temporary, directory, name, rows, bytes });
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
        Ok(self.finished)
    }
}
