//! `row_number`, `rank`, `dense_rank`, `percent_rank`, `cume_dist`, `ntile`.

use std::sync::Arc;

use arrow::datatypes::DataType as ArrowType;
use datafusion::functions_window::cume_dist::cume_dist_udwf;
use datafusion::functions_window::ntile::ntile_udwf;
use datafusion::functions_window::rank::{dense_rank_udwf, percent_rank_udwf, rank_udwf};
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::expr::WindowFunction;
use datafusion::logical_expr::{Expr, WindowFunctionDefinition, WindowUDF, cast, lit};
use sparrow_spark_error::{Result, SparkError, condition, wrong_num_args};
use sparrow_spark_types::DataType;

use crate::{Builder, Context, Function, Typed, WindowCall};

/// The functions of this group.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "cume_dist", aliases: &[], builder: Builder::Window(cume_dist) },
    Function { name: "dense_rank", aliases: &[], builder: Builder::Window(dense_rank) },
    Function { name: "ntile", aliases: &[], builder: Builder::Window(ntile) },
    Function { name: "percent_rank", aliases: &[], builder: Builder::Window(percent_rank) },
    Function { name: "rank", aliases: &[], builder: Builder::Window(rank) },
    Function { name: "row_number", aliases: &[], builder: Builder::Window(row_number) },
];

fn row_number(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    counted(name, call, row_number_udwf())
}

fn rank(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    counted(name, call, rank_udwf())
}

fn dense_rank(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    counted(name, call, dense_rank_udwf())
}

fn percent_rank(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    shared(name, call, percent_rank_udwf())
}

fn cume_dist(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    shared(name, call, cume_dist_udwf())
}

/// An `INT` that counts rows.
fn counted(name: &str, call: WindowCall, function: Arc<WindowUDF>) -> Result<Typed> {
    no_arguments(name, &call)?;
    let expr = cast(over(function, vec![]), ArrowType::Int32);
    Ok(Typed::new(expr, DataType::Integer, false, format!("{}()", name.to_lowercase())))
}

/// A `DOUBLE` between 0 and 1.
fn shared(name: &str, call: WindowCall, function: Arc<WindowUDF>) -> Result<Typed> {
    no_arguments(name, &call)?;
    Ok(Typed::new(over(function, vec![]), DataType::Double, false, format!("{}()", name.to_lowercase())))
}

fn no_arguments(name: &str, call: &WindowCall) -> Result<()> {
    if call.args.is_empty() { Ok(()) } else { Err(wrong_num_args(name, 0, call.args.len())) }
}

fn ntile(_: &Context, name: &str, call: WindowCall) -> Result<Typed> {
    let [buckets] = call.args.as_slice() else { return Err(wrong_num_args(name, "[0, 1]", call.args.len())) };
    let shown = format!("ntile({})", buckets.name);
    let count = super::offset::constant(buckets).filter(|n| *n > 0).ok_or_else(|| not_constant(&shown, buckets))?;
    let expr = cast(over(ntile_udwf(), vec![lit(count)]), ArrowType::Int32);
    Ok(Typed::new(expr, DataType::Integer, false, shown))
}

/// The error for an argument that must be a constant.
pub(super) fn not_constant(call: &str, argument: &Typed) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_NON_FOLDABLE_INPUT)
        .with("sqlExpr", format!("\"{call}\""))
        .with("inputName", "`offset`")
        .with("inputType", "\"INT\"")
        .with("inputExpr", format!("\"{}\"", argument.name))
}

/// A call whose window the analyzer puts in.
pub(super) fn over(function: Arc<WindowUDF>, args: Vec<Expr>) -> Expr {
    Expr::from(WindowFunction::new(WindowFunctionDefinition::WindowUDF(function), args))
}
