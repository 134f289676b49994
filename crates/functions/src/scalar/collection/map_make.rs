//! `map_from_arrays`, `map_from_entries`, `map_concat`, `str_to_map`: maps made. A key may come once only.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, MapArray, StringBuilder, StructArray, UInt32Array};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::compute::take;
use arrow::datatypes::DataType as ArrowType;
use arrow::row::Rows;
use datafusion::common::config::{ConfigOptions, MapKeyDedupPolicy};
use datafusion::common::{Result as DfResult, ScalarValue};
use sparrow_spark_error::{Result, SparkError, condition, internal, to_sql_conf, unsupported};
use sparrow_spark_types::{DataType, StructType};

use super::super::spec::{
    Call, Default, Param, Returns, Spec, call_name, conform, elements_of, internal_type, joined, keys_of, too_large,
    unify_list,
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

/// The keys of maps to make: none may be NULL, and one that came before is refused or wins, as `spark.sql.mapKeyDedupPolicy` says.
pub(crate) struct MapKeys<'a> {
    rows: Rows,
    values: &'a ArrayRef,
    last_wins: bool,
}

impl<'a> MapKeys<'a> {
    /// These keys under the policy of the query.
    pub(crate) fn new(values: &'a ArrayRef, config: &ConfigOptions) -> DfResult<Self> {
        Self::of(values, last_key_wins(config))
    }

    fn of(values: &'a ArrayRef, last_wins: bool) -> DfResult<Self> {
        let rows = keys_of(&[values])?.pop().ok_or_else(|| internal("keys have no rows"))?;
        Ok(Self { rows, values, last_wins })
    }

    /// The entries of one map, as positions of keys and of values: a key stays where it came first, its value is the one that won.
    pub(crate) fn entries(&self, positions: impl Iterator<Item = usize>) -> Result<Vec<(usize, usize)>> {
        let mut seen = HashMap::new();
        let mut entries: Vec<(usize, usize)> = Vec::new();
        for position in positions {
            if self.values.is_null(position) || *self.values.data_type() == ArrowType::Null {
                return Err(SparkError::new(&condition::NULL_MAP_KEY));
            }
            match seen.entry(self.rows.row(position)) {
                Entry::Vacant(free) => {
                    free.insert(entries.len());
                    entries.push((position, position));
                }
                Entry::Occupied(known) if self.last_wins => entries[*known.get()].1 = position,
                Entry::Occupied(_) => {
                    let key = ScalarValue::try_from_array(self.values, position);
                    return Err(duplicate(key.map(|k| k.to_string()).unwrap_or_default()));
                }
            }
        }
        Ok(entries)
    }
}

