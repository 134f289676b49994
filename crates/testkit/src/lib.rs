//! Helpers for tests of any crate: what means harm. Knows no crate of ours.

pub mod calls;
pub mod certificates;
mod folder;
pub mod fuzz;

pub use folder::crate_folder;
