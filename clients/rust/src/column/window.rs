//! Windows: the rows a function looks at besides its own. It knows partitions, order and frame.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::expression::window::WindowFrame;
use sparrow_proto::spark::connect::expression::window::window_frame::{
    FrameBoundary, FrameType, frame_boundary::Boundary,
};
use sparrow_proto::spark::connect::expression::{self, ExprType};

use super::{Column, lit};

/// Where a window begins to be written: `Window::partition_by(["a"]).order_by(["b"])`.
#[derive(Clone, Copy, Debug)]
pub struct Window;

impl Window {
    /// A window over the rows that agree in these columns.
    pub fn partition_by(columns: impl IntoIterator<Item = impl Into<Column>>) -> WindowSpec {
        WindowSpec::default().partition_by(columns)
    }

    /// A window over all rows, in this order.
    pub fn order_by(columns: impl IntoIterator<Item = impl Into<Column>>) -> WindowSpec {
        WindowSpec::default().order_by(columns)
    }
}

/// A window: which rows belong together, their order, and which of them count.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct WindowSpec {
    partitions: Vec<Column>,
    order: Vec<Column>,
    frame: Option<(FrameType, Bound, Bound)>,
}

/// An end of a window's frame.
#[derive(Clone, Debug)]
pub enum Bound {
    /// No bound on this side.
    Unbounded,
    /// The row itself.
    CurrentRow,
    /// So many rows, or this distance in values, from the row; less than 0 is before it.
    Offset(i64),
    /// The distance in values as a column, such as an interval.
    Value(Box<Column>),
}

impl From<i64> for Bound {
    fn from(offset: i64) -> Self {
        if offset == 0 { Self::CurrentRow } else { Self::Offset(offset) }
    }
}

impl From<Column> for Bound {
    fn from(value: Column) -> Self {
        Self::Value(Box::new(value))
    }
}

impl Bound {
    fn into_column(self) -> Option<Column> {
        match self {
            Self::Unbounded | Self::CurrentRow => None,
            // Spark wants INT where it fits.
            Self::Offset(offset) => Some(i32::try_from(offset).map_or_else(|_| lit(offset), lit)),
            Self::Value(column) => Some(*column),
        }
    }
}

impl WindowSpec {
    /// Over the rows that agree in these columns.
    pub fn partition_by(mut self, columns: impl IntoIterator<Item = impl Into<Column>>) -> Self {
        self.partitions = columns.into_iter().map(Into::into).collect();
        self
    }

    /// In this order.
    pub fn order_by(mut self, columns: impl IntoIterator<Item = impl Into<Column>>) -> Self {
        self.order = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Counts rows from the row itself.
    pub fn rows_between(mut self, low: impl Into<Bound>, high: impl Into<Bound>) -> Self {
        self.frame = Some((FrameType::Row, low.into(), high.into()));
        self
    }

    /// Measures the distance of values in the order.
    pub fn range_between(mut self, low: impl Into<Bound>, high: impl Into<Bound>) -> Self {
        self.frame = Some((FrameType::Range, low.into(), high.into()));
        self
    }

    /// The function over this window.
    pub(crate) fn over(self, function: Column) -> Column {
        let mut order_spec = Vec::with_capacity(self.order.len());
        let (mut depth, mut problem) = (0, None);
        for column in self.order {
            depth = depth.max(column.depth);
            let (order, wrong) = column.into_sort_order();
            problem = problem.or(wrong);
            order_spec.push(order);
        }
        let (kind, low, high) = match self.frame {
            Some((kind, low, high)) => (Some(kind), Some(low), Some(high)),
            None => (None, None, None),
        };
        let mut take = |bound: Option<Bound>| {
            let bound = bound?;
            let is_unbounded = matches!(bound, Bound::Unbounded);
            let value = bound.into_column();
            if let Some(column) = &value {
                depth = depth.max(column.depth);
                problem = problem.take().or_else(|| column.problem.clone());
            }
            Some(boundary(is_unbounded, value))
        };
        let (lower, upper) = (take(low), take(high));
        let frame_spec = kind.map(|kind| Box::new(WindowFrame { frame_type: kind.into(), lower, upper }));
        let parts = std::iter::once(function).chain(self.partitions);
        let mut column = Column::combine(parts, |mut parts| {
            let partition_spec = parts.split_off(1);
            let window_function = parts.pop().map(Box::new);
            ExprType::Window(Box::new(expression::Window { window_function, partition_spec, order_spec, frame_spec }))
        });
        column.depth = column.depth.max(depth + 1);
        column.problem = column.problem.or(problem);
        column
    }
}

fn boundary(is_unbounded: bool, value: Option<Column>) -> Box<FrameBoundary> {
    let boundary = match value {
        Some(column) => Boundary::Value(Box::<proto::Expression>::new(column.expression)),
        None if is_unbounded => Boundary::Unbounded(true),
        None => Boundary::CurrentRow(true),
    };
    Box::new(FrameBoundary { boundary: Some(boundary) })
}
