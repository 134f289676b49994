//! `exists` and `forall`: whether the lambda is true for an element, or for all of them. NULL where a test that was NULL could have
//! decided.

use arrow::array::{Array, ArrayRef, BooleanArray, UInt32Array};
use arrow::compute::take;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::call::{Call, Kernel, answer};
use super::elements::Elements;
use super::filter::booleans;
use super::{LambdaArguments, Variable, array_argument, boolean, call_of};
use crate::scalar::wrong_count;
use crate::{Context, Typed};
use std::sync::Arc;

pub(super) static EXISTS: Kernel = Kernel { name: "spark_exists", run: |call| run(call, true) };
pub(super) static EXISTS_TWO_VALUED: Kernel = Kernel { name: "spark_exists_two_valued", run: exists_two_valued };
pub(super) static FORALL: Kernel = Kernel { name: "spark_forall", run: |call| run(call, false) };

/// `exists(array, x -> …)`; `spark.sql.legacy.followThreeValuedLogicInArrayExists` set to false makes NULL count as false.
pub(super) fn exists(context: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    let three_valued = context.conf("spark.sql.legacy.followThreeValuedLogicInArrayExists") != Some("false");
    let kernel = if three_valued { &EXISTS } else { &EXISTS_TWO_VALUED };
    build(context, name, arguments, kernel, three_valued)
}

/// `forall(array, x -> …)`
pub(super) fn forall(context: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    build(context, name, arguments, &FORALL, true)
}

fn build(
    context: &Context,
    name: &str,
    arguments: &dyn LambdaArguments,
    kernel: &'static Kernel,
    three_valued: bool,
) -> Result<Typed> {
    if arguments.count() != 2 {
        return Err(wrong_count(name, &[2], arguments.count()));
    }
    let (array, element, contains_null) = array_argument(arguments, name, 0)?;
    let lambda = arguments.lambda(1, &[Variable::new(element, contains_null)])?;
    let shown = call_of(name, &[&array], &[&lambda]);
    let lambda = boolean(context, &shown, 1, lambda)?;
    let nullable = array.nullable || (three_valued && lambda.body.nullable);
    kernel.call(vec![array], vec![lambda], answer(DataType::Boolean, nullable, shown))
}

/// The answer of each row; `decisive` is the test's answer that ends the search.
fn run(call: &Call, decisive: bool) -> DfResult<ArrayRef> {
    let elements = Elements::of(call.value(0)?)?;
    // Spark stops at the first element that decides, so that a failure after it does not show.
    let answers = match call.evaluate(0, &[&elements.values], &elements.rows) {
        Ok(tested) => at_once(&elements, call.rows, booleans(&tested)?, decisive),
        Err(_) => one_by_one(call, &elements, decisive)?,
    };
    Ok(Arc::new(answers))
}

fn exists_two_valued(call: &Call) -> DfResult<ArrayRef> {
    let found = run(call, true)?;
    let found = booleans(&found)?;
    let lists = call.value(0)?;
    let answer = |i: usize| lists.is_valid(i).then(|| found.is_valid(i) && found.value(i));
    Ok(Arc::new((0..call.rows).map(answer).collect::<BooleanArray>()))
}

fn at_once(elements: &Elements, rows: usize, tested: &BooleanArray, decisive: bool) -> BooleanArray {
    let answer = |row| {
        let mut range = elements.range(row)?;
        if range.clone().any(|i| tested.is_valid(i) && tested.value(i) == decisive) {
            return Some(decisive);
        }
        range.all(|i| tested.is_valid(i)).then_some(!decisive)
    };
    (0..rows).map(answer).collect()
}

fn one_by_one(call: &Call, elements: &Elements, decisive: bool) -> DfResult<BooleanArray> {
    let mut answers: Vec<Option<bool>> = (0..call.rows).map(|row| elements.range(row).map(|_| !decisive)).collect();
    let mut open: Vec<(u32, usize, usize)> = Vec::new();
    open.extend((0..call.rows).filter_map(|row| elements.range(row).map(|r| (row as u32, r.start, r.end))));
    loop {
        open.retain(|(_, next, end)| next < end);
        if open.is_empty() {
            return Ok(answers.into_iter().collect());
        }
        let positions = UInt32Array::from_iter_values(open.iter().map(|(_, next, _)| *next as u32));
        let rows = UInt32Array::from_iter_values(open.iter().map(|(row, ..)| *row));
        let tested = call.evaluate(0, &[&take(&elements.values, &positions, None)?], &rows)?;
        let tested = booleans(&tested)?;
        for (i, (row, next, end)) in open.iter_mut().enumerate() {
            *next += 1;
            if tested.is_null(i) {
                answers[*row as usize] = None;
            } else if tested.value(i) == decisive {
                answers[*row as usize] = Some(decisive);
                *next = *end;
            }
        }
    }
}
