//! `aggregate(array, start, (acc, x) -> …[, acc -> …])`, also `reduce`: elements folded into one value, then finished.

use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::{concat, take};
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, unexpected_input_type};

use super::call::{Call, Kernel, answer};
use super::elements::Elements;
use super::{LambdaArguments, Variable, array_argument, call_of};
use crate::scalar::{conform, wrong_count};
use crate::{Context, Typed};

pub(super) static AGGREGATE: Kernel = Kernel { name: "spark_array_aggregate", run };

pub(super) fn aggregate(_: &Context, name: &str, arguments: &dyn LambdaArguments) -> Result<Typed> {
    let count = arguments.count();
    if !(3..=4).contains(&count) {
        return Err(wrong_count(name, &[3, 4], count));
    }
    let (array, element, contains_null) = array_argument(arguments, name, 0)?;
    let start = arguments.value(1)?;
    let so_far = Variable::new(start.data_type.clone(), true);
    let merge = arguments.lambda(2, &[so_far.clone(), Variable::new(element, contains_null)])?;
    let finish = match count {
        4 => arguments.lambda(3, &[so_far])?,
        _ => identity(&merge, &start),
    };
    let shown = call_of(name, &[&array, &start], &[&merge, &finish]);
    if !start.data_type.same_type(&merge.body.data_type) {
        let required = format!("\"{}\"", start.data_type.sql_name());
        let found = merge.body.data_type.sql_name();
        return Err(unexpected_input_type(&shown, 2, &required, &merge.name(), &found));
    }
    let data_type = finish.body.data_type.clone();
    let nullable = array.nullable || finish.body.nullable;
    AGGREGATE.call(vec![array, start], vec![merge, finish], answer(data_type, nullable, shown))
}

/// `acc -> acc`, with the variable the merge calls its first.
fn identity(merge: &super::Lambda, start: &Typed) -> super::Lambda {
    let name = merge.variables.first().map_or_else(String::new, |(name, _)| name.clone());
    let column = datafusion::common::Column::new_unqualified(name.clone());
    let expr = datafusion::logical_expr::Expr::Column(column);
    let body = Typed::new(expr, start.data_type.clone(), true, super::VARIABLE_NAME);
    super::Lambda { variables: vec![(name, start.data_type.clone())], body }
}

/// All rows take their next element together; those that have none left drop out.
fn run(call: &Call) -> DfResult<ArrayRef> {
    let elements = Elements::of(call.value(0)?)?;
    let mut ranges: Vec<(u32, std::ops::Range<usize>)> =
        (0..call.rows).filter_map(|row| elements.range(row).map(|range| (row as u32, range))).collect();
    ranges.sort_by_key(|(_, range)| std::cmp::Reverse(range.len()));
    let rows = UInt32Array::from_iter_values(ranges.iter().map(|(row, _)| *row));
    let start = call.value(1)?;
    let mut so_far = take(start, &rows, None)?;
    let mut done: Vec<ArrayRef> = Vec::new();
    let mut step = 0;
    loop {
        let open = ranges.partition_point(|(_, range)| range.len() > step);
        if open < so_far.len() {
            done.push(so_far.slice(open, so_far.len() - open));
        }
        if open == 0 {
            break;
        }
        let positions = UInt32Array::from_iter_values(ranges[..open].iter().map(|(_, r)| (r.start + step) as u32));
        let next = take(&elements.values, &positions, None)?;
        let merged = call.evaluate(0, &[&so_far.slice(0, open), &next], &rows.slice(0, open))?;
        so_far = conform(&merged, start.data_type())?;
        step += 1;
    }
    done.reverse();
    let folded = match done.as_slice() {
        [] => take(start, &rows, None)?,
        parts => concat(&parts.iter().map(AsRef::as_ref).collect::<Vec<_>>())?,
    };
    let finished = call.evaluate(1, &[&folded], &rows)?;
    let mut places: Vec<Option<u32>> = vec![None; call.rows];
    for (place, row) in rows.values().iter().enumerate() {
        places[*row as usize] = Some(place as u32);
    }
    Ok(take(&finished, &UInt32Array::from(places), None)?)
}
