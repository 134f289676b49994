//! `array_distinct`, `array_union`, `array_intersect`, `array_except`, `arrays_overlap`: arrays as sets. NULL equals NULL here.

use std::collections::HashSet;

use arrow::array::{Array, ArrayRef};
use arrow::row::Row;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::super::spec::{Call, Param, Picks, Returns, Spec, call_name, elements_of, joined, keys_of};
use super::together::{array_of, element, exactly, two_arrays};
use crate::{Context, Typed};

const TWO: &[Param] = &[Param::Array, Param::Array];

/// `array_distinct(array)`
pub(super) static DISTINCT: Spec = Spec::new("spark_array_distinct", &[Param::Array], Returns::Argument(0), |c| {
    let lists = elements_of(c, 0)?;
    let keys = keys_of(&[&lists.values])?;
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let mut seen = HashSet::new();
        let fresh = |i: &usize| seen.insert(keys[0].row(*i));
        picks.push(lists.range(row).map(|r| r.filter(fresh).map(Some).collect::<Vec<_>>()))?;
    }
    picks.finish(&lists.values, &c.return_type)
});

pub(super) static UNION: Spec =
    Spec::new("spark_array_union", TWO, Returns::Of(|a| merged(a, |m, n| m || n)), |c| combined(c, Operation::Union));
pub(super) static INTERSECT: Spec =
    Spec::new("spark_array_intersect", TWO, Returns::Of(|a| merged(a, |m, n| m && n)), |c| {
        combined(c, Operation::Intersect)
    });
pub(super) static EXCEPT: Spec =
    Spec::new("spark_array_except", TWO, Returns::Argument(0), |c| combined(c, Operation::Except));

pub(super) static OVERLAP: Spec = Spec::new("spark_arrays_overlap", TWO, Returns::BOOLEAN, |c| {
    let (left, right) = (elements_of(c, 0)?, elements_of(c, 1)?);
    let keys = keys_of(&[&left.values, &right.values])?;
    c.rows(|row| {
        let (a, b) = (left.range(row)?, right.range(row)?);
        let mut known: HashSet<Row> = HashSet::new();
        known.extend(b.clone().filter(|i| right.values.is_valid(*i)).map(|i| keys[1].row(i)));
        if a.clone().any(|i| left.values.is_valid(i) && known.contains(&keys[0].row(i))) {
            return Some(true);
        }
        let holds_null = a.clone().any(|i| left.values.is_null(i)) || b.clone().any(|i| right.values.is_null(i));
        (a.is_empty() || b.is_empty() || !holds_null).then_some(false)
    })
});

#[derive(Clone, Copy, PartialEq)]
enum Operation {
    Union,
    Intersect,
    Except,
}

fn combined(c: &Call, operation: Operation) -> DfResult<ArrayRef> {
    let (left, right) = (elements_of(c, 0)?, elements_of(c, 1)?);
    let values = joined(&left.values, &right.values)?;
    let keys = keys_of(&[&values])?;
    let shift = left.values.len();
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let (Some(a), Some(b)) = (left.range(row), right.range(row)) else {
            picks.push(None::<Vec<Option<usize>>>)?;
            continue;
        };
        let b = b.start + shift..b.end + shift;
        let mut seen: HashSet<Row> = HashSet::new();
        let kept: Vec<_> = if operation == Operation::Union {
            a.chain(b).filter(|i| seen.insert(keys[0].row(*i))).map(Some).collect()
        } else {
            let other: HashSet<Row> = b.map(|i| keys[0].row(i)).collect();
            let wanted = |i: &usize| other.contains(&keys[0].row(*i)) == (operation == Operation::Intersect);
            a.filter(|i| wanted(i) && seen.insert(keys[0].row(*i))).map(Some).collect()
        };
        picks.push(Some(kept))?;
    }
    picks.finish(&values, &c.return_type)
}

fn merged(args: &[DataType], holds_null: fn(bool, bool) -> bool) -> Result<DataType> {
    Ok(match args {
        [a, b] => match (element(a), element(b)) {
            (Some((of, m)), Some((_, n))) => array_of(of.clone(), holds_null(m, n)),
            _ => a.clone(),
        },
        _ => DataType::Null,
    })
}

/// `array_union(array1, array2)`
pub(super) fn union(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "array_union", args, &UNION)
}

/// `array_intersect(array1, array2)`
pub(super) fn intersect(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "array_intersect", args, &INTERSECT)
}

/// `array_except(array1, array2)`
pub(super) fn except(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "array_except", args, &EXCEPT)
}

/// `arrays_overlap(a1, a2)`
pub(super) fn overlap(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    let holds_null = |a: &Typed| element(&a.data_type).is_none_or(|(_, contains_null)| contains_null);
    let nullable = args.iter().any(holds_null);
    let built = build(context, "arrays_overlap", args, &OVERLAP)?;
    Ok(Typed { nullable: nullable || built.nullable, ..built })
}

fn build(context: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    let call = call_name(name, &args);
    let [left, right] = exactly(name, args)?;
    let (left, right) = two_arrays(context, name, &call, left, right)?;
    spec.apply(call, vec![left, right])
}
