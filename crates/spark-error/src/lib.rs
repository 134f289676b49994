//! What can go wrong, as Spark names it: condition, SQLSTATE, parameters, query context. Knows no wire and no status code.
//!
//! An error is born where the fact is known, from one [`Condition`] of the table in [`condition`] and the values
//! its message needs. Nobody downstream reads the message to decide anything: [`SparkError::condition`] and
//! [`Condition::kind`] say all there is to say.

pub mod condition;
mod constructors;
mod context;
mod datafusion;
mod error;
mod kept;
mod limits;
mod quote;
mod suggest;

pub use condition::{Condition, Kind};
pub use constructors::*;
pub use context::QueryContext;
pub use error::{Result, SparkError};
pub use kept::keep_condition;
pub use limits::{
    limit_exceeded, limit_refusals, limit_refused, plan_too_deep, plan_too_large, tenant_busy, views_too_deep,
};
pub use quote::{quote_identifier, quote_parts, to_sql_conf, to_sql_id, to_sql_type, to_sql_value};
pub use suggest::nearest;

#[cfg(test)]
mod tests;
