//! Plan nodes over columns that are resolved already. DataFusion's builder looks every column up in the whole plan below, which
//! makes a chain of operators cost the cube of its length; internal names are unique and need no looking up.

use std::sync::Arc;

use datafusion::common::{DFSchema, DFSchemaRef};
use datafusion::logical_expr::logical_plan::projection_schema;
use datafusion::logical_expr::utils::exprlist_to_fields;
use datafusion::logical_expr::{Aggregate, Expr, Filter, LogicalPlan, Projection, Sort, SortExpr};
use sparrow_spark_error::Result;

/// A projection, also to no column at all.
pub fn project(input: Arc<LogicalPlan>, expressions: Vec<Expr>) -> Result<LogicalPlan> {
    let schema = projected_schema(&input, &expressions)?;
    project_to(schema, input, expressions)
}

/// A projection whose schema is known.
pub fn project_to(schema: DFSchemaRef, input: Arc<LogicalPlan>, expressions: Vec<Expr>) -> Result<LogicalPlan> {
    Ok(LogicalPlan::Projection(Projection::try_new_with_schema(expressions, input, schema)?))
}

/// What a projection answers. DataFusion writes every expression out to find functional dependencies; most inputs have none.
pub fn projected_schema(input: &LogicalPlan, expressions: &[Expr]) -> Result<DFSchemaRef> {
    if !input.schema().functional_dependencies().is_empty() {
        return Ok(projection_schema(input, expressions)?);
    }
    let fields = exprlist_to_fields(expressions, input)?;
    Ok(Arc::new(DFSchema::new_with_metadata(fields, input.schema().metadata().clone())?))
}

pub fn filter(input: Arc<LogicalPlan>, condition: Expr) -> Result<LogicalPlan> {
    Ok(LogicalPlan::Filter(Filter::try_new(condition, input)?))
}

pub fn sort(input: Arc<LogicalPlan>, expr: Vec<SortExpr>) -> LogicalPlan {
    LogicalPlan::Sort(Sort { expr, input, fetch: None })
}

pub fn aggregate(input: Arc<LogicalPlan>, groups: Vec<Expr>, calls: Vec<Expr>) -> Result<LogicalPlan> {
    Ok(LogicalPlan::Aggregate(Aggregate::try_new(input, groups, calls)?))
}
