//! Windows, their frames, and sort keys.

use sparrow_plan::{ExprKind, Expression, FrameBound, FrameUnits, NullOrder, SortOrder, WindowFrame, WindowSpec};
use sparrow_proto::spark::connect::expression as proto;
use sparrow_spark_error::{Result, invalid_plan};

use super::{boxed, list, new, required, sort_orders};
use crate::decode::depth::Depth;
use crate::decode::missing;
use proto::window::window_frame::frame_boundary::Boundary;
use proto::window::window_frame::{FrameBoundary, FrameType};

pub(super) fn decode(depth: Depth, x: &proto::Window) -> Result<Expression> {
    let function = boxed(depth, x.window_function.as_deref(), "a window", "function")?;
    let spec = WindowSpec {
        partition_by: list(depth, &x.partition_spec)?,
        order_by: sort_orders(depth, &x.order_spec)?,
        frame: x.frame_spec.as_deref().map(|frame| window_frame(depth, frame)).transpose()?,
    };
    Ok(new(ExprKind::Window { function, spec }))
}

fn window_frame(depth: Depth, x: &proto::window::WindowFrame) -> Result<WindowFrame> {
    let units = match FrameType::try_from(x.frame_type) {
        Ok(FrameType::Row) => FrameUnits::Rows,
        Ok(FrameType::Range) => FrameUnits::Range,
        _ => return Err(invalid_plan(format!("{} is no type of window frame", x.frame_type))),
    };
    let lower = bound(depth, x.lower.as_deref(), "lower bound")?;
    let upper = bound(depth, x.upper.as_deref(), "upper bound")?;
    Ok(WindowFrame { units, lower, upper })
}

fn bound(depth: Depth, x: Option<&FrameBoundary>, field: &str) -> Result<FrameBound> {
    match x.and_then(|x| x.boundary.as_ref()) {
        Some(Boundary::CurrentRow(true)) => Ok(FrameBound::CurrentRow),
        Some(Boundary::Unbounded(true)) => Ok(FrameBound::Unbounded),
        Some(Boundary::Value(value)) => {
            required(depth, Some(value), "a window frame", field).map(|value| FrameBound::Offset(Box::new(value)))
        }
        _ => Err(missing("a window frame", field)),
    }
}

/// A sort key where an expression stands.
pub(super) fn sort_order_expression(depth: Depth, x: &proto::SortOrder) -> Result<Expression> {
    let order = sort_order(depth, x)?;
    Ok(new(ExprKind::SortOrder(Box::new(order))))
}

/// A sort key; NULLs go first when ascending and last when descending, unless it says otherwise.
pub(super) fn sort_order(depth: Depth, x: &proto::SortOrder) -> Result<SortOrder> {
    use proto::sort_order::{NullOrdering, SortDirection};
    let ascending = match SortDirection::try_from(x.direction) {
        Ok(SortDirection::Ascending) => true,
        Ok(SortDirection::Descending) => false,
        _ => return Err(invalid_plan(format!("{} is no sort direction", x.direction))),
    };
    let nulls = match NullOrdering::try_from(x.null_ordering) {
        Ok(NullOrdering::SortNullsFirst) => NullOrder::First,
        Ok(NullOrdering::SortNullsLast) => NullOrder::Last,
        Ok(NullOrdering::SortNullsUnspecified) if ascending => NullOrder::First,
        Ok(NullOrdering::SortNullsUnspecified) => NullOrder::Last,
        Err(_) => return Err(invalid_plan(format!("{} is no order of NULLs", x.null_ordering))),
    };
    let child = required(depth, x.child.as_deref(), "a sort order", "expression")?;
    Ok(SortOrder { child, ascending, nulls })
}
