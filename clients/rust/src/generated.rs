//! What `cargo xtask codegen` writes. It refuses to be edited by hand.

pub mod functions;
