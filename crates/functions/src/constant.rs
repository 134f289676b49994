//! The value of an expression without columns, for arguments that must be constants.

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::Schema;
use datafusion::common::config::ConfigOptions;
use datafusion::common::{DFSchema, Result as DfResult, ScalarValue};
use datafusion::logical_expr::ColumnarValue;
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::physical_expr::create_physical_expr;
use sparrow_spark_error::Result;

use crate::{Context, Typed};

/// The value, if the expression has no columns and does not fail.
pub fn fold(context: &Context, value: &Typed) -> Option<ScalarValue> {
    evaluate(context, value)?.ok()
}

/// The value or the error of an expression without columns; `None` for others.
pub fn evaluate(context: &Context, value: &Typed) -> Option<Result<ScalarValue>> {
    if let Some(known) = value.constant() {
        return Some(Ok(known.clone()));
    }
    let varies = value.expr.is_volatile() || !value.expr.column_refs().is_empty();
    (!varies).then(|| compute(context, value).map_err(Into::into))
}

fn compute(context: &Context, value: &Typed) -> DfResult<ScalarValue> {
    let mut config = ConfigOptions::new();
    config.execution.enable_ansi_mode = context.ansi;
    config.execution.time_zone = Some(context.time_zone.to_string());
    let mut properties = ExecutionProps::new();
    properties.config_options = Some(Arc::new(config));
    let planning = PhysicalPlanningContext::default();
    let expr = create_physical_expr(&value.expr, &DFSchema::empty(), &properties, &planning)?;
    let options = RecordBatchOptions::new().with_row_count(Some(1));
    let row = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), vec![], &options)?;
    match expr.evaluate(&row)? {
        ColumnarValue::Scalar(scalar) => Ok(scalar),
        ColumnarValue::Array(array) => ScalarValue::try_from_array(&array, 0),
    }
}
