//! Choices: CASE, IF, and the functions that pick among their arguments.

use crate::Function;
use crate::function::Builder::Scalar;

mod case;
mod choose;
mod extreme;

#[cfg(test)]
mod tests;

/// The conditional functions.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "when", aliases: &[], builder: Scalar(case::when) },
    Function { name: "if", aliases: &[], builder: Scalar(case::if_else) },
    Function { name: "coalesce", aliases: &[], builder: Scalar(choose::coalesce) },
    Function { name: "nvl", aliases: &["ifnull"], builder: Scalar(choose::nvl) },
    Function { name: "nvl2", aliases: &[], builder: Scalar(choose::nvl2) },
    Function { name: "nullif", aliases: &[], builder: Scalar(choose::null_if) },
    Function { name: "zeroifnull", aliases: &[], builder: Scalar(choose::zero_if_null) },
    Function { name: "nullifzero", aliases: &[], builder: Scalar(choose::null_if_zero) },
    Function { name: "nanvl", aliases: &[], builder: Scalar(choose::nanvl) },
    Function { name: "greatest", aliases: &[], builder: Scalar(extreme::greatest) },
    Function { name: "least", aliases: &[], builder: Scalar(extreme::least) },
];

/// The kernels of this module.
pub fn kernels() -> Vec<std::sync::Arc<datafusion::logical_expr::ScalarUDF>> {
    vec![extreme::GREATEST.udf(), extreme::LEAST.udf()]
}
