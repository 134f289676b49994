//! One element of an array or one value of a map.

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::Int64Type;
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs, lit};
use sparrow_spark_error::{Result, SparkError, condition, internal, unexpected_input_type, wrong_num_args};
use sparrow_spark_types::{DataType, find_wider_type};

use super::super::spec::{call_name, keys_of};
use crate::cast::{Mode, coerce};
use crate::kernel::{Kernel, Returns, over_arrays, target, text_argument};
use crate::{Context, Typed};

/// `spark_array_element(array, index, 'item'|'element'|'get', mode, NULL::T)`
pub(super) static ARRAY_ELEMENT: Kernel = Kernel::new("spark_array_element", Returns::Last, array_element);
/// `spark_map_value(map, key, NULL::T)`
pub(super) static MAP_VALUE: Kernel = Kernel::new("spark_map_value", Returns::Last, map_value);

/// How an array is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `a[0]`: from 0, an error when out of bounds under ANSI mode.
    Item,
    /// `element_at(a, 1)`: from 1, or from -1 at the end.
    Element,
    /// `get(a, 0)`: from 0, NULL when out of bounds.
    Get,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Element => "element",
            Self::Get => "get",
        }
    }
}

fn two(name: &str, args: Vec<Typed>) -> Result<(Typed, Typed)> {
    let count = args.len();
    let [left, right] = <[Typed; 2]>::try_from(args).map_err(|_| wrong_num_args(name, 2, count))?;
    Ok((left, right))
}

/// `element_at` and `try_element_at`.
pub(super) fn element_at(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name(name, &args);
    let (child, key) = two(name, args)?;
    let mode = if name.starts_with("try_") { Mode::Try } else { Mode::of_session(context) };
    match &child.data_type {
        DataType::Array { .. } => match &key.data_type {
            DataType::Byte | DataType::Short | DataType::Integer | DataType::Null => {
                array_item(context, child, key, Kind::Element, mode, shown)
            }
            t => Err(unexpected_input_type(&shown, 1, "\"INT\"", &key.name, &t.sql_name())),
        },
        DataType::Map { .. } => map_item(context, child, key, shown),
        t => Err(unexpected_input_type(&shown, 0, "(\"ARRAY\" or \"MAP\")", &child.name, &t.sql_name())),
    }
}

pub(super) fn get(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = call_name(name, &args);
    let (child, index) = two(name, args)?;
    match (&child.data_type, &index.data_type) {
        (DataType::Array { .. }, t) if t.is_integral() || *t == DataType::Null => {
            array_item(context, child, index, Kind::Get, Mode::Try, shown)
        }
        (DataType::Array { .. }, t) => {
            Err(unexpected_input_type(&shown, 1, "\"INTEGRAL\"", &index.name, &t.sql_name()))
        }
        (t, _) => Err(unexpected_input_type(&shown, 0, "\"ARRAY\"", &child.name, &t.sql_name())),
    }
}

pub(super) fn array_item(
    context: &Context,
    child: Typed,
    index: Typed,
    kind: Kind,
    mode: Mode,
    shown: String,
) -> Result<Typed> {
    let DataType::Array { element, .. } = &child.data_type else { return Err(internal("an array was checked for")) };
    let element = (**element).clone();
    let index = coerce(context, index, &DataType::Long)?;
    let nullable = may_miss(context, &child, &index, kind, mode);
    let args = vec![child.expr, index.expr, lit(kind.name()), lit(mode.name()), target(&element)];
    Ok(Typed::new(ARRAY_ELEMENT.call(args), element, nullable, shown))
}

/// Whether the element may be NULL. A constant index is safe inside an array written out; one that varies fails rather than misses under
/// ANSI mode.
fn may_miss(context: &Context, child: &Typed, index: &Typed, kind: Kind, mode: Mode) -> bool {
    if child.nullable || index.nullable || matches!(child.data_type, DataType::Array { contains_null: true, .. }) {
        return true;
    }
    match (crate::constant::fold(context, index), &child.expr) {
        (Some(ScalarValue::Int64(Some(index))), Expr::ScalarFunction(call)) if call.name() == "spark_array" => {
            !matches!(offset_of(index, call.args.len() as i64 - 1, kind, Mode::Try), Ok(Some(_)))
        }
        (Some(_), _) => true,
        (None, _) => mode != Mode::Ansi || kind == Kind::Get,
    }
}

