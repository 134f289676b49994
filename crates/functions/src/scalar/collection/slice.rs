//! `slice`: a part of an array by position.

use sparrow_spark_error::{Result, SparkError, condition};

use super::super::spec::{Param, Picks, Returns, Spec, elements_of};

/// `slice(array, start, length)`: counts from 1, from the end when negative.
pub(super) static SLICE: Spec =
    Spec::new("spark_slice", &[Param::Array, Param::INT, Param::INT], Returns::Argument(0), |c| {
        let lists = elements_of(c, 0)?;
        let (starts, lengths) = (c.column::<i32>(1)?, c.column::<i32>(2)?);
        let mut picks = Picks::new(c.rows);
        for row in 0..c.rows {
            let (Some(range), Some(start), Some(length)) = (lists.range(row), starts.get(row), lengths.get(row)) else {
                picks.push(None::<Vec<Option<usize>>>)?;
                continue;
            };
            picks.push(Some(part(range, start, length)?.map(Some)))?;
        }
        picks.finish(&lists.values, &c.return_type)
    });

fn part(range: std::ops::Range<usize>, start: i32, length: i32) -> Result<std::ops::Range<usize>> {
    let invalid = |condition| SparkError::new(condition).with("functionName", "`slice`");
    if start == 0 {
        return Err(invalid(&condition::INVALID_PARAMETER_VALUE_START).with("parameter", "`start`"));
    }
    if length < 0 {
        let error = invalid(&condition::INVALID_PARAMETER_VALUE_LENGTH).with("parameter", "`length`");
        return Err(error.with("length", length.to_string()));
    }
    let far = start.unsigned_abs() as usize;
    let first = if start > 0 { far - 1 } else { range.len().wrapping_sub(far) };
    if first >= range.len() {
        return Ok(range.start..range.start);
    }
    let first = range.start + first;
    Ok(first..range.end.min(first.saturating_add(length as usize)))
}
