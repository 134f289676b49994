//! Casts of arrays, maps and structs, part by part.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray};
use arrow::datatypes::DataType as ArrowType;
use sparrow_spark_error::{Result, internal};
use sparrow_spark_types::{DataType, arrow::to_arrow};

use super::dispatch::cast_array;
use super::options::Options;

/// Casts each part of a nested value to the part's type.
pub(super) fn cast_nested(array: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    match (from, to, to_arrow(to)) {
        (DataType::Array { element: a, .. }, DataType::Array { element: b, .. }, ArrowType::List(field)) => {
            let list = array.as_list::<i32>();
            let values = cast_array(list.values(), a, b, options)?;
            Ok(Arc::new(ListArray::try_new(field, list.offsets().clone(), values, list.nulls().cloned())?))
        }
        (
            DataType::Map { key: k, value: v, .. },
            DataType::Map { key: l, value: w, .. },
            ArrowType::Map(field, ordered),
        ) => {
            let map = array.as_map();
            let ArrowType::Struct(parts) = field.data_type() else { return Err(internal("a map has entries")) };
            let columns = vec![cast_array(map.keys(), k, l, options)?, cast_array(map.values(), v, w, options)?];
            let entries = StructArray::try_new(parts.clone(), columns, None)?;
            Ok(Arc::new(MapArray::try_new(field, map.offsets().clone(), entries, map.nulls().cloned(), ordered)?))
        }
        (DataType::Struct(a), DataType::Struct(b), ArrowType::Struct(fields)) => {
            let source = array.as_struct();
            let pairs = source.columns().iter().zip(a.fields.iter().zip(&b.fields));
            let columns = pairs
                .map(|(column, (x, y))| cast_array(column, &x.data_type, &y.data_type, options))
                .collect::<Result<Vec<_>>>()?;
            let nulls = source.nulls().cloned();
            Ok(Arc::new(StructArray::try_new_with_length(fields, columns, nulls, source.len())?))
        }
        _ => Err(internal(format!("no cast from {} to {}", from.sql_name(), to.sql_name()))),
    }
}
