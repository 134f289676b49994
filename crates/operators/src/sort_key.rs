//! Sort keys as bytes that compare as Spark compares the keys.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::compute::SortOptions;
use arrow::datatypes::{DataType, Float32Type, Float64Type, SchemaRef};
use arrow::row::{RowConverter, Rows, SortField};
use datafusion::common::Result;

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SortKey {
    /// The column.
    pub column: usize,
    /// Largest first.
    pub descending: bool,
    /// NULLs before all values.
    pub nulls_first: bool,
}

/// Makes the bytes.
#[derive(Debug)]
pub(crate) struct KeyEncoder {
    keys: Vec<SortKey>,
    converter: RowConverter,
}

impl KeyEncoder {
    /// For batches of this schema.
    pub fn try_new(keys: &[SortKey], schema: &SchemaRef) -> Result<Self> {
        let field = |key: &SortKey| {
            let options = SortOptions { descending: key.descending, nulls_first: key.nulls_first };
            SortField::new_with_options(schema.field(key.column).data_type().clone(), options)
        };
        let converter = RowConverter::new(keys.iter().map(field).collect())?;
        Ok(Self { keys: keys.to_vec(), converter })
    }

    /// The keys of a batch's rows.
    pub fn encode(&self, batch: &RecordBatch) -> Result<Rows> {
        let columns: Vec<ArrayRef> = self.keys.iter().map(|key| ordered_as_spark(batch.column(key.column))).collect();
        Ok(self.converter.convert_columns(&columns)?)
    }
}

/// To Spark both zeros are equal, and so are all NaNs, above every other number.
fn ordered_as_spark(column: &ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::Float32 => {
            let plain = |x: f32| if x.is_nan() { f32::NAN } else { x + 0.0 };
            Arc::new(column.as_primitive::<Float32Type>().unary::<_, Float32Type>(plain))
        }
        DataType::Float64 => {
            let plain = |x: f64| if x.is_nan() { f64::NAN } else { x + 0.0 };
            Arc::new(column.as_primitive::<Float64Type>().unary::<_, Float64Type>(plain))
        }
        _ => column.clone(),
    }
}
