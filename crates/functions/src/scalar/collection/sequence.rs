//! `sequence`: every whole number from one to another, by steps.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::{DataType, find_wider_type};

use super::super::spec::{Call, Param, Returns, Spec, call_name, illegal, wrong_count};
use super::moments;
use super::together::array_of;
use crate::{Context, Typed, cast};

pub(super) static SEQUENCE: Spec =
    Spec::new("spark_sequence", &[Param::Integral, Param::Integral, Param::Integral], Returns::Of(list_type), body)
        .optional(1);

/// `sequence(start, stop[, step])` of whole numbers, dates or timestamps.
pub(super) fn sequence(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if !(2..=3).contains(&args.len()) {
        return Err(wrong_count(name, &[2, 3], args.len()));
    }
    let call = call_name("sequence", &args);
    let mut types = args.iter().map(|a| a.data_type.clone());
    let first = types.next().unwrap_or(DataType::Null);
    let common = types.try_fold(first, |to, next| find_wider_type(&to, &next, context.ansi));
    match common {
        Some(to) if to.is_integral() => {
            let args = args.into_iter().map(|a| cast::coerce(context, a, &to)).collect::<Result<_>>()?;
            SEQUENCE.apply(call, args)
        }
        _ if args.iter().take(2).any(|a| a.data_type.is_datetime()) => moments::sequence(context, call, args),
        _ => Err(wrong_types(&call)),
    }
}

pub(super) fn wrong_types(call: &str) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_SEQUENCE_WRONG_INPUT_TYPES)
        .with("sqlExpr", format!("\"{call}\""))
        .with("functionName", "`sequence`")
        .with("startType", "(\"TIMESTAMP\" or \"TIMESTAMP_NTZ\" or \"DATE\")")
        .with("stepType", "(\"INTERVAL\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL DAY TO SECOND\")")
        .with("otherStartType", "\"INTEGRAL\"")
}

pub(super) fn list_type(args: &[DataType]) -> Result<DataType> {
    Ok(array_of(args.first().cloned().unwrap_or(DataType::Null), false))
}

fn body(c: &Call) -> DfResult<ArrayRef> {
    macro_rules! of {
        ($native:ty) => {{
            let (starts, stops) = (c.column::<$native>(0)?, c.column::<$native>(1)?);
            let steps = if c.len() > 2 { Some(c.column::<$native>(2)?) } else { None };
            let total = std::cell::Cell::new(0_usize);
            c.rows(|row| {
                let (Some(start), Some(stop)) = (starts.get(row), stops.get(row)) else { return Ok(None) };
                let step = match &steps {
                    Some(steps) => match steps.get(row) {
                        Some(step) => step as i64,
                        None => return Ok(None),
                    },
                    None => {
                        if start <= stop {
                            1
                        } else {
                            -1
                        }
                    }
                };
                numbers(start as i64, stop as i64, step, &total)
                    .map(|all| Some(all.into_iter().map(|n| n as $native).collect::<Vec<$native>>()))
            })
        }};
    }
    match c.type_of(0)? {
        ArrowType::Int8 => of!(i8),
        ArrowType::Int16 => of!(i16),
        ArrowType::Int32 => of!(i32),
        _ => of!(i64),
    }
}

/// How many elements the sequences of one batch may have together.
const ELEMENTS_MAX: usize = 1 << 26;

pub(super) fn numbers(start: i64, stop: i64, step: i64, total: &std::cell::Cell<usize>) -> Result<Vec<i64>> {
    let towards = (step > 0 && start <= stop) || (step < 0 && start >= stop) || (step == 0 && start == stop);
    if !towards {
        return Err(illegal(format!("Illegal sequence boundaries: {start} to {stop} by {step}")));
    }
    let distance = (i128::from(stop) - i128::from(start)).unsigned_abs();
    let count = if step == 0 { 1 } else { distance / u128::from(step.unsigned_abs()) + 1 };
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    check_count(count, total)?;
    Ok((0..count as i64).map(|i| start.wrapping_add(i.wrapping_mul(step))).collect())
}

/// Adds to the elements of a batch; too many are an error.
pub(super) fn check_count(count: usize, total: &std::cell::Cell<usize>) -> Result<()> {
    total.set(total.get().saturating_add(count));
    if total.get() <= ELEMENTS_MAX {
        return Ok(());
    }
    Err(SparkError::new(&condition::COLLECTION_SIZE_LIMIT_EXCEEDED_PARAMETER)
        .with("functionName", "`sequence`")
        .with("parameter", "`count`")
        .with("numberOfElements", count.to_string())
        .with("maxRoundedArrayLength", super::edit::ELEMENTS_MAX.to_string()))
}
