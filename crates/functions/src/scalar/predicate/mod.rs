//! Predicates: comparisons, logic, NULL tests, lists, ranges and patterns.

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

use crate::Function;
use crate::function::Builder::Scalar;

mod between;
mod compare;
mod in_list;
mod like;
mod logic;
mod normalize;
mod null;
mod rlike;

#[cfg(test)]
mod tests;

pub(crate) use compare::unordered;
pub use compare::{Comparison, build as compare};
pub use in_list::build as in_list;
pub use like::build as like;
pub use logic::{and, not, or};
pub use normalize::normalize;

/// The predicates.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "=", aliases: &["=="], builder: Scalar(compare::equal) },
    Function { name: "<=>", aliases: &["equal_null"], builder: Scalar(compare::equal_null) },
    Function { name: "!=", aliases: &["<>"], builder: Scalar(compare::not_equal) },
    Function { name: "<", aliases: &[], builder: Scalar(compare::less) },
    Function { name: "<=", aliases: &[], builder: Scalar(compare::less_or_equal) },
    Function { name: ">", aliases: &[], builder: Scalar(compare::greater) },
    Function { name: ">=", aliases: &[], builder: Scalar(compare::greater_or_equal) },
    Function { name: "and", aliases: &[], builder: Scalar(logic::and_function) },
    Function { name: "or", aliases: &[], builder: Scalar(logic::or_function) },
    Function { name: "not", aliases: &["!"], builder: Scalar(logic::not_function) },
    Function { name: "isnull", aliases: &[], builder: Scalar(null::is_null) },
    Function { name: "isnotnull", aliases: &[], builder: Scalar(null::is_not_null) },
    Function { name: "isnan", aliases: &[], builder: Scalar(null::is_nan) },
    Function { name: "in", aliases: &[], builder: Scalar(in_list::call) },
    Function { name: "between", aliases: &[], builder: Scalar(between::call) },
    Function { name: "like", aliases: &[], builder: Scalar(like::like) },
    Function { name: "ilike", aliases: &[], builder: Scalar(like::ilike) },
    Function { name: "rlike", aliases: &["regexp", "regexp_like"], builder: Scalar(rlike::call) },
];

/// The kernels of this module.
pub fn kernels() -> Vec<Arc<ScalarUDF>> {
    vec![normalize::NORMALIZE.udf(), like::LIKE.udf(), rlike::RLIKE.udf()]
}
