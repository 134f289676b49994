//! State of many groups at once, and its two guises in DataFusion: vectorised over groups, and alone.

use std::fmt::Debug;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray};
use arrow::buffer::NullBuffer;
use datafusion::common::{Result, ScalarValue, internal_err};
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

/// The state of many groups. `rows` says which group each row belongs to.
pub(super) trait Groups: Clone + Debug + Send + Sync + 'static {
    /// The state of no group yet, of the same function.
    fn fresh(&self) -> Self;
    /// Takes in values.
    fn update(
        &mut self,
        values: &[ArrayRef],
        rows: &[usize],
        chosen: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()>;
    /// Takes in states.
    fn merge(&mut self, states: &[ArrayRef], rows: &[usize], total: usize) -> Result<()>;
    /// The answers of the first groups, which are forgotten.
    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef>;
    /// The states of the first groups, which are forgotten.
    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>>;
    /// Bytes held.
    fn size(&self) -> usize;
    /// Whether [`Self::retract`] works.
    fn retracts(&self) -> bool {
        false
    }
    /// Takes values back out of the first group.
    fn retract(&mut self, _values: &[ArrayRef]) -> Result<()> {
        internal_err!("this aggregate cannot take values back")
    }
}

/// The rows to take in: where the value is not NULL and the filter holds. `None` is all of them.
pub(super) fn selected(values: &dyn Array, chosen: Option<&BooleanArray>) -> Option<NullBuffer> {
    let chosen = chosen.map(|filter| match filter.nulls() {
        Some(nulls) => NullBuffer::new(filter.values() & nulls.inner()),
        None => NullBuffer::new(filter.values().clone()),
    });
    NullBuffer::union(values.logical_nulls().as_ref(), chosen.as_ref())
}

/// Groups as DataFusion's vectorised accumulator.
#[derive(Debug)]
pub(super) struct Many<G>(pub(super) G);

impl<G: Groups> GroupsAccumulator for Many<G> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        rows: &[usize],
        chosen: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.0.update(values, rows, chosen, total)
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        self.0.evaluate(emit)
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        self.0.state(emit)
    }

    fn merge_batch(&mut self, states: &[ArrayRef], rows: &[usize], total: usize) -> Result<()> {
        self.0.merge(states, rows, total)
    }

    fn convert_to_state(&self, values: &[ArrayRef], chosen: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let count = values.first().map_or(0, |v| v.len());
        let mut each = self.0.fresh();
        each.update(values, &(0..count).collect::<Vec<_>>(), chosen, count)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.0.size()
    }
}

/// A single group as DataFusion's accumulator; asking for the answer leaves the state as it is.
#[derive(Debug)]
pub(super) struct One<G>(pub(super) G);

impl<G: Groups> Accumulator for One<G> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let rows = vec![0; values.first().map_or(0, |v| v.len())];
        self.0.update(values, &rows, None, 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mut copy = self.0.clone();
        self.touch(&mut copy)?;
        ScalarValue::try_from_array(&copy.evaluate(EmitTo::All)?, 0)
    }

    fn size(&self) -> usize {
        self.0.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let mut copy = self.0.clone();
        self.touch(&mut copy)?;
        copy.state(EmitTo::All)?.iter().map(|column| ScalarValue::try_from_array(column, 0)).collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = vec![0; states.first().map_or(0, |v| v.len())];
        self.0.merge(states, &rows, 1)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.retract(values)
    }

    fn supports_retract_batch(&self) -> bool {
        self.0.retracts()
    }
}

impl<G: Groups> One<G> {
    /// Makes the one group exist though no row came.
    fn touch(&self, copy: &mut G) -> Result<()> {
        copy.merge(&[], &[], 1)
    }
}

/// Values seen once each, handed on when the answer is asked for: DISTINCT for any accumulator of one argument.
#[derive(Debug)]
pub(super) struct Distinct<A> {
    seen: super::collected::Collected,
    inner: A,
}

impl<A: Fn() -> Result<Box<dyn Accumulator>> + Send + Sync + 'static> Accumulator for Distinct<Factory<A>> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.seen.push(values.first())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mut accumulator = (self.inner.0)()?;
        accumulator.update_batch(&[self.seen.distinct()?])?;
        accumulator.evaluate()
    }

    fn size(&self) -> usize {
        self.seen.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.seen.as_list(&self.seen.distinct()?)])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.seen.push_lists(states.first())
    }
}

/// Makes accumulators.
pub(super) struct Factory<A>(pub(super) A);

impl<A> Debug for Factory<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Factory")
    }
}

impl<A> Distinct<Factory<A>> {
    pub(super) fn new(values: super::collected::Collected, make: A) -> Self {
        Self { seen: values, inner: Factory(make) }
    }
}

/// A column of an emitted part.
pub(super) fn column<A: Array + 'static>(array: A) -> ArrayRef {
    Arc::new(array)
}
