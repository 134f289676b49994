//! `array_join`: an array of strings as one string.

use arrow::array::{Array, ArrayRef, AsArray};
use datafusion::common::Result;

use super::super::spec::{BYTES_MAX, Call, Param, Returns, Spec, elements_of, internal_type, too_large};

/// `array_join(array, delimiter[, nullReplacement])`: NULL elements are left out unless replaced.
pub(super) static JOIN: Spec =
    Spec::new("spark_array_join", &[Param::Strings, Param::STRING, Param::STRING], Returns::STRING, join).optional(1);

fn join(c: &Call) -> Result<ArrayRef> {
    let lists = elements_of(c, 0)?;
    let delimiter = c.column::<&str>(1)?;
    let replacement = if c.len() > 2 { Some(c.column::<&str>(2)?) } else { None };
    let values = lists.values.as_string_opt::<i32>().ok_or_else(|| internal_type(lists.values.data_type()))?;
    c.rows(|row| {
        let (Some(range), Some(delimiter)) = (lists.range(row), delimiter.get(row)) else { return Ok(None) };
        let replacement = match &replacement {
            Some(column) => match column.get(row) {
                Some(text) => Some(text),
                None => return Ok(None),
            },
            None => None,
        };
        let text = |i| if values.is_valid(i) { Some(values.value(i)) } else { replacement };
        let parts: Vec<&str> = range.filter_map(text).collect();
        let size: usize = parts.iter().map(|part| part.len() + delimiter.len()).sum();
        if size > BYTES_MAX {
            return Err(too_large("array_join"));
        }
        Ok(Some(parts.join(delimiter)))
    })
}
