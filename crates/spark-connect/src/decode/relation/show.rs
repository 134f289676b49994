//! `show()` and the notebook's table.

use sparrow_plan::RelKind;
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::Result;

use super::required;
use crate::decode::depth::Depth;

pub(super) fn string(depth: Depth, x: &proto::ShowString) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    Ok(RelKind::ShowString { input, rows: x.num_rows, truncate: x.truncate, vertical: x.vertical })
}

pub(super) fn html(depth: Depth, x: &proto::HtmlString) -> Result<RelKind> {
    let input = required(depth, x.input.as_deref())?;
    Ok(RelKind::HtmlString { input, rows: x.num_rows, truncate: x.truncate })
}
