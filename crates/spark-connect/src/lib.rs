//! Spark Connect messages ⇄ [`sparrow_plan`], Arrow and schemas. The only library that knows the messages; past it nobody does.
//!
//! It resolves no name, runs nothing and holds no state: every function is from message to plan or from result to message.

pub mod decode;
pub mod encode;

#[cfg(test)]
mod tests;
