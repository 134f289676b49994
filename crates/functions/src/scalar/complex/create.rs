//! `array`, `map`, `struct` and `named_struct`.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, MapArray, StructArray, UInt32Array, new_empty_array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::{interleave, take};
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs, lit};
use sparrow_spark_error::{Result, SparkError, condition, internal, to_sql_conf, to_sql_type, wrong_num_args};
use sparrow_spark_types::{DataType, Field, StructType};

use super::super::spec::{call_name, conform, keys_of, unify_list};
use crate::cast::to_display_strings;
use crate::kernel::{Kernel, Returns, over_arrays, target, text_argument};
use crate::{Context, Typed};

const DEDUP_POLICY: &str = "spark.sql.mapKeyDedupPolicy";

/// `spark_array(element, …, NULL::array)`
pub(super) static ARRAY: Kernel = Kernel::new("spark_array", Returns::Last, run_array);
/// `spark_map(policy, key, value, …, NULL::map)`
pub(super) static MAP: Kernel = Kernel::new("spark_map", Returns::Last, run_map);
/// `spark_struct(value, …, NULL::struct)`
pub(super) static STRUCT: Kernel = Kernel::new("spark_struct", Returns::Last, run_struct);

pub(super) fn array(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name("array", &args);
    let types: Vec<_> = args.iter().map(|a| to_sql_type(&a.data_type.sql_name())).collect();
    let Some(args) = unify_list(context, args)? else { return Err(different_types(&shown, name, &types)) };
    let element = args.first().map_or(DataType::Null, |a| a.data_type.clone());
    let data_type = DataType::Array { element: Box::new(element), contains_null: args.iter().any(|a| a.nullable) };
    let mut exprs: Vec<Expr> = args.into_iter().map(|a| a.expr).collect();
    exprs.push(target(&data_type));
    Ok(Typed::new(ARRAY.call(exprs), data_type, false, shown))
}

fn different_types(call: &str, function: &str, types: &[String]) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_DATA_DIFF_TYPES)
        .with("sqlExpr", format!("\"{call}\""))
        .with("functionName", format!("`{function}`"))
        .with("dataType", format!("[{}]", types.join(", ")))
}

/// Keys and values in turn.
pub(super) fn map(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if !args.len().is_multiple_of(2) {
        return Err(wrong_num_args(name, "2n (n > 0)", args.len()));
    }
    let shown = call_name("map", &args);
    let types: Vec<_> = args.iter().map(|a| to_sql_type(&a.data_type.sql_name())).collect();
    let (mut keys, mut values) = (Vec::new(), Vec::new());
    for (i, arg) in args.into_iter().enumerate() {
        if i % 2 == 0 { keys.push(arg) } else { values.push(arg) }
    }
    let (Some(keys), Some(values)) = (unify_list(context, keys)?, unify_list(context, values)?) else {
        return Err(different_types(&shown, "map", &types));
    };
    let of = |side: &[Typed]| Box::new(side.first().map_or(DataType::Null, |a| a.data_type.clone()));
    let value_contains_null = values.iter().any(|v| v.nullable);
    let data_type = DataType::Map { key: of(&keys), value: of(&values), value_contains_null };
    let mut exprs = vec![lit(context.conf(DEDUP_POLICY).unwrap_or("EXCEPTION"))];
    exprs.extend(keys.into_iter().zip(values).flat_map(|(key, value)| [key.expr, value.expr]));
    exprs.push(target(&data_type));
    Ok(Typed::new(MAP.call(exprs), data_type, false, shown))
}

/// Fields are named `col1`, `col2` …, or as the column they are.
pub(super) fn struct_of(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name(name, &args);
    let field_name = |(i, arg): (usize, &Typed)| match &arg.expr {
        Expr::Column(_) => arg.name.clone(),
        _ => format!("col{}", i + 1),
    };
    let names: Vec<String> = args.iter().enumerate().map(field_name).collect();
    let _ = context;
    Ok(build_struct(names.into_iter().zip(args).collect(), shown))
}

/// Names and values in turn; names are constant strings.
pub(super) fn named_struct(_: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if args.is_empty() || !args.len().is_multiple_of(2) {
        return Err(wrong_num_args(name, "2n (n > 0)", args.len()));
    }
    let shown = call_name(name, &args);
    let mut fields = Vec::with_capacity(args.len() / 2);
    let mut pending = None;
    let mut bad = Vec::new();
    for arg in args {
        match pending.take() {
            Some(field) => fields.push((field, arg)),
            None => match arg.constant() {
                Some(ScalarValue::Utf8(Some(text))) => pending = Some(text.clone()),
                _ => {
                    bad.push(format!("\"{}\"", arg.name));
                    pending = Some(String::new());
                }
            },
        }
    }
    if !bad.is_empty() {
        return Err(not_a_name(&shown, &bad));
    }
    Ok(build_struct(fields, shown))
}

fn not_a_name(call: &str, inputs: &[String]) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_CREATE_NAMED_STRUCT)
        .with("sqlExpr", format!("\"{call}\""))
        .with("inputExprs", format!("[{}]", inputs.join(", ")))
}

/// A struct of these fields.
pub(super) fn build_struct(fields: Vec<(String, Typed)>, shown: String) -> Typed {
    let field = |(name, value): &(String, Typed)| Field::new(name.clone(), value.data_type.clone(), value.nullable);
    let data_type = DataType::Struct(StructType::new(fields.iter().map(field).collect()));
    let mut exprs: Vec<Expr> = fields.into_iter().map(|(_, value)| value.expr).collect();
    exprs.push(target(&data_type));
    Typed::new(STRUCT.call(exprs), data_type, false, shown)
}

