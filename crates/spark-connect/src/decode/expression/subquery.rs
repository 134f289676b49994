//! Subqueries that refer to a relation of the enclosing `WithRelations`.

use sparrow_plan::{ExprKind, Expression, SubqueryKind};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::{list, new, sort_orders};
use crate::decode::depth::Depth;

pub(super) fn decode(depth: Depth, x: &proto::SubqueryExpression) -> Result<Expression> {
    use proto::subquery_expression::SubqueryType;
    let kind = match SubqueryType::try_from(x.subquery_type) {
        Ok(SubqueryType::Scalar) => SubqueryKind::Scalar,
        Ok(SubqueryType::Exists) => SubqueryKind::Exists,
        Ok(SubqueryType::In) => SubqueryKind::In { values: list(depth, &x.in_subquery_values)? },
        Ok(SubqueryType::TableArg) => table(depth, x.table_arg_options.as_ref())?,
        Ok(SubqueryType::Unknown) | Err(_) => {
            return Err(invalid_plan(format!("{} is no kind of subquery", x.subquery_type)));
        }
    };
    Ok(new(ExprKind::Subquery { plan: None, plan_id: Some(x.plan_id), kind }))
}

/// `asTable()` and what was called on it.
fn table(depth: Depth, x: Option<&proto::subquery_expression::TableArgOptions>) -> Result<SubqueryKind> {
    let Some(x) = x else {
        return Ok(SubqueryKind::Table { partition_by: vec![], order_by: vec![], single_partition: false });
    };
    Ok(SubqueryKind::Table {
        partition_by: list(depth, &x.partition_spec)?,
        order_by: sort_orders(depth, &x.order_spec)?,
        single_partition: x.with_single_partition.unwrap_or(false),
    })
}
