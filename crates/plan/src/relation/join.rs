//! Relations of two inputs: joins and set operations.

use crate::{Expression, Relation};

/// A join.
#[derive(Clone, Debug)]
pub struct Join {
    /// Left input.
    pub left: Relation,
    /// Right input.
    pub right: Relation,
    /// Kind.
    pub kind: JoinKind,
    /// When rows meet.
    pub condition: JoinCondition,
    /// Whether the right side sees the left's columns.
    pub lateral: bool,
}

/// When rows meet.
#[derive(Clone, Debug)]
pub enum JoinCondition {
    /// Always.
    None,
    /// When this holds.
    On(Expression),
    /// When these columns are equal; they appear once.
    Using(Vec<String>),
    /// When all columns of the same names are equal.
    Natural,
}

/// Kinds of join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum JoinKind {
    Inner,
    Cross,
    LeftOuter,
    RightOuter,
    FullOuter,
    LeftSemi,
    LeftAnti,
}

/// A set operation.
#[derive(Clone, Debug)]
pub struct SetOp {
    /// Left input.
    pub left: Relation,
    /// Right input.
    pub right: Relation,
    /// Which.
    pub kind: SetOpKind,
    /// Keep duplicates.
    pub all: bool,
    /// Match columns by name.
    pub by_name: bool,
    /// With `by_name`: fill missing columns with NULL.
    pub allow_missing_columns: bool,
}

/// Kinds of set operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum SetOpKind {
    Union,
    Intersect,
    Except,
}
