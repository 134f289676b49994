//! `repartition`, `coalesce`, `repartitionByRange`.

use sparrow_plan::RelKind;
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::required;
use crate::decode::depth::Depth;
use crate::decode::expression;

pub(super) fn repartition(depth: Depth, x: &proto::Repartition) -> Result<RelKind> {
    let partitions = count(x.num_partitions, "repartition")?;
    let input = required(depth, x.input.as_deref())?;
    Ok(RelKind::Repartition { input, partitions, shuffle: x.shuffle.unwrap_or(false) })
}

pub(super) fn by_expression(depth: Depth, x: &proto::RepartitionByExpression) -> Result<RelKind> {
    let partitions = x.num_partitions.map(|n| count(n, "repartition")).transpose()?;
    let input = required(depth, x.input.as_deref())?;
    let expressions = expression::list(depth, &x.partition_exprs)?;
    Ok(RelKind::RepartitionByExpression { input, expressions, partitions })
}

/// A number of partitions, which must be positive.
pub(super) fn count(partitions: i32, what: &str) -> Result<usize> {
    match usize::try_from(partitions) {
        Ok(partitions) if partitions > 0 => Ok(partitions),
        _ => Err(invalid_plan(format!("the number of partitions of {what} must be positive, not {partitions}"))),
    }
}
