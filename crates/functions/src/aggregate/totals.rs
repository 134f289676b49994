//! Exact sums and averages: integers, decimals and intervals added up in 128 bits, overflow told at the end.

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, DurationMicrosecondArray, Int64Array,
    IntervalYearMonthArray,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    DataType as ArrowType, Decimal128Type, DurationMicrosecondType, Int64Type, IntervalUnit, IntervalYearMonthType,
};
use datafusion::common::{Result, internal_err};
use datafusion::logical_expr::{Accumulator, AggregateUDF, EmitTo, GroupsAccumulator};
use sparrow_spark_error::{SparkError, arithmetic_overflow, condition};
use std::sync::Arc;

use super::groups::{Groups, Many, One, column, selected};
use super::udaf::{Aggregate, Inputs, Shape};
use crate::cast::Mode;
use crate::cast::decimal::{Size, plain_text};

/// Whether totals are sums or averages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sum,
    Average,
}

#[derive(Debug)]
struct TotalShape {
    name: &'static str,
    kind: Kind,
    mode: Mode,
}

/// The sum in a mode.
pub(super) fn sum(mode: Mode) -> Arc<AggregateUDF> {
    static ANSI: Aggregate = Aggregate::new(&TotalShape { name: "spark_sum_ansi", kind: Kind::Sum, mode: Mode::Ansi });
    static LEGACY: Aggregate =
        Aggregate::new(&TotalShape { name: "spark_sum_legacy", kind: Kind::Sum, mode: Mode::Legacy });
    static TRY: Aggregate = Aggregate::new(&TotalShape { name: "spark_sum_try", kind: Kind::Sum, mode: Mode::Try });
    of_mode(mode, [&ANSI, &LEGACY, &TRY])
}

/// The average in a mode.
pub(super) fn average(mode: Mode) -> Arc<AggregateUDF> {
    static ANSI: Aggregate =
        Aggregate::new(&TotalShape { name: "spark_avg_ansi", kind: Kind::Average, mode: Mode::Ansi });
    static LEGACY: Aggregate =
        Aggregate::new(&TotalShape { name: "spark_avg_legacy", kind: Kind::Average, mode: Mode::Legacy });
    static TRY: Aggregate = Aggregate::new(&TotalShape { name: "spark_avg_try", kind: Kind::Average, mode: Mode::Try });
    of_mode(mode, [&ANSI, &LEGACY, &TRY])
}

fn of_mode(mode: Mode, [ansi, legacy, tries]: [&'static Aggregate; 3]) -> Arc<AggregateUDF> {
    match mode {
        Mode::Ansi => ansi.udaf(),
        Mode::Legacy => legacy.udaf(),
        Mode::Try => tries.udaf(),
    }
}

pub(super) fn kernels() -> Vec<Arc<AggregateUDF>> {
    [Mode::Ansi, Mode::Legacy, Mode::Try].into_iter().flat_map(|mode| [sum(mode), average(mode)]).collect()
}

impl Shape for TotalShape {
    fn name(&self) -> &'static str {
        self.name
    }

    fn answer(&self, args: &[ArrowType]) -> Result<ArrowType> {
        let more = if self.kind == Kind::Sum { (10, 0) } else { (4, 4) };
        match args.first() {
            Some(ArrowType::Decimal128(precision, scale)) => {
                Ok(ArrowType::Decimal128((precision + more.0).min(38), (scale + more.1).min(38)))
            }
            Some(t @ (ArrowType::Int64 | ArrowType::Duration(_) | ArrowType::Interval(IntervalUnit::YearMonth))) => {
                Ok(t.clone())
            }
            other => internal_err!("no total of {other:?}"),
        }
    }

    fn state(&self, args: &[ArrowType], _: &ArrowType) -> Vec<(&'static str, ArrowType)> {
        let scale = scale_of(args.first());
        vec![("sum", ArrowType::Decimal128(38, scale)), ("count", ArrowType::Int64), ("overflowed", ArrowType::Boolean)]
    }

    fn one(&self, inputs: &Inputs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(One(self.totals(inputs))))
    }

    fn many(&self, inputs: &Inputs) -> Option<Result<Box<dyn GroupsAccumulator>>> {
        Some(Ok(Box::new(Many(self.totals(inputs)))))
    }
}

fn scale_of(t: Option<&ArrowType>) -> i8 {
    match t {
        Some(ArrowType::Decimal128(_, scale)) => *scale,
        _ => 0,
    }
}

