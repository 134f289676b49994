//! `collect_list`, `collect_set`, `mode`, `listagg`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::{concat, sort_to_indices, take};
use arrow::datatypes::{DataType as ArrowType, Field as ArrowField};
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::lit;
use sparrow_spark_error::{Result, unsupported, wrong_num_args};
use sparrow_spark_types::DataType;

use super::call::{Parts, arguments};
use super::collected::{Collecting, Finish, list_of, tally};
use super::udaf::{Aggregate, Inputs};
use crate::cast::coerce;
use crate::scalar::keys_of;
use crate::{AggregateCall, Context, Typed};

pub(super) static LIST: Aggregate = Aggregate::new(&Collecting(ListFinish));
pub(super) static SET: Aggregate = Aggregate::new(&Collecting(SetFinish));
pub(super) static MODE: Aggregate =
    Aggregate::new(&Collecting(ModeFinish { name: "spark_mode", prefer: Prefer::First }));
pub(super) static LEAST_MODE: Aggregate =
    Aggregate::new(&Collecting(ModeFinish { name: "spark_mode_least", prefer: Prefer::Least }));
pub(super) static GREATEST_MODE: Aggregate =
    Aggregate::new(&Collecting(ModeFinish { name: "spark_mode_greatest", prefer: Prefer::Greatest }));
pub(super) static TEXT: Aggregate = Aggregate::new(&Collecting(TextFinish));

/// The finish of a kernel of this name.
pub(super) fn finish_of(name: &str) -> Option<&'static dyn Finish> {
    Some(match name {
        "spark_collect_list" => &ListFinish,
        "spark_collect_set" => &SetFinish,
        "spark_mode" => &ModeFinish { name: "spark_mode", prefer: Prefer::First },
        "spark_mode_least" => &ModeFinish { name: "spark_mode_least", prefer: Prefer::Least },
        "spark_mode_greatest" => &ModeFinish { name: "spark_mode_greatest", prefer: Prefer::Greatest },
        "spark_listagg" => &TextFinish,
        _ => return None,
    })
}

/// NULLs are left out; no values make an empty array. `array_agg` shows as `collect_list`, as in Spark.
pub(super) fn list(_: &Context, _: &str, call: AggregateCall) -> Result<Typed> {
    gathered("collect_list", call, &LIST)
}

pub(super) fn set(_: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    gathered(name, call, &SET)
}

fn gathered(name: &str, call: AggregateCall, function: &Aggregate) -> Result<Typed> {
    let (parts, args) = Parts::of(name, call);
    let [value] = arguments(name, args)?;
    let expr = parts.expr(function.udaf(), vec![value.expr]);
    let data_type = DataType::Array { element: Box::new(value.data_type), contains_null: false };
    Ok(parts.typed(expr, data_type, false))
}

/// `mode(x)`, `mode(x, deterministic)` or `mode() WITHIN GROUP (ORDER BY x)`: ties go to the first in that order.
pub(super) fn mode(_: &Context, name: &str, mut call: AggregateCall) -> Result<Typed> {
    let order = std::mem::take(&mut call.order_by);
    let (mut parts, args) = Parts::of(name, call);
    let mut args = args.into_iter();
    let (value, function) = match (order.into_iter().next(), args.next(), args.next()) {
        (Some((key, sort)), None, None) => {
            // Spark prints the direction turned around, which is how it breaks ties.
            let turned = if sort.asc { " DESC" } else { "" };
            parts.shown = format!("mode() WITHIN GROUP (ORDER BY {}{turned})", key.name);
            (key, if sort.asc { &LEAST_MODE } else { &GREATEST_MODE })
        }
        (None, Some(value), None) => (value, &MODE),
        (None, Some(value), Some(deterministic)) => match deterministic.constant() {
            Some(ScalarValue::Boolean(Some(true))) => {
                parts.shown = format!("mode() WITHIN GROUP (ORDER BY {} DESC)", value.name);
                (value, &LEAST_MODE)
            }
            // Ties go to any: the argument that says so does not show.
            _ => {
                parts.shown = format!("mode({})", value.name);
                (value, &MODE)
            }
        },
        _ => return Err(wrong_num_args(name, "[0, 1, 2]", 0)),
    };
    let expr = parts.expr(function.udaf(), vec![value.expr]);
    Ok(parts.typed(expr, value.data_type, true))
}

