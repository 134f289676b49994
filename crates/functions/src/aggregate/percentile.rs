//! `percentile`, `median`, `percentile_cont`, `percentile_disc`, `percentile_approx`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DurationMicrosecondArray, Float64Array, IntervalYearMonthArray};
use arrow::datatypes::{
    DataType as ArrowType, DurationMicrosecondType, Field as ArrowField, Float64Type, IntervalUnit,
    IntervalYearMonthType,
};
use datafusion::common::{Result as DfResult, ScalarValue, internal_err};
use datafusion::logical_expr::{Expr, lit};
use sparrow_spark_error::{
    Result, SparkError, condition, to_sql_type, unexpected_input_type, unsupported, wrong_num_args,
};
use sparrow_spark_types::DataType;

use super::call::Parts;
use super::collect::{joined, sorted};
use super::collected::{Collecting, Finish, list_of};
use super::udaf::{Aggregate, Inputs};
use crate::cast::coerce;
use crate::{AggregateCall, Context, Typed};

pub(super) static EXACT: Aggregate = Aggregate::new(&Collecting(Interpolated));
pub(super) static DISCRETE: Aggregate = Aggregate::new(&Collecting(Ranked { name: "spark_percentile_disc" }));
pub(super) static APPROXIMATE: Aggregate = Aggregate::new(&Collecting(Ranked { name: "spark_percentile_approx" }));

/// The finish of a kernel of this name.
pub(super) fn finish_of(name: &str) -> Option<&'static dyn Finish> {
    Some(match name {
        "spark_percentile" => &Interpolated,
        "spark_percentile_disc" => &Ranked { name: "spark_percentile_disc" },
        "spark_percentile_approx" => &Ranked { name: "spark_percentile_approx" },
        _ => return None,
    })
}

/// The percentages of a call.
struct Percentages {
    values: Vec<f64>,
    many: bool,
}

impl Percentages {
    /// From a constant, or an `array(…)` of constants.
    fn of(context: &Context, shown: &str, value: &Typed) -> Result<Self> {
        let not_constant = || {
            SparkError::new(&condition::DATATYPE_MISMATCH_NON_FOLDABLE_INPUT)
                .with("sqlExpr", format!("\"{shown}\""))
                .with("inputName", "`percentage`")
                .with("inputType", to_sql_type("DOUBLE"))
                .with("inputExpr", format!("\"{}\"", value.name))
        };
        let many = matches!(value.data_type, DataType::Array { .. });
        let goal = if many {
            DataType::Array { element: Box::new(DataType::Double), contains_null: false }
        } else {
            DataType::Double
        };
        let known = crate::constant::fold(context, &coerce(context, value.clone(), &goal)?).ok_or_else(not_constant)?;
        let values = match known {
            ScalarValue::Float64(Some(one)) => vec![one],
            ScalarValue::List(list) => list
                .values()
                .as_primitive_opt::<Float64Type>()
                .map(|v| v.iter().flatten().collect())
                .unwrap_or_default(),
            _ => return Err(not_constant()),
        };
        if values.iter().any(|p| !(0.0..=1.0).contains(p)) {
            return Err(SparkError::new(&condition::DATATYPE_MISMATCH_VALUE_OUT_OF_RANGE)
                .with("sqlExpr", format!("\"{shown}\""))
                .with("exprName", "percentage")
                .with("valueRange", "[0.0, 1.0]")
                .with("currentValue", value.name.clone()));
        }
        Ok(Self { values, many })
    }

    /// As the last arguments of a kernel: `'0.25 0.75'`, and `true` after it where an array is to be answered.
    fn literals(&self) -> Vec<Expr> {
        let words = self.values.iter().map(f64::to_string).collect::<Vec<_>>().join(" ");
        if self.many { vec![lit(words), lit(true)] } else { vec![lit(words)] }
    }

    fn read(inputs: &Inputs) -> Self {
        let text = match inputs.constants.get(1) {
            Some(Some(ScalarValue::Utf8(Some(text)))) => text.as_str(),
            _ => "",
        };
        let values = text.split(' ').filter_map(|p| p.parse().ok()).collect();
        Self { values, many: inputs.types.len() > 2 }
    }

    fn answer(&self, one: DataType) -> DataType {
        if self.many { DataType::Array { element: Box::new(one), contains_null: false } } else { one }
    }
}

