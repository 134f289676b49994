//! `hour`, `minute`, `second`: what the clock of the session's zone shows.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result;

use super::super::spec::{Call, Param, Returns, Spec};
use crate::cast::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND};
use crate::cast::zone::Zone;

const TIME: &[Param] = &[Param::AnyTimestamp];

pub(super) static HOUR: Spec = Spec::new("spark_hour", TIME, Returns::INT, |c| seconds(c, |s| s / 3_600));
pub(super) static MINUTE: Spec = Spec::new("spark_minute", TIME, Returns::INT, |c| seconds(c, |s| s / 60 % 60));
pub(super) static SECOND: Spec = Spec::new("spark_second", TIME, Returns::INT, |c| seconds(c, |s| s % 60));

/// The zone argument `index` is local to: the session's, or none for a timestamp without time zone.
pub(super) fn zone_of(c: &Call, index: usize) -> Result<Zone> {
    match c.type_of(index)? {
        ArrowType::Timestamp(_, Some(_)) => Ok(Zone::parse(c.time_zone())?),
        _ => Ok(Zone::UTC),
    }
}

fn seconds(c: &Call, field: fn(i64) -> i64) -> Result<ArrayRef> {
    let zone = zone_of(c, 0)?;
    c.map1(|us: i64| field(zone.to_local(us).rem_euclid(MICROS_PER_DAY) / MICROS_PER_SECOND) as i32)
}