/// `listagg(x[, delimiter])`
pub(super) fn text(context: &Context, name: &str, mut call: AggregateCall) -> Result<Typed> {
    if !call.order_by.is_empty() {
        return Err(unsupported("listagg with WITHIN GROUP"));
    }
    if let [only] = call.args.as_slice() {
        let null = Typed::null(&DataType::Null, "NULL");
        call.args = vec![only.clone(), null];
    }
    let (parts, args) = Parts::of(name, call);
    let [value, delimiter] = arguments(name, args)?;
    let between = match delimiter.constant() {
        Some(ScalarValue::Utf8(Some(text))) => text.clone(),
        _ => String::new(),
    };
    let value = coerce(context, value, &DataType::String)?;
    let args = if parts.distinct { vec![value.expr] } else { vec![value.expr, lit(between.clone())] };
    if parts.distinct && !between.is_empty() {
        return Err(unsupported("listagg(DISTINCT …) with a delimiter"));
    }
    let expr = parts.expr(TEXT.udaf(), args);
    Ok(parts.typed(expr, DataType::String, true))
}

#[derive(Debug)]
pub(super) struct ListFinish;

/// The field of an array without NULLs, as spark-types writes it.
fn element_field(data_type: &ArrowType) -> Arc<ArrowField> {
    Arc::new(ArrowField::new("element", data_type.clone(), false))
}

fn array_of(args: &[ArrowType]) -> ArrowType {
    ArrowType::List(element_field(args.first().unwrap_or(&ArrowType::Null)))
}

fn empty_list(answer: &ArrowType) -> DfResult<ScalarValue> {
    match answer {
        ArrowType::List(field) => Ok(list_of(&arrow::array::new_empty_array(field.data_type()), field.clone())),
        other => ScalarValue::try_from(other),
    }
}

impl Finish for ListFinish {
    fn name(&self) -> &'static str {
        "spark_collect_list"
    }

    fn answer(&self, args: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(array_of(args))
    }

    fn finish(&self, values: &ArrayRef, _: &Inputs) -> DfResult<ScalarValue> {
        Ok(list_of(values, element_field(values.data_type())))
    }

    fn of_nothing(&self, answer: &ArrowType) -> DfResult<ScalarValue> {
        empty_list(answer)
    }
}

#[derive(Debug)]
struct SetFinish;

impl Finish for SetFinish {
    fn name(&self) -> &'static str {
        "spark_collect_set"
    }

    fn answer(&self, args: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(array_of(args))
    }

    fn finish(&self, values: &ArrayRef, _: &Inputs) -> DfResult<ScalarValue> {
        let firsts: Vec<u32> = tally(values)?.into_iter().map(|(row, _)| row).collect();
        let different = take(values, &UInt32Array::from(firsts), None)?;
        Ok(list_of(&different, element_field(values.data_type())))
    }

    fn of_nothing(&self, answer: &ArrowType) -> DfResult<ScalarValue> {
        empty_list(answer)
    }
}

/// Which of several equally frequent values wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefer {
    First,
    Least,
    Greatest,
}

#[derive(Debug)]
struct ModeFinish {
    name: &'static str,
    prefer: Prefer,
}

impl Finish for ModeFinish {
    fn name(&self) -> &'static str {
        self.name
    }

    fn answer(&self, args: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(args.first().cloned().unwrap_or(ArrowType::Null))
    }

    fn finish(&self, values: &ArrayRef, _: &Inputs) -> DfResult<ScalarValue> {
        let counts = tally(values)?;
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let keys = keys_of(&[values])?;
        let candidates = counts.iter().filter(|(_, count)| *count == most).map(|(row, _)| *row as usize);
        let winner = match (self.prefer, keys.first()) {
            (Prefer::Least, Some(keys)) => candidates.min_by(|a, b| keys.row(*a).cmp(&keys.row(*b))),
            (Prefer::Greatest, Some(keys)) => candidates.max_by(|a, b| keys.row(*a).cmp(&keys.row(*b))),
            _ => candidates.into_iter().next(),
        };
        ScalarValue::try_from_array(values, winner.unwrap_or(0))
    }
}

#[derive(Debug)]
struct TextFinish;

impl Finish for TextFinish {
    fn name(&self) -> &'static str {
        "spark_listagg"
    }

    fn answer(&self, _: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(ArrowType::Utf8)
    }

    fn finish(&self, values: &ArrayRef, inputs: &Inputs) -> DfResult<ScalarValue> {
        let between = match inputs.constants.get(1) {
            Some(Some(ScalarValue::Utf8(Some(text)))) => text.as_str(),
            _ => "",
        };
        let texts: Vec<&str> = values.as_string::<i32>().iter().flatten().collect();
        Ok(ScalarValue::from(texts.join(between)))
    }
}

/// The values in ascending order, NaN last.
pub(super) fn sorted(values: &ArrayRef) -> DfResult<ArrayRef> {
    let order = sort_to_indices(values, None, None)?;
    Ok(take(values, &order, None)?)
}

/// The values as one array.
pub(super) fn joined(values: &[ArrayRef]) -> DfResult<ArrayRef> {
    Ok(concat(&values.iter().map(Arc::as_ref).collect::<Vec<&dyn Array>>())?)
}
