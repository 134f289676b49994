//! Why a task failed, as the scheduler must know it: run it again, run again what it reads, or give up.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::sync::Arc;

use ballista_core::error::BallistaError;
use ballista_core::serde::protobuf::failed_task::FailedReason;
use ballista_core::serde::protobuf::{ExecutionError, FailedTask, FetchPartitionError, IoError, TaskKilled};
use datafusion::common::DataFusionError;
use datafusion::object_store;
use sparrow_spark_error::{SparkError, condition};
use tokio::task::JoinError;

/// How far an error is searched for its causes: they could go in circles only by mistake.
const CAUSES_DEPTH_MAX: usize = 64;

/// The message for a task that failed with `error`; `text` is what the server reads.
pub(super) fn failed_task(error: &DataFusionError, text: String) -> FailedTask {
    let (reason, retryable, count_to_failures) = match class(error) {
        Class::Cancelled => (FailedReason::TaskKilled(TaskKilled {}), true, false),
        Class::Fetch(lost) => (FailedReason::FetchPartitionError(lost), false, false),
        Class::Passing => (FailedReason::IoError(IoError {}), true, true),
        Class::Lasting => (FailedReason::ExecutionError(ExecutionError {}), false, false),
    };
    FailedTask { error: text, retryable, count_to_failures, failed_reason: Some(reason) }
}

/// The classes of failures.
#[derive(Debug, PartialEq)]
enum Class {
    /// Somebody stopped the task.
    Cancelled,
    /// A block of another stage could not be had.
    Fetch(FetchPartitionError),
    /// Another attempt may succeed: I/O, transport, memory.
    Passing,
    /// Every attempt would fail so.
    Lasting,
}

/// A lost block decides wherever it is; then being cancelled; then a lack of memory; then the deepest cause that says something.
fn class(error: &DataFusionError) -> Class {
    let mut causes = Vec::new();
    collect(error, 0, &mut causes);
    let said: Vec<_> = causes.into_iter().filter_map(says).collect();
    let rank = |class: &Said| match class {
        Said::Lost(..) => 0,
        Said::Cancelled => 1,
        Said::NoMemory => 2,
        Said::Passing | Said::Lasting => 3,
    };
    // Of equals the last, which is the deepest.
    match said.into_iter().rev().min_by_key(rank) {
        Some(Said::Lost(lost)) => Class::Fetch(lost),
        Some(Said::Cancelled) => Class::Cancelled,
        Some(Said::NoMemory | Said::Passing) => Class::Passing,
        Some(Said::Lasting) | None => Class::Lasting,
    }
}

/// What one error of a chain says by itself.
enum Said {
    Lost(FetchPartitionError),
    Cancelled,
    NoMemory,
    Passing,
    Lasting,
}

