//! Results to messages: schemas, batches as Spark sends them, literals and errors.

mod batch;
mod data_type;
mod edge;
mod error;
mod literal;
mod size;

use sparrow_proto::spark::connect as proto;
use sparrow_spark_types::{DataType, StructType};

pub use batch::{ipc_stream, split};
pub use edge::EdgeSchema;
pub use error::{CAUSES_MAX, ERROR_DOMAIN, ErrorInfo, error_classes, error_details, error_info};
pub use literal::literal;

/// What one batch on the wire should measure at most.
pub const BATCH_BYTES_TARGET: usize = 4 << 20;

/// A type as a message.
pub fn data_type(data_type: &DataType) -> proto::DataType {
    data_type::encode(data_type)
}

/// A schema as a message: a struct.
pub fn schema(schema: &StructType) -> proto::DataType {
    data_type::encode_struct(schema)
}
