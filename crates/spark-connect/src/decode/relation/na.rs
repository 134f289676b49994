//! `df.na`.

use sparrow_plan::{FillNa, Literal, NullReplace, RelKind};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::required;
use crate::decode::depth::Depth;
use crate::decode::{literal, missing};

pub(super) fn fill(depth: Depth, x: &proto::NaFill) -> Result<RelKind> {
    if x.values.is_empty() {
        return Err(invalid_plan("na.fill has no value"));
    }
    if x.values.len() > 1 && x.values.len() != x.cols.len() {
        return Err(invalid_plan("na.fill takes one value, or one for each column"));
    }
    let input = required(depth, x.input.as_deref())?;
    let values = x.values.iter().map(|value| literal::decode(depth, value)).collect::<Result<_>>()?;
    Ok(RelKind::FillNa(FillNa { input, columns: x.cols.clone(), values }))
}

pub(super) fn drop(depth: Depth, x: &proto::NaDrop) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    Ok(RelKind::DropNa { input, columns: x.cols.clone(), min_non_nulls: x.min_non_nulls })
}

pub(super) fn replace(depth: Depth, x: &proto::NaReplace) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    let replacements = x.replacements.iter().map(|r| replacement(depth, r)).collect::<Result<_>>()?;
    Ok(RelKind::Replace(NullReplace { input, columns: x.cols.clone(), replacements }))
}

fn replacement(depth: Depth, x: &proto::na_replace::Replacement) -> Result<(Literal, Literal)> {
    let old = x.old_value.as_ref().ok_or_else(|| missing("a replacement", "old value"))?;
    let new = x.new_value.as_ref().ok_or_else(|| missing("a replacement", "new value"))?;
    Ok((literal::decode(depth, old)?, literal::decode(depth, new)?))
}
