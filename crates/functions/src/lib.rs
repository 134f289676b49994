//! Every Spark function: name, signature, documentation, kernel. Holds no session state (invariant I4): kernels read ANSI mode and
//! time zone from `ScalarFunctionArgs::config_options`, builders from the [`Context`] of the analysis.
//!
//! A function has two halves. Its *builder* runs at analysis: it checks and coerces typed arguments as Spark does and answers a typed
//! DataFusion expression. Its *kernel*, where DataFusion has none with Spark's answer, is a `ScalarUDF`/`AggregateUDF` here.

pub mod aggregate;
pub mod cast;
pub mod constant;
mod context;
mod cost;
mod function;
pub mod generator;
pub mod higher_order;
pub mod kernel;
pub mod scalar;
mod typed;
pub mod window;

pub use context::Context;
pub use cost::is_cheap;
pub use function::{
    AggregateCall, Builder, Function, GeneratorCall, GeneratorShape, WindowCall, all, find, is_spark_builtin,
    nearest_names,
};
pub use kernel::{aggregate_kernels, begun_anew, scalar_kernels};
pub use typed::Typed;

#[cfg(test)]
mod tests;
