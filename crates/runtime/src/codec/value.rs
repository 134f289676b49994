//! Values of any type, exactly.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::ipc::reader::StreamReader;
use datafusion::arrow::ipc::writer::StreamWriter;
use datafusion::common::{Result, ScalarValue, internal_datafusion_err};
use datafusion_proto::protobuf;

use super::message::Value;
use super::message::value::Kind;

/// The value, written by DataFusion where that is exact.
pub(super) fn encode(value: &ScalarValue) -> Result<Value> {
    let kind = if is_flat(&value.data_type()) {
        Kind::Flat(protobuf::ScalarValue::try_from(value).map_err(|e| internal_datafusion_err!("{e}"))?)
    } else {
        Kind::Array(array(value)?)
    };
    Ok(Value { kind: Some(kind) })
}

/// The value written by [`encode`].
pub(super) fn decode(value: &Value) -> Result<ScalarValue> {
    match &value.kind {
        Some(Kind::Flat(flat)) => ScalarValue::try_from(flat).map_err(|e| internal_datafusion_err!("{e}")),
        Some(Kind::Array(bytes)) => {
            let batch = StreamReader::try_new(bytes.as_slice(), None)?.next().transpose()?;
            let batch = batch.filter(|batch| batch.num_rows() == 1 && batch.num_columns() == 1);
            let batch = batch.ok_or_else(|| internal_datafusion_err!("a value is one row of one column"))?;
            ScalarValue::try_from_array(batch.column(0), 0)
        }
        None => Err(internal_datafusion_err!("a value without a value")),
    }
}

/// Whether DataFusion writes all values of a type exactly.
pub(super) fn is_flat(data_type: &DataType) -> bool {
    use DataType::{
        Binary, Boolean, Date32, Date64, Decimal128, Decimal256, Duration, Float32, Float64, Int8, Int16, Int32, Int64,
        Interval, LargeBinary, LargeUtf8, Null, UInt8, UInt16, UInt32, UInt64, Utf8,
    };
    matches!(
        data_type,
        Null | Boolean
            | Int8
            | Int16
            | Int32
            | Int64
            | UInt8
            | UInt16
            | UInt32
            | UInt64
            | Float32
            | Float64
            | Utf8
            | LargeUtf8
            | Binary
            | LargeBinary
            | Date32
            | Date64
            | Decimal128(..)
            | Decimal256(..)
            | Duration(_)
            | Interval(_)
    )
}

fn array(value: &ScalarValue) -> Result<Vec<u8>> {
    let column = value.to_array()?;
    let schema = Arc::new(Schema::new(vec![Field::new("value", column.data_type().clone(), true)]));
    let mut writer = StreamWriter::try_new(Vec::new(), &schema)?;
    writer.write(&RecordBatch::try_new(schema, vec![column])?)?;
    Ok(writer.into_inner()?)
}
