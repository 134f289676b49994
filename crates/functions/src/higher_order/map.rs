//! `map_filter`, `transform_keys`, `transform_values`: maps by entry.

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type};
use sparrow_spark_types::DataType;

use super::call::{Call, Kernel, answer};
use super::elements::{Elements, map_array, offsets_of};
use super::filter::hits;
use super::{Lambda, LambdaArguments, Variable, boolean, call_of, map_argument};
use crate::scalar::{MapKeys, wrong_count};
use crate::{Context, Typed};

pub(super) static MAP_FILTER: Kernel = Kernel { name: "spark_map_filter", run: filter_entries };
pub(super) static TRANSFORM_KEYS: Kernel = Kernel { name: "spark_transform_keys", run: change_keys };
pub(super) static TRANSFORM_VALUES: Kernel = Kernel { name: "spark_transform_values", run: change_values };

/// `map_filter(map, (k, v) -> …)`: the entries for which the lambda is true.
pub(super) fn map_filter(context: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    let (map, _, lambda, shown) = map_and_lambda(name, arguments)?;
    let lambda = boolean(context, &shown, 1, lambda)?;
    let (data_type, nullable) = (map.data_type.clone(), map.nullable);
    MAP_FILTER.call(vec![map], vec![lambda], answer(data_type, nullable, shown))
}

/// `transform_keys(map, (k, v) -> …)`: every key made into another; none may be NULL or come twice.
pub(super) fn transform_keys(_: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    let (map, (_, value, value_contains_null), lambda, shown) = map_and_lambda(name, arguments)?;
    if holds_map(&lambda.body.data_type) {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_INVALID_MAP_KEY_TYPE)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("keyType", to_sql_type(&lambda.body.data_type.sql_name())));
    }
    let key = Box::new(lambda.body.data_type.clone());
    let data_type = DataType::Map { key, value: Box::new(value), value_contains_null };
    let nullable = map.nullable;
    TRANSFORM_KEYS.call(vec![map], vec![lambda], answer(data_type, nullable, shown))
}

/// `transform_values(map, (k, v) -> …)`: every value made into another.
pub(super) fn transform_values(_: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    let (map, (key, ..), lambda, shown) = map_and_lambda(name, arguments)?;
    let value = Box::new(lambda.body.data_type.clone());
    let data_type = DataType::Map { key: Box::new(key), value, value_contains_null: lambda.body.nullable };
    let nullable = map.nullable;
    TRANSFORM_VALUES.call(vec![map], vec![lambda], answer(data_type, nullable, shown))
}

/// Maps cannot be compared, nor what holds one.
fn holds_map(data_type: &DataType) -> bool {
    match data_type {
        DataType::Map { .. } | DataType::Variant => true,
        DataType::Array { element, .. } => holds_map(element),
        DataType::Struct(schema) => schema.fields.iter().any(|f| holds_map(&f.data_type)),
        _ => false,
    }
}

type Parts = (DataType, DataType, bool);

fn map_and_lambda(name: &str, arguments: &dyn LambdaArguments) -> Result<(Typed, Parts, Lambda, String)> {
    if arguments.count() != 2 {
        return Err(wrong_count(name, &[2], arguments.count()));
    }
    let (map, key, value, contains_null) = map_argument(arguments, name, 0)?;
    let variables = [Variable::new(key.clone(), false), Variable::new(value.clone(), contains_null)];
    let lambda = arguments.lambda(1, &variables)?;
    let shown = call_of(name, &[&map], &[&lambda]);
    Ok((map, (key, value, contains_null), lambda, shown))
}

fn filter_entries(call: &Call) -> DfResult<ArrayRef> {
    let elements = Elements::of(call.value(0)?)?;
    let (keys, values) = elements.entries()?;
    let tested = call.evaluate(0, &[&keys, &values], &elements.rows)?;
    elements.kept(&hits(&tested)?, call.returns)
}

fn change_keys(call: &Call) -> DfResult<ArrayRef> {
    let elements = Elements::of(call.value(0)?)?;
    let (keys, values) = elements.entries()?;
    let keys = call.evaluate(0, &[&keys, &values], &elements.rows)?;
    let check = MapKeys::new(&keys, call.config)?;
    let (mut of_keys, mut of_values) = (Vec::new(), Vec::new());
    let (mut ends, mut valid) = (vec![0], Vec::with_capacity(call.rows));
    for row in 0..call.rows {
        let range = elements.range(row);
        valid.push(range.is_some());
        for (key, value) in check.entries(range.into_iter().flatten())? {
            of_keys.push(key as u32);
            of_values.push(value as u32);
        }
        ends.push(of_keys.len() as i32);
    }
    let keys = take(&keys, &UInt32Array::from(of_keys), None)?;
    let values = take(&values, &UInt32Array::from(of_values), None)?;
    map_array(keys, values, offsets_of(ends), Some(valid.into()), call.returns)
}

fn change_values(call: &Call) -> DfResult<ArrayRef> {
    let elements = Elements::of(call.value(0)?)?;
    let (keys, values) = elements.entries()?;
    let values = call.evaluate(0, &[&keys, &values], &elements.rows)?;
    elements.map_of(keys, values, call.returns)
}
