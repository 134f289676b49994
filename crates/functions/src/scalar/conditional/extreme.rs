//! `greatest` and `least`: NULLs are skipped, NaN is the greatest.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::compute::interleave;
use datafusion::common::Result as DfResult;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::{call_name, keys_of, unify_list};
use crate::kernel::{Kernel, Returns, over_arrays};
use crate::{Context, Typed};

/// `spark_greatest(a, b, …)`
pub(super) static GREATEST: Kernel = Kernel::new("spark_greatest", Returns::First, |args| run(args, Ordering::Greater));
/// `spark_least(a, b, …)`
pub(super) static LEAST: Kernel = Kernel::new("spark_least", Returns::First, |args| run(args, Ordering::Less));

pub(super) fn greatest(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &GREATEST)
}

pub(super) fn least(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &LEAST)
}

fn build(context: &Context, name: &str, args: Vec<Typed>, kernel: &Kernel) -> Result<Typed> {
    if args.len() < 2 {
        return Err(wrong_num_args(name, "> 1", args.len()));
    }
    let shown = call_name(name, &args);
    let types: Vec<_> = args.iter().map(|a| to_sql_type(&a.data_type.sql_name())).collect();
    // Strings and others do not meet here, unlike in CASE.
    let strings = args.iter().filter(|a| a.data_type.is_string()).count();
    let others = args.iter().filter(|a| !a.data_type.is_string() && a.data_type != DataType::Null).count();
    let met = if strings > 0 && others > 0 { None } else { unify_list(context, args)? };
    let Some(args) = met else {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_DATA_DIFF_TYPES)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("functionName", format!("`{name}`"))
            .with("dataType", format!("[{}]", types.join(", "))));
    };
    let data_type = args.first().map_or(DataType::Null, |a| a.data_type.clone());
    if !data_type.is_orderable() {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_INVALID_ORDERING_TYPE)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("functionName", format!("`{name}`"))
            .with("dataType", to_sql_type(&data_type.sql_name())));
    }
    let nullable = args.iter().all(|a| a.nullable);
    if data_type == DataType::Null {
        return Ok(Typed::null(&data_type, shown));
    }
    let exprs = args.into_iter().map(|a| a.expr).collect();
    Ok(Typed::new(kernel.call(exprs), data_type, nullable, shown))
}

fn run(args: &ScalarFunctionArgs, wanted: Ordering) -> DfResult<ColumnarValue> {
    over_arrays(args, args.args.len(), |arrays| pick(arrays, wanted))
}

fn pick(arrays: &[ArrayRef], wanted: Ordering) -> Result<ArrayRef> {
    let sources: Vec<&ArrayRef> = arrays.iter().collect();
    let keys = keys_of(&sources)?;
    let best_of = |row: usize| {
        let known = (0..arrays.len()).filter(|i| arrays[*i].is_valid(row));
        known.reduce(|best, next| if keys[next].row(row).cmp(&keys[best].row(row)) == wanted { next } else { best })
    };
    let rows = arrays.first().map_or(0, |a| a.len());
    let picks: Vec<(usize, usize)> = (0..rows).map(|row| (best_of(row).unwrap_or(0), row)).collect();
    let values: Vec<&dyn Array> = arrays.iter().map(Arc::as_ref).collect();
    Ok(interleave(&values, &picks)?)
}