impl TotalShape {
    fn totals(&self, inputs: &Inputs) -> Totals {
        Totals {
            kind: self.kind,
            mode: self.mode,
            is_long: inputs.first() == ArrowType::Int64,
            input: inputs.first(),
            answer: inputs.answer.clone(),
            sums: vec![],
            counts: vec![],
            overflowed: vec![],
        }
    }
}

/// Sum, count and overflow of each group.
#[derive(Clone, Debug)]
struct Totals {
    kind: Kind,
    mode: Mode,
    /// Spark adds longs up in a long: once it overflowed, it stays so.
    is_long: bool,
    input: ArrowType,
    answer: ArrowType,
    sums: Vec<i128>,
    counts: Vec<i64>,
    overflowed: Vec<bool>,
}

impl Totals {
    fn resize(&mut self, total: usize) {
        if self.sums.len() < total {
            self.sums.resize(total, 0);
            self.counts.resize(total, 0);
            self.overflowed.resize(total, false);
        }
    }

    fn add(&mut self, group: usize, value: i128, count: i64) {
        let (sum, overflowed) = self.sums[group].overflowing_add(value);
        self.sums[group] = sum;
        self.counts[group] += count;
        self.overflowed[group] |= overflowed || (self.is_long && i64::try_from(sum).is_err());
    }

    fn add_all<N: Copy + Into<i128>>(&mut self, values: &[N], rows: &[usize], valid: Option<&NullBuffer>) {
        match valid {
            None => rows.iter().zip(values).for_each(|(group, value)| self.add(*group, (*value).into(), 1)),
            Some(valid) => {
                for row in valid.valid_indices() {
                    self.add(rows[row], values[row].into(), 1);
                }
            }
        }
    }

    fn add_array(&mut self, values: &ArrayRef, rows: &[usize], valid: Option<&NullBuffer>) -> Result<()> {
        match values.data_type() {
            ArrowType::Int64 => self.add_all(values.as_primitive::<Int64Type>().values(), rows, valid),
            ArrowType::Decimal128(..) => self.add_all(values.as_primitive::<Decimal128Type>().values(), rows, valid),
            ArrowType::Duration(_) => {
                self.add_all(values.as_primitive::<DurationMicrosecondType>().values(), rows, valid);
            }
            ArrowType::Interval(IntervalUnit::YearMonth) => {
                self.add_all(values.as_primitive::<IntervalYearMonthType>().values(), rows, valid);
            }
            other => return internal_err!("no total of {other}"),
        }
        Ok(())
    }

    /// A group's answer; `None` is NULL.
    fn finish(&self, sum: i128, count: i64, overflowed: bool) -> Result<Option<i128>, SparkError> {
        if count == 0 {
            return Ok(None);
        }
        if overflowed || !self.holds(sum) {
            return match (self.mode, &self.answer) {
                (Mode::Legacy, ArrowType::Int64) => Ok(Some(i128::from(sum as i64))),
                (Mode::Ansi, _) | (Mode::Legacy, ArrowType::Duration(_) | ArrowType::Interval(_)) => {
                    Err(self.overflow())
                }
                _ => Ok(None),
            };
        }
        match (self.kind, self.mode) {
            (Kind::Sum, _) => Ok(Some(sum)),
            (Kind::Average, Mode::Ansi) => self.quotient(sum, count).map(Some),
            (Kind::Average, _) => Ok(self.quotient(sum, count).ok()),
        }
    }

    /// Whether Spark's own sum holds this value.
    fn holds(&self, sum: i128) -> bool {
        match &self.input {
            ArrowType::Decimal128(precision, _) => {
                sum.unsigned_abs() < 10_u128.pow(u32::from((precision + 10).min(38)))
            }
            ArrowType::Interval(_) => i32::try_from(sum).is_ok(),
            _ => i64::try_from(sum).is_ok(),
        }
    }

    fn overflow(&self) -> SparkError {
        match &self.answer {
            ArrowType::Decimal128(..) => {
                let what = if self.kind == Kind::Sum { "sum" } else { "avg" };
                arithmetic_overflow(&format!("Overflow in {what} of decimals"), &format!("try_{what}"))
            }
            ArrowType::Int64 => arithmetic_overflow("overflow", "try_add"),
            _ => SparkError::new(&condition::INTERVAL_ARITHMETIC_OVERFLOW),
        }
    }

