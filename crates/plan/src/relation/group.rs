//! Relations that group, pivot and generate rows.

use crate::{Expression, Relation};

/// `SELECT select FROM input GROUP BY grouping HAVING having`. From DataFrames `select` is grouping columns, then aggregates.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// Of what.
    pub input: Relation,
    /// Grouping expressions; from SQL ordinals and select aliases may stand for them, and `GROUP BY ALL` is the one function call `all`.
    pub grouping: Vec<Expression>,
    /// Plain, rollup, cube or sets.
    pub kind: GroupingKind,
    /// Output.
    pub select: Vec<Expression>,
    /// `HAVING`
    pub having: Option<Expression>,
}

/// How grouping expressions combine.
#[derive(Clone, Debug)]
pub enum GroupingKind {
    /// One grouping.
    GroupBy,
    /// `ROLLUP`
    Rollup,
    /// `CUBE`
    Cube,
    /// `GROUPING SETS`
    GroupingSets(Vec<Vec<Expression>>),
}

/// `PIVOT`
#[derive(Clone, Debug)]
pub struct Pivot {
    /// Of what.
    pub input: Relation,
    /// Grouping; `None` is every column not otherwise used (SQL).
    pub grouping: Option<Vec<Expression>>,
    /// The pivoted column.
    pub column: Expression,
    /// Its values, aliased where named; `None` computes them.
    pub values: Option<Vec<Expression>>,
    /// Aggregates.
    pub aggregates: Vec<Expression>,
}

/// `UNPIVOT`
#[derive(Clone, Debug)]
pub struct Unpivot {
    /// Of what.
    pub input: Relation,
    /// Id columns; `None` is every column that is no value.
    pub ids: Option<Vec<Expression>>,
    /// Value columns, each a group with an optional label; `None` is every column that is no id.
    pub values: Option<Vec<(Vec<Expression>, Option<String>)>>,
    /// Name of the column of names.
    pub variable_name: String,
    /// Names of the value columns.
    pub value_names: Vec<String>,
    /// Keep rows whose values are all NULL.
    pub include_nulls: bool,
}

/// `LATERAL VIEW [OUTER] generator alias AS columns`
#[derive(Clone, Debug)]
pub struct Generate {
    /// Of what.
    pub input: Relation,
    /// The generator's call.
    pub generator: Expression,
    /// Keep rows for which nothing is generated.
    pub outer: bool,
    /// The view's alias.
    pub alias: Option<String>,
    /// Names of the generated columns; empty takes the generator's own.
    pub columns: Vec<String>,
}

/// `dropDuplicates`
#[derive(Clone, Debug)]
pub struct Deduplicate {
    /// Of what.
    pub input: Relation,
    /// Columns compared; `None` is all.
    pub columns: Option<Vec<String>>,
    /// Streaming only.
    pub within_watermark: bool,
}
