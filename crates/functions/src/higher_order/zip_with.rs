//! `zip_with(left, right, (x, y) -> …)`: two arrays made into one, element by element; the shorter is filled up with NULLs.

use arrow::array::{ArrayRef, UInt32Array};
use arrow::buffer::NullBuffer;
use arrow::compute::take;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, internal};
use sparrow_spark_types::DataType;

use super::call::{Call, Kernel, answer};
use super::elements::{Elements, offsets_of};
use super::{LambdaArguments, Variable, array_argument, call_of};
use crate::scalar::{conform, too_large, wrong_count};
use crate::{Context, Typed};
use std::sync::Arc;

pub(super) static ZIP_WITH: Kernel = Kernel { name: "spark_zip_with", run };

pub(super) fn zip_with(_: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    if arguments.count() != 3 {
        return Err(wrong_count(name, &[3], arguments.count()));
    }
    let (left, left_element, _) = array_argument(arguments, name, 0)?;
    let (right, right_element, _) = array_argument(arguments, name, 1)?;
    let lambda = arguments.lambda(2, &[Variable::new(left_element, true), Variable::new(right_element, true)])?;
    let data_type =
        DataType::Array { element: Box::new(lambda.body.data_type.clone()), contains_null: lambda.body.nullable };
    let shown = call_of(name, &[&left, &right], &[&lambda]);
    let nullable = left.nullable || right.nullable;
    ZIP_WITH.call(vec![left, right], vec![lambda], answer(data_type, nullable, shown))
}

fn run(call: &Call) -> DfResult<ArrayRef> {
    let (left, right) = (Elements::of(call.value(0)?)?, Elements::of(call.value(1)?)?);
    let (mut a, mut b, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ends, mut valid) = (vec![0], Vec::with_capacity(call.rows));
    for row in 0..call.rows {
        let ranges = left.range(row).zip(right.range(row));
        valid.push(ranges.is_some());
        if let Some((x, y)) = ranges {
            let length = x.len().max(y.len());
            a.extend((0..length).map(|i| (i < x.len()).then_some((x.start + i) as u32)));
            b.extend((0..length).map(|i| (i < y.len()).then_some((y.start + i) as u32)));
            rows.extend(std::iter::repeat_n(row as u32, length));
        }
        ends.push(i32::try_from(rows.len()).map_err(|_| too_large("zip_with"))?);
    }
    let a = take(&left.values, &UInt32Array::from(a), None)?;
    let b = take(&right.values, &UInt32Array::from(b), None)?;
    let made = call.evaluate(0, &[&a, &b], &UInt32Array::from(rows))?;
    let ArrowType::List(field) = call.returns else { return Err(internal("zip_with answers a list").into()) };
    let made = conform(&made, field.data_type())?;
    let nulls = Some(NullBuffer::from(valid));
    Ok(Arc::new(arrow::array::ListArray::try_new(Arc::clone(field), offsets_of(ends), made, nulls)?))
}
