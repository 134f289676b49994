//! The bridge through DataFusion: a `SparkError` travels as `DataFusionError::External` and is recovered by downcast.

use arrow::error::ArrowError;
use datafusion_common::DataFusionError;

use crate::{SparkError, condition};

impl From<SparkError> for DataFusionError {
    fn from(error: SparkError) -> Self {
        DataFusionError::External(Box::new(error))
    }
}

impl From<SparkError> for ArrowError {
    fn from(error: SparkError) -> Self {
        ArrowError::ExternalError(Box::new(error))
    }
}

impl From<DataFusionError> for SparkError {
    /// The `SparkError` inside, or the nearest condition for the variants DataFusion itself raises.
    fn from(error: DataFusionError) -> Self {
        let found = Self::of(&error);
        if Self::inside(&error).is_none() && found.is(&condition::INTERNAL_ERROR) {
            found.caused_by(error)
        } else {
            found
        }
    }
}

impl SparkError {
    /// The `SparkError` inside an error of DataFusion's, or the nearest condition for the variants DataFusion itself raises.
    pub fn of(error: &DataFusionError) -> Self {
        Self::inside(error).cloned().unwrap_or_else(|| from_foreign(error))
    }

    /// The `SparkError` an error is, or one of those that led to it.
    pub fn inside<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e Self> {
        find(error)
    }
}

impl From<ArrowError> for SparkError {
    fn from(error: ArrowError) -> Self {
        DataFusionError::ArrowError(Box::new(error), None).into()
    }
}

/// Follows the chain of sources to a `SparkError`.
fn find<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a SparkError> {
    let mut next = Some(error);
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<SparkError>() {
            return Some(found);
        }
        next = match current.downcast_ref::<DataFusionError>() {
            Some(DataFusionError::External(inner)) => Some(inner.as_ref()),
            Some(DataFusionError::Shared(inner)) => Some(inner.as_ref()),
            _ => match current.downcast_ref::<ArrowError>() {
                Some(ArrowError::ExternalError(inner)) => Some(inner.as_ref()),
                _ => current.source(),
            },
        };
    }
    None
}

fn from_foreign(error: &DataFusionError) -> SparkError {
    let root = error.find_root();
    match root {
        DataFusionError::ResourcesExhausted(detail) => crate::limits::out_of_memory(detail),
        DataFusionError::ArrowError(arrow, _) => from_arrow(arrow),
        DataFusionError::NotImplemented(detail) => {
            SparkError::new(&condition::UNSUPPORTED_FEATURE).with("feature", detail.clone())
        }
        DataFusionError::ParquetError(error) => {
            SparkError::new(&condition::FAILED_READ_FILE).with("detail", error.to_string())
        }
        DataFusionError::IoError(io) => SparkError::new(&condition::FAILED_READ_FILE).with("detail", io.to_string()),
        _ => crate::internal(format!("unexpected engine error: {root}")),
    }
}

fn from_arrow(error: &ArrowError) -> SparkError {
    match error {
        ArrowError::DivideByZero => crate::divide_by_zero(),
        ArrowError::ArithmeticOverflow(detail) => crate::arithmetic_overflow(detail, ""),
        // Bytes from outside that are no valid data: a damaged file, a damaged upload.
        ArrowError::ParquetError(detail) | ArrowError::IpcError(detail) => {
            SparkError::new(&condition::FAILED_READ_FILE).with("detail", detail.clone())
        }
        other => crate::internal(format!("unexpected arrow error: {other}")),
    }
}
