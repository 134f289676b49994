//! CASE and IF.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Case, Expr};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, unexpected_input_type, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::unify_list;
use crate::cast::coerce;
use crate::{Context, Typed};

/// A flat list: condition, value, condition, value …, and the ELSE value where the count is odd.
pub(super) fn when(context: &Context, name: &str, mut args: Vec<Typed>) -> Result<Typed> {
    if args.len() < 2 {
        return Err(wrong_num_args(name, "> 1", args.len()));
    }
    let otherwise = if args.len() % 2 == 1 { args.pop() } else { None };
    let mut shown = String::from("CASE");
    for pair in args.chunks(2) {
        shown.push_str(&format!(" WHEN {} THEN {}", pair[0].name, pair[1].name));
    }
    if let Some(otherwise) = &otherwise {
        shown.push_str(&format!(" ELSE {}", otherwise.name));
    }
    shown.push_str(" END");
    choose(context, "casewhen", shown, args, otherwise)
}

pub(super) fn if_else(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let [test, then, otherwise] = <[Typed; 3]>::try_from(args).map_err(|_| wrong_num_args(name, 3, count))?;
    let shown = format!("(IF({}, {}, {}))", test.name, then.name, otherwise.name);
    choose(context, "if", shown, vec![test, then], Some(otherwise))
}

/// CASE over pairs of condition and value.
pub(super) fn choose(
    context: &Context,
    function: &str,
    shown: String,
    pairs: Vec<Typed>,
    otherwise: Option<Typed>,
) -> Result<Typed> {
    let (mut tests, mut values) = (Vec::new(), Vec::new());
    for (i, arg) in pairs.into_iter().enumerate() {
        if i % 2 == 0 { tests.push(test(context, &shown, i / 2, arg)?) } else { values.push(arg) }
    }
    let has_else = otherwise.is_some();
    values.extend(otherwise);
    let types: Vec<_> = values.iter().map(|v| to_sql_type(&v.data_type.sql_name())).collect();
    let Some(mut values) = unify_list(context, values)? else {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_DATA_DIFF_TYPES)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("functionName", format!("`{function}`"))
            .with("dataType", format!("[{}]", types.join(", "))));
    };
    let data_type = values.first().map_or(DataType::Null, |v| v.data_type.clone());
    // A first condition that is plainly true decides alone.
    let decided = matches!(tests.first().and_then(Typed::constant), Some(ScalarValue::Boolean(Some(true))));
    let nullable = match values.first() {
        Some(first) if decided && function == "casewhen" => first.nullable,
        _ => !has_else || values.iter().any(|v| v.nullable),
    };
    let otherwise = if has_else { values.pop().map(|v| Box::new(v.expr)) } else { None };
    let pairs = tests.into_iter().zip(values);
    let when_then = pairs.map(|(test, value)| (Box::new(test.expr), Box::new(value.expr))).collect();
    Ok(Typed::new(Expr::Case(Case::new(None, when_then, otherwise)), data_type, nullable, shown))
}

fn test(context: &Context, shown: &str, position: usize, value: Typed) -> Result<Typed> {
    match &value.data_type {
        DataType::Boolean => Ok(value),
        DataType::Null => coerce(context, value, &DataType::Boolean),
        t => Err(unexpected_input_type(shown, position, "\"BOOLEAN\"", &value.name, &t.sql_name())),
    }
}
