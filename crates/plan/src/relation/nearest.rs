//! Joins that look for the nearest rows.

use crate::{Expression, JoinCondition, JoinKind, Relation};

/// For each row of the left the one row of the right that is nearest.
#[derive(Clone, Debug)]
pub struct AsOfJoin {
    /// Left input.
    pub left: Relation,
    /// Right input.
    pub right: Relation,
    /// Where a row of the left is.
    pub left_as_of: Expression,
    /// Where a row of the right is.
    pub right_as_of: Expression,
    /// Which rows may meet at all.
    pub condition: JoinCondition,
    /// Inner or left outer; Spark takes the words of every join.
    pub kind: JoinKind,
    /// How far apart rows may be.
    pub tolerance: Option<Expression>,
    /// Whether rows at the same place meet.
    pub allow_exact_matches: bool,
    /// Where to look.
    pub direction: AsOfDirection,
}

/// Where an as-of join looks for rows of the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOfDirection {
    /// Before the row of the left.
    Backward,
    /// After it.
    Forward,
    /// On both sides.
    Nearest,
}

/// For each row of the left the best rows of the right.
#[derive(Clone, Debug)]
pub struct NearestByJoin {
    /// Left input.
    pub left: Relation,
    /// Right input.
    pub right: Relation,
    /// How good a pair is.
    pub ranking: Expression,
    /// How many rows of the right are taken.
    pub count: i32,
    /// Inner or left outer.
    pub kind: JoinKind,
    /// Whether an index may leave out some of the best; exact answers satisfy that too.
    pub approximate: bool,
    /// Whether a high ranking is good (similarity) rather than a low one (distance).
    pub highest: bool,
}
