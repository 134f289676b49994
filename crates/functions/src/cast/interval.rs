//! Casts among intervals, numbers and text.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, Decimal128Array, DurationMicrosecondArray, Int64Array, IntervalMonthDayNanoArray,
    IntervalYearMonthArray, StringArray, Time64NanosecondArray,
};
use arrow::datatypes::{
    Decimal128Type, DurationMicrosecondType, Int64Type, IntervalYearMonthType, Time64NanosecondType,
};
use sparrow_spark_error::{Result, SparkError, cast_overflow, condition, unsupported};
use sparrow_spark_types::{DataType, DayTimeField, YearMonthField};

use super::Mode;
use super::decimal::{Size, divide_half_up, plain_text, rescale};
use super::interval_text::{
    parse_calendar, parse_day_time, parse_year_month, unit_micros, write_day_time, write_year_month,
};
use super::numeric::{integral_literal, malformed, narrow_with};
use super::options::Options;

/// Text to an interval.
pub(super) fn from_text(texts: &StringArray, to: &DataType, options: &Options) -> Result<ArrayRef> {
    match to {
        DataType::DayTimeInterval(from, until) => {
            let one = |text: &str| {
                parse_day_time(text, *from, *until).map_or_else(|| refused(text, to, options), |v| Ok(Some(v)))
            };
            let values: Result<DurationMicrosecondArray> = texts.iter().map(|v| v.map_or(Ok(None), one)).collect();
            Ok(Arc::new(values?))
        }
        DataType::YearMonthInterval(from, until) => {
            let one = |text: &str| {
                parse_year_month(text, *from, *until).map_or_else(|| refused(text, to, options), |v| Ok(Some(v)))
            };
            let values: Result<IntervalYearMonthArray> = texts.iter().map(|v| v.map_or(Ok(None), one)).collect();
            Ok(Arc::new(values?))
        }
        _ => {
            // Malformed calendar intervals are NULL in every mode.
            let values: IntervalMonthDayNanoArray = texts.iter().map(|v| v.and_then(parse_calendar)).collect();
            Ok(Arc::new(values))
        }
    }
}

/// Malformed text: an error in legacy mode too.
fn refused<V>(text: &str, to: &DataType, options: &Options) -> Result<Option<V>> {
    if options.mode == Mode::Try { Ok(None) } else { Err(unmatched(text, to)) }
}

/// The error of text that is no interval of the type.
fn unmatched(text: &str, to: &DataType) -> SparkError {
    let (kind, form) = match to {
        DataType::DayTimeInterval(from, until) => {
            const FORMS: [&str; 4] = ["d", "h", "m", "s.n"];
            let parts = &FORMS[*from as usize..=*until as usize];
            let shown: Vec<String> = parts
                .iter()
                .enumerate()
                .map(|(i, p)| {
                    if i == 0 {
                        (*p).to_owned()
                    } else {
                        p.replacen(
                            ['h', 'm', 's'],
                            match *p {
                                "h" => "hh",
                                "m" => "mm",
                                _ => "ss",
                            },
                            1,
                        )
                    }
                })
                .collect();
            let first_gap = if *from == DayTimeField::Day { " " } else { ":" };
            ("day-time", shown.join(":").replacen(':', first_gap, 1))
        }
        DataType::YearMonthInterval(from, until) => (
            "year-month",
            match (from, until) {
                (YearMonthField::Year, YearMonthField::Year) => "y".to_owned(),
                (YearMonthField::Month, _) => "m".to_owned(),
                _ => "y-m".to_owned(),
            },
        ),
        _ => return malformed(text, to),
    };
    let words = to.sql_name().replacen("INTERVAL ", "", 1);
    SparkError::new(&condition::INVALID_INTERVAL_FORMAT_UNMATCHED)
        .with("input", text)
        .with("intervalStr", kind)
        .with("typeName", to.simple_string())
        .with("supportedFormat", format!("`[+|-]{form}`, `INTERVAL [+|-]'[+|-]{form}' {words}`"))
}

/// Microseconds or months of one of the type's last field.
fn unit(interval: &DataType) -> i128 {
    match interval {
        DataType::DayTimeInterval(_, until) => unit_micros(*until),
        DataType::YearMonthInterval(_, YearMonthField::Year) => 12,
        _ => 1,
    }
}

/// A number of the type's last field to an interval.
pub(super) fn from_long(longs: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    let scale = unit(to);
    let values = longs.as_primitive::<Int64Type>();
    let literal = |v: i64| integral_literal(v, from);
    from_units(values.iter().map(|v| v.map(|v| (v, i128::from(v) * scale))), &literal, from, to, options)
}

