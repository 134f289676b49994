//! `count` and `count_if`.

use datafusion::functions_aggregate::count::count_udaf;
use datafusion::logical_expr::{Case, Expr, lit};
use sparrow_spark_error::{Result, unexpected_input_type, wrong_num_args};
use sparrow_spark_types::{DataType, Field, StructType};

use super::super::scalar::complex::struct_call;
use super::call::{Parts, arguments};
use crate::cast::coerce;
use crate::{AggregateCall, Context, Typed};

/// Rows in which no argument is NULL.
pub(super) fn count(_: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    let (parts, mut args) = Parts::of(name, call);
    let counted = match args.len() {
        0 => return Err(wrong_num_args(name, "> 0", 0)),
        1 => match args.pop() {
            Some(only) if !only.nullable && !parts.distinct => lit(1_i64),
            Some(only) => super::super::scalar::predicate::normalize(only.expr, &only.data_type),
            None => lit(1_i64),
        },
        _ => together(args, parts.distinct),
    };
    let expr = parts.expr(count_udaf(), vec![counted]);
    Ok(parts.typed(expr, DataType::Long, false))
}

/// One value that is NULL where any argument is: the arguments as a struct when only different ones count.
fn together(args: Vec<Typed>, distinct: bool) -> Expr {
    let all = args.iter().map(|a| a.expr.clone().is_not_null()).reduce(Expr::and).unwrap_or_else(|| lit(true));
    let value = if distinct {
        let field = |(i, a): (usize, &Typed)| Field::new(format!("c{i}"), a.data_type.clone(), a.nullable);
        let fields = StructType::new(args.iter().enumerate().map(field).collect());
        let normal = |a: Typed| super::super::scalar::predicate::normalize(a.expr, &a.data_type);
        struct_call(fields, args.into_iter().map(normal).collect())
    } else {
        lit(1_i64)
    };
    Expr::Case(Case::new(None, vec![(Box::new(all), Box::new(value))], None))
}

/// Rows in which the condition holds.
pub(super) fn count_if(context: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    let (parts, args) = Parts::of(name, call);
    let [test] = arguments(name, args)?;
    let test = match &test.data_type {
        DataType::Boolean => test,
        DataType::Null => coerce(context, test, &DataType::Boolean)?,
        t => return Err(unexpected_input_type(&parts.shown, 0, "\"BOOLEAN\"", &test.name, &t.sql_name())),
    };
    let counted = Expr::Case(Case::new(None, vec![(Box::new(test.expr), Box::new(lit(true)))], None));
    let expr = parts.expr(count_udaf(), vec![counted]);
    Ok(parts.typed(expr, DataType::Long, false))
}
