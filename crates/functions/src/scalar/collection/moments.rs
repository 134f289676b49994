//! `sequence` of dates and timestamps, by steps of an interval.

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType as ArrowType, IntervalMonthDayNano, IntervalUnit};
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::{DataType, find_wider_type};

use super::super::spec::{Call, Column, Param, Returns, Spec, illegal, internal_type};
use super::sequence::{check_count, list_type, numbers, wrong_types};
use crate::cast::calendar::{MICROS_PER_DAY, add_months};
use crate::cast::zone::Zone;
use crate::{Context, Typed, cast};

pub(super) static SEQUENCE: Spec =
    Spec::new("spark_sequence_of_moments", &[Param::Any, Param::Any, Param::Any], Returns::Of(list_type), body)
        .optional(1);

/// Start and stop in one type; the step is an interval.
pub(super) fn sequence(context: &Context, call: String, args: Vec<Typed>) -> Result<Typed> {
    let mut args = args.into_iter();
    let (Some(start), Some(stop)) = (args.next(), args.next()) else { return Err(wrong_types(&call)) };
    let common = find_wider_type(&start.data_type, &stop.data_type, context.ansi).filter(DataType::is_datetime);
    let Some(common) = common else { return Err(wrong_types(&call)) };
    let mut all = vec![cast::coerce(context, start, &common)?, cast::coerce(context, stop, &common)?];
    for step in args {
        all.push(match &step.data_type {
            DataType::DayTimeInterval(..) | DataType::YearMonthInterval(..) | DataType::CalendarInterval => step,
            DataType::Null => cast::coerce(context, step, &DataType::CalendarInterval)?,
            _ => return Err(wrong_types(&call)),
        });
    }
    SEQUENCE.apply(call, all)
}

/// A step by its parts.
#[derive(Clone, Copy)]
struct Step {
    months: i64,
    days: i64,
    micros: i64,
}

impl Step {
    const DAY: Self = Self { months: 0, days: 1, micros: 0 };
    const DAY_BACK: Self = Self { months: 0, days: -1, micros: 0 };

    /// How long it is when a month has 28 days: only its sign and the number of elements at most come of it.
    fn micros_about(self) -> i64 {
        let days = self.months.saturating_mul(28).saturating_add(self.days);
        days.saturating_mul(MICROS_PER_DAY).saturating_add(self.micros)
    }

    fn times(self, count: i64) -> Option<Self> {
        let times = |part: i64| part.checked_mul(count);
        Some(Self { months: times(self.months)?, days: times(self.days)?, micros: times(self.micros)? })
    }

    /// Months and days move the local clock, the rest the instant.
    fn after(self, micros: i64, zone: Zone) -> Option<i64> {
        let local = zone.to_local(micros);
        let days = add_months(local.div_euclid(MICROS_PER_DAY), self.months).checked_add(self.days)?;
        let local = days.checked_mul(MICROS_PER_DAY)?.checked_add(local.rem_euclid(MICROS_PER_DAY))?;
        zone.to_utc(local).checked_add(self.micros)
    }
}

