//! Aggregates that need all values at the end: lists, sets, percentiles, the mode, joined text.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, UInt32Array, new_empty_array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::{concat, filter, is_not_null, take};
use arrow::datatypes::{DataType as ArrowType, Field as ArrowField};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{Accumulator, AggregateUDF};

use super::udaf::{Aggregate, Inputs, Shape};
use super::{collect, percentile};
use crate::scalar::{conform, keys_of};

/// What becomes of the collected values.
pub(super) trait Finish: Debug + Send + Sync + 'static {
    /// Its name on the wire.
    fn name(&self) -> &'static str;
    /// The type of the answer.
    fn answer(&self, args: &[ArrowType]) -> Result<ArrowType>;
    /// The answer of values without NULLs, in the order they came.
    fn finish(&self, values: &ArrayRef, inputs: &Inputs) -> Result<ScalarValue>;
    /// The answer of no values.
    fn of_nothing(&self, answer: &ArrowType) -> Result<ScalarValue> {
        ScalarValue::try_from(answer)
    }
}

/// All kernels that collect.
pub(super) fn kernels() -> Vec<Arc<AggregateUDF>> {
    let all: [&Aggregate; 9] = [
        &collect::LIST,
        &collect::SET,
        &collect::MODE,
        &collect::LEAST_MODE,
        &collect::GREATEST_MODE,
        &collect::TEXT,
        &percentile::EXACT,
        &percentile::DISCRETE,
        &percentile::APPROXIMATE,
    ];
    all.into_iter().map(Aggregate::udaf).collect()
}

/// An aggregate that collects first.
#[derive(Debug)]
pub(super) struct Collecting<F>(pub(super) F);

impl<F: Finish> Shape for Collecting<F>
where
    &'static Collecting<F>: Debug,
{
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn answer(&self, args: &[ArrowType]) -> Result<ArrowType> {
        self.0.answer(args)
    }

    fn state(&self, args: &[ArrowType], _: &ArrowType) -> Vec<(&'static str, ArrowType)> {
        vec![("values", Collected::list_type(args.first().unwrap_or(&ArrowType::Null)))]
    }

    fn one(&self, inputs: &Inputs) -> Result<Box<dyn Accumulator>> {
        // Kernels are statics: the finish lives as long as the program.
        let finish = finish_of(self.0.name());
        Ok(Box::new(Whole { values: Collected::new(inputs.first()), inputs: inputs.clone(), finish }))
    }

    fn of_nothing(&self, answer: &ArrowType) -> Result<ScalarValue> {
        self.0.of_nothing(answer)
    }
}

/// The finish of a kernel of this name.
fn finish_of(name: &str) -> &'static dyn Finish {
    collect::finish_of(name).or_else(|| percentile::finish_of(name)).unwrap_or(&collect::ListFinish)
}

#[derive(Debug)]
struct Whole {
    values: Collected,
    inputs: Inputs,
    finish: &'static dyn Finish,
}

impl Accumulator for Whole {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.values.push(values.first())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let values = self.values.whole()?;
        if values.is_empty() {
            return self.finish.of_nothing(&self.inputs.answer);
        }
        self.finish.finish(&values, &self.inputs)
    }

    fn size(&self) -> usize {
        self.values.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.values.as_list(&self.values.whole()?)])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.values.push_lists(states.first())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.values.drop_first(values.first().map_or(0, |v| v.len() - v.logical_null_count()))
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }
}

/// Values without NULLs, in the order they came.
#[derive(Clone, Debug)]
pub(super) struct Collected {
    data_type: ArrowType,
    parts: Vec<ArrayRef>,
}

impl Collected {
    pub(super) fn new(data_type: ArrowType) -> Self {
        Self { data_type, parts: vec![] }
    }

    /// The type of the state.
    pub(super) fn list_type(data_type: &ArrowType) -> ArrowType {
        ArrowType::List(Arc::new(ArrowField::new("item", data_type.clone(), true)))
    }

    pub(super) fn push(&mut self, values: Option<&ArrayRef>) -> Result<()> {
        let Some(values) = values.filter(|v| v.logical_null_count() < v.len()) else { return Ok(()) };
        // A copy: a slice would keep the whole batch alive.
        let kept = filter(values, &is_not_null(values)?)?;
        self.parts.push(kept);
        Ok(())
    }

    pub(super) fn push_lists(&mut self, lists: Option<&ArrayRef>) -> Result<()> {
        let Some(lists) = lists.and_then(|l| l.as_list_opt::<i32>()) else { return Ok(()) };
        for list in lists.iter().flatten() {
            self.push(Some(&conform(&list, &self.data_type)?))?;
        }
        Ok(())
    }

    fn drop_first(&mut self, mut count: usize) -> Result<()> {
        while count > 0 && !self.parts.is_empty() {
            let first = &mut self.parts[0];
            if first.len() <= count {
                count -= first.len();
                self.parts.remove(0);
            } else {
                *first = first.slice(count, first.len() - count);
                count = 0;
            }
        }
        Ok(())
    }

    /// All of them in one array.
    pub(super) fn whole(&self) -> Result<ArrayRef> {
        match self.parts.as_slice() {
            [] => Ok(new_empty_array(&self.data_type)),
            [one] => Ok(one.clone()),
            parts => Ok(concat(&parts.iter().map(Arc::as_ref).collect::<Vec<_>>())?),
        }
    }

    /// Each different one once, where it first came.
    pub(super) fn distinct(&self) -> Result<ArrayRef> {
        let values = self.whole()?;
        let firsts: Vec<u32> = tally(&values)?.into_iter().map(|(row, _)| row).collect();
        Ok(take(&values, &UInt32Array::from(firsts), None)?)
    }

    pub(super) fn as_list(&self, values: &ArrayRef) -> ScalarValue {
        list_of(values, Arc::new(ArrowField::new("item", self.data_type.clone(), true)))
    }

    pub(super) fn size(&self) -> usize {
        self.parts.iter().map(|part| part.get_array_memory_size()).sum()
    }
}

/// One list that holds the values.
pub(super) fn list_of(values: &ArrayRef, field: Arc<ArrowField>) -> ScalarValue {
    let offsets = OffsetBuffer::from_lengths([values.len()]);
    match ListArray::try_new(field, offsets, values.clone(), None) {
        Ok(list) => ScalarValue::List(Arc::new(list)),
        Err(_) => ScalarValue::Null,
    }
}

/// The first row of each different value, and how often it comes.
pub(super) fn tally(values: &ArrayRef) -> Result<Vec<(u32, u64)>> {
    let keys = keys_of(&[values])?;
    let Some(keys) = keys.first() else { return Ok(vec![]) };
    let mut places: HashMap<&[u8], usize> = HashMap::with_capacity(values.len());
    let rows: Vec<_> = (0..values.len()).map(|row| keys.row(row)).collect();
    let mut counts: Vec<(u32, u64)> = Vec::new();
    for (row, key) in rows.iter().enumerate() {
        let place = *places.entry(key.data()).or_insert_with(|| {
            counts.push((row as u32, 0));
            counts.len() - 1
        });
        counts[place].1 += 1;
    }
    Ok(counts)
}
