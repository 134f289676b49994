//! `map_zip_with(left, right, (k, x, y) -> …)`: two maps made into one, key by key; NULL stands for a key one of them lacks.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::take;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type};
use sparrow_spark_types::{DataType, find_wider_type};

use super::call::{Call, Kernel, answer};
use super::elements::{Elements, map_array, offsets_of};
use super::{LambdaArguments, Variable, call_of, map_argument};
use crate::scalar::{joined, keys_of, too_large, wrong_count};
use crate::{Context, Typed, cast};

pub(super) static MAP_ZIP_WITH: Kernel = Kernel { name: "spark_map_zip_with", run };

pub(super) fn map_zip_with(context: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    if arguments.count() != 3 {
        return Err(wrong_count(name, &[3], arguments.count()));
    }
    let (left, left_key, left_value, left_nulls) = map_argument(arguments, name, 0)?;
    let (right, right_key, right_value, right_nulls) = map_argument(arguments, name, 1)?;
    let meets =
        left_key.is_string() == right_key.is_string() || left_key == DataType::Null || right_key == DataType::Null;
    let key = find_wider_type(&left_key, &right_key, context.ansi).filter(|_| meets);
    let Some(key) = key else {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_MAP_ZIP_WITH_DIFF_TYPES)
            .with("sqlExpr", format!("\"{name}({}, {})\"", left.name, right.name))
            .with("functionName", format!("`{name}`"))
            .with("leftType", to_sql_type(&left_key.sql_name()))
            .with("rightType", to_sql_type(&right_key.sql_name())));
    };
    let map = |value: &DataType, value_contains_null| DataType::Map {
        key: Box::new(key.clone()),
        value: Box::new(value.clone()),
        value_contains_null,
    };
    let left = cast::coerce(context, left, &map(&left_value, left_nulls))?;
    let right = cast::coerce(context, right, &map(&right_value, right_nulls))?;
    let variables =
        [Variable::new(key.clone(), false), Variable::new(left_value, true), Variable::new(right_value, true)];
    let lambda = arguments.lambda(2, &variables)?;
    let shown = call_of(name, &[&left, &right], &[&lambda]);
    let data_type = map(&lambda.body.data_type, lambda.body.nullable);
    let nullable = left.nullable || right.nullable;
    MAP_ZIP_WITH.call(vec![left, right], vec![lambda], answer(data_type, nullable, shown))
}

fn run(call: &Call) -> DfResult<ArrayRef> {
    let (left, right) = (Elements::of(call.value(0)?)?, Elements::of(call.value(1)?)?);
    let ((left_keys, left_values), (right_keys, right_values)) = (left.entries()?, right.entries()?);
    let keys = joined(&left_keys, &right_keys)?;
    let shift = left_keys.len();
    let compared = keys_of(&[&keys])?;
    let (mut k, mut a, mut b, mut rows) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut ends, mut valid) = (vec![0], Vec::with_capacity(call.rows));
    for row in 0..call.rows {
        let ranges = left.range(row).zip(right.range(row));
        valid.push(ranges.is_some());
        let mut places = HashMap::new();
        if let Some((x, y)) = ranges {
            for i in x {
                // A map holds a key once; should one come twice, the first counts, as for Spark.
                places.entry(compared[0].row(i)).or_insert_with(|| {
                    k.push(i as u32);
                    a.push(Some(i as u32));
                    b.push(None);
                    rows.push(row as u32);
                    k.len() - 1
                });
            }
            for i in y {
                let known = places.get(&compared[0].row(i + shift)).copied();
                let place = known.unwrap_or_else(|| {
                    k.push((i + shift) as u32);
                    a.push(None);
                    b.push(None);
                    rows.push(row as u32);
                    k.len() - 1
                });
                b[place].get_or_insert(i as u32);
            }
        }
        ends.push(i32::try_from(rows.len()).map_err(|_| too_large("map_zip_with"))?);
    }
    let keys = take(&keys, &UInt32Array::from(k), None)?;
    let a = take(&left_values, &UInt32Array::from(a), None)?;
    let b = take(&right_values, &UInt32Array::from(b), None)?;
    let made = call.evaluate(0, &[&keys, &a, &b], &UInt32Array::from(rows))?;
    map_array(keys, made, offsets_of(ends), Some(valid.into()), call.returns)
}
