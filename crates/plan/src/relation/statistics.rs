//! `na`, `stat`, `summary`, `describe`, `sample`.

use crate::{Expression, Literal, Relation};

/// `sample`
#[derive(Clone, Debug)]
pub struct Sample {
    /// Of what.
    pub input: Relation,
    /// From this fraction,
    pub lower_bound: f64,
    /// to this.
    pub upper_bound: f64,
    /// A row may be drawn again.
    pub with_replacement: bool,
    /// The seed; `None` draws one.
    pub seed: Option<i64>,
    /// Sort first, so that splits of one DataFrame do not overlap.
    pub deterministic_order: bool,
}

/// `na.fill`
#[derive(Clone, Debug)]
pub struct FillNa {
    /// Of what.
    pub input: Relation,
    /// Columns; empty is all of a fitting type.
    pub columns: Vec<String>,
    /// One for all columns, or one for each.
    pub values: Vec<Literal>,
}

/// `na.replace`
#[derive(Clone, Debug)]
pub struct NullReplace {
    /// Of what.
    pub input: Relation,
    /// Columns; empty is all of a fitting type.
    pub columns: Vec<String>,
    /// Old to new.
    pub replacements: Vec<(Literal, Literal)>,
}

/// `summary`, `describe`, `df.stat`
#[derive(Clone, Debug)]
pub enum StatFunction {
    /// `summary(statistics)`
    Summary(Vec<String>),
    /// `describe(columns)`
    Describe(Vec<String>),
    /// `crosstab`
    Crosstab(String, String),
    /// `cov`
    Cov(String, String),
    /// `corr`, with the method
    Corr(String, String, Option<String>),
    /// `approxQuantile(columns, probabilities, error)`
    ApproxQuantile(Vec<String>, Vec<f64>, f64),
    /// `freqItems(columns, support)`
    FreqItems(Vec<String>, Option<f64>),
    /// `sampleBy(column, fractions, seed)`
    SampleBy(Box<Expression>, Vec<(Literal, f64)>, Option<i64>),
    /// `transpose(index)`
    Transpose(Vec<Expression>),
}
