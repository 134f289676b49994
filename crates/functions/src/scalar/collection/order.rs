//! `sort_array`, `array_sort`, `array_max`, `array_min`, `reverse`: the order of elements. NaN is the greatest number.

use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::{SortOptions, take};
use datafusion::common::Result as DfResult;
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::super::spec::{Call, Param, Picks, Returns, Spec, comparable, elements_of, keys_of};
use super::together::element;

const ARRAY: &[Param] = &[Param::Array];

/// `array_max(array)`
pub(super) static MAX: Spec =
    Spec::new("spark_array_max", ARRAY, Returns::Of(element_type), |c| extreme(c, true)).nullable();

/// `array_min(array)`
pub(super) static MIN: Spec =
    Spec::new("spark_array_min", ARRAY, Returns::Of(element_type), |c| extreme(c, false)).nullable();

/// `sort_array(array[, ascendingOrder])`: NULLs come first, or last when descending.
pub(super) static SORT_ARRAY: Spec =
    Spec::new("spark_sort_array", &[Param::Array, Param::BOOLEAN], Returns::Argument(0), |c| {
        let up = c.column::<bool>(1)?;
        let lists = elements_of(c, 0)?;
        let ascending = comparable(&[&lists.values], SortOptions { descending: false, nulls_first: true })?;
        let mut picks = Picks::new(c.rows);
        for row in 0..c.rows {
            let (Some(range), Some(up)) = (lists.range(row), up.get(row)) else {
                picks.push(None::<Vec<Option<usize>>>)?;
                continue;
            };
            let mut order: Vec<usize> = range.collect();
            order.sort_by(|a, b| ascending[0].row(*a).cmp(&ascending[0].row(*b)));
            if !up {
                order.reverse();
            }
            picks.push(Some(order.into_iter().map(Some)))?;
        }
        picks.finish(&lists.values, &c.return_type)
    })
    .defaults(&[super::super::spec::Default::True]);

/// `array_sort(array)`: NULLs come last.
pub(crate) static ARRAY_SORT: Spec = Spec::new("spark_array_sort", ARRAY, Returns::Argument(0), |c| {
    let lists = elements_of(c, 0)?;
    let keys = comparable(&[&lists.values], SortOptions { descending: false, nulls_first: false })?;
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let sorted = lists.range(row).map(|range| {
            let mut order: Vec<usize> = range.collect();
            order.sort_by(|a, b| keys[0].row(*a).cmp(&keys[0].row(*b)));
            order.into_iter().map(Some)
        });
        picks.push(sorted)?;
    }
    picks.finish(&lists.values, &c.return_type)
});

/// `reverse(array)`
pub(crate) static REVERSE: Spec = Spec::new("spark_array_reverse", ARRAY, Returns::Argument(0), |c| {
    let lists = elements_of(c, 0)?;
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        picks.push(lists.range(row).map(|range| range.rev().map(Some)))?;
    }
    picks.finish(&lists.values, &c.return_type)
});

fn extreme(c: &Call, greatest: bool) -> DfResult<ArrayRef> {
    let lists = elements_of(c, 0)?;
    let keys = keys_of(&[&lists.values])?;
    let best = |row: usize| {
        let valid = lists.range(row)?.filter(|i| lists.values.is_valid(*i));
        let key = |i: &usize| keys[0].row(*i);
        if greatest { valid.max_by_key(key) } else { valid.min_by_key(key) }
    };
    let positions: UInt32Array = (0..c.rows).map(|row| best(row).map(|i| i as u32)).collect();
    Ok(take(&lists.values, &positions, None)?)
}

fn element_type(args: &[DataType]) -> Result<DataType> {
    Ok(args.first().and_then(element).map_or(DataType::Null, |(of, _)| of.clone()))
}
