//! `array_contains`, `array_position`, `array_remove`, `map_contains_key`: a value among elements.

use arrow::array::{Array, AsArray};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, unexpected_input_type};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Picks, Returns, Spec, call_name, elements_of, keys_of};
use super::together::{array_and_value, exactly, meeting};
use crate::{Context, Typed, cast};

const ARRAY_VALUE: &[Param] = &[Param::Array, Param::Any];

/// NULL where the value is not found but an element is NULL.
pub(super) static CONTAINS: Spec = Spec::new("spark_array_contains", ARRAY_VALUE, Returns::BOOLEAN, |c| {
    let lists = elements_of(c, 0)?;
    let value = c.array(1)?;
    let keys = keys_of(&[&lists.values, value])?;
    c.rows(|row| {
        let at = c.row_of(1, row);
        let range = lists.range(row).filter(|_| value.is_valid(at))?;
        let found = range.clone().any(|i| lists.values.is_valid(i) && keys[0].row(i) == keys[1].row(at));
        let unknown = || range.clone().any(|i| lists.values.is_null(i));
        if found {
            Some(true)
        } else if unknown() {
            None
        } else {
            Some(false)
        }
    })
});

pub(super) static POSITION: Spec = Spec::new("spark_array_position", ARRAY_VALUE, Returns::LONG, |c| {
    let lists = elements_of(c, 0)?;
    let value = c.array(1)?;
    let keys = keys_of(&[&lists.values, value])?;
    c.rows(|row| {
        let at = c.row_of(1, row);
        let mut range = lists.range(row).filter(|_| value.is_valid(at))?;
        let found = range.position(|i| lists.values.is_valid(i) && keys[0].row(i) == keys[1].row(at));
        Some(found.map_or(0, |i| i as i64 + 1))
    })
});

pub(super) static REMOVE: Spec = Spec::new("spark_array_remove", ARRAY_VALUE, Returns::Argument(0), |c| {
    let lists = elements_of(c, 0)?;
    let value = c.array(1)?;
    let keys = keys_of(&[&lists.values, value])?;
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let at = c.row_of(1, row);
        let range = lists.range(row).filter(|_| value.is_valid(at));
        let other = |i: &usize| lists.values.is_null(*i) || keys[0].row(*i) != keys[1].row(at);
        picks.push(range.map(|r| r.filter(other).map(Some).collect::<Vec<_>>()))?;
    }
    picks.finish(&lists.values, &c.return_type)
});

pub(super) static CONTAINS_KEY: Spec =
    Spec::new("spark_map_contains_key", &[Param::Map, Param::Any], Returns::BOOLEAN, |c| {
        let lists = elements_of(c, 0)?;
        let value = c.array(1)?;
        let keys = keys_of(&[lists.values.as_struct().column(0), value])?;
        c.rows(|row| {
            let at = c.row_of(1, row);
            let mut range = lists.range(row).filter(|_| value.is_valid(at))?;
            Some(range.any(|i| keys[0].row(i) == keys[1].row(at)))
        })
    })
    .nullable();

/// `array_contains(array, value)`
pub(super) fn contains(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    let holds_null = args.first().is_some_and(|a| matches!(a.data_type, DataType::Array { contains_null: true, .. }));
    let built = build(context, "array_contains", args, &CONTAINS)?;
    Ok(Typed { nullable: built.nullable || holds_null, ..built })
}

/// `array_position(array, element)`
pub(super) fn position(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "array_position", args, &POSITION)
}

/// `array_remove(array, element)`: NULL where the element is.
pub(super) fn remove(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    if let [array, value] = args.as_slice()
        && value.data_type == DataType::Null
        && let Some((of, _)) = super::together::element(&array.data_type)
    {
        let (call, of) = (call_name("array_remove", &args), of.clone());
        let value = cast::coerce(context, value.clone(), &of)?;
        return REMOVE.apply(call, vec![array.clone(), value]);
    }
    build(context, "array_remove", args, &REMOVE)
}

fn build(context: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    let call = call_name(name, &args);
    let [array, value] = exactly(name, args)?;
    let (array, value) = array_and_value(context, name, &call, array, value)?;
    spec.apply(call, vec![array, value])
}

/// `map_contains_key(map, key)`
pub(super) fn contains_key(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name("map_contains_key", &args);
    let [map, key] = exactly(name, args)?;
    let DataType::Map { key: of, value, value_contains_null } = map.data_type.clone() else {
        return Err(unexpected_input_type(&call, 0, "\"MAP\"", &map.name, &map.data_type.sql_name()));
    };
    let to = meeting(&of, &key.data_type).filter(|_| key.data_type != DataType::Null);
    let Some(to) = to else {
        if key.data_type == DataType::Null {
            return Err(SparkError::new(&condition::DATATYPE_MISMATCH_NULL_TYPE)
                .with("sqlExpr", format!("\"{call}\""))
                .with("functionName", "`map_contains_key`"));
        }
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_MAP_FUNCTION_DIFF_TYPES)
            .with("sqlExpr", format!("\"{call}\""))
            .with("functionName", "`map_contains_key`")
            .with("dataType", "\"MAP\"")
            .with("leftType", to_sql_type(&map.data_type.sql_name()))
            .with("rightType", to_sql_type(&key.data_type.sql_name())));
    };
    let wanted = DataType::Map { key: Box::new(to.clone()), value, value_contains_null };
    let map = cast::coerce(context, map, &wanted)?;
    CONTAINS_KEY.apply(call, vec![map, cast::coerce(context, key, &to)?])
}
