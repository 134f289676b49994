//! Timestamps and dates as counts since 1970-01-01, and back.

use arrow::datatypes::DataType as ArrowType;
use sparrow_spark_error::{Result, arithmetic_overflow};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, call_name, internal_type, wrong_count};
use crate::{Context, Typed};

const COUNT: &[Param] = &[Param::Integral];
const TIME: &[Param] = &[Param::TIMESTAMP];

macro_rules! to_timestamp {
    ($name:ident $kernel:literal $factor:literal) => {
        pub(super) static $name: Spec = Spec::new($kernel, COUNT, Returns::TIMESTAMP, |c| match c.type_of(0)? {
            ArrowType::Int8 => c.map1(|n: i8| scaled(n.into(), $factor)),
            ArrowType::Int16 => c.map1(|n: i16| scaled(n.into(), $factor)),
            ArrowType::Int32 => c.map1(|n: i32| scaled(n.into(), $factor)),
            _ => c.map1(|n: i64| scaled(n, $factor)),
        });
    };
}
to_timestamp!(TIMESTAMP_SECONDS "spark_timestamp_seconds" 1_000_000);
to_timestamp!(TIMESTAMP_MILLIS "spark_timestamp_millis" 1_000);
to_timestamp!(TIMESTAMP_MICROS "spark_timestamp_micros" 1);

pub(super) static TIMESTAMP_SECONDS_DOUBLE: Spec =
    Spec::new("spark_timestamp_seconds_double", &[Param::DOUBLE], Returns::TIMESTAMP, |c| {
        c.map1(|seconds: f64| seconds.is_finite().then_some((seconds * 1e6) as i64))
    })
    .nullable();

pub(super) static TIMESTAMP_SECONDS_DECIMAL: Spec =
    Spec::new("spark_timestamp_seconds_decimal", &[Param::Numeric], Returns::TIMESTAMP, |c| {
        let ArrowType::Decimal128(_, scale) = *c.type_of(0)? else { return Err(internal_type(c.type_of(0)?).into()) };
        c.map1(|n: i128| {
            let power = 10_i128.checked_pow(u32::from(scale.abs_diff(6)));
            let micros = if scale <= 6 {
                power.and_then(|p| n.checked_mul(p))
            } else {
                // A finer fraction than microseconds has no timestamp.
                power.filter(|p| n % p == 0).map(|p| n / p)
            };
            micros.and_then(|us| i64::try_from(us).ok()).ok_or_else(|| arithmetic_overflow("Overflow", ""))
        })
    });

/// `timestamp_seconds(seconds)`
pub(super) fn timestamp_seconds(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    match args.first().map(|a| &a.data_type) {
        Some(DataType::Decimal { .. }) => TIMESTAMP_SECONDS_DECIMAL.build(context, name, args),
        Some(DataType::Float | DataType::Double) => TIMESTAMP_SECONDS_DOUBLE.build(context, name, args),
        Some(of) if of.is_string() => TIMESTAMP_SECONDS_DOUBLE.build(context, name, args),
        Some(_) => TIMESTAMP_SECONDS.build(context, name, args),
        None => Err(wrong_count(&call_name(name, &[]), &[1], 0)),
    }
}

macro_rules! from_timestamp {
    ($name:ident $kernel:literal $divisor:literal) => {
        pub(super) static $name: Spec =
            Spec::new($kernel, TIME, Returns::LONG, |c| c.map1(|us: i64| us.div_euclid($divisor)));
    };
}
from_timestamp!(UNIX_SECONDS "spark_unix_seconds" 1_000_000);
from_timestamp!(UNIX_MILLIS "spark_unix_millis" 1_000);
from_timestamp!(UNIX_MICROS "spark_unix_micros" 1);

/// `unix_date(date)`
pub(super) static UNIX_DATE: Spec =
    Spec::new("spark_unix_date", &[Param::DATE], Returns::INT, |c| c.map1(|days: i32| days));

/// `date_from_unix_date(days)`
pub(super) static DATE_FROM_UNIX_DATE: Spec =
    Spec::new("spark_date_from_unix_date", &[Param::INT], Returns::DATE, |c| c.map1(|days: i32| days));

fn scaled(n: i64, factor: i64) -> Result<i64> {
    n.checked_mul(factor).ok_or_else(|| arithmetic_overflow("long overflow", ""))
}
