//! Where a row is: `spark_partition_id`, `monotonically_increasing_id`. A kernel knows no partition, so these are marks, which the
//! analyzer turns into columns of a node that does.

use datafusion::common::Result as DfResult;
use sparrow_spark_error::internal;

use super::super::spec::{Call, Returns, Spec};

/// The kernel of `spark_partition_id()`.
pub const PARTITION_ID: &str = "spark_partition_id";
/// The kernel of `monotonically_increasing_id()`.
pub const MONOTONIC_ID: &str = "spark_monotonic_id";

pub(super) static PARTITION_ID_SPEC: Spec =
    Spec::new(PARTITION_ID, &[], Returns::INT, nowhere).shown_as("SPARK_PARTITION_ID").volatile().never_null();
pub(super) static MONOTONIC_ID_SPEC: Spec =
    Spec::new(MONOTONIC_ID, &[], Returns::LONG, nowhere).volatile().never_null();

fn nowhere(_: &Call) -> DfResult<arrow::array::ArrayRef> {
    Err(internal("a call that asks for a row's place was left in a plan that is run").into())
}
