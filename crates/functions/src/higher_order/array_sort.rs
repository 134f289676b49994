//! `array_sort(array[, (x, y) -> …])`: elements in order, NULLs last; or in the order a comparator says.

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::Int32Type;
use datafusion::common::{Result as DfResult, ScalarValue};
use sparrow_spark_error::{Result, SparkError, condition, internal, to_sql_type};
use sparrow_spark_types::DataType;

use super::call::{Call, Kernel, answer};
use super::elements::Elements;
use super::{LambdaArguments, Variable, array_argument, call_of};
use crate::scalar::{ARRAY_SORT, wrong_count};
use crate::{Context, Typed};

pub(super) static SORT: Kernel = Kernel { name: "spark_array_sort_by", run: |call| run(call, false) };
pub(super) static SORT_NULL_AS_EQUAL: Kernel =
    Kernel { name: "spark_array_sort_by_lenient", run: |call| run(call, true) };

/// The comparator Spark puts in where none is written.
const DEFAULT: &str = "lambdafunction((IF(((namedlambdavariable() IS NULL) AND (namedlambdavariable() IS NULL)), 0, \
    (IF((namedlambdavariable() IS NULL), 1, (IF((namedlambdavariable() IS NULL), -1, \
    (IF((namedlambdavariable() < namedlambdavariable()), -1, \
    (IF((namedlambdavariable() > namedlambdavariable()), 1, 0)))))))))), namedlambdavariable(), namedlambdavariable())";

pub(super) fn array_sort(context: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    match arguments.count() {
        1 => {
            let array = arguments.value(0)?;
            let shown = format!("array_sort({}, {DEFAULT})", array.name);
            Ok(ARRAY_SORT.build(context, name, vec![array])?.named(shown))
        }
        2 => by_comparator(context, name, arguments),
        n => Err(wrong_count("array_sort", &[1, 2], n)),
    }
}

fn by_comparator(context: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    let (array, element, contains_null) = array_argument(arguments, name, 0)?;
    let variable = Variable::new(element, contains_null);
    let lambda = arguments.lambda(1, &[variable.clone(), variable])?;
    let shown = call_of(name, &[&array], &[&lambda]);
    if lambda.body.data_type != DataType::Integer {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_UNEXPECTED_RETURN_TYPE)
            .with("sqlExpr", format!("\"{shown}\""))
            .with("functionName", "`array_sort`")
            .with("expectedType", to_sql_type("INT"))
            .with("actualType", to_sql_type(&lambda.body.data_type.sql_name())));
    }
    let lenient = context.conf("spark.sql.legacy.allowNullComparisonResultInArraySort") == Some("true");
    let kernel = if lenient { &SORT_NULL_AS_EQUAL } else { &SORT };
    let (data_type, nullable) = (array.data_type.clone(), array.nullable);
    kernel.call(vec![array], vec![lambda], answer(data_type, nullable, shown))
}

/// Two runs of elements becoming one.
struct Merge {
    row: u32,
    left: std::ops::Range<usize>,
    right: std::ops::Range<usize>,
    next: usize,
}

/// A merge sort from below. All merges of all rows compare together, one pair each at a time, so that the comparator runs over many pairs.
fn run(call: &Call, lenient: bool) -> DfResult<ArrayRef> {
    let elements = Elements::of(call.value(0)?)?;
    let mut order: Vec<u32> = (0..elements.values.len() as u32).collect();
    let longest = (0..call.rows).filter_map(|row| elements.range(row)).map(|r| r.len()).max().unwrap_or(0);
    let mut width = 1;
    while width < longest {
        let mut next = order.clone();
        merge_all(call, &elements, &order, &mut next, width, lenient)?;
        order = next;
        width *= 2;
    }
    elements.list_of(take(&elements.values, &UInt32Array::from(order), None)?, call.returns)
}

fn merge_all(
    call: &Call,
    elements: &Elements,
    order: &[u32],
    next: &mut [u32],
    width: usize,
    lenient: bool,
) -> DfResult<()> {
    let mut open = Vec::new();
    for row in 0..call.rows {
        let Some(range) = elements.range(row) else { continue };
        for start in range.clone().step_by(width * 2) {
            let middle = (start + width).min(range.end);
            let end = (start + width * 2).min(range.end);
            if middle < end {
                open.push(Merge { row: row as u32, left: start..middle, right: middle..end, next: start });
            }
        }
    }
    while !open.is_empty() {
        let left = UInt32Array::from_iter_values(open.iter().map(|m| order[m.left.start]));
        let right = UInt32Array::from_iter_values(open.iter().map(|m| order[m.right.start]));
        let rows = UInt32Array::from_iter_values(open.iter().map(|m| m.row));
        let (a, b) = (take(&elements.values, &left, None)?, take(&elements.values, &right, None)?);
        let compared = call.evaluate(0, &[&a, &b], &rows)?;
        let compared = compared.as_primitive_opt::<Int32Type>().ok_or_else(|| internal("a comparator is no INT"))?;
        for (i, merge) in open.iter_mut().enumerate() {
            if compared.is_null(i) && !lenient {
                return Err(no_order(&a, &b, i).into());
            }
            let from = if compared.is_null(i) || compared.value(i) <= 0 { &mut merge.left } else { &mut merge.right };
            next[merge.next] = order[from.start];
            from.start += 1;
            merge.next += 1;
        }
        open.retain(|merge| {
            let rest = if merge.left.is_empty() { &merge.right } else { &merge.left };
            let going = !merge.left.is_empty() && !merge.right.is_empty();
            if !going {
                next[merge.next..merge.next + rest.len()].copy_from_slice(&order[rest.clone()]);
            }
            going
        });
    }
    Ok(())
}

fn no_order(left: &ArrayRef, right: &ArrayRef, row: usize) -> SparkError {
    let shown = |array| ScalarValue::try_from_array(array, row).map(|v| v.to_string()).unwrap_or_default();
    SparkError::new(&condition::COMPARATOR_RETURNS_NULL)
        .with("firstValue", shown(left))
        .with("secondValue", shown(right))
}
