//! Cells of Arrow columns as the text Spark's writers print.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{
    DataType as ArrowType, Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, IntervalUnit, IntervalYearMonthType, TimestampMicrosecondType,
};
use sparrow_spark_error::{Result, internal};

use super::pattern::Pattern;
use super::zone::Zone;
use super::{date, decimal, number, timestamp};
use crate::Options;

/// The formats of dates and timestamps.
#[derive(Clone, Debug)]
pub(crate) struct Rendering {
    /// Zone of timestamps.
    pub zone: Zone,
    date: Option<Pattern>,
    timestamp: Pattern,
    timestamp_ntz: Pattern,
}

impl Rendering {
    /// The formats `options` ask for, else Spark's.
    pub fn new(options: &Options, session_zone: &str) -> Result<Self> {
        let zone = Zone::parse(options.get("timeZone").unwrap_or(session_zone))?;
        let pattern = |name: &str, default: &str| Pattern::compile(options.get(name).unwrap_or(default));
        Ok(Self {
            zone,
            date: options.get("dateFormat").map(Pattern::compile).transpose()?,
            timestamp: pattern("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]")?,
            timestamp_ntz: pattern("timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss[.SSS]")?,
        })
    }

    /// The text of a leaf cell that is not NULL.
    pub fn text(&self, column: &dyn Array, row: usize) -> Result<String> {
        Ok(match column.data_type() {
            ArrowType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
            ArrowType::Date32 => self.date_text(column.as_primitive::<Date32Type>().value(row)),
            ArrowType::Timestamp(_, zone) => {
                self.timestamp_text(column.as_primitive::<TimestampMicrosecondType>().value(row), zone.is_some())
            }
            ArrowType::Binary => String::from_utf8_lossy(column.as_binary::<i32>().value(row)).into_owned(),
            _ => plain(column, row)?,
        })
    }

    fn date_text(&self, days: i32) -> String {
        match &self.date {
            Some(pattern) => pattern.print(i64::from(days) * timestamp::DAY, None),
            None => date::to_text(days),
        }
    }

    fn timestamp_text(&self, value: i64, zoned: bool) -> String {
        if zoned {
            self.timestamp.print(self.zone.to_local(value), Some(self.zone.offset_at(value)))
        } else {
            self.timestamp_ntz.print(value, None)
        }
    }
}

/// The text a cast to string gives for a leaf cell that is not NULL; timestamps in `zone`.
pub(crate) fn cast_text(column: &dyn Array, row: usize, zone: &Zone) -> Result<String> {
    Ok(match column.data_type() {
        ArrowType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        ArrowType::Binary => String::from_utf8_lossy(column.as_binary::<i32>().value(row)).into_owned(),
        ArrowType::Date32 => date::to_text(column.as_primitive::<Date32Type>().value(row)),
        ArrowType::Timestamp(_, own) => {
            let value = column.as_primitive::<TimestampMicrosecondType>().value(row);
            timestamp::local_to_text(if own.is_some() { zone.to_local(value) } else { value })
        }
        _ => plain(column, row)?,
    })
}

/// Types whose text no option changes.
fn plain(column: &dyn Array, row: usize) -> Result<String> {
    Ok(match column.data_type() {
        ArrowType::Null => String::new(),
        ArrowType::Boolean => column.as_boolean().value(row).to_string(),
        ArrowType::Int8 => column.as_primitive::<Int8Type>().value(row).to_string(),
        ArrowType::Int16 => column.as_primitive::<Int16Type>().value(row).to_string(),
        ArrowType::Int32 => column.as_primitive::<Int32Type>().value(row).to_string(),
        ArrowType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        ArrowType::Float32 => number::float_to_text(column.as_primitive::<Float32Type>().value(row)),
        ArrowType::Float64 => number::double_to_text(column.as_primitive::<Float64Type>().value(row)),
        ArrowType::Decimal128(_, scale) => decimal::to_text(column.as_primitive::<Decimal128Type>().value(row), *scale),
        ArrowType::Duration(_) => day_time(column.as_primitive::<DurationMicrosecondType>().value(row)),
        ArrowType::Interval(IntervalUnit::YearMonth) => {
            year_month(column.as_primitive::<IntervalYearMonthType>().value(row))
        }
        other => return Err(internal(format!("no text form for {other}"))),
    })
}

fn day_time(micros: i64) -> String {
    let (sign, magnitude) = (if micros < 0 { "-" } else { "" }, micros.unsigned_abs());
    let seconds = magnitude / 1_000_000;
    let fraction = match magnitude % 1_000_000 {
        0 => String::new(),
        part => format!(".{}", format!("{part:06}").trim_end_matches('0')),
    };
    let (days, hours, minutes, rest) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("INTERVAL '{sign}{days} {hours:02}:{minutes:02}:{rest:02}{fraction}' DAY TO SECOND")
}

fn year_month(months: i32) -> String {
    let (sign, magnitude) = (if months < 0 { "-" } else { "" }, months.unsigned_abs());
    format!("INTERVAL '{sign}{}-{}' YEAR TO MONTH", magnitude / 12, magnitude % 12)
}
