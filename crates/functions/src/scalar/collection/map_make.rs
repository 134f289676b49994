//! `map_from_arrays`, `map_from_entries`, `map_concat`, `str_to_map`: maps made. A key may come once only.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringBuilder, StructArray};
use arrow::datatypes::{DataType as ArrowType, Field as ArrowField};
use arrow::row::Rows;
use datafusion::common::{Result as DfResult, ScalarValue};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_conf, unsupported};
use sparrow_spark_types::{DataType, StructType};

use super::super::spec::{
    Call, Default, Param, Picks, Returns, Spec, call_name, elements_of, internal_type, joined, keys_of, unify_list,
};
use super::super::string::pattern::to_rust;
use super::together::element;
use crate::{Context, Typed};

/// `map_from_arrays(keys, values)`
pub(super) static FROM_ARRAYS: Spec =
    Spec::new("spark_map_from_arrays", &[Param::Array, Param::Array], Returns::Of(arrays_type), from_arrays);

/// `map_from_entries(arrayOfEntries)`
pub(super) static FROM_ENTRIES: Spec =
    Spec::new("spark_map_from_entries", &[Param::Array], Returns::Of(entries_type), from_entries)
        .nullable_by_elements();

/// `str_to_map(text[, pairDelim[, keyValueDelim]])`
pub(super) static STR_TO_MAP: Spec = Spec::new(
    "spark_str_to_map",
    &[Param::STRING, Param::STRING, Param::STRING],
    Returns::Of(|_| Ok(DataType::map(DataType::String, DataType::String))),
    str_to_map,
)
.defaults(&[Default::Text(","), Default::Text(":")]);

pub(super) static CONCAT: Spec = Spec::new("spark_map_concat", &[Param::Map], Returns::Argument(0), concat).variadic(1);

/// `map_concat(map, …)`
pub(super) fn map_concat(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name(name, &args);
    if args.is_empty() {
        return Err(unsupported("`map_concat` without arguments"));
    }
    let types: Vec<_> = args.iter().map(|a| format!("\"{}\"", a.data_type.sql_name())).collect();
    let is_map = |a: &Typed| matches!(a.data_type, DataType::Map { .. } | DataType::Null);
    let maps = if args.iter().all(is_map) { unify_list(context, args)? } else { None };
    let Some(maps) = maps else {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_MAP_CONCAT_DIFF_TYPES)
            .with("sqlExpr", format!("\"{call}\""))
            .with("functionName", "`map_concat`")
            .with("dataType", format!("[{}]", types.join(", "))));
    };
    CONCAT.apply(call, maps)
}

fn arrays_type(args: &[DataType]) -> Result<DataType> {
    let of = |i: usize| args.get(i).and_then(element).map_or((DataType::Null, true), |(t, n)| (t.clone(), n));
    let ((key, _), (value, value_contains_null)) = (of(0), of(1));
    Ok(DataType::Map { key: Box::new(key), value: Box::new(value), value_contains_null })
}

fn entries_type(args: &[DataType]) -> Result<DataType> {
    match args.first().and_then(element) {
        Some((DataType::Struct(StructType { fields }), _)) if fields.len() == 2 => Ok(DataType::Map {
            key: Box::new(fields[0].data_type.clone()),
            value: Box::new(fields[1].data_type.clone()),
            value_contains_null: fields[1].nullable,
        }),
        _ => Err(unsupported("`map_from_entries` of other than pairs")),
    }
}

/// Refuses a key that is NULL or came before.
struct Keys<'a> {
    rows: &'a Rows,
    values: &'a ArrayRef,
}

impl Keys<'_> {
    fn check(&self, positions: impl Iterator<Item = usize>) -> Result<()> {
        let mut seen = HashSet::new();
        for position in positions {
            if self.values.is_null(position) {
                return Err(SparkError::new(&condition::NULL_MAP_KEY));
            }
            if !seen.insert(self.rows.row(position)) {
                let key = ScalarValue::try_from_array(self.values, position);
                return Err(duplicate(key.map(|k| k.to_string()).unwrap_or_default()));
            }
        }
        Ok(())
    }
}

fn duplicate(key: String) -> SparkError {
    SparkError::new(&condition::DUPLICATED_MAP_KEY)
        .with("key", key)
        .with("mapKeyDedupPolicy", to_sql_conf("spark.sql.mapKeyDedupPolicy"))
}

/// The entries of a map type.
fn entry_fields(map: &ArrowType) -> DfResult<arrow::datatypes::Fields> {
    match map {
        ArrowType::Map(entries, _) => match entries.data_type() {
            ArrowType::Struct(fields) => Ok(fields.clone()),
            other => Err(internal_type(other).into()),
        },
        other => Err(internal_type(other).into()),
    }
}

fn nothing() -> Option<Vec<Option<usize>>> {
    None
}