/// Whether `spark.sql.mapKeyDedupPolicy` is `LAST_WIN`.
pub(crate) fn last_key_wins(config: &ConfigOptions) -> bool {
    matches!(config.spark.map_key_dedup_policy, MapKeyDedupPolicy::LastWin)
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

/// Maps under construction: positions of keys and values in their arrays.
struct Maps {
    keys: Vec<u32>,
    values: Vec<u32>,
    ends: Vec<i32>,
    valid: Vec<bool>,
}

impl Maps {
    fn new() -> Self {
        Self { keys: vec![], values: vec![], ends: vec![0], valid: vec![] }
    }

    fn push(&mut self, entries: Option<Vec<(usize, usize)>>) -> Result<()> {
        self.valid.push(entries.is_some());
        for (key, value) in entries.into_iter().flatten() {
            self.keys.push(key as u32);
            self.values.push(value as u32);
        }
        self.ends.push(i32::try_from(self.keys.len()).map_err(|_| too_large("map"))?);
        Ok(())
    }

    fn finish(self, keys: &ArrayRef, values: &ArrayRef, target: &ArrowType) -> DfResult<ArrayRef> {
        let fields = entry_fields(target)?;
        let ArrowType::Map(field, sorted) = target else { return Err(internal_type(target).into()) };
        let keys = conform(&take(keys, &UInt32Array::from(self.keys), None)?, fields[0].data_type())?;
        let values = conform(&take(values, &UInt32Array::from(self.values), None)?, fields[1].data_type())?;
        let entries = StructArray::try_new(fields, vec![keys, values], None)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let nulls = Some(self.valid.into());
        Ok(Arc::new(MapArray::try_new(field.clone(), offsets, entries, nulls, *sorted)?))
    }
}

fn from_arrays(c: &Call) -> DfResult<ArrayRef> {
    let (keys, values) = (elements_of(c, 0)?, elements_of(c, 1)?);
    let check = MapKeys::of(&keys.values, c.last_key_wins)?;
    let mut maps = Maps::new();
    for row in 0..c.rows {
        let (Some(k), Some(v)) = (keys.range(row), values.range(row)) else {
            maps.push(None)?;
            continue;
        };
        if k.len() != v.len() {
            return Err(SparkError::new(&condition::MAP_KEYS_VALUES_LENGTH).into());
        }
        let entries = check.entries(k.clone())?;
        let at = |(key, value): (usize, usize)| (key, value - k.start + v.start);
        maps.push(Some(entries.into_iter().map(at).collect()))?;
    }
    maps.finish(&keys.values, &values.values, &c.return_type)
}

fn from_entries(c: &Call) -> DfResult<ArrayRef> {
    let lists = elements_of(c, 0)?;
    let entries = lists.values.as_struct_opt().ok_or_else(|| internal_type(lists.values.data_type()))?;
    let check = MapKeys::of(entries.column(0), c.last_key_wins)?;
    let mut maps = Maps::new();
    for row in 0..c.rows {
        // A NULL entry makes the whole map NULL.
        let range = lists.range(row).filter(|r| r.clone().all(|i| entries.is_valid(i)));
        maps.push(range.map(|r| check.entries(r)).transpose()?)?;
    }
    maps.finish(entries.column(0), entries.column(1), &c.return_type)
}

fn concat(c: &Call) -> DfResult<ArrayRef> {
    let maps = (0..c.len()).map(|i| elements_of(c, i)).collect::<DfResult<Vec<_>>>()?;
    let mut values = maps[0].values.clone();
    let mut shifts = vec![0];
    for map in &maps[1..] {
        shifts.push(values.len());
        values = joined(&values, &map.values)?;
    }
    let entries = values.as_struct();
    let check = MapKeys::of(entries.column(0), c.last_key_wins)?;
    let mut made = Maps::new();
    for row in 0..c.rows {
        let shifted = |(map, shift): (&super::super::spec::Elements, &usize)| {
            map.range(row).map(|r| r.start + shift..r.end + shift)
        };
        let ranges = maps.iter().zip(&shifts).map(shifted).collect::<Option<Vec<_>>>();
        made.push(ranges.map(|r| check.entries(r.into_iter().flatten())).transpose()?)?;
    }
    made.finish(entries.column(0), entries.column(1), &c.return_type)
}

fn str_to_map(c: &Call) -> DfResult<ArrayRef> {
    let (text, pairs, between) = (c.column::<&str>(0)?, c.column::<&str>(1)?, c.column::<&str>(2)?);
    let (mut keys, mut values) = (StringBuilder::new(), StringBuilder::new());
    let mut ranges = Vec::with_capacity(c.rows);
    let mut count = 0;
    for row in 0..c.rows {
        let (Some(text), Some(pairs), Some(between)) = (text.get(row), pairs.get(row), between.get(row)) else {
            ranges.push(None);
            continue;
        };
        let start = count;
        for pair in split(text, pairs, usize::MAX)? {
            let parts = split(pair, between, 2)?;
            keys.append_value(parts[0]);
            values.append_option(parts.get(1));
            count += 1;
        }
        ranges.push(Some(start..count));
    }
    let (keys, values): (ArrayRef, ArrayRef) = (Arc::new(keys.finish()), Arc::new(values.finish()));
    let check = MapKeys::of(&keys, c.last_key_wins)?;
    let mut maps = Maps::new();
    for range in ranges {
        maps.push(range.map(|r| check.entries(r)).transpose()?)?;
    }
    maps.finish(&keys, &values, &c.return_type)
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
