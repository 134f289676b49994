//! Union, intersection, difference.

use sparrow_plan::{RelKind, SetOp, SetOpKind};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::required;
use crate::decode::depth::Depth;

pub(super) fn decode(depth: Depth, x: &proto::SetOperation) -> Result<RelKind> {
    use proto::set_operation::SetOpType;
    let kind = match SetOpType::try_from(x.set_op_type) {
        Ok(SetOpType::Union) => SetOpKind::Union,
        Ok(SetOpType::Intersect) => SetOpKind::Intersect,
        Ok(SetOpType::Except) => SetOpKind::Except,
        Ok(SetOpType::Unspecified) | Err(_) => {
            return Err(invalid_plan(format!("{} is no set operation", x.set_op_type)));
        }
    };
    let (by_name, allow_missing_columns) = (x.by_name.unwrap_or(false), x.allow_missing_columns.unwrap_or(false));
    if by_name && kind != SetOpKind::Union {
        return Err(invalid_plan("only a union goes by name"));
    }
    if allow_missing_columns && !by_name {
        return Err(invalid_plan("a union may miss columns only when it goes by name"));
    }
    Ok(RelKind::SetOp(SetOp {
        left: required(depth, x.left_input.as_deref())?,
        right: required(depth, x.right_input.as_deref())?,
        kind,
        all: x.is_all.unwrap_or(false),
        by_name,
        allow_missing_columns,
    }))
}