/// The type percentiles of a type are computed in, and of the answer.
fn interpolated_type(data_type: &DataType) -> Option<(DataType, DataType)> {
    match data_type {
        t if t.is_numeric() || t.is_string() || *t == DataType::Null => Some((DataType::Double, DataType::Double)),
        t @ DataType::DayTimeInterval(..) => Some((t.clone(), DataType::DAY_TIME)),
        t @ DataType::YearMonthInterval(..) => Some((t.clone(), DataType::YEAR_MONTH)),
        _ => None,
    }
}

/// `percentile(x, p[, frequency])`
pub(super) fn exact(context: &Context, name: &str, mut call: AggregateCall) -> Result<Typed> {
    if call.args.len() == 2 {
        call.args.push(Typed::literal(ScalarValue::Int32(Some(1)), DataType::Integer, "1"));
    }
    let (parts, args) = Parts::of(name, call);
    let count = args.len();
    let [value, percentage, frequency] =
        <[Typed; 3]>::try_from(args).map_err(|_| wrong_num_args(name, "[2, 3]", count))?;
    if !matches!(frequency.constant(), Some(ScalarValue::Int32(Some(1)))) {
        return Err(unsupported("percentile with frequencies"));
    }
    interpolated(context, parts, value, &percentage)
}

/// `median(x)`
pub(super) fn median(context: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    let (parts, args) = Parts::of(name, call);
    let [value] = super::call::arguments(name, args)?;
    let half = Typed::literal(ScalarValue::Float64(Some(0.5)), DataType::Double, "0.5");
    interpolated(context, parts, value, &half)
}

fn interpolated(context: &Context, parts: Parts, value: Typed, percentage: &Typed) -> Result<Typed> {
    let percentages = Percentages::of(context, &parts.shown, percentage)?;
    let Some((input, answer)) = interpolated_type(&value.data_type) else {
        let required = "(\"NUMERIC\" or \"ANSI INTERVAL\")";
        return Err(unexpected_input_type(&parts.shown, 0, required, &value.name, &value.data_type.sql_name()));
    };
    let value = coerce(context, value, &input)?;
    let expr = one_by_one(&parts, &EXACT, value.expr, &percentages)?;
    Ok(parts.typed(expr, percentages.answer(answer), true))
}

fn one_by_one(parts: &Parts, function: &Aggregate, value: Expr, percentages: &Percentages) -> Result<Expr> {
    if parts.distinct {
        return Err(unsupported("percentiles of DISTINCT values"));
    }
    let mut args = vec![value];
    args.extend(percentages.literals());
    Ok(parts.expr(function.udaf(), args))
}

/// `percentile_cont(p) WITHIN GROUP (ORDER BY x)` and `percentile_disc`.
pub(super) fn within_group(context: &Context, name: &str, mut call: AggregateCall) -> Result<Typed> {
    let order = std::mem::take(&mut call.order_by);
    let continuous = name.eq_ignore_ascii_case("percentile_cont");
    let (mut parts, args) = Parts::of(name, call);
    let count = args.len();
    let [percentage] = <[Typed; 1]>::try_from(args).map_err(|_| wrong_num_args(name, 1, count))?;
    let Some((key, sort)) = order.into_iter().next() else {
        return Err(wrong_num_args(name, 1, 0));
    };
    let direction = if sort.asc { "" } else { " DESC" };
    parts.shown = format!("{} WITHIN GROUP (ORDER BY {}{direction})", parts.shown, key.name);
    let mut percentages = Percentages::of(context, &parts.shown, &percentage)?;
    if !sort.asc {
        percentages.values.iter_mut().for_each(|p| *p = 1.0 - *p);
    }
    let Some((input, answer)) = interpolated_type(&key.data_type) else {
        let required = "(\"NUMERIC\" or \"ANSI INTERVAL\")";
        return Err(unexpected_input_type(&parts.shown, 0, required, &key.name, &key.data_type.sql_name()));
    };
    let value = coerce(context, key, &input)?;
    let function = if continuous { &EXACT } else { &DISCRETE };
    let answer = if continuous { answer } else { input };
    let expr = one_by_one(&parts, function, value.expr, &percentages)?;
    Ok(parts.typed(expr, percentages.answer(answer), true))
}

