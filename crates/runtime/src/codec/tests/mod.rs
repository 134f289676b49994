//! Plans and expressions sent and run: they answer what those answer that stayed.

mod aggregates;
mod complete;
mod expressions;
mod functions;
mod lambdas;
mod nodes;
mod pool;
mod scans;
mod windows;

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::Schema;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::execution_plan::reset_plan_states;
use datafusion::physical_plan::{
    ExecutionPlan, ExecutionPlanProperties, PhysicalExpr, collect_partitioned, displayable,
};
use datafusion_proto::physical_plan::PhysicalPlanDecodeContext;
use datafusion_proto::protobuf::PhysicalExprNode;
use futures::TryStreamExt;
use sparrow_spark_error::SparkError;

use super::*;
use crate::functions::task_functions;
use crate::state::task_config;

/// What an executor would make of its own.
fn context() -> Arc<TaskContext> {
    Arc::new(task_functions().task_context(None, "session".into(), task_config(), Arc::default()))
}

/// The plan as it comes out at the other end, which must look the same.
fn sent(plan: &Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    let found = decode_plan(&encode_plan(plan).unwrap(), &context()).unwrap();
    assert_eq!(shown(&found), shown(plan));
    same_properties(&found, plan);
    found
}

fn shown(plan: &Arc<dyn ExecutionPlan>) -> String {
    displayable(plan.as_ref()).indent(true).to_string()
}

fn same_properties(found: &Arc<dyn ExecutionPlan>, plan: &Arc<dyn ExecutionPlan>) {
    assert_eq!(found.schema(), plan.schema(), "{}", plan.name());
    assert_eq!(format!("{}", found.output_partitioning()), format!("{}", plan.output_partitioning()));
    assert_eq!(found.output_ordering(), plan.output_ordering(), "{}", plan.name());
    for (found, plan) in found.children().into_iter().zip(plan.children()) {
        same_properties(found, plan);
    }
}

/// The rows of each partition, or the error of the first that has one.
async fn rows(plan: Arc<dyn ExecutionPlan>) -> Result<Vec<Vec<RecordBatch>>> {
    let together = collect_partitioned(Arc::clone(&plan), context()).await;
    if together.is_err() {
        let plan = reset_plan_states(plan)?;
        for partition in 0..plan.output_partitioning().partition_count() {
            plan.execute(partition, context())?.try_collect::<Vec<_>>().await?;
        }
    }
    together.map_err(SparkError::from)
}

/// Sends a plan and runs both.
async fn check(plan: Arc<dyn ExecutionPlan>) {
    let found = sent(&plan);
    match (rows(plan).await, rows(found).await) {
        (Ok(expected), Ok(found)) => assert_eq!(found, expected),
        (Err(expected), Err(found)) => assert_eq!(found.message(), expected.message()),
        (expected, found) => panic!("{found:?} instead of {expected:?}"),
    }
}

/// An expression as it comes out at the other end.
fn sent_expr(expr: &Arc<dyn PhysicalExpr>, schema: &Schema) -> Result<Arc<dyn PhysicalExpr>> {
    let message = Converter::default().physical_expr_to_proto(expr, &PlanCodec::default())?;
    let message = PhysicalExprNode::decode(message.encode_to_vec().as_slice()).unwrap();
    let (context, codec) = (context(), PlanCodec::default());
    let decoding = PhysicalPlanDecodeContext::new(&context, &codec);
    Ok(Converter::default().proto_to_physical_expr(&message, schema, &decoding)?)
}

/// Sends an expression and evaluates both.
fn check_expr(expr: &Arc<dyn PhysicalExpr>, batch: &RecordBatch) {
    let schema = batch.schema();
    let found = sent_expr(expr, &schema).unwrap_or_else(|e| panic!("{expr}: {e}"));
    assert_eq!(format!("{found:?}"), format!("{expr:?}"));
    assert_eq!(found.return_field(&schema).unwrap(), expr.return_field(&schema).unwrap(), "{expr}");
    if expr.to_string().contains("spark_uuid") {
        return;
    }
    let rows = batch.num_rows();
    let evaluate = |expr: &Arc<dyn PhysicalExpr>| expr.evaluate(batch).and_then(|value| value.into_array(rows));
    match (evaluate(expr), evaluate(&found)) {
        (Ok(expected), Ok(found)) => assert_eq!(&found, &expected, "{expr}"),
        (Err(expected), Err(found)) => {
            assert_eq!(SparkError::from(found).message(), SparkError::from(expected).message(), "{expr}");
        }
        (expected, found) => panic!("{expr}: {found:?} instead of {expected:?}"),
    }
}
