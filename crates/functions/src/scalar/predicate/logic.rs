//! AND, OR and NOT.

use datafusion::logical_expr::{Expr, Operator, binary_expr};
use sparrow_spark_error::{
    Result, SparkError, binary_op_diff_types, condition, to_sql_type, unexpected_input_type, wrong_num_args,
};
use sparrow_spark_types::{DataType, find_wider_type};

use crate::cast::coerce;
use crate::{Context, Typed};

pub(super) fn and_function(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let (left, right) = two(name, args)?;
    and(context, left, right)
}

pub(super) fn or_function(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let (left, right) = two(name, args)?;
    or(context, left, right)
}

pub(super) fn not_function(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let [value] = <[Typed; 1]>::try_from(args).map_err(|_| wrong_num_args(name, 1, count))?;
    not(context, value)
}

fn two(name: &str, args: Vec<Typed>) -> Result<(Typed, Typed)> {
    let count = args.len();
    let [left, right] = <[Typed; 2]>::try_from(args).map_err(|_| wrong_num_args(name, 2, count))?;
    Ok((left, right))
}

/// `(left AND right)`
pub fn and(context: &Context, left: Typed, right: Typed) -> Result<Typed> {
    connect(context, "AND", Operator::And, left, right)
}

/// `(left OR right)`
pub fn or(context: &Context, left: Typed, right: Typed) -> Result<Typed> {
    connect(context, "OR", Operator::Or, left, right)
}

fn connect(context: &Context, word: &str, operator: Operator, left: Typed, right: Typed) -> Result<Typed> {
    let name = format!("({} {word} {})", left.name, right.name);
    let (l, r) = (&left.data_type, &right.data_type);
    let fits = |t: &DataType, other: &DataType| {
        matches!(t, DataType::Boolean | DataType::Null) || (context.ansi && t.is_string() && !other.is_string())
    };
    if !fits(l, r) || !fits(r, l) {
        return Err(match met(context, l, r) {
            Some(met) => SparkError::new(&condition::DATATYPE_MISMATCH_BINARY_OP_WRONG_TYPE)
                .with("sqlExpr", format!("\"{name}\""))
                .with("inputType", to_sql_type("BOOLEAN"))
                .with("actualDataType", to_sql_type(&met.sql_name())),
            None => binary_op_diff_types(&name, &l.sql_name(), &r.sql_name()),
        });
    }
    let (left, right) = (coerce(context, left, &DataType::Boolean)?, coerce(context, right, &DataType::Boolean)?);
    let nullable = left.nullable || right.nullable;
    Ok(Typed::new(binary_expr(left.expr, operator, right.expr), DataType::Boolean, nullable, name))
}

/// The one type both sides have, text promoted to the other side's type as Spark does before it looks at the operator.
fn met(context: &Context, l: &DataType, r: &DataType) -> Option<DataType> {
    match l.is_string() != r.is_string() {
        true if context.ansi => find_wider_type(l, r, true),
        _ => l.same_type(r).then(|| l.clone()),
    }
}

/// `(NOT value)`
pub fn not(context: &Context, value: Typed) -> Result<Typed> {
    let name = format!("(NOT {})", value.name);
    let t = &value.data_type;
    if !(matches!(t, DataType::Boolean | DataType::Null) || (context.ansi && t.is_string())) {
        return Err(unexpected_input_type(&name, 0, "\"BOOLEAN\"", &value.name, &t.sql_name()));
    }
    let value = coerce(context, value, &DataType::Boolean)?;
    Ok(Typed::new(Expr::Not(Box::new(value.expr)), DataType::Boolean, value.nullable, name))
}
