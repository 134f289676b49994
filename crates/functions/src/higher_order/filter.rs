//! `filter(array, x -> …)`: the elements for which the lambda is true; a second variable is the element's place.

use arrow::array::{Array, ArrayRef, BooleanArray, UInt32Array};
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, internal};
use sparrow_spark_types::DataType;

use super::call::{Call, Kernel, answer};
use super::elements::Elements;
use super::{LambdaArguments, Variable, array_argument, boolean, call_of};
use crate::scalar::wrong_count;
use crate::{Context, Typed};

pub(super) static FILTER: Kernel = Kernel { name: "spark_filter", run };

pub(super) fn filter(context: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    if arguments.count() != 2 {
        return Err(wrong_count(name, &[2], arguments.count()));
    }
    let (array, element, contains_null) = array_argument(arguments, name, 0)?;
    let mut variables = vec![Variable::new(element, contains_null)];
    if arguments.variables(1) == 2 {
        variables.push(Variable::new(DataType::Integer, false));
    }
    let lambda = arguments.lambda(1, &variables)?;
    let shown = call_of(name, &[&array], &[&lambda]);
    let lambda = boolean(context, &shown, 1, lambda)?;
    let (data_type, nullable) = (array.data_type.clone(), array.nullable);
    FILTER.call(vec![array], vec![lambda], answer(data_type, nullable, shown))
}

fn run(call: &Call) -> DfResult<ArrayRef> {
    let elements = Elements::of(call.value(0)?)?;
    let mut variables = vec![&elements.values];
    let places = elements.places();
    if call.variables(0) > 1 {
        variables.push(&places);
    }
    let tested = call.evaluate(0, &variables, &elements.rows)?;
    elements.kept(&hits(&tested)?, call.returns)
}

/// The positions where a test is true.
pub(super) fn hits(tested: &ArrayRef) -> DfResult<UInt32Array> {
    let tested = booleans(tested)?;
    let hit = |i: &u32| tested.is_valid(*i as usize) && tested.value(*i as usize);
    Ok(UInt32Array::from_iter_values((0..tested.len() as u32).filter(hit)))
}

/// The answers of a lambda that tests.
pub(super) fn booleans(tested: &ArrayRef) -> DfResult<&BooleanArray> {
    tested.as_any().downcast_ref().ok_or_else(|| internal("a lambda's test is no boolean").into())
}