    /// `sum / count` at the answer's scale, rounded half up.
    fn quotient(&self, sum: i128, count: i64) -> Result<i128, SparkError> {
        let shift = (scale_of(Some(&self.answer)) - scale_of(Some(&self.input))).max(0).unsigned_abs();
        let scaled = 10_i128.checked_pow(shift.into()).and_then(|factor| sum.checked_mul(factor));
        match scaled {
            Some(scaled) => self.fitting(crate::cast::decimal::divide_half_up(scaled, count.into())),
            // Divide first, then the rest: the whole of a long division.
            None => {
                let (whole, rest) = (sum / i128::from(count), sum % i128::from(count));
                let factor = 10_i128.pow(shift.into());
                let fraction = crate::cast::decimal::divide_half_up(rest * factor, count.into());
                let quotient = whole.checked_mul(factor).and_then(|whole| whole.checked_add(fraction));
                quotient.map_or_else(|| Err(self.too_long(sum / i128::from(count))), |quotient| self.fitting(quotient))
            }
        }
    }

    /// The value, when the answer's type holds it.
    fn fitting(&self, value: i128) -> Result<i128, SparkError> {
        match &self.answer {
            ArrowType::Decimal128(precision, scale) => {
                let size = Size { precision: *precision, scale: scale.unsigned_abs() };
                if size.holds(value) { Ok(value) } else { Err(size.overflow(plain_text(value, size.scale))) }
            }
            _ => Ok(value),
        }
    }

    /// The error of an average whose digits do not even fit 128 bits; `whole` is it at the input's scale.
    fn too_long(&self, whole: i128) -> SparkError {
        match &self.answer {
            ArrowType::Decimal128(precision, scale) => {
                let size = Size { precision: *precision, scale: scale.unsigned_abs() };
                size.overflow(plain_text(whole, scale_of(Some(&self.input)).unsigned_abs()))
            }
            _ => self.overflow(),
        }
    }

    fn answers(&self, values: Vec<Option<i128>>) -> Result<ArrayRef> {
        Ok(match &self.answer {
            ArrowType::Decimal128(precision, scale) => {
                column(Decimal128Array::from(values).with_precision_and_scale(*precision, *scale)?)
            }
            ArrowType::Int64 => column(values.into_iter().map(|v| v.map(|v| v as i64)).collect::<Int64Array>()),
            ArrowType::Duration(_) => {
                column(values.into_iter().map(|v| v.map(|v| v as i64)).collect::<DurationMicrosecondArray>())
            }
            _ => column(values.into_iter().map(|v| v.map(|v| v as i32)).collect::<IntervalYearMonthArray>()),
        })
    }
}

impl Groups for Totals {
    fn fresh(&self) -> Self {
        let (input, answer) = (self.input.clone(), self.answer.clone());
        Self { input, answer, sums: vec![], counts: vec![], overflowed: vec![], ..*self }
    }

    fn update(
        &mut self,
        values: &[ArrayRef],
        rows: &[usize],
        chosen: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.resize(total);
        let valid = selected(&values[0], chosen);
        self.add_array(&values[0], rows, valid.as_ref())
    }

    fn merge(&mut self, states: &[ArrayRef], rows: &[usize], total: usize) -> Result<()> {
        self.resize(total);
        let [sums, counts, overflowed] = states else { return Ok(()) };
        let (sums, counts) = (sums.as_primitive::<Decimal128Type>(), counts.as_primitive::<Int64Type>());
        let overflowed = overflowed.as_boolean();
        for (row, group) in rows.iter().enumerate() {
            if counts.is_valid(row) {
                self.add(*group, sums.value(row), counts.value(row));
                self.overflowed[*group] |= overflowed.value(row);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let sums = emit.take_needed(&mut self.sums);
        let counts = emit.take_needed(&mut self.counts);
        let overflowed = emit.take_needed(&mut self.overflowed);
        let parts = sums.into_iter().zip(counts).zip(overflowed);
        let answers = parts.map(|((sum, count), overflowed)| self.finish(sum, count, overflowed));
        let answers = answers.collect::<Result<Vec<_>, SparkError>>()?;
        self.answers(answers)
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let sums = Decimal128Array::from(emit.take_needed(&mut self.sums));
        let sums = sums.with_precision_and_scale(38, scale_of(Some(&self.input)))?;
        let counts = Int64Array::from(emit.take_needed(&mut self.counts));
        let overflowed = BooleanArray::from(emit.take_needed(&mut self.overflowed));
        Ok(vec![column(sums), column(counts), column(overflowed)])
    }

    fn size(&self) -> usize {
        self.sums.capacity() * 25
    }

    fn retracts(&self) -> bool {
        true
    }

    fn retract(&mut self, values: &[ArrayRef]) -> Result<()> {
        let mut leaving = self.fresh();
        leaving.update(values, &vec![0; values[0].len()], None, 1)?;
        self.resize(1);
        self.sums[0] = self.sums[0].wrapping_sub(leaving.sums[0]);
        self.counts[0] -= leaving.counts[0];
        Ok(())
    }
}
