//! The generator functions.

use crate::Function;

/// The groups of generator functions.
pub fn groups() -> Vec<&'static [Function]> {
    vec![]
}
