//! Arithmetic: the operators, their `try_` forms, and what they mean for dates and intervals.

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

use crate::Function;
use crate::function::Builder::Scalar;
use crate::kernel::Kernel;

mod coerce;
mod decimal;
mod divide;
mod integral;
mod interval;
mod operator;
mod temporal;
mod unary;
mod zip;

#[cfg(test)]
mod tests;

pub use coerce::minimal_decimal;
pub use operator::{Operator, build};

/// The arithmetic functions.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "+", aliases: &[], builder: Scalar(operator::plus) },
    Function { name: "-", aliases: &[], builder: Scalar(operator::minus) },
    Function { name: "*", aliases: &[], builder: Scalar(operator::multiply) },
    Function { name: "/", aliases: &[], builder: Scalar(operator::divide) },
    Function { name: "%", aliases: &["mod"], builder: Scalar(operator::remainder) },
    Function { name: "div", aliases: &[], builder: Scalar(operator::integral_divide) },
    Function { name: "pmod", aliases: &[], builder: Scalar(operator::positive_modulus) },
    Function { name: "try_add", aliases: &[], builder: Scalar(operator::plus) },
    Function { name: "try_subtract", aliases: &[], builder: Scalar(operator::minus) },
    Function { name: "try_multiply", aliases: &[], builder: Scalar(operator::multiply) },
    Function { name: "try_divide", aliases: &[], builder: Scalar(operator::divide) },
    Function { name: "try_mod", aliases: &[], builder: Scalar(operator::remainder) },
    Function { name: "negative", aliases: &[], builder: Scalar(unary::negative) },
    Function { name: "positive", aliases: &[], builder: Scalar(unary::positive) },
    Function { name: "abs", aliases: &[], builder: Scalar(unary::abs) },
];

/// The kernels of this module.
static KERNELS: [&Kernel; 16] = [
    &integral::ADD,
    &integral::SUBTRACT,
    &integral::MULTIPLY,
    &decimal::ARITHMETIC,
    &divide::DIVIDE,
    &divide::INTEGRAL_DIVIDE,
    &divide::REMAINDER,
    &divide::POSITIVE_MODULUS,
    &interval::SCALE,
    &temporal::DATE_ADD,
    &temporal::INTERVAL_DAYS,
    &temporal::DATE_SUBTRACT,
    &temporal::TIMESTAMP_SUBTRACT,
    &temporal::ADD_INTERVAL,
    &unary::NEGATE,
    &unary::ABS,
];

/// The kernels of this module as DataFusion knows them.
pub fn kernels() -> Vec<Arc<ScalarUDF>> {
    KERNELS.iter().map(|kernel| kernel.udf()).collect()
}

/// Whether a kernel of this name computes arithmetic.
pub fn is_kernel(name: &str) -> bool {
    KERNELS.iter().any(|kernel| kernel.name() == name)
}
