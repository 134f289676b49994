//! `to_date`, `to_timestamp`, `unix_timestamp`: text read as dates and timestamps, by a pattern or as a cast reads it.

use arrow::array::ArrayRef;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::DataType;

use super::super::spec::{Call, Param, Returns, Spec, accept, call_name, string_literal, wrong_count};
use super::epoch::UNIX_SECONDS;
use super::format::Patterns;
use super::now;
use crate::cast::Mode;
use crate::cast::calendar::MICROS_PER_DAY;
use crate::cast::zone::Zone;
use crate::{Context, Typed, cast};

const PARAMS: &[Param] = &[Param::STRING, Param::STRING];

pub(super) static PARSE_TIMESTAMP: Spec = Spec::new("spark_parse_timestamp", PARAMS, Returns::TIMESTAMP, |c| {
    parsed(c, "try_to_timestamp", c.ansi, |local, named, zone| named.unwrap_or(zone).to_utc(local))
});
pub(super) static TRY_PARSE_TIMESTAMP: Spec = Spec::new("spark_try_parse_timestamp", PARAMS, Returns::TIMESTAMP, |c| {
    parsed(c, "try_to_timestamp", false, |local, named, zone| named.unwrap_or(zone).to_utc(local))
})
.nullable();
pub(super) static PARSE_TIMESTAMP_NTZ: Spec =
    Spec::new("spark_parse_timestamp_ntz", PARAMS, Returns::Type(&DataType::TimestampNtz), |c| {
        parsed(c, "try_to_timestamp", c.ansi, |local, _, _| local)
    });
pub(super) static PARSE_DATE: Spec =
    Spec::new("spark_parse_date", PARAMS, Returns::DATE, |c| parsed(c, "try_to_date", c.ansi, day_of));
pub(super) static TRY_PARSE_DATE: Spec =
    Spec::new("spark_try_parse_date", PARAMS, Returns::DATE, |c| parsed(c, "try_to_date", false, day_of)).nullable();
pub(super) static PARSE_TIME: Spec = Spec::new("spark_parse_time", PARAMS, Returns::Type(&DataType::Time(6)), |c| {
    parsed(c, "try_to_time", true, time_of)
});
pub(super) static TRY_PARSE_TIME: Spec =
    Spec::new("spark_try_parse_time", PARAMS, Returns::Type(&DataType::Time(6)), |c| {
        parsed(c, "try_to_time", false, time_of)
    })
    .nullable();

fn day_of(local: i64, named: Option<Zone>, zone: Zone) -> i32 {
    let local = named.map_or(local, |named| zone.to_local(named.to_utc(local)));
    local.div_euclid(MICROS_PER_DAY) as i32
}

fn time_of(local: i64, _: Option<Zone>, _: Zone) -> i64 {
    local.rem_euclid(MICROS_PER_DAY) * 1_000
}

/// Text that does not fit is an error or NULL; a pattern that is none is always an error.
fn parsed<T>(c: &Call, alternative: &str, strict: bool, finish: fn(i64, Option<Zone>, Zone) -> T) -> DfResult<ArrayRef>
where
    Result<Option<T>>: super::super::spec::IntoCell,
{
    let (zone, patterns) = (Zone::parse(c.time_zone())?, Patterns::default());
    c.map2(|text: &str, pattern: &str| {
        let found = patterns
            .get(pattern)?
            .read(text)
            .and_then(|fields| fields.local().map_err(|why| format!("Text '{text}' could not be parsed: {why}")));
        match found {
            Ok((local, named)) => Ok(Some(finish(local, named, zone))),
            Err(message) if strict => Err(SparkError::new(&condition::CANNOT_PARSE_TIMESTAMP)
                .with("message", message)
                .with("func", format!("`{alternative}`"))),
            Err(_) => Ok(None),
        }
    })
}

/// `to_date(expr[, fmt])`
pub(super) fn to_date(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "to_date", args, &PARSE_DATE, &DataType::Date)
}

/// `to_timestamp(expr[, fmt])`
pub(super) fn to_timestamp(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "to_timestamp", args, &PARSE_TIMESTAMP, &DataType::Timestamp)
}

/// `to_timestamp_ltz(expr[, fmt])`
pub(super) fn to_timestamp_ltz(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "to_timestamp_ltz", args, &PARSE_TIMESTAMP, &DataType::Timestamp)
}

/// `to_timestamp_ntz(expr[, fmt])`
pub(super) fn to_timestamp_ntz(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "to_timestamp_ntz", args, &PARSE_TIMESTAMP_NTZ, &DataType::TimestampNtz)
}

