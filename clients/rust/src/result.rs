//! Results: a stream of Arrow batches, with what the server says beside them. It reads nothing ahead.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use arrow::array::RecordBatch;
use futures::{Stream, StreamExt, stream};
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_response::{ExecutionProgress, ObservedMetrics, ResponseType};

use crate::column::Literal;
use crate::error::{Error, Result};
use crate::transport::batches::BatchReader;
use crate::transport::reattach::Responses;
use crate::types::Schema;

/// How far an execution is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// The stages.
    pub stages: Vec<StageProgress>,
    /// The tasks that run now.
    pub tasks_running: i64,
    /// Whether this is the last word: the execution ended.
    pub is_last: bool,
}

/// How far one stage is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageProgress {
    /// Which stage.
    pub id: i64,
    /// Its tasks.
    pub tasks: i64,
    /// Those that are done.
    pub tasks_done: i64,
    /// The bytes of input read.
    pub bytes_read: i64,
    /// Whether the stage is done.
    pub is_done: bool,
}

/// Gets the progress of executions.
pub(crate) type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;

/// The metrics of one `observe`, by their names.
pub type Observed = BTreeMap<String, Literal>;

/// A result: batches of rows in the server's order.
///
/// Only one response is read ahead. Dropped before its end, it tells the server to stop, in the background of the runtime
/// it was made in and within five seconds; where that runtime is gone by then, the server stops by itself a little later.
#[must_use]
pub struct ResultStream {
    schema: Schema,
    operation_id: String,
    batches: Pin<Box<dyn Stream<Item = Result<RecordBatch>> + Send>>,
    observed: Arc<Mutex<BTreeMap<String, Observed>>>,
}

impl ResultStream {
    /// The columns, which are known before the first row.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The id of the operation, by which it can be interrupted.
    pub fn operation_id(&self) -> &str {
        &self.operation_id
    }

    /// What `observe` counted, by the name of the observation; whole once the last batch was taken.
    pub fn observed(&self) -> BTreeMap<String, Observed> {
        self.observed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All batches that are left.
    pub async fn collect_batches(&mut self) -> Result<Vec<RecordBatch>> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next().await {
            batches.push(batch?);
        }
        Ok(batches)
    }

    /// Reads until the schema is known; what came before it is kept.
    pub(crate) async fn open(responses: Responses, on_progress: Option<OnProgress>) -> Result<Self> {
        let operation_id = responses.operation_id().to_owned();
        let observed = Arc::default();
        let mut reader =
            Reader { responses, on_progress, batches: BatchReader::default(), observed: Arc::clone(&observed) };
        loop {
            match reader.read().await? {
                Read::Schema(schema) => {
                    return Ok(Self { schema, operation_id, batches: reader.into_stream(None).boxed(), observed });
                }
                Read::Batch(batch) => {
                    let schema = Schema::from_arrow(&batch.schema())?;
                    return Ok(Self {
                        schema,
                        operation_id,
                        batches: reader.into_stream(Some(batch)).boxed(),
                        observed,
                    });
                }
                Read::End => return Err(Error::answer("the server completed a query without its schema")),
                Read::Nothing | Read::Other(_) => {}
            }
        }
    }
}

impl Stream for ResultStream {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.batches.as_mut().poll_next(context)
    }
}

impl fmt::Debug for ResultStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.schema.simple_string();
        f.debug_struct("ResultStream")
            .field("operation_id", &self.operation_id)
            .field("schema", &schema)
            .finish_non_exhaustive()
    }
}

/// Reads the responses of an execution one by one.
pub(crate) struct Reader {
    responses: Responses,
    on_progress: Option<OnProgress>,
    batches: BatchReader,
    observed: Arc<Mutex<BTreeMap<String, Observed>>>,
}

/// What one response brought.
pub(crate) enum Read {
    Schema(Schema),
    Batch(RecordBatch),
    Other(Box<ResponseType>),
    Nothing,
    End,
}

impl Reader {
    pub fn new(responses: Responses, on_progress: Option<OnProgress>) -> Self {
        Self { responses, on_progress, batches: BatchReader::default(), observed: Arc::default() }
    }

    pub async fn read(&mut self) -> Result<Read> {
        let Some(response) = self.responses.next().await? else {
            self.batches.finish()?;
            return Ok(Read::End);
        };
        self.observe(response.observed_metrics)?;
        match response.response_type {
            Some(ResponseType::ArrowBatch(batch)) => Ok(self.batches.take(batch)?.map_or(Read::Nothing, Read::Batch)),
            Some(ResponseType::ExecutionProgress(progress)) => {
                self.tell(&Progress::of(progress));
                Ok(Read::Nothing)
            }
            Some(ResponseType::ResultComplete(_)) => {
                self.tell(&Progress { is_last: true, ..Progress::default() });
                Ok(Read::Nothing)
            }
            Some(other) => Ok(Read::Other(Box::new(other))),
            None => match response.schema {
                Some(schema) => Ok(Read::Schema(Schema::from_proto(&schema)?)),
                None => Ok(Read::Nothing),
            },
        }
    }

    fn tell(&self, progress: &Progress) {
        if let Some(on_progress) = &self.on_progress {
            // A panic there is reported by the panic hook; the query goes on.
            let _ = catch_unwind(AssertUnwindSafe(|| on_progress(progress)));
        }
    }

    fn observe(&self, observed: Vec<ObservedMetrics>) -> Result<()> {
        for metrics in observed {
            if let Some(error) = metrics.root_error_idx.and_then(|at| metrics.errors.get(usize::try_from(at).ok()?)) {
                return Err(observation_failed(&metrics.name, error));
            }
            let values = metrics.values.into_iter().map(Literal::from_proto);
            let mut all = self.observed.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(metrics.name, metrics.keys.into_iter().zip(values).collect());
        }
        Ok(())
    }

    /// The batches from here on, after `first`.
    fn into_stream(self, first: Option<RecordBatch>) -> impl Stream<Item = Result<RecordBatch>> + Send {
        let rest = stream::unfold(Some(self), |reader| async move {
            let mut reader = reader?;
            loop {
                match reader.read().await {
                    Ok(Read::Batch(batch)) => return Some((Ok(batch), Some(reader))),
                    Ok(Read::End) => return None,
                    Ok(Read::Schema(_) | Read::Nothing | Read::Other(_)) => {}
                    Err(error) => return Some((Err(error), None)),
                }
            }
        });
        stream::iter(first.map(Ok)).chain(rest)
    }
}

impl Progress {
    fn of(progress: ExecutionProgress) -> Self {
        let stages = progress.stages.into_iter().map(|stage| StageProgress {
            id: stage.stage_id,
            tasks: stage.num_tasks,
            tasks_done: stage.num_completed_tasks,
            bytes_read: stage.input_bytes_read,
            is_done: stage.done,
        });
        Self { stages: stages.collect(), tasks_running: progress.num_inflight_tasks, is_last: false }
    }
}

fn observation_failed(name: &str, error: &proto::fetch_error_details_response::Error) -> Error {
    let throwable = error.spark_throwable.clone().unwrap_or_default();
    Error::Spark(Box::new(crate::error::SparkError {
        condition: throwable.error_class.unwrap_or_default(),
        sqlstate: throwable.sql_state,
        parameters: throwable.message_parameters.into_iter().collect(),
        classes: error.error_type_hierarchy.clone(),
        message: format!("the observation {name:?} failed: {}", error.message),
        ..Default::default()
    }))
}