/// `percentile_approx(x, p[, accuracy])`: ours is exact, which any accuracy allows.
pub(super) fn approximate(context: &Context, name: &str, mut call: AggregateCall) -> Result<Typed> {
    if call.args.len() == 2 {
        call.args.push(Typed::literal(ScalarValue::Int32(Some(10_000)), DataType::Integer, "10000"));
    }
    let (parts, args) = Parts::of(name, call);
    let count = args.len();
    let [value, percentage, _] = <[Typed; 3]>::try_from(args).map_err(|_| wrong_num_args(name, "[2, 3]", count))?;
    let value = match &value.data_type {
        t if t.is_string() || *t == DataType::Null => coerce(context, value, &DataType::Double)?,
        t if t.is_numeric() || t.is_datetime() || (t.is_interval() && *t != DataType::CalendarInterval) => value,
        t => {
            let required = "(\"NUMERIC\" or \"DATE\" or \"TIMESTAMP\" or \"TIMESTAMP_NTZ\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\")";
            return Err(unexpected_input_type(&parts.shown, 0, required, &value.name, &t.sql_name()));
        }
    };
    let percentages = Percentages::of(context, &parts.shown, &percentage)?;
    let expr = one_by_one(&parts, &APPROXIMATE, value.expr, &percentages)?;
    Ok(parts.typed(expr, percentages.answer(value.data_type), true))
}

/// The type of the answer: of the first argument, or an array of it where there is a third.
fn answer_type(args: &[ArrowType]) -> ArrowType {
    let one = args.first().cloned().unwrap_or(ArrowType::Float64);
    if args.len() > 2 { ArrowType::List(Arc::new(ArrowField::new("element", one, false))) } else { one }
}

/// One answer, or an array of them.
fn answer_of(answers: Vec<ArrayRef>, many: bool) -> DfResult<ScalarValue> {
    let all = joined(&answers)?;
    if !many {
        return ScalarValue::try_from_array(&all, 0);
    }
    Ok(list_of(&all, Arc::new(ArrowField::new("element", all.data_type().clone(), false))))
}

#[derive(Debug)]
struct Interpolated;

impl Finish for Interpolated {
    fn name(&self) -> &'static str {
        "spark_percentile"
    }

    fn answer(&self, args: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(answer_type(args))
    }

    fn finish(&self, values: &ArrayRef, inputs: &Inputs) -> DfResult<ScalarValue> {
        let percentages = Percentages::read(inputs);
        let sorted = as_doubles(&sorted(values)?)?;
        let answers =
            percentages.values.iter().map(|p| from_double(between(&sorted, *p), values.data_type())).collect();
        answer_of(answers, percentages.many)
    }
}

/// The value at a fraction of the way through the sorted values.
fn between(sorted: &[f64], percentage: f64) -> f64 {
    let position = percentage * (sorted.len() - 1) as f64;
    let (low, high) = (position.floor() as usize, position.ceil() as usize);
    if low == high || sorted[low] == sorted[high] {
        return sorted[low];
    }
    (high as f64 - position) * sorted[low] + (position - low as f64) * sorted[high]
}

fn as_doubles(values: &ArrayRef) -> DfResult<Vec<f64>> {
    Ok(match values.data_type() {
        ArrowType::Float64 => values.as_primitive::<Float64Type>().values().to_vec(),
        ArrowType::Duration(_) => {
            values.as_primitive::<DurationMicrosecondType>().values().iter().map(|v| *v as f64).collect()
        }
        ArrowType::Interval(IntervalUnit::YearMonth) => {
            values.as_primitive::<IntervalYearMonthType>().values().iter().map(|v| f64::from(*v)).collect()
        }
        other => return internal_err!("no percentiles of {other}"),
    })
}

fn from_double(value: f64, data_type: &ArrowType) -> ArrayRef {
    match data_type {
        ArrowType::Duration(_) => Arc::new(DurationMicrosecondArray::from(vec![value as i64])),
        ArrowType::Interval(_) => Arc::new(IntervalYearMonthArray::from(vec![value as i32])),
        _ => Arc::new(Float64Array::from(vec![value])),
    }
}

#[derive(Debug)]
struct Ranked {
    name: &'static str,
}

impl Finish for Ranked {
    fn name(&self) -> &'static str {
        self.name
    }

    fn answer(&self, args: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(answer_type(args))
    }

    fn finish(&self, values: &ArrayRef, inputs: &Inputs) -> DfResult<ScalarValue> {
        let percentages = Percentages::read(inputs);
        let sorted = sorted(values)?;
        let rank = |p: &f64| ((p * sorted.len() as f64).ceil() as usize).clamp(1, sorted.len()) - 1;
        answer_of(percentages.values.iter().map(|p| sorted.slice(rank(p), 1)).collect(), percentages.many)
    }
}
