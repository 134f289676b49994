//! The wire rules that need no query engine, over a real port, with the generated client.
fn main() {}