fn says(error: &(dyn Error + 'static)) -> Option<Said> {
    if let Some(error) = error.downcast_ref::<BallistaError>() {
        return of_ballista(error);
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return of_io(error);
    }
    if let Some(error) = error.downcast_ref::<object_store::Error>() {
        return Some(of_object_store(error));
    }
    if let Some(DataFusionError::ResourcesExhausted(_)) = error.downcast_ref() {
        return Some(Said::NoMemory);
    }
    if let Some(error) = error.downcast_ref::<SparkError>() {
        return error.is(&condition::OUT_OF_MEMORY).then_some(Said::NoMemory);
    }
    let join = error.downcast_ref::<JoinError>()?;
    Some(if join.is_cancelled() { Said::Cancelled } else { Said::Lasting })
}

fn of_ballista(error: &BallistaError) -> Option<Said> {
    match error {
        BallistaError::FetchFailed(executor, stage, partition, _) => Some(Said::Lost(FetchPartitionError {
            executor_id: executor.clone(),
            map_stage_id: *stage as u32,
            map_partition_id: *partition as u32,
        })),
        BallistaError::Cancelled => Some(Said::Cancelled),
        BallistaError::TonicError(_)
        | BallistaError::GrpcError(_)
        | BallistaError::GrpcConnectionError(_)
        | BallistaError::GrpcActionError(_) => Some(Said::Passing),
        _ => None,
    }
}

fn of_io(error: &io::Error) -> Option<Said> {
    use ErrorKind::*;
    match error.kind() {
        // A mere wrapper.
        Other if error.get_ref().is_some() => None,
        NotFound | PermissionDenied | AlreadyExists | InvalidInput | InvalidData | InvalidFilename | UnexpectedEof
        | Unsupported | IsADirectory | NotADirectory | ReadOnlyFilesystem => Some(Said::Lasting),
        _ => Some(Said::Passing),
    }
}

fn of_object_store(error: &object_store::Error) -> Said {
    match error {
        object_store::Error::Generic { .. } | object_store::Error::JoinError { .. } => Said::Passing,
        _ => Said::Lasting,
    }
}

/// The error and all its causes, the deepest last, also those that their wrappers do not name as sources.
fn collect<'a>(error: &'a (dyn Error + 'static), depth: usize, causes: &mut Vec<&'a (dyn Error + 'static)>) {
    if depth == CAUSES_DEPTH_MAX {
        return;
    }
    causes.push(error);
    for cause in direct_causes(error) {
        collect(cause, depth + 1, causes);
    }
}

fn direct_causes<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<BallistaError>() {
        Some(BallistaError::DataFusionError(cause)) => return vec![cause.as_ref()],
        Some(BallistaError::ArrowError(cause)) => return vec![cause.as_ref()],
        Some(BallistaError::IoError(cause)) => return vec![cause],
        Some(BallistaError::TokioError(cause)) => return vec![cause],
        _ => {}
    }
    if let Some(cause) = error.downcast_ref::<Arc<DataFusionError>>() {
        return vec![cause.as_ref()];
    }
    if let Some(DataFusionError::Collection(all)) = error.downcast_ref() {
        return all.iter().map(|e| e as &(dyn Error + 'static)).collect();
    }
    // `source` of an I/O error is the source of what it wraps, not that itself.
    if let Some(wrapped) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        return vec![wrapped];
    }
    error.source().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::error::ArrowError;
    use datafusion::parquet::errors::ParquetError;

    use super::*;

    fn external(error: impl Error + Send + Sync + 'static) -> DataFusionError {
        DataFusionError::External(Box::new(error))
    }

    fn lost() -> DataFusionError {
        BallistaError::FetchFailed("e".into(), 3, 7, "gone".into()).into_datafusion()
    }

    fn arrow(error: DataFusionError) -> DataFusionError {
        DataFusionError::ArrowError(Box::new(ArrowError::ExternalError(Box::new(error))), None)
    }

    fn check(error: DataFusionError, expected: &Class) {
        assert_eq!(&class(&error), expected, "{error:?}");
        assert_eq!(&class(&DataFusionError::Shared(Arc::new(error))), expected);
    }

    #[test]
    fn a_lost_block_is_found_in_every_wrapper() {
        let expected =
            Class::Fetch(FetchPartitionError { executor_id: "e".into(), map_stage_id: 3, map_partition_id: 7 });
        let out_of_memory = || DataFusionError::ResourcesExhausted("full".into());
        let wrapped = [
            lost(),
            lost().context("reading").context("again"),
            arrow(lost()),
            arrow(DataFusionError::Shared(Arc::new(arrow(lost())))),
            external(Arc::new(lost())),
            external(BallistaError::DataFusionError(Box::new(lost()))),
            external(BallistaError::ArrowError(Box::new(ArrowError::ExternalError(Box::new(lost()))))),
            external(io::Error::other(lost())),
            DataFusionError::ParquetError(Box::new(ParquetError::External(Box::new(lost())))),
            DataFusionError::Collection(vec![out_of_memory(), lost()]),
            external(sparrow_spark_error::internal("a scan failed").caused_by(lost())),
        ];
        wrapped.into_iter().for_each(|error| check(error, &expected));
    }

    #[test]
    fn what_passes_is_tried_again() {
        let io = |kind| DataFusionError::IoError(io::Error::new(kind, "x"));
        let generic = |source| object_store::Error::Generic { store: "S3", source };
        let passing = [
            io(ErrorKind::ConnectionReset),
            io(ErrorKind::TimedOut),
            io(ErrorKind::StorageFull),
            DataFusionError::ResourcesExhausted("full".into()),
            arrow(DataFusionError::ResourcesExhausted("full".into())),
            external(SparkError::new(&condition::OUT_OF_MEMORY).with("detail", "x")),
            DataFusionError::ObjectStore(Box::new(generic("503".into()))),
            external(SparkError::new(&condition::FAILED_READ_FILE).caused_by(generic("503".into()))),
            external(BallistaError::GrpcConnectionError("refused".into())),
            external(BallistaError::IoError(ErrorKind::ConnectionAborted.into())),
            external(io::Error::other(io::Error::from(ErrorKind::Interrupted))),
        ];
        passing.into_iter().for_each(|error| check(error, &Class::Passing));
    }

    #[test]
    fn what_lasts_is_not() {
        let io = |kind| DataFusionError::IoError(io::Error::new(kind, "x"));
        let source = Box::new(io::Error::from(ErrorKind::PermissionDenied));
        let lasting = [
            io(ErrorKind::NotFound),
            io(ErrorKind::InvalidData),
            DataFusionError::ObjectStore(Box::new(object_store::Error::NotFound {
                path: "p".into(),
                source: "404".into(),
            })),
            DataFusionError::ObjectStore(Box::new(object_store::Error::Generic { store: "file", source })),
            DataFusionError::ArrowError(Box::new(ArrowError::DivideByZero), None),
            DataFusionError::Execution("no".into()),
            external(io::Error::other(sparrow_spark_error::internal("a record that does not read"))),
            external(sparrow_spark_error::divide_by_zero()),
        ];
        lasting.into_iter().for_each(|error| check(error, &Class::Lasting));
    }

    #[test]
    fn the_message_says_what_to_do() {
        let killed = failed_task(&external(BallistaError::Cancelled), "c".into());
        assert!(matches!(killed.failed_reason, Some(FailedReason::TaskKilled(_))));
        assert_eq!((killed.retryable, killed.count_to_failures), (true, false));
        let fetch = failed_task(&lost(), "f".into());
        assert!(matches!(fetch.failed_reason, Some(FailedReason::FetchPartitionError(_))));
        assert_eq!((fetch.retryable, fetch.count_to_failures), (false, false));
        let memory = failed_task(&DataFusionError::ResourcesExhausted("full".into()), "m".into());
        assert!(matches!(memory.failed_reason, Some(FailedReason::IoError(_))));
        assert_eq!((memory.retryable, memory.count_to_failures, memory.error.as_str()), (true, true, "m"));
        let wrong = failed_task(&DataFusionError::Plan("no".into()), "w".into());
        assert!(matches!(wrong.failed_reason, Some(FailedReason::ExecutionError(_))));
        assert_eq!((wrong.retryable, wrong.count_to_failures), (false, false));
    }
}
