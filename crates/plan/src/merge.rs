//! `MERGE INTO`, `mergeInto`.

use crate::{Expression, Relation};

/// A merge of rows into a table.
#[derive(Clone, Debug)]
pub struct MergeInto {
    /// Name parts of the table.
    pub table: Vec<String>,
    /// The rows.
    pub source: Relation,
    /// When a row of the table and one of the source meet.
    pub condition: Expression,
    /// `WHEN MATCHED`, in order.
    pub matched: Vec<MergeAction>,
    /// `WHEN NOT MATCHED [BY TARGET]`, in order.
    pub not_matched: Vec<MergeAction>,
    /// `WHEN NOT MATCHED BY SOURCE`, in order.
    pub not_matched_by_source: Vec<MergeAction>,
    /// `WITH SCHEMA EVOLUTION`
    pub schema_evolution: bool,
}

/// `WHEN … [AND condition] THEN change`
#[derive(Clone, Debug)]
pub struct MergeAction {
    /// Only for these rows.
    pub condition: Option<Expression>,
    /// What is done.
    pub change: MergeChange,
}

/// What a merge does with a row.
#[derive(Clone, Debug)]
pub enum MergeChange {
    /// `DELETE`
    Delete,
    /// `INSERT (columns) VALUES (…)`: column and value
    Insert(Vec<(Expression, Expression)>),
    /// `INSERT *`
    InsertAll,
    /// `UPDATE SET column = value, …`
    Update(Vec<(Expression, Expression)>),
    /// `UPDATE SET *`
    UpdateAll,
}
