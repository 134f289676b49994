//! Lists, maps and structs, part by part.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray};
use arrow::datatypes::{DataType as ArrowType, FieldRef, Fields};
use sparrow_spark_error::Result;

use super::{broken_promise, cast, coerce, mismatch};

/// Any kind of list as a list of `element`.
pub(super) fn list(array: &ArrayRef, element: &FieldRef) -> Result<ArrayRef> {
    match array.data_type() {
        ArrowType::List(_) => {}
        ArrowType::LargeList(from)
        | ArrowType::FixedSizeList(from, _)
        | ArrowType::ListView(from)
        | ArrowType::LargeListView(from) => {
            let plain = cast(array, &ArrowType::List(from.clone()))?;
            return list(&plain, element);
        }
        other => return Err(mismatch(other, &ArrowType::List(element.clone()))),
    }
    let array = array.as_list::<i32>();
    let values = coerce(array.values(), element.data_type())?;
    let list = ListArray::try_new(element.clone(), array.offsets().clone(), values, array.nulls().cloned());
    Ok(Arc::new(list.map_err(broken_promise)?))
}

/// A map as a map of these entries.
pub(super) fn map(array: &ArrayRef, entries: &FieldRef) -> Result<ArrayRef> {
    let array = array.as_map();
    let ArrowType::Struct(fields) = entries.data_type() else {
        return Err(mismatch(array.data_type(), entries.data_type()));
    };
    let pairs = structure_parts(array.entries(), fields)?;
    let map = MapArray::try_new(entries.clone(), array.offsets().clone(), pairs, array.nulls().cloned(), false);
    Ok(Arc::new(map.map_err(broken_promise)?))
}

/// A struct as a struct of these fields, by position.
pub(super) fn structure(array: &ArrayRef, fields: &Fields) -> Result<ArrayRef> {
    Ok(Arc::new(structure_parts(array.as_struct(), fields)?))
}

fn structure_parts(array: &StructArray, fields: &Fields) -> Result<StructArray> {
    if array.num_columns() != fields.len() {
        return Err(mismatch(array.data_type(), &ArrowType::Struct(fields.clone())));
    }
    let pairs = array.columns().iter().zip(fields);
    let columns = pairs.map(|(column, field)| coerce(column, field.data_type())).collect::<Result<Vec<_>>>()?;
    StructArray::try_new_with_length(fields.clone(), columns, array.nulls().cloned(), array.len())
        .map_err(broken_promise)
}
