//! Relations that run the user's own code.

use crate::{Expression, Relation, UserFunction};

/// A function over the batches of each partition.
#[derive(Clone, Debug)]
pub struct MapPartitions {
    /// Of what.
    pub input: Relation,
    /// The function.
    pub function: UserFunction,
    /// Whether all partitions must run at once.
    pub barrier: bool,
}

/// A function over each group.
#[derive(Clone, Debug)]
pub struct GroupMap {
    /// Of what.
    pub input: Relation,
    /// What makes a group.
    pub grouping: Vec<Expression>,
    /// The function.
    pub function: UserFunction,
}

/// A function over the groups of two inputs that have the same key.
#[derive(Clone, Debug)]
pub struct CoGroupMap {
    /// The first input.
    pub left: Relation,
    /// What makes a group of it.
    pub left_grouping: Vec<Expression>,
    /// The second input.
    pub right: Relation,
    /// What makes a group of it.
    pub right_grouping: Vec<Expression>,
    /// The function.
    pub function: UserFunction,
}

/// A call of a table function whose code comes with the plan.
#[derive(Clone, Debug)]
pub struct UserTableFunction {
    /// The function with its arguments. Without an output type its own code says it.
    pub function: UserFunction,
}
