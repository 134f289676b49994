//! `concat` of arrays and `flatten`: arrays end to end.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition, unexpected_input_type};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Picks, Returns, Spec, elements_of, internal_type, joined};
use super::together::{array_of, element, meeting};
use crate::{Context, Typed, cast};

pub(super) static CONCAT: Spec = Spec::new("spark_array_concat", &[Param::Array], Returns::Of(concat_type), |c| {
    let lists = (0..c.len()).map(|i| elements_of(c, i)).collect::<DfResult<Vec<_>>>()?;
    let mut values = lists[0].values.clone();
    let mut shifts = vec![0];
    for list in &lists[1..] {
        shifts.push(values.len());
        values = joined(&values, &list.values)?;
    }
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let shifted = |(list, shift): (&super::super::spec::Elements, &usize)| {
            list.range(row).map(|r| r.start + shift..r.end + shift)
        };
        let ranges = lists.iter().zip(&shifts).map(shifted).collect::<Option<Vec<_>>>();
        picks.push(ranges.map(|r| r.into_iter().flatten().map(Some)))?;
    }
    picks.finish(&values, &c.return_type)
})
.variadic(1);

/// `flatten(arrayOfArrays)`: NULL where an inner array is.
pub(super) static FLATTEN: Spec = Spec::new("spark_flatten", &[Param::Array], Returns::Of(inner_type), |c| {
    let outer = elements_of(c, 0)?;
    let inner: ArrayRef = outer.values.clone();
    let ArrowType::List(_) = inner.data_type() else { return Err(internal_type(inner.data_type()).into()) };
    let inner = inner.as_list::<i32>();
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let range = |i: usize| inner.is_valid(i).then(|| inner.offsets()[i] as usize..inner.offsets()[i + 1] as usize);
        let ranges = outer.range(row).and_then(|r| r.map(range).collect::<Option<Vec<_>>>());
        picks.push(ranges.map(|r| r.into_iter().flatten().map(Some)))?;
    }
    picks.finish(inner.values(), &c.return_type)
})
.nullable_by_elements();

fn concat_type(args: &[DataType]) -> Result<DataType> {
    let holds_null = args.iter().filter_map(element).any(|(_, holds_null)| holds_null);
    let of = args.first().and_then(element).map(|(of, _)| of.clone());
    Ok(array_of(of.unwrap_or(DataType::Null), holds_null))
}

fn inner_type(args: &[DataType]) -> Result<DataType> {
    match args.first().and_then(element) {
        Some((inner @ DataType::Array { .. }, _)) => Ok(inner.clone()),
        _ => {
            let found = args.first().map(DataType::sql_name).unwrap_or_default();
            Err(unexpected_input_type("flatten", 0, "\"ARRAY\" of \"ARRAY\"", "", &found))
        }
    }
}

/// `concat(array1, …)`
pub(crate) fn concat(context: &Context, call: String, args: Vec<Typed>) -> Result<Typed> {
    let of = |a: &Typed| element(&a.data_type).map_or(DataType::Null, |(of, _)| of.clone());
    let mut types = args.iter().map(of);
    let first = types.next().unwrap_or(DataType::Null);
    let Some(to) = types.try_fold(first, |to, next| meeting(&to, &next)) else {
        let types: Vec<_> = args.iter().map(|a| format!("\"{}\"", a.data_type.sql_name())).collect();
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_DATA_DIFF_TYPES)
            .with("sqlExpr", format!("\"{call}\""))
            .with("functionName", "`concat`")
            .with("dataType", format!("({})", types.join(" or "))));
    };
    let fit = |a: Typed| {
        let holds_null = element(&a.data_type).is_none_or(|(_, holds_null)| holds_null);
        cast::coerce(context, a, &array_of(to.clone(), holds_null))
    };
    CONCAT.apply(call.clone(), args.into_iter().map(fit).collect::<Result<_>>()?)
}