fn run_array(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let goal = args.return_field.data_type();
    let ArrowType::List(field) = goal else { return Err(internal("an array is a list").into()) };
    let count = args.args.len() - 1;
    if count == 0 {
        let empty =
            ListArray::try_new(field.clone(), OffsetBuffer::new_zeroed(1), new_empty_array(field.data_type()), None)?;
        return Ok(ColumnarValue::Scalar(ScalarValue::List(Arc::new(empty))));
    }
    over_arrays(args, count, |arrays| {
        let rows = arrays[0].len();
        let values = in_turn(arrays, field.data_type())?;
        let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(count, rows));
        Ok(Arc::new(ListArray::try_new(field.clone(), offsets, values, None)?))
    })
}

/// The first row of each array, the second row of each …
fn in_turn(arrays: &[ArrayRef], goal: &ArrowType) -> Result<ArrayRef> {
    let arrays = arrays.iter().map(|a| conform(a, goal)).collect::<DfResult<Vec<_>>>()?;
    let rows = arrays.first().map_or(0, |a| a.len());
    let picks: Vec<(usize, usize)> = (0..rows).flat_map(|row| (0..arrays.len()).map(move |i| (i, row))).collect();
    let values: Vec<&dyn Array> = arrays.iter().map(Arc::as_ref).collect();
    Ok(interleave(&values, &picks)?)
}

fn run_struct(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let ArrowType::Struct(fields) = args.return_field.data_type() else { return Err(internal("a struct").into()) };
    over_arrays(args, args.args.len() - 1, |arrays| {
        let columns = arrays.iter().zip(fields).map(|(a, f)| conform(a, f.data_type())).collect::<DfResult<_>>()?;
        let rows = arrays.first().map_or(args.number_rows, |a| a.len());
        Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), columns, None, rows)?))
    })
}

fn run_map(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let last_wins = text_argument(args, 0).is_some_and(|policy| policy.eq_ignore_ascii_case("LAST_WIN"));
    let goal = args.return_field.data_type().clone();
    // The policy comes along as the first array.
    over_arrays(args, args.args.len() - 1, |arrays| {
        let rows = arrays[0].len();
        let sides = |first: usize| arrays[1..].iter().skip(first).step_by(2).cloned().collect::<Vec<_>>();
        make_map(&sides(0), &sides(1), rows, &goal, last_wins)
    })
}

fn make_map(
    keys: &[ArrayRef],
    values: &[ArrayRef],
    rows: usize,
    goal: &ArrowType,
    last_wins: bool,
) -> Result<ArrayRef> {
    let ArrowType::Map(field, ordered) = goal else { return Err(internal("a map is a map")) };
    let ArrowType::Struct(parts) = field.data_type() else { return Err(internal("a map has entries")) };
    let entry_count = keys.len();
    if entry_count == 0 {
        let empty = parts.iter().map(|f| new_empty_array(f.data_type())).collect();
        let entries = StructArray::try_new(parts.clone(), empty, None)?;
        return Ok(Arc::new(MapArray::try_new(
            field.clone(),
            OffsetBuffer::new_zeroed(rows),
            entries,
            None,
            *ordered,
        )?));
    }
    let keys = in_turn(keys, parts[0].data_type())?;
    let values = in_turn(values, parts[1].data_type())?;
    if keys.logical_null_count() > 0 {
        return Err(SparkError::new(&condition::NULL_MAP_KEY));
    }
    let bytes = keys_of(&[&keys])?;
    let bytes = bytes.first().ok_or_else(|| internal("one column of keys"))?;
    let (mut kept, mut lengths): (Vec<u32>, Vec<usize>) = (Vec::with_capacity(keys.len()), Vec::with_capacity(rows));
    for row in 0..rows {
        let range = row * entry_count..(row + 1) * entry_count;
        let mut seen = HashSet::with_capacity(entry_count);
        let before = kept.len();
        for entry in range {
            if seen.insert(bytes.row(entry)) {
                kept.push(entry as u32);
            } else if last_wins {
                // The entry stays where its key first stood.
                let first = kept[before..].iter_mut().find(|k| bytes.row(**k as usize) == bytes.row(entry));
                first.into_iter().for_each(|k| *k = entry as u32);
            } else {
                return Err(duplicate_key(&keys, entry)?);
            }
        }
        lengths.push(kept.len() - before);
    }
    let kept = UInt32Array::from(kept);
    let columns = vec![take(&keys, &kept, None)?, take(&values, &kept, None)?];
    let entries = StructArray::try_new(parts.clone(), columns, None)?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(MapArray::try_new(field.clone(), offsets, entries, None, *ordered)?))
}

fn duplicate_key(keys: &ArrayRef, entry: usize) -> Result<SparkError> {
    let key_type = sparrow_spark_types::arrow::from_arrow(keys.data_type())?;
    let key = to_display_strings(&keys.slice(entry, 1), &key_type, "UTC")?;
    Ok(SparkError::new(&condition::DUPLICATED_MAP_KEY)
        .with("key", key.value(0))
        .with("mapKeyDedupPolicy", to_sql_conf(DEDUP_POLICY)))
}

/// A struct of expressions already of the fields' types.
pub(crate) fn struct_call(fields: StructType, mut values: Vec<Expr>) -> Expr {
    values.push(target(&DataType::Struct(fields)));
    STRUCT.call(values)
}

/// An array of expressions already of the element's type, none of them NULL.
pub(crate) fn array_call(element: DataType, mut values: Vec<Expr>) -> Expr {
    values.push(target(&DataType::Array { element: Box::new(element), contains_null: false }));
    ARRAY.call(values)
}