/// The steps of a call.
enum Steps<'c> {
    Days,
    Months(Column<'c, i32>),
    Micros(Column<'c, i64>),
    Intervals(Column<'c, IntervalMonthDayNano>),
}

impl<'c> Steps<'c> {
    fn of(c: &'c Call) -> DfResult<Self> {
        if c.len() < 3 {
            return Ok(Self::Days);
        }
        Ok(match c.type_of(2)? {
            ArrowType::Interval(IntervalUnit::YearMonth) => Self::Months(c.column(2)?),
            ArrowType::Interval(_) => Self::Intervals(c.column(2)?),
            ArrowType::Duration(_) => Self::Micros(c.column(2)?),
            other => return Err(internal_type(other).into()),
        })
    }

    fn get(&self, row: usize, up: bool) -> Option<Step> {
        let step = match self {
            Self::Days if up => Step::DAY,
            Self::Days => Step::DAY_BACK,
            Self::Months(column) => Step { months: column.get(row)?.into(), days: 0, micros: 0 },
            Self::Micros(column) => {
                let micros = column.get(row)?;
                Step { months: 0, days: micros / MICROS_PER_DAY, micros: micros % MICROS_PER_DAY }
            }
            Self::Intervals(column) => {
                let i = column.get(row)?;
                Step { months: i.months.into(), days: i.days.into(), micros: i.nanoseconds / 1000 }
            }
        };
        Some(step)
    }
}

fn body(c: &Call) -> DfResult<ArrayRef> {
    let steps = Steps::of(c)?;
    let total = std::cell::Cell::new(0_usize);
    match c.type_of(0)? {
        ArrowType::Date32 => {
            let zone = Zone::parse(c.time_zone())?;
            let (starts, stops) = (c.column::<i32>(0)?, c.column::<i32>(1)?);
            c.rows(|row| {
                let (Some(start), Some(stop)) = (starts.get(row), stops.get(row)) else { return Ok(None) };
                let Some(step) = steps.get(row, start <= stop) else { return Ok(None) };
                dates(start.into(), stop.into(), step, zone, &total)
                    .map(|days| Some(days.into_iter().map(|day| day as i32).collect::<Vec<i32>>()))
            })
        }
        ArrowType::Timestamp(_, zone) => {
            let zone = if zone.is_some() { Zone::parse(c.time_zone())? } else { Zone::UTC };
            let (starts, stops) = (c.column::<i64>(0)?, c.column::<i64>(1)?);
            c.rows(|row| {
                let (Some(start), Some(stop)) = (starts.get(row), stops.get(row)) else { return Ok(None) };
                let Some(step) = steps.get(row, start <= stop) else { return Ok(None) };
                timestamps(start, stop, step, zone, &total).map(Some)
            })
        }
        other => Err(internal_type(other).into()),
    }
}

fn dates(start: i64, stop: i64, step: Step, zone: Zone, total: &std::cell::Cell<usize>) -> Result<Vec<i64>> {
    if step.months == 0 && step.micros == 0 {
        return numbers(start, stop, step.days, total);
    }
    if step.months == 0 && step.days == 0 {
        return Err(SparkError::new(&condition::SEQUENCE_STEP_OF_PART_OF_A_DAY).with("intervalType", "INTERVAL"));
    }
    let micros = |days: i64| zone.to_utc(days * MICROS_PER_DAY);
    let moments = moments(micros(start), micros(stop), step, zone, total)?;
    Ok(moments.into_iter().map(|us| zone.to_local(us).div_euclid(MICROS_PER_DAY)).collect())
}

fn timestamps(start: i64, stop: i64, step: Step, zone: Zone, total: &std::cell::Cell<usize>) -> Result<Vec<i64>> {
    if step.months == 0 && step.days == 0 {
        return numbers(start, stop, step.micros, total);
    }
    moments(start, stop, step, zone, total)
}

/// Every element is so many steps from the start, so that a month's end does not drift.
fn moments(start: i64, stop: i64, step: Step, zone: Zone, total: &std::cell::Cell<usize>) -> Result<Vec<i64>> {
    let about = step.micros_about();
    let towards = (about > 0 && start <= stop) || (about < 0 && start >= stop) || (about == 0 && start == stop);
    if !towards {
        return Err(illegal(format!("Illegal sequence boundaries: {start} to {stop} by {about}")));
    }
    if about == 0 {
        check_count(1, total)?;
        return Ok(vec![start]);
    }
    let most = stop.abs_diff(start) / about.unsigned_abs() + 1;
    check_count(usize::try_from(most).unwrap_or(usize::MAX), total)?;
    let mut out = Vec::new();
    let mut at = start;
    while (about > 0 && at <= stop) || (about < 0 && at >= stop) {
        out.push(at);
        let Some(next) = step.times(out.len() as i64).and_then(|step| step.after(start, zone)) else { break };
        at = next;
    }
    Ok(out)
}
