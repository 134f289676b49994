//! Helpers for tests of any crate: what means harm. Knows no crate of ours.

pub mod fuzz;