/// A decimal number of the type's last field to an interval.
pub(super) fn from_decimal(array: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    let scale = Size::of(from).map_or(0, |size| size.scale);
    let divisor = 10_i128.pow(scale.into());
    let factor = unit(to);
    let one = |v: i128| (v, v.checked_mul(factor).map_or(i128::MAX, |product| divide_half_up(product, divisor)));
    let values = array.as_primitive::<Decimal128Type>();
    let literal = |v: i128| format!("{}BD", plain_text(v, scale));
    from_units(values.iter().map(|v| v.map(one)), &literal, from, to, options)
}

fn from_units<V: Copy>(
    values: impl Iterator<Item = Option<(V, i128)>>,
    literal: &dyn Fn(V) -> String,
    from: &DataType,
    to: &DataType,
    options: &Options,
) -> Result<ArrayRef> {
    let overflow = |v: V| cast_overflow(literal(v), &from.sql_name(), &to.sql_name());
    if matches!(to, DataType::DayTimeInterval(..)) {
        let one = |(v, size): (V, i128)| {
            i64::try_from(size).map_or_else(|_| options.misfit(|| overflow(v)), |size| Ok(Some(size)))
        };
        let values: Result<DurationMicrosecondArray> = values.map(|v| v.map_or(Ok(None), one)).collect();
        return Ok(Arc::new(values?));
    }
    let one = |(v, size): (V, i128)| {
        i32::try_from(size).map_or_else(|_| options.misfit(|| overflow(v)), |size| Ok(Some(size)))
    };
    let values: Result<IntervalYearMonthArray> = values.map(|v| v.map_or(Ok(None), one)).collect();
    Ok(Arc::new(values?))
}

/// An interval to one of other fields or to a number of its last field.
pub(super) fn from_interval(array: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    match (from, to) {
        (DataType::DayTimeInterval(..), DataType::DayTimeInterval(..)) => {
            let step = unit(to) as i64;
            let values = array.as_primitive::<DurationMicrosecondType>();
            Ok(Arc::new(values.unary::<_, DurationMicrosecondType>(|v| v - v % step)))
        }
        (DataType::YearMonthInterval(..), DataType::YearMonthInterval(..)) => {
            let step = unit(to) as i32;
            let values = array.as_primitive::<IntervalYearMonthType>();
            Ok(Arc::new(values.unary::<_, IntervalYearMonthType>(|v| v - v % step)))
        }
        (_, to) if to.is_integral() => {
            let scale = unit(from) as i64;
            let counts: Int64Array = sizes(array, from)?.unary(|v| v / scale);
            narrow_with(&counts, to, options, |v| {
                cast_overflow(interval_literal(v * scale, from), &from.sql_name(), &to.sql_name())
            })
        }
        (_, DataType::Decimal { precision, scale }) => {
            let size = Size { precision: *precision, scale: *scale };
            let divisor = unit(from);
            let one = |v: i64| {
                let scaled = rescale(v.into(), 0, size.scale).map(|v| divide_half_up(v, divisor));
                scaled
                    .filter(|v| size.holds(*v))
                    .map_or_else(|| options.misfit(|| size.overflow(v.to_string())), |v| Ok(Some(v)))
            };
            let values: Result<Decimal128Array> = sizes(array, from)?.iter().map(|v| v.map_or(Ok(None), one)).collect();
            size.array(values?)
        }
        _ => Err(unsupported(format!("CAST({} AS {})", from.sql_name(), to.sql_name()))),
    }
}

/// Microseconds or months as longs.
fn sizes(array: &ArrayRef, from: &DataType) -> Result<Int64Array> {
    Ok(match from {
        DataType::DayTimeInterval(..) => array.as_primitive::<DurationMicrosecondType>().unary(|v| v),
        _ => array.as_primitive::<IntervalYearMonthType>().unary(i64::from),
    })
}

fn interval_literal(size: i64, from: &DataType) -> String {
    let mut out = String::new();
    match from {
        DataType::DayTimeInterval(first, last) => write_day_time(&mut out, size, *first, *last),
        DataType::YearMonthInterval(first, last) => write_year_month(&mut out, size as i32, *first, *last),
        _ => {}
    }
    out
}

/// A TIME of fewer digits.
pub(super) fn truncate_time(array: &ArrayRef, to: &DataType) -> ArrayRef {
    let step = super::datetime::time_step(to);
    let values: Time64NanosecondArray =
        array.as_primitive::<Time64NanosecondType>().unary(|nanos| nanos - nanos % step);
    Arc::new(values)
}
