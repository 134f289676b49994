//! `from_utc_timestamp`, `to_utc_timestamp`, `convert_timezone`: clocks of other zones.

use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, string_literal, wrong_count};
use crate::cast::zone::Zone;
use crate::{Context, Typed};

const TIME_ZONE: &[Param] = &[Param::TIMESTAMP, Param::STRING];

/// `from_utc_timestamp(timestamp, timezone)`
pub(super) static FROM_UTC: Spec = Spec::new("spark_from_utc_timestamp", TIME_ZONE, Returns::TIMESTAMP, |c| {
    c.map2(|us: i64, zone: &str| named(zone).map(|zone| zone.to_local(us)))
});

/// `to_utc_timestamp(timestamp, timezone)`
pub(super) static TO_UTC: Spec = Spec::new("spark_to_utc_timestamp", TIME_ZONE, Returns::TIMESTAMP, |c| {
    c.map2(|us: i64, zone: &str| named(zone).map(|zone| zone.to_utc(us)))
});

pub(super) static CONVERT: Spec = Spec::new(
    "spark_convert_timezone",
    &[Param::STRING, Param::STRING, Param::Is(&DataType::TimestampNtz)],
    Returns::Type(&DataType::TimestampNtz),
    |c| c.map3(|from: &str, to: &str, local: i64| Ok::<_, SparkError>(named(to)?.to_local(named(from)?.to_utc(local)))),
);

/// `convert_timezone([sourceTz, ]targetTz, sourceTs)`
pub(super) fn convert_timezone(context: &Context, name: &str, mut args: Vec<Typed>) -> Result<Typed> {
    match args.len() {
        2 => args.insert(0, string_literal(&context.time_zone).named("current_timezone()")),
        3 => {}
        n => return Err(wrong_count("convert_timezone", &[2, 3], n)),
    }
    CONVERT.build(context, name, args)
}

/// The zone of this name, or the error.
pub(super) fn named(name: &str) -> Result<Zone> {
    Zone::find(name).ok_or_else(|| SparkError::new(&condition::INVALID_TIMEZONE).with("timeZone", name))
}