pub(super) fn map_item(context: &Context, child: Typed, key: Typed, shown: String) -> Result<Typed> {
    let DataType::Map { key: key_type, value, .. } = &child.data_type else {
        return Err(internal("a map was checked for"));
    };
    let meets = |to: &DataType| *to == **key_type;
    let fits = find_wider_type(key_type, &key.data_type, context.ansi).filter(meets).is_some();
    let widened = find_wider_type(key_type, &key.data_type, context.ansi).filter(|_| !fits);
    let (value_type, key_type) = ((**value).clone(), (**key_type).clone());
    if !key_type.is_orderable() {
        return Err(super::super::predicate::unordered(&shown, "element_at", &key_type));
    }
    let (child, key) = match widened {
        _ if fits => (child, coerce(context, key, &key_type)?),
        // The map's keys widen to the type both meet in, as in Spark.
        Some(common) => {
            let value_contains_null = matches!(child.data_type, DataType::Map { value_contains_null: true, .. });
            let value = Box::new(value_type.clone());
            let wide = DataType::Map { key: Box::new(common.clone()), value, value_contains_null };
            (coerce(context, child, &wide)?, coerce(context, key, &common)?)
        }
        None => {
            let required = format!("\"{}\"", key_type.sql_name());
            return Err(unexpected_input_type(&shown, 1, &required, &key.name, &key.data_type.sql_name()));
        }
    };
    let args = vec![child.expr, key.expr, target(&value_type)];
    Ok(Typed::new(MAP_VALUE.call(args), value_type, true, shown))
}

fn array_element(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    let kind = match text_argument(args, 2) {
        Some("element") => Kind::Element,
        Some("get") => Kind::Get,
        _ => Kind::Item,
    };
    let mode = Mode::of(text_argument(args, 3).unwrap_or_default());
    over_arrays(args, 2, |arrays| {
        let list = arrays[0].as_list_opt::<i32>().ok_or_else(|| internal("an array is a list"))?;
        let indices = arrays[1].as_primitive::<Int64Type>();
        let position = |row: usize| -> Result<Option<u32>> {
            if list.is_null(row) || indices.is_null(row) {
                return Ok(None);
            }
            let (start, length) = (list.value_offsets()[row], i64::from(list.value_length(row)));
            let found = offset_of(indices.value(row), length, kind, mode)?;
            Ok(found.map(|offset| start as u32 + offset as u32))
        };
        let picks: UInt32Array = (0..list.len()).map(position).collect::<Result<_>>()?;
        Ok(take(list.values(), &picks, None)?)
    })
}

/// Where in the array the index points.
fn offset_of(index: i64, length: i64, kind: Kind, mode: Mode) -> Result<Option<i64>> {
    let offset = match kind {
        Kind::Element if index == 0 => return Err(SparkError::new(&condition::INVALID_INDEX_OF_ZERO)),
        Kind::Element if index > 0 => index - 1,
        Kind::Element => index.saturating_add(length),
        Kind::Item | Kind::Get => index,
    };
    if (0..length).contains(&offset) {
        return Ok(Some(offset));
    }
    let error = match kind {
        _ if mode != Mode::Ansi => return Ok(None),
        Kind::Element => SparkError::new(&condition::INVALID_ARRAY_INDEX_IN_ELEMENT_AT),
        _ => SparkError::new(&condition::INVALID_ARRAY_INDEX),
    };
    Err(error.with("indexValue", index.to_string()).with("arraySize", length.to_string()))
}

fn map_value(args: &ScalarFunctionArgs) -> DfResult<ColumnarValue> {
    over_arrays(args, 2, |arrays| look_up(&arrays[0], &arrays[1]))
}

fn look_up(maps: &ArrayRef, wanted: &ArrayRef) -> Result<ArrayRef> {
    let maps = maps.as_map_opt().ok_or_else(|| internal("a map is a map"))?;
    let bytes = keys_of(&[maps.keys(), wanted])?;
    let [keys, wanted_keys] = bytes.as_slice() else { return Err(internal("two columns of keys")) };
    let position = |row: usize| {
        if maps.is_null(row) || wanted.is_null(row) {
            return None;
        }
        let mut entries = maps.value_offsets()[row] as usize..maps.value_offsets()[row + 1] as usize;
        entries.find(|entry| keys.row(*entry) == wanted_keys.row(row)).map(|entry| entry as u32)
    };
    let picks: UInt32Array = (0..maps.len()).map(position).collect();
    Ok(take(maps.values(), &picks, None)?)
}
