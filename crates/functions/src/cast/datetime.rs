//! Casts among dates, timestamps, numbers and text.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int64Array, PrimitiveArray, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{
    ArrowPrimitiveType, Date32Type, Float64Type, Int64Type, Time64NanosecondType, TimestampMicrosecondType,
};
use sparrow_spark_error::{Result, cast_invalid_input, cast_overflow};
use sparrow_spark_types::{DataType, arrow::INTERNAL_TIME_ZONE};

use super::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND};
use super::datetime_text::{parse_date, parse_time, parse_timestamp, parse_timestamp_ntz, today};
use super::dispatch::native;
use super::numeric::{float_literal, malformed, narrow_with};
use super::options::Options;
use super::{Mode, decimal};

/// Marks microseconds as a TIMESTAMP.
pub(super) fn instants(micros: TimestampMicrosecondArray) -> ArrayRef {
    Arc::new(micros.with_timezone(INTERNAL_TIME_ZONE))
}

/// Text to a date, timestamp or time.
pub(super) fn from_text(texts: &StringArray, to: &DataType, options: &Options) -> Result<ArrayRef> {
    let zone = options.zone;
    match to {
        DataType::Date => Ok(Arc::new(parse_all::<Date32Type>(texts, to, options, parse_date)?)),
        DataType::Timestamp => {
            let parse = |text: &str| parse_timestamp(text, zone, || today(zone));
            Ok(instants(parse_all::<TimestampMicrosecondType>(texts, to, options, parse)?))
        }
        DataType::TimestampNtz => {
            Ok(Arc::new(parse_all::<TimestampMicrosecondType>(texts, to, options, parse_timestamp_ntz)?))
        }
        _ => {
            let step = time_step(to);
            let parse = |text: &str| parse_time(text).map(|nanos| nanos - nanos % step);
            Ok(Arc::new(parse_all::<Time64NanosecondType>(texts, to, options, parse)?))
        }
    }
}

/// Nanoseconds of the last digit a TIME type keeps.
pub(super) fn time_step(time: &DataType) -> i64 {
    match time {
        DataType::Time(digits) => 10_i64.pow(9_u32.saturating_sub((*digits).into())),
        _ => 1,
    }
}

fn parse_all<T: ArrowPrimitiveType>(
    texts: &StringArray,
    to: &DataType,
    options: &Options,
    parse: impl Fn(&str) -> Option<T::Native>,
) -> Result<PrimitiveArray<T>> {
    let one = |text: &str| parse(text).map_or_else(|| options.misfit(|| malformed(text, to)), |v| Ok(Some(v)));
    texts.iter().map(|v| v.map_or(Ok(None), one)).collect()
}

/// A date at midnight: local in `TIMESTAMP`, plain in `TIMESTAMP_NTZ`.
pub(super) fn from_date(array: &ArrayRef, to: &DataType, options: &Options) -> Result<ArrayRef> {
    let days = array.as_primitive::<Date32Type>();
    let midnight = |d: i32| i64::from(d).saturating_mul(MICROS_PER_DAY);
    let local: TimestampMicrosecondArray = days.unary(midnight);
    if *to == DataType::Timestamp {
        return Ok(instants(local.unary(|us| options.zone.to_utc(us))));
    }
    Ok(Arc::new(local))
}

/// A timestamp to a date, the other timestamp type or a number.
pub(super) fn from_timestamp(array: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    let micros = array.as_primitive::<TimestampMicrosecondType>();
    let zone = options.zone;
    let is_instant = *from == DataType::Timestamp;
    match to {
        DataType::Date => {
            let day = |us: i64| (if is_instant { zone.to_local(us) } else { us }).div_euclid(MICROS_PER_DAY) as i32;
            Ok(Arc::new(micros.unary::<_, Date32Type>(day)))
        }
        DataType::TimestampNtz => Ok(Arc::new(micros.unary::<_, TimestampMicrosecondType>(|us| zone.to_local(us)))),
        DataType::Timestamp => Ok(instants(micros.unary(|us| zone.to_utc(us)))),
        DataType::Boolean => super::boolean::from_number(&native(array, &DataType::Long)?, &DataType::Long),
        to if to.is_integral() => {
            let seconds: Int64Array = micros.unary(|us| us.div_euclid(MICROS_PER_SECOND));
            let error = |s: i64| {
                let mut text = String::new();
                super::calendar::write_timestamp(&mut text, zone.to_local(s * MICROS_PER_SECOND));
                cast_overflow(format!("TIMESTAMP '{text}'"), &from.sql_name(), &to.sql_name())
            };
            // Unlike among integers, legacy mode does not wrap here.
            let mode = if options.mode == Mode::Legacy { Mode::Try } else { options.mode };
            narrow_with(&seconds, to, &Options { mode, ..*options }, error)
        }
        _ => {
            let seconds: Float64Array = micros.unary(|us| us as f64 / MICROS_PER_SECOND as f64);
            let seconds: ArrayRef = Arc::new(seconds);
            match decimal::Size::of(to) {
                Some(size) => decimal::from_double(&seconds, size, options),
                None => native(&seconds, to),
            }
        }
    }
}

/// Seconds since the epoch, whole or not, to a timestamp.
pub(super) fn from_number(array: &ArrayRef, from: &DataType, options: &Options) -> Result<ArrayRef> {
    if !from.is_fractional() {
        let seconds = native(array, &DataType::Long)?;
        let micros = seconds.as_primitive::<Int64Type>().unary(|s| s.saturating_mul(MICROS_PER_SECOND));
        return Ok(instants(micros));
    }
    let seconds = native(array, &DataType::Double)?;
    let one = |s: f64| -> Result<Option<i64>> {
        let micros = s * MICROS_PER_SECOND as f64;
        let fits = micros.is_finite() && micros.floor() <= i64::MAX as f64 && micros.ceil() >= i64::MIN as f64;
        match options.mode {
            Mode::Legacy => Ok(s.is_finite().then_some(micros as i64)),
            _ if fits => Ok(Some(micros as i64)),
            _ if !s.is_finite() => {
                options.misfit(|| cast_invalid_input(float_literal(s, from), &from.sql_name(), "TIMESTAMP"))
            }
            _ => options.misfit(|| cast_overflow(float_literal(s, from), &from.sql_name(), "TIMESTAMP")),
        }
    };
    let values = seconds.as_primitive::<Float64Type>().iter().map(|v| v.map_or(Ok(None), one));
    Ok(instants(values.collect::<Result<TimestampMicrosecondArray>>()?))
}

/// What legacy mode makes of a date as a number or boolean: NULL.
pub(super) fn nulls_of_date(array: &ArrayRef, to: &DataType) -> ArrayRef {
    arrow::array::new_null_array(&sparrow_spark_types::arrow::to_arrow(to), array.len())
}
