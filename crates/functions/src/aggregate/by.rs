//! `min_by` and `max_by`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::{Accumulator, AggregateUDF};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, unsupported};

use super::call::{Parts, arguments};
use super::udaf::{Aggregate, Inputs, Shape};
use crate::scalar::keys_of;
use crate::{AggregateCall, Context, Typed};

static MIN_BY: Aggregate = Aggregate::new(&BestShape { name: "spark_min_by", greatest: false });
static MAX_BY: Aggregate = Aggregate::new(&BestShape { name: "spark_max_by", greatest: true });

pub(super) fn kernels() -> Vec<Arc<AggregateUDF>> {
    vec![MIN_BY.udaf(), MAX_BY.udaf()]
}

pub(super) fn min_by(_: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    build(name, call, &MIN_BY)
}

pub(super) fn max_by(_: &Context, name: &str, call: AggregateCall) -> Result<Typed> {
    build(name, call, &MAX_BY)
}

fn build(name: &str, call: AggregateCall, function: &Aggregate) -> Result<Typed> {
    let (mut parts, args) = Parts::of(name, call);
    if args.len() == 3 {
        return Err(unsupported(format!("`{name}` of several values")));
    }
    let [value, order] = arguments(name, args)?;
    if !order.data_type.is_orderable() {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_INVALID_ORDERING_TYPE)
            .with("sqlExpr", format!("\"{}\"", parts.shown))
            .with("functionName", format!("`{name}`"))
            .with("dataType", to_sql_type(&order.data_type.sql_name())));
    }
    parts.distinct = false;
    let expr = parts.expr(function.udaf(), vec![value.expr, order.expr]);
    Ok(parts.typed(expr, value.data_type, true))
}

#[derive(Debug)]
struct BestShape {
    name: &'static str,
    greatest: bool,
}

impl Shape for BestShape {
    fn name(&self) -> &'static str {
        self.name
    }

    fn answer(&self, args: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(args.first().cloned().unwrap_or(ArrowType::Null))
    }

    fn state(&self, args: &[ArrowType], answer: &ArrowType) -> Vec<(&'static str, ArrowType)> {
        vec![("value", answer.clone()), ("order", args.get(1).cloned().unwrap_or(ArrowType::Null))]
    }

    fn one(&self, inputs: &Inputs) -> DfResult<Box<dyn Accumulator>> {
        let null = |i: usize| ScalarValue::try_from(inputs.types.get(i).unwrap_or(&ArrowType::Null));
        Ok(Box::new(Best { greatest: self.greatest, value: null(0)?, order: null(1)?, key: None }))
    }
}

/// The value at the least or greatest order so far.
#[derive(Debug)]
struct Best {
    greatest: bool,
    value: ScalarValue,
    order: ScalarValue,
    key: Option<Vec<u8>>,
}

impl Accumulator for Best {
    fn update_batch(&mut self, values: &[ArrayRef]) -> DfResult<()> {
        let [value, order] = values else { return Ok(()) };
        let keys = keys_of(&[order])?;
        let Some(keys) = keys.first() else { return Ok(()) };
        let known: Vec<usize> = (0..order.len()).filter(|row| order.is_valid(*row)).collect();
        // Of equal orders the last one counts, as in Spark.
        let best = known.into_iter().reduce(|best, next| {
            let stays = if self.greatest { keys.row(best) > keys.row(next) } else { keys.row(best) < keys.row(next) };
            if stays { best } else { next }
        });
        let Some(best) = best else { return Ok(()) };
        let key = keys.row(best);
        let stays = self.key.as_ref().is_some_and(|known| match self.greatest {
            true => known.as_slice() > key.data(),
            false => known.as_slice() < key.data(),
        });
        if !stays {
            self.key = Some(key.data().to_vec());
            self.value = ScalarValue::try_from_array(value, best)?;
            self.order = ScalarValue::try_from_array(order, best)?;
            self.value.compact();
        }
        Ok(())
    }

    fn evaluate(&mut self) -> DfResult<ScalarValue> {
        Ok(self.value.clone())
    }

    fn size(&self) -> usize {
        self.value.size() + self.order.size() + self.key.as_ref().map_or(0, Vec::len)
    }

    fn state(&mut self) -> DfResult<Vec<ScalarValue>> {
        Ok(vec![self.value.clone(), self.order.clone()])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> DfResult<()> {
        self.update_batch(states)
    }
}
