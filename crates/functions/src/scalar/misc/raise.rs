//! `raise_error`, `assert_true`: errors a query asks for.

use std::sync::Arc;

use arrow::array::NullArray;
use sparrow_spark_error::{Result, SparkError, condition, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, accept, string_literal, wrong_count};
use crate::{Context, Typed};

const VOID: Returns = Returns::Type(&DataType::Null);

pub(super) static RAISE: Spec = Spec::new("spark_raise_error", &[Param::STRING], VOID, |c| {
    let message = c.column::<&str>(0)?;
    match (0..c.rows).next() {
        Some(row) => Err(raised(message.get(row)).into()),
        None => Ok(Arc::new(NullArray::new(0))),
    }
})
.volatile()
.nullable();

pub(super) static ASSERT: Spec = Spec::new("spark_assert_true", &[Param::BOOLEAN, Param::STRING], VOID, |c| {
    let (holds, message) = (c.column::<bool>(0)?, c.column::<&str>(1)?);
    match (0..c.rows).find(|row| holds.get(*row) != Some(true)) {
        Some(row) => Err(raised(message.get(row)).into()),
        None => Ok(Arc::new(NullArray::new(c.rows))),
    }
})
.volatile()
.nullable();

/// `raise_error(message)`
pub(super) fn raise_error(context: &Context, _: &str, mut args: Vec<Typed>) -> Result<Typed> {
    let (1, Some(message)) = (args.len(), args.pop()) else {
        return Err(wrong_num_args("raise_error", "1", args.len()));
    };
    let call = format!("raise_error(USER_RAISED_EXCEPTION, map(errorMessage, {}))", message.name);
    let message = accept(context, &call, 0, message, Param::STRING)?;
    RAISE.apply(call, vec![message])
}

/// `assert_true(expr[, message])`
pub(super) fn assert_true(context: &Context, _: &str, mut args: Vec<Typed>) -> Result<Typed> {
    match args.len() {
        1 => {
            let message = format!("'{}' is not true!", args[0].name);
            args.push(string_literal(&message));
        }
        2 => {}
        n => return Err(wrong_count("assert_true", &[1, 2], n)),
    }
    ASSERT.build(context, "assert_true", args)
}

fn raised(message: Option<&str>) -> SparkError {
    SparkError::new(&condition::USER_RAISED_EXCEPTION).with("errorMessage", message.unwrap_or("null"))
}
