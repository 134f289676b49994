//! Timestamps of a date and a time of day.

use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec};
use crate::cast::calendar::MICROS_PER_DAY;

const TIME: DataType = DataType::Time(6);

/// `make_timestamp(date, time[, timezone])`
pub(super) static OF_DATE_AND_TIME: Spec = Spec::new(
    "spark_timestamp_of_date_and_time",
    &[Param::DATE, Param::Is(&TIME), Param::STRING],
    Returns::TIMESTAMP,
    |c| {
        c.map3(|days: i32, nanos: i64, zone: &str| -> Result<i64> {
            let zone = super::zone::named(zone)?;
            Ok(zone.to_utc(local(days, nanos)))
        })
    },
);

/// `make_timestamp_ntz(date, time)`
pub(super) static NTZ_OF_DATE_AND_TIME: Spec = Spec::new(
    "spark_timestamp_ntz_of_date_and_time",
    &[Param::DATE, Param::Is(&TIME)],
    Returns::Type(&DataType::TimestampNtz),
    |c| c.map2(|days: i32, nanos: i64| local(days, nanos)),
)
.nullable();

fn local(days: i32, nanos: i64) -> i64 {
    i64::from(days) * MICROS_PER_DAY + nanos / 1_000
}
