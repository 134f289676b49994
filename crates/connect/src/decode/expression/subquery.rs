//! Subqueries that refer to a relation of the enclosing `WithRelations`.

use sparrow_plan::{ExprKind, Expression, SubqueryKind};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan, unsupported};

use super::{list, new};
use crate::decode::depth::Depth;

pub(super) fn decode(depth: Depth, x: &proto::SubqueryExpression) -> Result<Expression> {
    use proto::subquery_expression::SubqueryType;
    let kind = match SubqueryType::try_from(x.subquery_type) {
        Ok(SubqueryType::Scalar) => SubqueryKind::Scalar,
        Ok(SubqueryType::Exists) => SubqueryKind::Exists,
        Ok(SubqueryType::In) => SubqueryKind::In { values: list(depth, &x.in_subquery_values)? },
        Ok(SubqueryType::TableArg) => return Err(unsupported("a DataFrame as a table argument (asTable)")),
        Ok(SubqueryType::Unknown) | Err(_) => {
            return Err(invalid_plan(format!("{} is no kind of subquery", x.subquery_type)));
        }
    };
    Ok(new(ExprKind::Subquery { plan: None, plan_id: Some(x.plan_id), kind }))
}
