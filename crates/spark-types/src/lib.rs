//! Spark's types, their DDL and JSON spellings, their Arrow mapping and the cast rules. Knows no expression and no plan.

pub mod arrow;
mod cast_rules;
mod coercion;
mod data_type;
pub mod ddl;
mod display;
pub mod json;

pub use cast_rules::{can_ansi_cast, can_cast, can_store_assign, can_up_cast};
pub use coercion::{
    DecimalOp, common_numeric, decimal_for_integral, decimal_result, find_wider_type, tightest_common_type,
    wider_decimal,
};
pub use data_type::{DataType, DayTimeField, Field, MAX_DECIMAL_PRECISION, StructType, YearMonthField};
pub use display::quote_if_needed;

#[cfg(test)]
mod tests;
