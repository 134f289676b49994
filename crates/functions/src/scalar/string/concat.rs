//! `concat`: strings, binaries or arrays end to end.

use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::DataType;

use super::super::collection;
use super::super::spec::{Param, Returns, Spec, accept, call_name, string_literal};
use crate::{Context, Typed};

pub(super) static CONCAT: Spec = Spec::new("spark_concat", &[Param::Any], Returns::Argument(0), |c| {
    let columns = (0..c.len()).map(|i| c.column::<&[u8]>(i)).collect::<datafusion::common::Result<Vec<_>>>()?;
    c.rows(|row| {
        let parts = columns.iter().map(|column| column.get(row)).collect::<Option<Vec<&[u8]>>>()?;
        Some(parts.concat())
    })
})
.variadic(0);

/// `concat(col1, …)`: binary when all are, arrays when all are, else text.
pub(super) fn concat(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name(&name.to_lowercase(), &args);
    if args.is_empty() {
        return Ok(string_literal("").named(call));
    }
    let is_array = |a: &Typed| matches!(a.data_type, DataType::Array { .. });
    if args.iter().any(is_array) {
        if args.iter().all(|a| is_array(a) || a.data_type == DataType::Null) {
            return collection::concat(context, call, args);
        }
        return Err(mixed(&call, &args));
    }
    let nested = |a: &Typed| matches!(a.data_type, DataType::Map { .. } | DataType::Struct(_) | DataType::Variant);
    if args.iter().any(nested) {
        return Err(mixed(&call, &args));
    }
    let bytes = args.iter().all(|a| a.data_type == DataType::Binary);
    let param = if bytes { Param::BINARY } else { Param::STRING };
    let args = args.into_iter().enumerate();
    let args = args.map(|(i, a)| accept(context, &call, i, a, param)).collect::<Result<_>>()?;
    CONCAT.apply(call, args)
}

fn mixed(call: &str, args: &[Typed]) -> SparkError {
    let mut types: Vec<String> = args.iter().map(|a| format!("\"{}\"", a.data_type.sql_name())).collect();
    types.dedup();
    SparkError::new(&condition::DATATYPE_MISMATCH_DATA_DIFF_TYPES)
        .with("sqlExpr", format!("\"{call}\""))
        .with("functionName", "`concat`")
        .with("dataType", format!("({})", types.join(" or ")))
}
