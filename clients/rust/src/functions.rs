//! Spark's functions by name: those of the server's list, and those whose shape is Rust's own. It refuses to know what any
//! of them computes.

pub use crate::column::{call, col, expr, lambda, lambda2, lambda3, lit, when};
pub use crate::generated::functions::*;

use crate::column::{Column, distinct_call};

/// How many distinct combinations of values the columns have; rows with a NULL in any of them are not counted.
pub fn count_distinct(columns: impl IntoIterator<Item = impl Into<Column>>) -> Column {
    distinct_call("count", columns.into_iter().map(Into::into))
}

/// The sum of the distinct values of a column.
pub fn sum_distinct(column: impl Into<Column>) -> Column {
    distinct_call("sum", [column.into()])
}

/// Marks a sort by the column, smallest first.
pub fn asc(column: impl Into<Column>) -> Column {
    column.into().asc()
}

/// Marks a sort by the column, largest first.
pub fn desc(column: impl Into<Column>) -> Column {
    column.into().desc()
}
