//! `value IN (…)`.

use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Expr, lit};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::unify_list;
use super::normalize::normalize;
use crate::{Context, Typed};

/// The value first, then the list.
pub(super) fn call(context: &Context, name: &str, mut args: Vec<Typed>) -> Result<Typed> {
    if args.is_empty() {
        return Err(wrong_num_args(name, "> 0", 0));
    }
    let list = args.split_off(1);
    match args.pop() {
        Some(value) => build(context, value, list),
        None => Err(wrong_num_args(name, "> 0", 0)),
    }
}

/// `(value IN (list))`: all in the one type they meet in.
pub fn build(context: &Context, value: Typed, list: Vec<Typed>) -> Result<Typed> {
    let shown: Vec<_> = list.iter().map(|item| item.name.as_str()).collect();
    let name = format!("({} IN ({}))", value.name, shown.join(", "));
    let all: Vec<Typed> = std::iter::once(value).chain(list).collect();
    let types: Vec<_> = all.iter().map(|item| to_sql_type(&item.data_type.sql_name())).collect();
    let Some(all) = unify_list(context, all)? else {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_DATA_DIFF_TYPES)
            .with("sqlExpr", format!("\"{name}\""))
            .with("functionName", "`in`")
            .with("dataType", format!("[{}]", types.join(", "))));
    };
    let nullable = all.iter().any(|item| item.nullable);
    let data_type = all.first().map_or(DataType::Null, |item| item.data_type.clone());
    if !data_type.is_orderable() {
        return Err(super::compare::unordered(&name, "in", &data_type));
    }
    if data_type == DataType::Null {
        return Ok(Typed::null(&DataType::Boolean, name));
    }
    let mut exprs = all.into_iter().map(|item| normalize(item.expr, &data_type));
    let Some(value) = exprs.next() else { return Ok(Typed::new(lit(false), DataType::Boolean, false, name)) };
    let expr = Expr::InList(InList::new(Box::new(value), exprs.collect(), false));
    Ok(Typed::new(expr, DataType::Boolean, nullable, name))
}
