//! `arrays_zip`: the n-th elements of several arrays together.

use std::sync::Arc;

use arrow::array::{ArrayRef, StructArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result as DfResult;
use datafusion::logical_expr::Expr;
use sparrow_spark_error::Result;
use sparrow_spark_types::{DataType, Field, StructType};

use super::super::spec::{Call, Param, Picks, Returns, Spec, accept, call_name, elements_of, internal_type, null_of};
use super::together::{array_of, element};
use crate::{Context, Typed};

/// A NULL of the type to answer, then the arrays.
pub(super) static ZIP: Spec = Spec::new("spark_arrays_zip", &[Param::Any], Returns::Argument(0), zipped).variadic(1);

/// `arrays_zip(a1, …)`: fields are named as the columns, others by their position.
pub(super) fn zip(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name("arrays_zip", &args);
    let fit = |(i, a)| accept(context, &call, i, a, Param::Array);
    let args = args.into_iter().enumerate().map(fit).collect::<Result<Vec<_>>>()?;
    let name = |(i, a): (usize, &Typed)| match &a.expr {
        Expr::Column(_) => a.name.clone(),
        _ => i.to_string(),
    };
    let names: Vec<String> = args.iter().enumerate().map(name).collect();
    let of = |a: &Typed| element(&a.data_type).map_or(DataType::Null, |(of, _)| of.clone());
    let fields = args.iter().zip(names).map(|(a, name)| Field::new(name, of(a), true)).collect();
    let result = array_of(DataType::Struct(StructType::new(fields)), false);
    let nullable = args.iter().any(|a| a.nullable);
    let all = std::iter::once(null_of(&result)).chain(args).collect();
    Ok(Typed { nullable, ..ZIP.apply(call, all)? })
}

fn zipped(c: &Call) -> DfResult<ArrayRef> {
    let lists = (1..c.len()).map(|i| elements_of(c, i)).collect::<DfResult<Vec<_>>>()?;
    let mut columns: Vec<Vec<Option<u32>>> = vec![Vec::new(); lists.len()];
    let (mut picks, mut count) = (Picks::new(c.rows), 0);
    for row in 0..c.rows {
        let Some(ranges) = lists.iter().map(|l| l.range(row)).collect::<Option<Vec<_>>>() else {
            picks.push(None::<Vec<Option<usize>>>)?;
            continue;
        };
        let longest = ranges.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
        for (column, range) in columns.iter_mut().zip(&ranges) {
            column.extend((0..longest).map(|i| (i < range.len()).then_some((range.start + i) as u32)));
        }
        picks.push(Some((count..count + longest).map(Some)))?;
        count += longest;
    }
    let ArrowType::List(field) = &c.return_type else { return Err(internal_type(&c.return_type).into()) };
    let ArrowType::Struct(fields) = field.data_type() else { return Err(internal_type(&c.return_type).into()) };
    let picked = columns.into_iter().zip(&lists);
    let picked = picked.map(|(p, list)| Ok(take(&list.values, &UInt32Array::from(p), None)?));
    let picked = picked.collect::<DfResult<Vec<ArrayRef>>>()?;
    let rows = StructArray::try_new_with_length(fields.clone(), picked, None, count)?;
    picks.finish(&(Arc::new(rows) as ArrayRef), &c.return_type)
}
