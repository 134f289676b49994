//! `array_append`, `array_prepend`, `array_insert`, `array_repeat`, `array_compact`: elements added and dropped.

use arrow::array::{Array, ArrayRef};
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::DataType;

use super::super::spec::{Call, Param, Picks, Returns, Spec, accept, call_name, elements_of, joined, null_of};
use super::together::{array_of, element, exactly};
use crate::{Context, Typed, cast};

/// The most elements an array may have: what Spark's arrays have room for.
pub(super) const ELEMENTS_MAX: usize = 2_147_483_632;

/// How far beyond its end an array may be made longer.
const GAP_ELEMENTS_MAX: usize = 1 << 24;
/// How many elements a batch of repeated ones may hold.
const BATCH_ELEMENTS_MAX: usize = 1 << 27;

/// Array, value, and a NULL of the type to answer.
const PARAMS: &[Param] = &[Param::Array, Param::Any, Param::Any];

/// `array_compact(array)`
pub(super) static COMPACT: Spec = Spec::new("spark_array_compact", &[Param::Array], Returns::Of(without_null), |c| {
    let lists = elements_of(c, 0)?;
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let valid = |i: &usize| lists.values.is_valid(*i);
        picks.push(lists.range(row).map(|r| r.filter(valid).map(Some).collect::<Vec<_>>()))?;
    }
    picks.finish(&lists.values, &c.return_type)
});

pub(super) static APPEND: Spec = Spec::new("spark_array_append", PARAMS, Returns::Argument(2), |c| add(c, true));
pub(super) static PREPEND: Spec = Spec::new("spark_array_prepend", PARAMS, Returns::Argument(2), |c| add(c, false));
pub(super) static INSERT: Spec = Spec::new(
    "spark_array_insert",
    &[Param::Array, Param::INT, Param::Any, Param::Any],
    Returns::Argument(3),
    insert_rows,
);
pub(super) static REPEAT: Spec =
    Spec::new("spark_array_repeat", &[Param::Any, Param::INT, Param::Any], Returns::Argument(2), repeat_rows);

fn without_null(args: &[DataType]) -> Result<DataType> {
    let of = args.first().and_then(element).map(|(of, _)| array_of(of.clone(), false));
    Ok(of.unwrap_or(DataType::Null))
}

fn add(c: &Call, at_end: bool) -> DfResult<ArrayRef> {
    let lists = elements_of(c, 0)?;
    let values = joined(&lists.values, c.array(1)?)?;
    let shift = lists.values.len();
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let added = shift + c.row_of(1, row);
        let around = |r: std::ops::Range<usize>| {
            let (before, after) = if at_end { (None, Some(added)) } else { (Some(added), None) };
            before.into_iter().chain(r).chain(after).map(Some).collect::<Vec<_>>()
        };
        picks.push(lists.range(row).map(around))?;
    }
    picks.finish(&values, &c.return_type)
}

fn insert_rows(c: &Call) -> DfResult<ArrayRef> {
    let lists = elements_of(c, 0)?;
    let positions = c.column::<i32>(1)?;
    let values = joined(&lists.values, c.array(2)?)?;
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let (Some(range), Some(position)) = (lists.range(row), positions.get(row)) else {
            picks.push(None::<Vec<Option<usize>>>)?;
            continue;
        };
        let item = lists.values.len() + c.row_of(2, row);
        picks.push(Some(inserted(range, position, item)?))?;
    }
    picks.finish(&values, &c.return_type)
}

