//! Common table expressions.

use crate::Relation;

/// A common table expression.
#[derive(Clone, Debug)]
pub struct Cte {
    /// Its name.
    pub name: String,
    /// New column names; empty keeps them.
    pub columns: Vec<String>,
    /// Its query.
    pub query: Relation,
}
