//! Scalar functions.

pub mod arithmetic;
mod bitwise;
mod cast_names;
mod collection;
pub mod complex;
pub mod conditional;
mod datetime;
pub mod hash;
mod math;
pub mod misc;
pub mod predicate;
mod record;
pub(crate) mod spec;
mod string;
mod variant;

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

use crate::Function;

pub(crate) use collection::{ARRAY_SORT, MapKeys};
pub(crate) use record::TUPLE as JSON_TUPLE;
pub(crate) use spec::{conform, joined, keys_of, too_large, wrong_count};

/// The groups of scalar functions.
pub fn groups() -> Vec<&'static [Function]> {
    vec![
        arithmetic::FUNCTIONS,
        bitwise::FUNCTIONS,
        cast_names::FUNCTIONS,
        collection::FUNCTIONS,
        complex::FUNCTIONS,
        conditional::FUNCTIONS,
        datetime::FUNCTIONS,
        hash::FUNCTIONS,
        math::FUNCTIONS,
        misc::FUNCTIONS,
        predicate::FUNCTIONS,
        record::FUNCTIONS,
        string::FUNCTIONS,
        variant::FUNCTIONS,
    ]
}

pub(crate) use math::begun_anew;

/// The kernels of this module.
pub fn kernels() -> Vec<Arc<ScalarUDF>> {
    [
        arithmetic::kernels(),
        bitwise::kernels(),
        collection::kernels(),
        complex::kernels(),
        conditional::kernels(),
        datetime::kernels(),
        hash::kernels(),
        math::kernels(),
        misc::kernels(),
        predicate::kernels(),
        record::kernels(),
        string::kernels(),
        variant::kernels(),
    ]
    .concat()
}
