//! `current_date`, `current_timestamp`, `localtimestamp`, `current_timezone`: when and where the query runs.

use datafusion::common::ScalarValue;
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::super::spec::{literal, string_literal, wrong_count};
use crate::cast::calendar::MICROS_PER_DAY;
use crate::cast::zone::Zone;
use crate::{Context, Typed};

fn none(name: &str, args: &[Typed]) -> Result<()> {
    if args.is_empty() { Ok(()) } else { Err(wrong_count(name, &[0], args.len())) }
}

/// `current_date()`, `curdate()`
pub(super) fn current_date(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    none("current_date", &args)?;
    let days = Zone::parse(&context.time_zone)?.to_local(context.now_us).div_euclid(MICROS_PER_DAY);
    Ok(literal(ScalarValue::Date32(i32::try_from(days).ok()), DataType::Date, "current_date()"))
}

/// `current_timestamp()`, `now()`
pub(super) fn current_timestamp(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let name = name.to_lowercase();
    none(&name, &args)?;
    let value = ScalarValue::TimestampMicrosecond(Some(context.now_us), Some("UTC".into()));
    Ok(literal(value, DataType::Timestamp, format!("{name}()")))
}

/// `localtimestamp()`
pub(super) fn local_timestamp(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    none("localtimestamp", &args)?;
    let local = Zone::parse(&context.time_zone)?.to_local(context.now_us);
    let value = ScalarValue::TimestampMicrosecond(Some(local), None);
    Ok(literal(value, DataType::TimestampNtz, "localtimestamp()"))
}

/// `current_timezone()`
pub(super) fn current_timezone(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    none("current_timezone", &args)?;
    Ok(string_literal(&context.time_zone).named("current_timezone()"))
}
