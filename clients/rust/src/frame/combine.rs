//! Operations on two frames: joins and sets.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::join::JoinType;
use sparrow_proto::spark::connect::relation::RelType;
use sparrow_proto::spark::connect::set_operation::SetOpType;

use super::DataFrame;
use super::plan::Parts;
use crate::column::Column;

impl DataFrame {
    /// The pairs of rows for which the condition holds. `how` is a word of Spark's: `inner`, `left`, `right`, `full`,
    /// `left_semi`, `left_anti` or `cross`.
    pub fn join(&self, right: &DataFrame, on: impl Into<Column>, how: &str) -> Self {
        self.joined(right, Parts::of([on.into()]), Vec::new(), how)
    }

    /// The pairs of rows that agree in the columns of these names, each of which stands in the result once.
    pub fn join_using<'a>(&self, right: &DataFrame, names: impl IntoIterator<Item = &'a str>, how: &str) -> Self {
        self.joined(right, Parts::default(), names.into_iter().map(str::to_owned).collect(), how)
    }

    /// All pairs of rows.
    pub fn cross_join(&self, right: &DataFrame) -> Self {
        self.joined(right, Parts::default(), Vec::new(), "cross")
    }

    fn joined(&self, right: &DataFrame, mut parts: Parts, using_columns: Vec<String>, how: &str) -> Self {
        let join_type = join_type(how).unwrap_or_else(|| {
            let known = "inner, left, right, full, left_semi, left_anti or cross";
            parts.refuse(format!("a join {how:?} is not known: use {known}"));
            JoinType::Inner
        });
        self.derive_two(right, parts, move |left, right, mut condition| {
            RelType::Join(Box::new(proto::Join {
                left: Some(left),
                right: Some(right),
                join_condition: condition.pop(),
                join_type: join_type.into(),
                using_columns: using_columns.clone(),
                join_data_type: None,
            }))
        })
    }

    /// The rows of both, columns by position.
    pub fn union(&self, other: &DataFrame) -> Self {
        self.set_operation(other, SetOpType::Union, true, None)
    }

    /// The rows of both, columns by name; with `allow_missing`, a column that one lacks is NULL there.
    pub fn union_by_name(&self, other: &DataFrame, allow_missing: bool) -> Self {
        self.set_operation(other, SetOpType::Union, true, Some(allow_missing))
    }

    /// The rows that are in both, each once.
    pub fn intersect(&self, other: &DataFrame) -> Self {
        self.set_operation(other, SetOpType::Intersect, false, None)
    }

    /// The rows that are in both, as often as in the one with fewer.
    pub fn intersect_all(&self, other: &DataFrame) -> Self {
        self.set_operation(other, SetOpType::Intersect, true, None)
    }

    /// The rows that the other has not, each once.
    pub fn subtract(&self, other: &DataFrame) -> Self {
        self.set_operation(other, SetOpType::Except, false, None)
    }

    /// The rows that the other has not, less one for each the other has.
    pub fn except_all(&self, other: &DataFrame) -> Self {
        self.set_operation(other, SetOpType::Except, true, None)
    }

    /// `by_name` says whether missing columns are allowed, where columns go by name.
    fn set_operation(&self, other: &DataFrame, kind: SetOpType, is_all: bool, by_name: Option<bool>) -> Self {
        self.derive_two(other, Parts::default(), move |left, right, _| {
            RelType::SetOp(Box::new(proto::SetOperation {
                left_input: Some(left),
                right_input: Some(right),
                set_op_type: kind.into(),
                is_all: Some(is_all),
                by_name: Some(by_name.is_some()),
                allow_missing_columns: Some(by_name.unwrap_or(false)),
            }))
        })
    }
}

/// The join of this name, with or without underscores.
fn join_type(how: &str) -> Option<JoinType> {
    match how.to_ascii_lowercase().replace('_', "").as_str() {
        "inner" => Some(JoinType::Inner),
        "cross" => Some(JoinType::Cross),
        "outer" | "full" | "fullouter" => Some(JoinType::FullOuter),
        "left" | "leftouter" => Some(JoinType::LeftOuter),
        "right" | "rightouter" => Some(JoinType::RightOuter),
        "semi" | "leftsemi" => Some(JoinType::LeftSemi),
        "anti" | "leftanti" => Some(JoinType::LeftAnti),
        _ => None,
    }
}
