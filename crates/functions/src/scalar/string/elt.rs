//! `elt`: the n-th of several texts.

use sparrow_spark_error::{Result, SparkError, condition, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, accept, call_name};
use crate::{Context, Typed};

pub(super) static ELT: Spec = Spec::new("spark_elt", &[Param::INT, Param::Any], Returns::Argument(1), |c| {
    let index = c.column::<i32>(0)?;
    let columns = (1..c.len()).map(|i| c.column::<&[u8]>(i)).collect::<datafusion::common::Result<Vec<_>>>()?;
    c.rows(|row| {
        let Some(index) = index.get(row) else { return Ok(None) };
        match usize::try_from(index).ok().and_then(|i| i.checked_sub(1)).and_then(|i| columns.get(i)) {
            Some(column) => Ok(column.get(row).map(<[u8]>::to_vec)),
            None if c.ansi => Err(out_of_bounds(index, columns.len())),
            None => Ok(None),
        }
    })
})
.variadic(2)
.nullable();

/// `elt(n, input1, …)`: under ANSI mode an `n` out of range is an error.
pub(super) fn elt(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if args.len() < 2 {
        return Err(wrong_num_args(name, "> 1", args.len()));
    }
    let call = call_name("elt", &args);
    let bytes = args[1..].iter().all(|a| a.data_type == DataType::Binary);
    let text = if bytes { Param::BINARY } else { Param::STRING };
    let fit = |(i, a)| accept(context, &call, i, a, if i == 0 { Param::INT } else { text });
    let args = args.into_iter().enumerate().map(fit).collect::<Result<_>>()?;
    ELT.apply(call.clone(), args)
}

fn out_of_bounds(index: i32, size: usize) -> SparkError {
    SparkError::new(&condition::INVALID_ARRAY_INDEX)
        .with("indexValue", index.to_string())
        .with("arraySize", size.to_string())
}
