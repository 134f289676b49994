//! The quantiles of `DataFrame.approxQuantile`. No function of SQL: `percentile_approx` is.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType as ArrowType, Field as ArrowField, Float64Type, Int64Type};
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::{Accumulator, AggregateUDF, lit};
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::call::Parts;
use super::quantile_summary::{Sample, Summary};
use super::udaf::{Aggregate, Inputs, Shape};
use crate::{AggregateCall, Typed};

static QUANTILES: Aggregate = Aggregate::new(&Quantiles);

/// The kernels of this module.
pub(super) fn kernels() -> Vec<Arc<AggregateUDF>> {
    vec![QUANTILES.udaf()]
}

/// An array of the quantiles of a DOUBLE, empty when there is no number. NULL and NaN are left out.
pub fn approx_quantiles(value: Typed, probabilities: &[f64], error: f64) -> Result<Typed> {
    let words = probabilities.iter().map(f64::to_string).collect::<Vec<_>>().join(" ");
    let call = AggregateCall { args: vec![value], distinct: false, filter: None, order_by: vec![], ignore_nulls: None };
    let (parts, args) = Parts::of("approx_quantile", call);
    let args = args.into_iter().map(|value| value.expr).chain([lit(words), lit(error)]).collect();
    let expr = parts.expr(QUANTILES.udaf(), args);
    let data_type = DataType::array(DataType::Double);
    Ok(parts.typed(expr, data_type, false))
}

#[derive(Debug)]
struct Quantiles;

fn list_of(item: ArrowType) -> ArrowType {
    ArrowType::List(Arc::new(ArrowField::new("item", item, false)))
}

fn element() -> Arc<ArrowField> {
    Arc::new(ArrowField::new("element", ArrowType::Float64, true))
}

impl Shape for Quantiles {
    fn name(&self) -> &'static str {
        "spark_approx_quantile"
    }

    fn answer(&self, _: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(ArrowType::List(element()))
    }

    fn state(&self, _: &[ArrowType], _: &ArrowType) -> Vec<(&'static str, ArrowType)> {
        vec![
            ("values", list_of(ArrowType::Float64)),
            ("gaps", list_of(ArrowType::Int64)),
            ("spreads", list_of(ArrowType::Int64)),
            ("count", ArrowType::Int64),
        ]
    }

    fn one(&self, inputs: &Inputs) -> DfResult<Box<dyn Accumulator>> {
        let probabilities = match inputs.constants.get(1) {
            Some(Some(ScalarValue::Utf8(Some(words)))) => words.split(' ').filter_map(|w| w.parse().ok()).collect(),
            _ => vec![],
        };
        let error = match inputs.constants.get(2) {
            Some(Some(ScalarValue::Float64(Some(error)))) => *error,
            _ => 0.0,
        };
        Ok(Box::new(Whole { probabilities, error, summary: Summary::new(error) }))
    }

    fn of_nothing(&self, _: &ArrowType) -> DfResult<ScalarValue> {
        Ok(answer(vec![]))
    }
}

fn answer(values: Vec<f64>) -> ScalarValue {
    let values: ArrayRef = Arc::new(arrow::array::Float64Array::from(values));
    super::collected::list_of(&values, element())
}

#[derive(Debug)]
struct Whole {
    probabilities: Vec<f64>,
    error: f64,
    summary: Summary,
}

impl Accumulator for Whole {
    fn update_batch(&mut self, values: &[ArrayRef]) -> DfResult<()> {
        let Some(values) = values.first().and_then(|v| v.as_primitive_opt::<Float64Type>()) else { return Ok(()) };
        values.iter().flatten().filter(|value| !value.is_nan()).for_each(|value| self.summary.insert(value));
        Ok(())
    }

    fn evaluate(&mut self) -> DfResult<ScalarValue> {
        Ok(answer(self.summary.quantiles(&self.probabilities).unwrap_or_default()))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.summary.bytes()
    }

    fn state(&mut self) -> DfResult<Vec<ScalarValue>> {
        let (samples, count) = self.summary.parts();
        let field = |data_type: &ArrowType| Arc::new(ArrowField::new("item", data_type.clone(), false));
        let column = |values: ArrayRef| super::collected::list_of(&values, field(values.data_type()));
        let numbers = |of: fn(&Sample) -> i64| -> ArrayRef {
            Arc::new(samples.iter().map(of).collect::<arrow::array::Int64Array>())
        };
        let values = Arc::new(samples.iter().map(|s| s.value).collect::<arrow::array::Float64Array>());
        let lists = [column(values), column(numbers(|s| s.gap)), column(numbers(|s| s.spread))];
        Ok(lists.into_iter().chain([ScalarValue::Int64(Some(count))]).collect())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> DfResult<()> {
        let [values, gaps, spreads, counts] = states else { return Ok(()) };
        let Some(counts) = counts.as_primitive_opt::<Int64Type>() else { return Ok(()) };
        let lists = [values, gaps, spreads].map(|list| list.as_list_opt::<i32>());
        let [Some(values), Some(gaps), Some(spreads)] = lists else { return Ok(()) };
        for row in (0..counts.len()).filter(|row| counts.is_valid(*row)) {
            let (values, gaps, spreads) = (values.value(row), gaps.value(row), spreads.value(row));
            let values = values.as_primitive::<Float64Type>().values();
            let (gaps, spreads) = (gaps.as_primitive::<Int64Type>().values(), spreads.as_primitive::<Int64Type>());
            let sample =
                |((value, gap), spread): ((&f64, &i64), &i64)| Sample { value: *value, gap: *gap, spread: *spread };
            let samples = values.iter().zip(gaps.iter()).zip(spreads.values().iter()).map(sample).collect();
            self.summary.merge(Summary::of(self.error, samples, counts.value(row)));
        }
        Ok(())
    }
}
