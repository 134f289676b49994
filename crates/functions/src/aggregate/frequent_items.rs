//! The values `DataFrame.freqItems` finds: those that may make up a share of the rows, by the counting of Karp, Schenker and
//! Papadimitriou, as in Spark. No function of SQL.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, new_empty_array};
use arrow::datatypes::{DataType as ArrowType, Field as ArrowField, Int64Type};
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::{Accumulator, AggregateUDF, lit};
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::call::Parts;
use super::collected::list_of;
use super::udaf::{Aggregate, Inputs, Shape};
use crate::{AggregateCall, Context, Typed};

static FREQUENT_ITEMS: Aggregate = Aggregate::new(&FrequentItems);

/// The kernels of this module.
pub(super) fn kernels() -> Vec<Arc<AggregateUDF>> {
    vec![FREQUENT_ITEMS.udaf()]
}

/// An array of at most `size` values, NULL among them where it is frequent.
pub fn frequent_items(_: &Context, value: Typed, size: i32) -> Result<Typed> {
    let (element, contains_null) = (Box::new(value.data_type.clone()), value.nullable);
    let call = AggregateCall { args: vec![value], distinct: false, filter: None, order_by: vec![], ignore_nulls: None };
    let (parts, args) = Parts::of("collect_frequent_items", call);
    let args = args.into_iter().map(|value| value.expr).chain([lit(i64::from(size)), lit(contains_null)]).collect();
    let expr = parts.expr(FREQUENT_ITEMS.udaf(), args);
    Ok(parts.typed(expr, DataType::Array { element, contains_null }, false))
}

#[derive(Debug)]
struct FrequentItems;

fn element_field(data_type: &ArrowType) -> Arc<ArrowField> {
    Arc::new(ArrowField::new("element", data_type.clone(), true))
}

impl Shape for FrequentItems {
    fn name(&self) -> &'static str {
        "spark_frequent_items"
    }

    fn answer(&self, args: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(ArrowType::List(element_field(args.first().unwrap_or(&ArrowType::Null))))
    }

    fn state(&self, args: &[ArrowType], _: &ArrowType) -> Vec<(&'static str, ArrowType)> {
        let values = ArrowType::List(element_field(args.first().unwrap_or(&ArrowType::Null)));
        vec![("values", values), ("counts", ArrowType::List(element_field(&ArrowType::Int64)))]
    }

    fn one(&self, inputs: &Inputs) -> DfResult<Box<dyn Accumulator>> {
        let size = match inputs.constants.get(1) {
            Some(Some(ScalarValue::Int64(Some(size)))) => usize::try_from(*size).unwrap_or(0),
            _ => 0,
        };
        Ok(Box::new(Counts { data_type: inputs.first(), size, places: HashMap::new(), counts: vec![] }))
    }

    fn of_nothing(&self, answer: &ArrowType) -> DfResult<ScalarValue> {
        match answer {
            ArrowType::List(field) => Ok(list_of(&new_empty_array(field.data_type()), Arc::clone(field))),
            other => ScalarValue::try_from(other),
        }
    }
}

/// The values that are candidates, in the order they came, with a lower bound of how often each came.
#[derive(Debug)]
struct Counts {
    data_type: ArrowType,
    size: usize,
    places: HashMap<ScalarValue, usize>,
    counts: Vec<(ScalarValue, i64)>,
}

impl Counts {
    /// Counts a value; when there is no room for it, all counts go down by the smallest one.
    fn add(&mut self, value: ScalarValue, count: i64) {
        if let Some(place) = self.places.get(&value) {
            self.counts[*place].1 += count;
            return;
        }
        let smallest = self.counts.iter().map(|(_, count)| *count).min();
        let full = self.counts.len() >= self.size;
        match smallest.filter(|_| full) {
            Some(smallest) if count < smallest => self.counts.iter_mut().for_each(|(_, c)| *c -= count),
            Some(smallest) => {
                self.counts.push((value, count));
                self.counts.retain_mut(|(_, c)| {
                    *c -= smallest;
                    *c > 0
                });
                self.places = self.counts.iter().enumerate().map(|(place, (v, _))| (v.clone(), place)).collect();
            }
            None if self.size > 0 => {
                self.places.insert(value.clone(), self.counts.len());
                self.counts.push((value, count));
            }
            None => {}
        }
    }

    fn values(&self) -> DfResult<ScalarValue> {
        let values = match self.counts.len() {
            0 => new_empty_array(&self.data_type),
            _ => ScalarValue::iter_to_array(self.counts.iter().map(|(value, _)| value.clone()))?,
        };
        Ok(list_of(&values, element_field(&self.data_type)))
    }
}

impl Accumulator for Counts {
    fn update_batch(&mut self, values: &[ArrayRef]) -> DfResult<()> {
        let Some(values) = values.first() else { return Ok(()) };
        for row in 0..values.len() {
            self.add(ScalarValue::try_from_array(values, row)?, 1);
        }
        Ok(())
    }

    fn evaluate(&mut self) -> DfResult<ScalarValue> {
        self.values()
    }

    fn size(&self) -> usize {
        let bytes = |(value, _): &(ScalarValue, i64)| 2 * value.size() + size_of::<(i64, usize)>();
        size_of_val(self) + self.counts.iter().map(bytes).sum::<usize>()
    }

    fn state(&mut self) -> DfResult<Vec<ScalarValue>> {
        let counts: ArrayRef = Arc::new(self.counts.iter().map(|(_, c)| *c).collect::<arrow::array::Int64Array>());
        Ok(vec![self.values()?, list_of(&counts, element_field(&ArrowType::Int64))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> DfResult<()> {
        let [values, counts] = states else { return Ok(()) };
        let (Some(values), Some(counts)) = (values.as_list_opt::<i32>(), counts.as_list_opt::<i32>()) else {
            return Ok(());
        };
        for row in (0..values.len()).filter(|row| values.is_valid(*row)) {
            let (values, counts) = (values.value(row), counts.value(row));
            for (at, count) in counts.as_primitive::<Int64Type>().values().iter().enumerate() {
                self.add(ScalarValue::try_from_array(&values, at)?, *count);
            }
        }
        Ok(())
    }
}
