//! Lists by element: equality and order of elements, and new lists picked from the elements of old ones.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Float32Array, Float64Array, ListArray, MapArray, NullBufferBuilder, StructArray,
    UInt32Array, new_null_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::{SortOptions, concat, take};
use arrow::datatypes::{DataType as ArrowType, Float32Type, Float64Type};
use arrow::row::{RowConverter, Rows, SortField};
use datafusion::common::Result;
use sparrow_spark_error::internal;

use super::call::Call;
use super::read::internal_type;
use super::write::too_large;

/// A list argument: its elements in one array and where each row's begin and end.
pub(crate) struct Elements {
    /// All elements.
    pub(crate) values: ArrayRef,
    offsets: OffsetBuffer<i32>,
    nulls: Option<NullBuffer>,
    constant: bool,
}

impl Elements {
    /// The positions of a row's elements in `values`, `None` where the list is NULL.
    pub(crate) fn range(&self, row: usize) -> Option<std::ops::Range<usize>> {
        let row = if self.constant { 0 } else { row };
        let valid = self.nulls.as_ref().is_none_or(|n| n.is_valid(row));
        valid.then(|| self.offsets[row] as usize..self.offsets[row + 1] as usize)
    }
}

/// Argument `index` as lists; a map as its entries.
pub(crate) fn elements_of(call: &Call, index: usize) -> Result<Elements> {
    let array = call.array(index)?;
    let constant = call.is_constant(index);
    let nulls = array.nulls().cloned();
    match array.data_type() {
        ArrowType::List(_) => {
            let list = array.as_list::<i32>();
            Ok(Elements { values: list.values().clone(), offsets: list.offsets().clone(), nulls, constant })
        }
        ArrowType::Map(..) => {
            let map = array.as_map();
            let values = Arc::new(map.entries().clone());
            Ok(Elements { values, offsets: map.offsets().clone(), nulls, constant })
        }
        other => Err(internal_type(other).into()),
    }
}

/// Lists built by naming, for each row, the positions of its elements in one array.
pub(crate) struct Picks {
    positions: Vec<Option<u32>>,
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl Picks {
    /// Nothing picked yet.
    pub(crate) fn new(rows: usize) -> Self {
        Self { positions: Vec::new(), offsets: vec![0], nulls: NullBufferBuilder::new(rows) }
    }

    /// Adds a row of these positions; `None` in it is a NULL element, instead of it a NULL list.
    pub(crate) fn push(&mut self, row: Option<impl IntoIterator<Item = Option<usize>>>) -> Result<()> {
        self.nulls.append(row.is_some());
        for position in row.into_iter().flatten() {
            let position = position.map(u32::try_from).transpose().map_err(|_| too_large("array"))?;
            self.positions.push(position);
        }
        self.offsets.push(i32::try_from(self.positions.len()).map_err(|_| too_large("array"))?);
        Ok(())
    }

    /// How many elements are picked so far.
    pub(crate) fn len(&self) -> usize {
        self.positions.len()
    }

    /// The lists, of the type `target` (a list or a map).
    pub(crate) fn finish(mut self, values: &dyn Array, target: &ArrowType) -> Result<ArrayRef> {
        let values = take(values, &UInt32Array::from(self.positions), None)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        let nulls = self.nulls.finish();
        match target {
            ArrowType::List(field) => {
                let values = conform(&values, field.data_type())?;
                Ok(Arc::new(ListArray::try_new(field.clone(), offsets, values, nulls)?))
            }
            ArrowType::Map(field, sorted) => {
                let entries = conform(&values, field.data_type())?.as_struct().clone();
                Ok(Arc::new(MapArray::try_new(field.clone(), offsets, entries, nulls, *sorted)?))
            }
            other => Err(internal_type(other).into()),
        }
    }
}

/// Arrays that compare as Spark compares: as byte strings, after `-0.0` became `0.0` and every NaN the one NaN.
pub(crate) fn comparable(arrays: &[&ArrayRef], options: SortOptions) -> Result<Vec<Rows>> {
    let Some(first) = arrays.first() else { return Ok(vec![]) };
    let field = SortField::new_with_options(first.data_type().clone(), options);
    let converter = RowConverter::new(vec![field])?;
    let rows = |array: &&ArrayRef| Ok(converter.convert_columns(&[normal(&conform(array, first.data_type())?)?])?);
    arrays.iter().map(rows).collect()
}

/// As [`comparable`] in ascending order, NULL first.
pub(crate) fn keys_of(arrays: &[&ArrayRef]) -> Result<Vec<Rows>> {
    comparable(arrays, SortOptions::default())
}

/// One zero, one NaN, at every depth.
pub(crate) fn normal(array: &ArrayRef) -> Result<ArrayRef> {
    Ok(match array.data_type() {
        ArrowType::Float32 => {
            let one = |x: f32| if x.is_nan() { f32::NAN } else { x + 0.0 };
            Arc::new(array.as_primitive::<Float32Type>().unary::<_, Float32Type>(one)) as Arc<Float32Array>
        }
        ArrowType::Float64 => {
            let one = |x: f64| if x.is_nan() { f64::NAN } else { x + 0.0 };
            Arc::new(array.as_primitive::<Float64Type>().unary::<_, Float64Type>(one)) as Arc<Float64Array>
        }
        ArrowType::List(field) => {
            let list = array.as_list::<i32>();
            let values = normal(list.values())?;
            Arc::new(ListArray::try_new(field.clone(), list.offsets().clone(), values, list.nulls().cloned())?)
        }
        ArrowType::Struct(fields) => {
            let columns = array.as_struct().columns().iter().map(normal).collect::<Result<_>>()?;
            Arc::new(StructArray::try_new_with_length(fields.clone(), columns, array.nulls().cloned(), array.len())?)
        }
        _ => array.clone(),
    })
}

/// The same values under a type that differs in names and nullability of nested fields only.
pub(crate) fn conform(array: &ArrayRef, target: &ArrowType) -> Result<ArrayRef> {
    if array.data_type() == target {
        return Ok(array.clone());
    }
    Ok(match (array.data_type(), target) {
        (ArrowType::Null, _) => new_null_array(target, array.len()),
        (ArrowType::List(_), ArrowType::List(field)) => {
            let list = array.as_list::<i32>();
            let values = conform(list.values(), field.data_type())?;
            Arc::new(ListArray::try_new(field.clone(), list.offsets().clone(), values, list.nulls().cloned())?)
        }
        (ArrowType::Map(..), ArrowType::Map(field, sorted)) => {
            let map = array.as_map();
            let entries: ArrayRef = Arc::new(map.entries().clone());
            let entries = conform(&entries, field.data_type())?.as_struct().clone();
            let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
            Arc::new(MapArray::try_new(field.clone(), offsets, entries, nulls, *sorted)?)
        }
        (ArrowType::Struct(from), ArrowType::Struct(fields)) if from.len() == fields.len() => {
            let columns = array.as_struct().columns().iter().zip(fields);
            let columns = columns.map(|(c, f)| conform(c, f.data_type())).collect::<Result<_>>()?;
            Arc::new(StructArray::try_new_with_length(fields.clone(), columns, array.nulls().cloned(), array.len())?)
        }
        (from, to) => return Err(internal(format!("a kernel answered {from} where {to} was due")).into()),
    })
}

/// Both arrays end to end, the second under the first's type.
pub(crate) fn joined(first: &ArrayRef, second: &ArrayRef) -> Result<ArrayRef> {
    let second = conform(second, first.data_type())?;
    Ok(concat(&[first.as_ref(), second.as_ref()])?)
}
