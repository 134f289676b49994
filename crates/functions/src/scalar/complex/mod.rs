//! Arrays, maps and structs: made, looked into, changed.

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

use crate::Function;
use crate::function::Builder::Scalar;

mod create;
mod element;
mod extract;
mod update;

pub(crate) use create::{array_call, struct_call};
pub use extract::extract_value;
pub use update::{drop_field, set_field};

/// The functions over nested types.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "array", aliases: &[], builder: Scalar(create::array) },
    Function { name: "map", aliases: &[], builder: Scalar(create::map) },
    Function { name: "struct", aliases: &[], builder: Scalar(create::struct_of) },
    Function { name: "named_struct", aliases: &[], builder: Scalar(create::named_struct) },
    Function { name: "element_at", aliases: &[], builder: Scalar(element::element_at) },
    Function { name: "try_element_at", aliases: &[], builder: Scalar(element::element_at) },
    Function { name: "get", aliases: &[], builder: Scalar(element::get) },
];

/// The kernels of this module.
pub fn kernels() -> Vec<Arc<ScalarUDF>> {
    [
        &create::ARRAY,
        &create::MAP,
        &create::STRUCT,
        &element::ARRAY_ELEMENT,
        &element::MAP_VALUE,
        &extract::FIELD,
        &extract::ARRAY_FIELD,
    ]
    .map(crate::kernel::Kernel::udf)
    .to_vec()
}
