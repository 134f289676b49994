//! Functions of variants.

mod parse_json;

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

use crate::{Builder, Function};

/// The functions of this group.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "parse_json", aliases: &[], builder: Builder::Scalar(parse_json::build) },
    Function { name: "try_parse_json", aliases: &[], builder: Builder::Scalar(parse_json::build) },
];

/// The kernels of this group.
pub fn kernels() -> Vec<Arc<ScalarUDF>> {
    vec![parse_json::PARSE.udf(), parse_json::TRY_PARSE.udf()]
}
