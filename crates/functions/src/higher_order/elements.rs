//! Lists and maps of a batch with their elements end to end, so that a lambda runs once over all of them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, ListArray, MapArray, StructArray, UInt32Array};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::take;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result;
use sparrow_spark_error::internal;

use crate::scalar::conform;

/// The elements of all rows that are not NULL, one row after another.
pub(super) struct Elements {
    /// The elements; the entries of maps.
    pub(super) values: ArrayRef,
    /// The row of each element.
    pub(super) rows: UInt32Array,
    offsets: OffsetBuffer<i32>,
    nulls: Option<NullBuffer>,
}

impl Elements {
    /// The elements of lists or maps.
    pub(super) fn of(array: &ArrayRef) -> Result<Self> {
        match array.data_type() {
            ArrowType::List(_) => {
                let list = array.as_list::<i32>();
                Self::new(list.values(), list.offsets(), list.nulls())
            }
            ArrowType::Map(..) => {
                let map = array.as_map();
                let entries: ArrayRef = Arc::new(map.entries().clone());
                Self::new(&entries, map.offsets(), map.nulls())
            }
            other => Err(internal(format!("a lambda runs over {other}")).into()),
        }
    }

    fn new(values: &ArrayRef, offsets: &OffsetBuffer<i32>, nulls: Option<&NullBuffer>) -> Result<Self> {
        let count = offsets.len() - 1;
        let mut rows = Vec::with_capacity(values.len());
        let mut positions = Vec::with_capacity(values.len());
        let mut lengths = Vec::with_capacity(count);
        for row in 0..count {
            let valid = nulls.is_none_or(|n| n.is_valid(row));
            let range = if valid { offsets[row]..offsets[row + 1] } else { 0..0 };
            lengths.push(range.len());
            rows.extend(std::iter::repeat_n(row as u32, range.len()));
            positions.extend(range.map(|i| i as u32));
        }
        let as_they_are = positions.len() == values.len();
        let values = if as_they_are { values.clone() } else { take(values, &UInt32Array::from(positions), None)? };
        Ok(Self { values, rows: rows.into(), offsets: OffsetBuffer::from_lengths(lengths), nulls: nulls.cloned() })
    }

    /// The positions of a row's elements; `None` where the row is NULL.
    pub(super) fn range(&self, row: usize) -> Option<std::ops::Range<usize>> {
        let valid = self.nulls.as_ref().is_none_or(|n| n.is_valid(row));
        valid.then(|| self.offsets[row] as usize..self.offsets[row + 1] as usize)
    }

    /// The place of each element in its row, from 0.
    pub(super) fn places(&self) -> ArrayRef {
        let places = self.rows.values().iter().zip(0..).map(|(row, i)| i - self.offsets[*row as usize]);
        Arc::new(Int32Array::from_iter_values(places))
    }

    /// Keys and values of the entries of maps.
    pub(super) fn entries(&self) -> Result<(ArrayRef, ArrayRef)> {
        let entries = self.values.as_struct_opt().ok_or_else(|| internal("a map's entries are no structs"))?;
        Ok((entries.column(0).clone(), entries.column(1).clone()))
    }

    /// Lists of the same lengths with these elements.
    pub(super) fn list_of(&self, values: ArrayRef, returns: &ArrowType) -> Result<ArrayRef> {
        let ArrowType::List(field) = returns else { return Err(internal("a lambda's answer is no list").into()) };
        let values = conform(&values, field.data_type())?;
        Ok(Arc::new(ListArray::try_new(Arc::clone(field), self.offsets.clone(), values, self.nulls.clone())?))
    }

    /// Maps of the same sizes with these keys and values.
    pub(super) fn map_of(&self, keys: ArrayRef, values: ArrayRef, returns: &ArrowType) -> Result<ArrayRef> {
        map_array(keys, values, self.offsets.clone(), self.nulls.clone(), returns)
    }

    /// Lists or maps of only the elements at these positions, which come row by row.
    pub(super) fn kept(&self, positions: &UInt32Array, returns: &ArrowType) -> Result<ArrayRef> {
        let mut lengths = vec![0_usize; self.offsets.len() - 1];
        for position in positions.values() {
            lengths[self.rows.value(*position as usize) as usize] += 1;
        }
        let offsets = OffsetBuffer::<i32>::from_lengths(lengths);
        let values = take(&self.values, positions, None)?;
        match returns {
            ArrowType::List(field) => {
                let values = conform(&values, field.data_type())?;
                Ok(Arc::new(ListArray::try_new(Arc::clone(field), offsets, values, self.nulls.clone())?))
            }
            _ => {
                let entries = values.as_struct_opt().ok_or_else(|| internal("a map's entries are no structs"))?;
                let (keys, values) = (entries.column(0).clone(), entries.column(1).clone());
                map_array(keys, values, offsets, self.nulls.clone(), returns)
            }
        }
    }
}

/// Maps of these entries.
pub(super) fn map_array(
    keys: ArrayRef,
    values: ArrayRef,
    offsets: OffsetBuffer<i32>,
    nulls: Option<NullBuffer>,
    returns: &ArrowType,
) -> Result<ArrayRef> {
    let no_map = || internal("a lambda's answer is no map");
    let ArrowType::Map(field, sorted) = returns else { return Err(no_map().into()) };
    let ArrowType::Struct(fields) = field.data_type() else { return Err(no_map().into()) };
    let columns = vec![conform(&keys, fields[0].data_type())?, conform(&values, fields[1].data_type())?];
    let entries = StructArray::try_new(fields.clone(), columns, None)?;
    Ok(Arc::new(MapArray::try_new(Arc::clone(field), offsets, entries, nulls, *sorted)?))
}

/// Offsets of rows of these lengths.
pub(super) fn offsets_of(ends: Vec<i32>) -> OffsetBuffer<i32> {
    OffsetBuffer::new(ScalarBuffer::from(ends))
}
