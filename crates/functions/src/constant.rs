//! The value of an expression without columns, for arguments that must be constants.

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::Schema;
use datafusion::common::config::ConfigOptions;
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::ColumnarValue;
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::physical_expr::create_physical_expr;

use crate::{Context, Typed};

/// The value, if the expression has no columns and does not fail.
pub fn fold(context: &Context, value: &Typed) -> Option<ScalarValue> {
    if let Some(known) = value.constant() {
        return Some(known.clone());
    }
    if value.expr.is_volatile() || !value.expr.column_refs().is_empty() {
        return None;
    }
    let mut config = ConfigOptions::new();
    config.execution.enable_ansi_mode = context.ansi;
    config.execution.time_zone = Some(context.time_zone.to_string());
    let mut properties = ExecutionProps::new();
    properties.config_options = Some(Arc::new(config));
    let expr = create_physical_expr(&value.expr, &DFSchema::empty(), &properties, &PhysicalPlanningContext::default()).ok()?;
    let options = RecordBatchOptions::new().with_row_count(Some(1));
    let row = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), vec![], &options).ok()?;
    match expr.evaluate(&row).ok()? {
        ColumnarValue::Scalar(scalar) => Some(scalar),
        ColumnarValue::Array(array) => ScalarValue::try_from_array(&array, 0).ok(),
    }
}