fn build(context: &Context, name: &str, mut args: Vec<Typed>, spec: &'static Spec, to: &DataType) -> Result<Typed> {
    if !(1..=2).contains(&args.len()) {
        return Err(wrong_count(name, &[1, 2], args.len()));
    }
    let call = call_name(name, &args);
    let pattern = if args.len() == 2 { args.pop() } else { None };
    let text = args.remove(0);
    match pattern {
        Some(pattern) if text.data_type.is_string() || text.data_type == DataType::Null => {
            let pattern = accept(context, &call, 1, pattern, Param::STRING)?;
            let text = accept(context, &call, 0, text, Param::STRING)?;
            let built = spec.apply(call, vec![text, pattern])?;
            Ok(Typed { nullable: built.nullable || !context.ansi, ..built })
        }
        // What is a date or timestamp already needs no pattern. A number is read as text only by `to_date`.
        _ if *to == DataType::Date && text.data_type.is_numeric() => {
            let text = cast::coerce(context, text, &DataType::String)?;
            Ok(cast::coerce(context, text, to)?.named(call))
        }
        _ => Ok(cast::coerce(context, text, to)?.named(call)),
    }
}

/// `try_to_timestamp(expr[, fmt])`: NULL for text that does not fit.
pub(super) fn try_to_timestamp(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    tried(context, "try_to_timestamp", args, &TRY_PARSE_TIMESTAMP, &DataType::Timestamp)
}

/// `try_to_date(expr[, fmt])`: NULL for text that does not fit.
pub(super) fn try_to_date(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    tried(context, "try_to_date", args, &TRY_PARSE_DATE, &DataType::Date)
}

/// `try_to_time(expr[, fmt])`: NULL for text that does not fit.
pub(super) fn try_to_time(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    tried(context, "try_to_time", args, &TRY_PARSE_TIME, &DataType::Time(6))
}

/// `to_time(expr[, fmt])`
pub(super) fn to_time(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name("to_time", &args);
    match args.as_slice() {
        [_, _] => Ok(PARSE_TIME.build(context, "to_time", args)?.named(call)),
        [text] => Ok(cast::cast(context, text.clone(), &DataType::Time(6), Mode::Ansi)?.named(call)),
        _ => Err(wrong_count("to_time", &[1, 2], args.len())),
    }
}

fn tried(context: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec, to: &DataType) -> Result<Typed> {
    let call = call_name(name, &args);
    let built = match args.as_slice() {
        [_, _] => spec.build(context, name, args)?,
        [text] => cast::cast(context, text.clone(), to, Mode::Try)?,
        _ => return Err(wrong_count(name, &[1, 2], args.len())),
    };
    Ok(Typed { nullable: true, ..built }.named(call))
}

/// `unix_timestamp([expr[, fmt]])`, `to_unix_timestamp(expr[, fmt])`: seconds since 1970.
pub(super) fn unix_timestamp(context: &Context, name: &str, mut args: Vec<Typed>) -> Result<Typed> {
    let name = name.to_lowercase();
    if args.is_empty() && name == "unix_timestamp" {
        args.push(now::current_timestamp(context, "current_timestamp", vec![])?);
    }
    if !(1..=2).contains(&args.len()) {
        let expected: &[usize] = if name == "unix_timestamp" { &[0, 1, 2] } else { &[1, 2] };
        return Err(wrong_count(&name, expected, args.len()));
    }
    if args.len() == 1 {
        args.push(string_literal("yyyy-MM-dd HH:mm:ss"));
    }
    let call = call_name(&name, &args);
    let (pattern, text) = (args.remove(1), args.remove(0));
    let pattern = accept(context, &call, 1, pattern, Param::STRING)?;
    let moment = match &text.data_type {
        of if of.is_string() || *of == DataType::Null => {
            let text = accept(context, &call, 0, text, Param::STRING)?;
            let parsed = PARSE_TIMESTAMP.apply(call.clone(), vec![text, pattern])?;
            Typed { nullable: parsed.nullable || !context.ansi, ..parsed }
        }
        DataType::Date | DataType::Timestamp | DataType::TimestampNtz => {
            cast::coerce(context, text, &DataType::Timestamp)?
        }
        other => {
            let required = "(\"STRING\" or \"DATE\" or \"TIMESTAMP\" or \"TIMESTAMP_NTZ\")";
            let found = other.sql_name();
            return Err(sparrow_spark_error::unexpected_input_type(&call, 0, required, &text.name, &found));
        }
    };
    UNIX_SECONDS.apply(call, vec![moment])
}
