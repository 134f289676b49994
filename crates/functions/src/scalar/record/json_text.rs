//! `get_json_object`, `json_array_length`, `json_object_keys`, `json_tuple`: what is read out of JSON text without a schema.

use std::sync::Arc;

use arrow::array::{ArrayRef, ListArray, StringArray, StructArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result as DfResult;
use sparrow_sources::record::{JsonPath, json_keys, json_length, json_members};

use super::super::spec::{Call, Param, Returns, Spec, internal_type};

/// `get_json_object(text, path)`
pub(super) static GET_JSON_OBJECT: Spec =
    Spec::new("spark_get_json_object", &[Param::STRING, Param::STRING], Returns::STRING, |c| {
        let (texts, paths) = (c.column::<&str>(0)?, c.column::<&str>(1)?);
        let mut last: Option<(&str, Option<JsonPath>)> = None;
        let mut found = Vec::with_capacity(c.rows);
        for row in 0..c.rows {
            let (Some(text), Some(path)) = (texts.get(row), paths.get(row)) else {
                found.push(None);
                continue;
            };
            if last.as_ref().is_none_or(|(known, _)| *known != path) {
                last = Some((path, JsonPath::parse(path)));
            }
            found.push(last.as_ref().and_then(|(_, path)| path.as_ref()?.find(text)));
        }
        Ok(Arc::new(StringArray::from(found)))
    })
    .nullable();

/// `json_array_length(text)`
pub(super) static ARRAY_LENGTH: Spec = Spec::new("spark_json_array_length", &[Param::STRING], Returns::INT, |c| {
    c.map1(|text: &str| json_length(text).and_then(|length| i32::try_from(length).ok()))
})
.nullable();

/// `json_object_keys(text)`
pub(super) static OBJECT_KEYS: Spec =
    Spec::new("spark_json_object_keys", &[Param::STRING], Returns::Of(keys_type), |c| {
        c.map1(|text: &str| json_keys(text))
    })
    .nullable();

fn keys_type(_: &[sparrow_spark_types::DataType]) -> sparrow_spark_error::Result<sparrow_spark_types::DataType> {
    Ok(sparrow_spark_types::DataType::array(sparrow_spark_types::DataType::String))
}

/// The row of `json_tuple`: a NULL of the type to answer, the text, the names.
pub(crate) static TUPLE: Spec =
    Spec::new("spark_json_tuple", &[Param::Any, Param::STRING], Returns::Argument(0), tuple).variadic(2).never_null();

fn tuple(c: &Call) -> DfResult<ArrayRef> {
    let texts = c.column::<&str>(1)?;
    let names = (2..c.len()).map(|i| c.column::<&str>(i)).collect::<DfResult<Vec<_>>>()?;
    let mut columns: Vec<Vec<Option<String>>> = vec![Vec::with_capacity(c.rows); names.len()];
    for row in 0..c.rows {
        let wanted: Vec<Option<&str>> = names.iter().map(|name| name.get(row)).collect();
        let found = texts.get(row).map_or_else(|| vec![None; names.len()], |text| json_members(text, &wanted));
        for (column, value) in columns.iter_mut().zip(found) {
            column.push(value);
        }
    }
    let ArrowType::List(field) = &c.return_type else { return Err(internal_type(&c.return_type).into()) };
    let ArrowType::Struct(fields) = field.data_type() else { return Err(internal_type(&c.return_type).into()) };
    let columns = columns.into_iter().map(|values| Arc::new(StringArray::from(values)) as ArrayRef).collect();
    let rows = StructArray::try_new_with_length(fields.clone(), columns, None, c.rows)?;
    let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(1, c.rows));
    Ok(Arc::new(ListArray::try_new(field.clone(), offsets, Arc::new(rows), None)?))
}