fn from_arrays(c: &Call) -> DfResult<ArrayRef> {
    let (keys, values) = (elements_of(c, 0)?, elements_of(c, 1)?);
    let rows = keys_of(&[&keys.values])?;
    let check = Keys { rows: &rows[0], values: &keys.values };
    let (mut picks, mut value_picks) = (Picks::new(c.rows), Picks::new(c.rows));
    for row in 0..c.rows {
        let (Some(k), Some(v)) = (keys.range(row), values.range(row)) else {
            picks.push(nothing())?;
            value_picks.push(nothing())?;
            continue;
        };
        if k.len() != v.len() {
            return Err(SparkError::new(&condition::MAP_KEYS_VALUES_LENGTH).into());
        }
        check.check(k.clone())?;
        picks.push(Some(k.map(Some)))?;
        value_picks.push(Some(v.map(Some)))?;
    }
    let fields = entry_fields(&c.return_type)?;
    let list = |field: &ArrowField| ArrowType::List(Arc::new(field.clone()));
    let keys = picks.finish(&keys.values, &list(&fields[0]))?;
    let values = value_picks.finish(&values.values, &list(&fields[1]))?;
    let (keys, values) = (keys.as_list::<i32>(), values.as_list::<i32>());
    let entries = StructArray::try_new(fields, vec![keys.values().clone(), values.values().clone()], None)?;
    let ArrowType::Map(field, sorted) = &c.return_type else { return Err(internal_type(&c.return_type).into()) };
    let (offsets, nulls) = (keys.offsets().clone(), keys.nulls().cloned());
    Ok(Arc::new(arrow::array::MapArray::try_new(field.clone(), offsets, entries, nulls, *sorted)?))
}

fn from_entries(c: &Call) -> DfResult<ArrayRef> {
    let lists = elements_of(c, 0)?;
    let entries = lists.values.as_struct_opt().ok_or_else(|| internal_type(lists.values.data_type()))?;
    let rows = keys_of(&[entries.column(0)])?;
    let check = Keys { rows: &rows[0], values: entries.column(0) };
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        // A NULL entry makes the whole map NULL.
        let range = lists.range(row).filter(|r| r.clone().all(|i| entries.is_valid(i)));
        if let Some(range) = range.clone() {
            check.check(range)?;
        }
        picks.push(range.map(|r| r.map(Some)))?;
    }
    picks.finish(&rename(entries, &c.return_type)?, &c.return_type)
}

/// The pairs under a map's own field names; what is dropped may hold NULL keys, so keys are nullable here.
fn rename(pairs: &StructArray, map: &ArrowType) -> DfResult<ArrayRef> {
    let loose = |f: &Arc<ArrowField>| Arc::new(f.as_ref().clone().with_nullable(true));
    let fields = entry_fields(map)?.iter().map(loose).collect();
    Ok(Arc::new(StructArray::try_new(fields, pairs.columns().to_vec(), None)?))
}

fn concat(c: &Call) -> DfResult<ArrayRef> {
    let maps = (0..c.len()).map(|i| elements_of(c, i)).collect::<DfResult<Vec<_>>>()?;
    let mut values = maps[0].values.clone();
    let mut shifts = vec![0];
    for map in &maps[1..] {
        shifts.push(values.len());
        values = joined(&values, &map.values)?;
    }
    let keys = values.as_struct().column(0);
    let rows = keys_of(&[keys])?;
    let check = Keys { rows: &rows[0], values: keys };
    let mut picks = Picks::new(c.rows);
    for row in 0..c.rows {
        let shifted = |(map, shift): (&super::super::spec::Elements, &usize)| {
            map.range(row).map(|r| r.start + shift..r.end + shift)
        };
        let ranges = maps.iter().zip(&shifts).map(shifted).collect::<Option<Vec<_>>>();
        let positions = ranges.map(|r| r.into_iter().flatten().collect::<Vec<_>>());
        check.check(positions.iter().flatten().copied())?;
        picks.push(positions.map(|p| p.into_iter().map(Some)))?;
    }
    picks.finish(&values, &c.return_type)
}

fn str_to_map(c: &Call) -> DfResult<ArrayRef> {
    let (text, pairs, between) = (c.column::<&str>(0)?, c.column::<&str>(1)?, c.column::<&str>(2)?);
    let (mut keys, mut values) = (StringBuilder::new(), StringBuilder::new());
    let (mut picks, mut count) = (Picks::new(c.rows), 0);
    for row in 0..c.rows {
        let (Some(text), Some(pairs), Some(between)) = (text.get(row), pairs.get(row), between.get(row)) else {
            picks.push(nothing())?;
            continue;
        };
        let start = count;
        let mut seen = HashSet::new();
        for pair in split(text, pairs, usize::MAX)? {
            let parts = split(pair, between, 2)?;
            if !seen.insert(parts[0]) {
                return Err(duplicate(parts[0].to_owned()).into());
            }
            keys.append_value(parts[0]);
            values.append_option(parts.get(1));
            count += 1;
        }
        picks.push(Some((start..count).map(Some)))?;
    }
    let fields = entry_fields(&c.return_type)?;
    let columns: Vec<ArrayRef> = vec![Arc::new(keys.finish()), Arc::new(values.finish())];
    picks.finish(&StructArray::try_new(fields, columns, None)?, &c.return_type)
}

fn split<'a>(text: &'a str, pattern: &str, most: usize) -> Result<Vec<&'a str>> {
    let invalid = |_| {
        SparkError::new(&condition::INVALID_PARAMETER_VALUE_PATTERN)
            .with("parameter", "`delimiter`")
            .with("functionName", "`str_to_map`")
            .with("value", sparrow_spark_error::to_sql_value(pattern))
    };
    let regex = fancy_regex::Regex::new(&to_rust(pattern)).map_err(invalid)?;
    regex.splitn(text, most).collect::<std::result::Result<_, _>>().map_err(invalid)
}
