//! The window functions.

use crate::Function;

/// The groups of window functions.
pub fn groups() -> Vec<&'static [Function]> {
    vec![]
}
