//! `LIMIT`, `OFFSET`, `tail`.

use std::sync::Arc;

use arrow::datatypes::DataType as ArrowType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::LogicalPlanBuilder;
use sparrow_functions::constant;
use sparrow_operators::tail::TailNode;
use sparrow_plan::{Expression, Relation};
use sparrow_spark_error::{Result, SparkError, condition};

use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::Node;

impl Analyzer<'_> {
    pub fn limit(&self, env: &Env<'_>, input: &Relation, limit: &Expression) -> Result<Node> {
        let rows = self.row_count(env, limit, "limit")?;
        let input = self.relation(env, input)?;
        let plan = LogicalPlanBuilder::new_from_arc(Arc::clone(&input.plan)).limit(0, Some(rows))?.build()?;
        Ok(input.over(plan))
    }

    pub fn offset(&self, env: &Env<'_>, input: &Relation, offset: &Expression) -> Result<Node> {
        let rows = self.row_count(env, offset, "offset")?;
        let input = self.relation(env, input)?;
        let plan = LogicalPlanBuilder::new_from_arc(Arc::clone(&input.plan)).limit(rows, None)?.build()?;
        Ok(input.over(plan))
    }

    pub fn tail(&self, env: &Env<'_>, input: &Relation, limit: &Expression) -> Result<Node> {
        let rows = self.row_count(env, limit, "tail")?;
        let input = self.exactly_output(self.relation(env, input)?)?;
        let plan = super::extension(TailNode::new(super::own(&input.plan), rows));
        Ok(input.over(plan))
    }

    fn row_count(&self, env: &Env<'_>, expression: &Expression, name: &str) -> Result<usize> {
        let value = self.expression(&Scope::empty(env, "Limit"), expression)?;
        let error = |condition| {
            SparkError::new(condition)
                .with("name", name)
                .with("expr", format!("\"{}\"", value.name))
                .at_if_unplaced(expression.origin.as_deref())
        };
        if value.constant().is_some_and(ScalarValue::is_null) {
            return Err(error(&condition::LIMIT_NULL));
        }
        if !value.data_type.is_integral() {
            let type_name = format!("\"{}\"", value.data_type.sql_name());
            return Err(error(&condition::LIMIT_DATA_TYPE).with("dataType", type_name));
        }
        let folded = constant::fold(self.context, &value).and_then(|v| whole_number(&v));
        let rows = folded.ok_or_else(|| error(&condition::LIMIT_NOT_CONSTANT))?;
        usize::try_from(rows).map_err(|_| error(&condition::LIMIT_NEGATIVE).with("v", rows.to_string()))
    }
}

fn whole_number(value: &ScalarValue) -> Option<i64> {
    match value.cast_to(&ArrowType::Int64).ok()? {
        ScalarValue::Int64(number) => number,
        _ => None,
    }
}