/// Beyond either end, NULLs fill the gap; -1 is after the last element.
fn inserted(range: std::ops::Range<usize>, position: i32, item: usize) -> Result<Vec<Option<usize>>> {
    let far = position.unsigned_abs() as usize;
    if far > GAP_ELEMENTS_MAX {
        return Err(too_many("array_insert", far));
    }
    let mut out: Vec<Option<usize>> = range.map(Some).collect();
    match position {
        0 => return Err(SparkError::new(&condition::INVALID_INDEX_OF_ZERO)),
        1.. if far > out.len() + 1 => {
            out.resize(far - 1, None);
            out.push(Some(item));
        }
        1.. => out.insert(far - 1, Some(item)),
        _ if far > out.len() + 1 => {
            let gap = far - out.len() - 1;
            out.splice(0..0, std::iter::once(Some(item)).chain(std::iter::repeat_n(None, gap)));
        }
        _ => out.insert(out.len() + 1 - far, Some(item)),
    }
    Ok(out)
}

fn repeat_rows(c: &Call) -> DfResult<ArrayRef> {
    let counts = c.column::<i32>(1)?;
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let count = counts.get(row).map(|n| n.max(0) as usize);
        if picks.len() + count.unwrap_or(0) > BATCH_ELEMENTS_MAX {
            return Err(too_many("array_repeat", count.unwrap_or(0)).into());
        }
        picks.push(count.map(|n| std::iter::repeat_n(Some(c.row_of(0, row)), n)))?;
    }
    picks.finish(c.array(0)?, &c.return_type)
}

/// An array would have more elements than fit.
pub(super) fn too_many(function: &str, elements: usize) -> SparkError {
    SparkError::new(&condition::COLLECTION_SIZE_LIMIT_EXCEEDED_FUNCTION)
        .with("functionName", format!("`{function}`"))
        .with("numberOfElements", elements.to_string())
        .with("maxRoundedArrayLength", ELEMENTS_MAX.to_string())
}

/// `array_append(array, element)`
pub(super) fn append(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build_add(context, "array_append", args, &APPEND)
}

/// `array_prepend(array, element)`
pub(super) fn prepend(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build_add(context, "array_prepend", args, &PREPEND)
}

fn build_add(context: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    let call = call_name(name, &args);
    let [array, value] = exactly(name, args)?;
    let (array, value, of, holds_null) = fitted(context, name, &call, array, value)?;
    let result = array_of(of, holds_null || value.nullable);
    let nullable = array.nullable;
    let built = spec.apply(call, vec![array, value, null_of(&result)])?;
    Ok(Typed { nullable, ..built })
}

/// `array_insert(array, pos, item)`
pub(super) fn insert(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name("array_insert", &args);
    let [array, position, value] = exactly(name, args)?;
    let position = accept(context, &call, 1, position, Param::INT)?;
    let (array, value, of, _) = fitted(context, "array_insert", &call, array, value)?;
    let nullable = array.nullable || position.nullable;
    let built = INSERT.apply(call, vec![array, position, value, null_of(&array_of(of, true))])?;
    Ok(Typed { nullable, ..built })
}

/// `array_repeat(element, count)`
pub(super) fn repeat(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name("array_repeat", &args);
    let [value, count] = exactly(name, args)?;
    let count = accept(context, &call, 1, count, Param::INT)?;
    let (result, nullable) = (array_of(value.data_type.clone(), value.nullable), count.nullable);
    let built = REPEAT.apply(call, vec![value, count, null_of(&result)])?;
    Ok(Typed { nullable, ..built })
}

/// Array and value in one element type, that type, and whether the array holds NULLs.
fn fitted(
    context: &Context,
    name: &str,
    call: &str,
    array: Typed,
    value: Typed,
) -> Result<(Typed, Typed, DataType, bool)> {
    let known = element(&array.data_type).map(|(of, holds_null)| (of.clone(), holds_null));
    if let (Some((of, holds_null)), DataType::Null) = (&known, &value.data_type) {
        let value = cast::coerce(context, value, of)?;
        return Ok((array, value, of.clone(), *holds_null));
    }
    let (array, value) = super::together::array_and_value(context, name, call, array, value)?;
    // Spark's coercion of the elements forgets that none is NULL.
    let holds_null = known.is_some_and(|(of, holds_null)| holds_null || of != value.data_type);
    let of = value.data_type.clone();
    Ok((array, value, of, holds_null))
}
