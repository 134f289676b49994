//! Joins.

use sparrow_plan::{Join, JoinCondition, JoinKind, RelKind};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan, unsupported};

use super::required;
use crate::decode::depth::Depth;
use crate::decode::expression;

pub(super) fn decode(depth: Depth, x: &proto::Join) -> Result<RelKind> {
    if x.join_data_type.is_some() {
        return Err(unsupported("joinWith"));
    }
    let condition = match (x.join_condition.as_ref(), x.using_columns.is_empty()) {
        (Some(_), false) => return Err(invalid_plan("a join has both a condition and USING columns")),
        (Some(condition), true) => JoinCondition::On(expression::decode(depth, condition)?),
        (None, false) => JoinCondition::Using(x.using_columns.clone()),
        (None, true) => JoinCondition::None,
    };
    Ok(RelKind::Join(Join {
        left: required(depth, x.left.as_deref())?,
        right: required(depth, x.right.as_deref())?,
        kind: kind(x.join_type)?,
        condition,
        lateral: false,
    }))
}

/// `lateralJoin`: the right side sees the left's columns.
pub(super) fn lateral(depth: Depth, x: &proto::LateralJoin) -> Result<RelKind> {
    let kind = kind(x.join_type)?;
    if !matches!(kind, JoinKind::Inner | JoinKind::LeftOuter | JoinKind::Cross) {
        return Err(invalid_plan("a lateral join must be an inner, a left outer or a cross join"));
    }
    let condition = match x.join_condition.as_ref() {
        Some(condition) => JoinCondition::On(expression::decode(depth, condition)?),
        None => JoinCondition::None,
    };
    Ok(RelKind::Join(Join {
        left: required(depth, x.left.as_deref())?,
        right: required(depth, x.right.as_deref())?,
        kind,
        condition,
        lateral: true,
    }))
}

fn kind(join_type: i32) -> Result<JoinKind> {
    use proto::join::JoinType;
    Ok(match JoinType::try_from(join_type) {
        Ok(JoinType::Inner) => JoinKind::Inner,
        Ok(JoinType::FullOuter) => JoinKind::FullOuter,
        Ok(JoinType::LeftOuter) => JoinKind::LeftOuter,
        Ok(JoinType::RightOuter) => JoinKind::RightOuter,
        Ok(JoinType::LeftAnti) => JoinKind::LeftAnti,
        Ok(JoinType::LeftSemi) => JoinKind::LeftSemi,
        Ok(JoinType::Cross) => JoinKind::Cross,
        Ok(JoinType::Unspecified) | Err(_) => return Err(invalid_plan(format!("{join_type} is no type of join"))),
    })
}
