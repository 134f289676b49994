//! `min` and `max`. DataFusion's, but for floats in groups: there NaN must be the greatest whatever the order of rows.

use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::{ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray};
use arrow::datatypes::{DataType as ArrowType, Float32Type, Float64Type};
use datafusion::common::{Result as DfResult, internal_err};
use datafusion::functions_aggregate::min_max::{max_udaf, min_udaf};
use datafusion::logical_expr::function::AccumulatorArgs;
use datafusion::logical_expr::{Accumulator, AggregateUDF, EmitTo, GroupsAccumulator};
use num_traits::Float;
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type};

use super::call::{Parts, arguments};
use super::groups::{Groups, Many, One, column, selected};
use super::udaf::{Aggregate, Inputs, Shape};
use crate::{AggregateCall, Context, Typed};

static MIN: Aggregate = Aggregate::new(&FloatExtreme { name: "spark_min", greatest: false });
static MAX: Aggregate = Aggregate::new(&FloatExtreme { name: "spark_max", greatest: true });

pub(super) fn kernels() -> Vec<Arc<AggregateUDF>> {
    vec![MIN.udaf(), MAX.udaf()]
}

pub(super) fn min(_: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    build(name, call, min_udaf, &MIN)
}

pub(super) fn max(_: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    build(name, call, max_udaf, &MAX)
}

fn build(name: &str, call: AggregateCall, native: fn() -> Arc<AggregateUDF>, ours: &Aggregate) -> Result<Typed> {
    let (mut parts, args) = Parts::of(name, call);
    let [value] = arguments(name, args)?;
    if !value.data_type.is_orderable() {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_INVALID_ORDERING_TYPE)
            .with("sqlExpr", format!("\"{}\"", parts.shown))
            .with("functionName", format!("`{name}`"))
            .with("dataType", to_sql_type(&value.data_type.sql_name())));
    }
    // The extreme of different values is the extreme of all.
    parts.distinct = false;
    let function = if value.data_type.is_fractional() { ours.udaf() } else { native() };
    let expr = parts.expr(function, vec![value.expr]);
    Ok(parts.typed(expr, value.data_type, true))
}

#[derive(Debug)]
struct FloatExtreme {
    name: &'static str,
    greatest: bool,
}

impl Shape for FloatExtreme {
    fn name(&self) -> &'static str {
        self.name
    }

    fn answer(&self, args: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(args.first().cloned().unwrap_or(ArrowType::Float64))
    }

    fn state(&self, _: &[ArrowType], answer: &ArrowType) -> Vec<(&'static str, ArrowType)> {
        vec![("value", answer.clone())]
    }

    fn one(&self, inputs: &Inputs) -> DfResult<Box<dyn Accumulator>> {
        match inputs.first() {
            ArrowType::Float32 => Ok(Box::new(One(Extremes::<Float32Type>::new(self.greatest)))),
            ArrowType::Float64 => Ok(Box::new(One(Extremes::<Float64Type>::new(self.greatest)))),
            other => internal_err!("{} is for floats, not {other}", self.name),
        }
    }

    fn sliding(&self, _: &Inputs, args: AccumulatorArgs) -> DfResult<Box<dyn Accumulator>> {
        let native = if self.greatest { max_udaf() } else { min_udaf() };
        native.create_sliding_accumulator(args)
    }

    fn many(&self, inputs: &Inputs) -> Option<DfResult<Box<dyn GroupsAccumulator>>> {
        match inputs.first() {
            ArrowType::Float32 => Some(Ok(Box::new(Many(Extremes::<Float32Type>::new(self.greatest))))),
            ArrowType::Float64 => Some(Ok(Box::new(Many(Extremes::<Float64Type>::new(self.greatest))))),
            _ => None,
        }
    }
}

/// The extreme of each group so far.
#[derive(Debug)]
struct Extremes<T: ArrowPrimitiveType> {
    greatest: bool,
    values: Vec<Option<T::Native>>,
    kind: PhantomData<fn() -> T>,
}

impl<T: ArrowPrimitiveType> Clone for Extremes<T> {
    fn clone(&self) -> Self {
        Self { greatest: self.greatest, values: self.values.clone(), kind: PhantomData }
    }
}

impl<T: ArrowPrimitiveType> Extremes<T> {
    fn new(greatest: bool) -> Self {
        Self { greatest, values: vec![], kind: PhantomData }
    }
}

impl<T: ArrowPrimitiveType + Debug> Groups for Extremes<T>
where
    T::Native: Float,
{
    fn fresh(&self) -> Self {
        Self::new(self.greatest)
    }

    fn update(
        &mut self,
        values: &[ArrayRef],
        rows: &[usize],
        chosen: Option<&BooleanArray>,
        total: usize,
    ) -> DfResult<()> {
        self.values.resize(self.values.len().max(total), None);
        let array = values[0].as_primitive::<T>();
        let valid = selected(array, chosen);
        for (row, (group, value)) in rows.iter().zip(array.values()).enumerate() {
            if valid.as_ref().is_some_and(|valid| valid.is_null(row)) {
                continue;
            }
            let known = &mut self.values[*group];
            let (new_nan, old_nan) = (value.is_nan(), known.is_some_and(|k| k.is_nan()));
            let better = match known {
                None => true,
                Some(_) if self.greatest && (new_nan || old_nan) => !old_nan,
                Some(_) if new_nan || old_nan => !new_nan,
                Some(known) => {
                    if self.greatest {
                        *value > *known
                    } else {
                        *value < *known
                    }
                }
            };
            if better {
                *known = Some(*value);
            }
        }
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], rows: &[usize], total: usize) -> DfResult<()> {
        self.values.resize(self.values.len().max(total), None);
        if states.is_empty() { Ok(()) } else { self.update(states, rows, None, total) }
    }

    fn evaluate(&mut self, emit: EmitTo) -> DfResult<ArrayRef> {
        let values = emit.take_needed(&mut self.values);
        Ok(column(values.into_iter().collect::<PrimitiveArray<T>>()))
    }

    fn state(&mut self, emit: EmitTo) -> DfResult<Vec<ArrayRef>> {
        Ok(vec![self.evaluate(emit)?])
    }

    fn size(&self) -> usize {
        self.values.capacity() * 16
    }
}
