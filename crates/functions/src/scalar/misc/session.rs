//! What the session knows of itself, as constants.

use sparrow_spark_error::Result;

use super::super::spec::{call_name, string_literal, wrong_count};
use crate::{Context, Typed};

/// What `version()` answers: the Spark we speak for.
const VERSION: &str = "4.2.1 617618396087429b5627a86ce933bb0f5d6645cb";

/// `typeof(expr)`
pub(super) fn type_of(_: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    match args.as_slice() {
        [arg] => Ok(string_literal(&arg.data_type.catalog_string()).named(call_name("typeof", &args))),
        _ => Err(wrong_count("typeof", &[1], args.len())),
    }
}

/// `version()`
pub(super) fn version(_: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    constant("version", VERSION, &args)
}

/// `current_user()`, `user()`, `session_user()`
pub(super) fn user(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    constant(&name.to_lowercase(), &context.user, &args)
}

/// `current_catalog()`
pub(super) fn catalog(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    constant("current_catalog", &context.catalog, &args)
}

/// `current_database()`, `current_schema()`
pub(super) fn database(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    constant("current_schema", &context.database, &args)
}

fn constant(name: &str, value: &str, args: &[Typed]) -> Result<Typed> {
    if !args.is_empty() {
        return Err(wrong_count(name, &[0], args.len()));
    }
    Ok(string_literal(value).named(format!("{name}()")))
}
