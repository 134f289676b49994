//! `transform(array, x -> …)`: every element made into another; a second variable is the element's place.

use arrow::array::ArrayRef;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::call::{Call, Kernel, answer};
use super::elements::Elements;
use super::{LambdaArguments, Variable, array_argument, call_of};
use crate::scalar::wrong_count;
use crate::{Context, Typed};

pub(super) static TRANSFORM: Kernel = Kernel { name: "spark_transform", run };

pub(super) fn transform(_: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    if arguments.count() != 2 {
        return Err(wrong_count(name, &[2], arguments.count()));
    }
    let (array, element, contains_null) = array_argument(arguments, name, 0)?;
    let mut variables = vec![Variable::new(element, contains_null)];
    if arguments.variables(1) == 2 {
        variables.push(Variable::new(DataType::Integer, false));
    }
    let lambda = arguments.lambda(1, &variables)?;
    let data_type =
        DataType::Array { element: Box::new(lambda.body.data_type.clone()), contains_null: lambda.body.nullable };
    let shown = call_of(name, &[&array], &[&lambda]);
    let nullable = array.nullable;
    TRANSFORM.call(vec![array], vec![lambda], answer(data_type, nullable, shown))
}

fn run(call: &Call) -> DfResult<ArrayRef> {
    let elements = Elements::of(call.value(0)?)?;
    let mut variables = vec![&elements.values];
    let places = elements.places();
    if call.variables(0) > 1 {
        variables.push(&places);
    }
    let made = call.evaluate(0, &variables, &elements.rows)?;
    elements.list_of(made, call.returns)
}
