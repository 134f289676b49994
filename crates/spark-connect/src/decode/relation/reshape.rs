//! `unpivot` and `transpose`.

use sparrow_plan::{RelKind, StatFunction, Unpivot};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::Result;

use super::required;
use crate::decode::depth::Depth;
use crate::decode::expression;

/// Without values all columns that are no ids are values. Unlike SQL's UNPIVOT, rows of NULL stay.
pub(super) fn unpivot(depth: Depth, x: &proto::Unpivot) -> Result<RelKind> {
    let values = match &x.values {
        Some(values) => {
            let values = expression::list(depth, &values.values)?;
            Some(values.into_iter().map(|value| (vec![value], None)).collect())
        }
        None => None,
    };
    Ok(RelKind::Unpivot(Unpivot {
        input: required(depth, x.input.as_deref())?,
        ids: Some(expression::list(depth, &x.ids)?),
        values,
        variable_name: x.variable_column_name.clone(),
        value_names: vec![x.value_column_name.clone()],
        include_nulls: true,
    }))
}

pub(super) fn transpose(depth: Depth, x: &proto::Transpose) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    let function = StatFunction::Transpose(expression::list(depth, &x.index_columns)?);
    Ok(RelKind::Stat { input, function })
}
