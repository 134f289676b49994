//! `map_keys`, `map_values`, `map_entries`: a map's parts as arrays.

use arrow::array::{Array, ArrayRef, AsArray, ListArray};
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::Result;
use sparrow_spark_types::{DataType, Field, StructType};
use std::sync::Arc;

use super::super::spec::{Call, Param, Returns, Spec, conform, internal_type};
use super::together::array_of;

const MAP: &[Param] = &[Param::Map];

/// `map_keys(map)`
pub(super) static KEYS: Spec = Spec::new("spark_map_keys", MAP, Returns::Of(keys_type), |c| part(c, Some(0)));

/// `map_values(map)`
pub(super) static VALUES: Spec = Spec::new("spark_map_values", MAP, Returns::Of(values_type), |c| part(c, Some(1)));

/// `map_entries(map)`
pub(super) static ENTRIES: Spec = Spec::new("spark_map_entries", MAP, Returns::Of(entries_type), |c| part(c, None));

fn part(c: &Call, column: Option<usize>) -> DfResult<ArrayRef> {
    let full = c.full(0)?;
    let map = full.as_map_opt().ok_or_else(|| internal_type(full.data_type()))?;
    let ArrowType::List(field) = &c.return_type else { return Err(internal_type(&c.return_type).into()) };
    let values: ArrayRef = match column {
        Some(index) => map.entries().column(index).clone(),
        None => Arc::new(map.entries().clone()),
    };
    let values = conform(&values, field.data_type())?;
    Ok(Arc::new(ListArray::try_new(field.clone(), map.offsets().clone(), values, map.nulls().cloned())?))
}

fn parts(args: &[DataType]) -> (DataType, DataType, bool) {
    match args.first() {
        Some(DataType::Map { key, value, value_contains_null }) => {
            (key.as_ref().clone(), value.as_ref().clone(), *value_contains_null)
        }
        _ => (DataType::Null, DataType::Null, true),
    }
}

fn keys_type(args: &[DataType]) -> Result<DataType> {
    Ok(array_of(parts(args).0, true))
}

fn values_type(args: &[DataType]) -> Result<DataType> {
    Ok(array_of(parts(args).1, true))
}

fn entries_type(args: &[DataType]) -> Result<DataType> {
    let (key, value, holds_null) = parts(args);
    let fields = vec![Field::new("key", key, false), Field::new("value", value, holds_null)];
    Ok(array_of(DataType::Struct(StructType::new(fields)), false))
}
