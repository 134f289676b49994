//! `value BETWEEN low AND high`.

use sparrow_spark_error::{Result, wrong_num_args};

use super::compare::{Comparison, build};
use super::logic::and;
use crate::{Context, Typed};

/// `((value >= low) AND (value <= high))`, named as the call.
pub(super) fn call(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = super::super::spec::call_name("between", &args);
    let count = args.len();
    let [value, low, high] = <[Typed; 3]>::try_from(args).map_err(|_| wrong_num_args(name, 3, count))?;
    let above = build(context, Comparison::GreaterOrEqual, value.clone(), low)?;
    let below = build(context, Comparison::LessOrEqual, value, high)?;
    Ok(and(context, above, below)?.named(shown))
}
