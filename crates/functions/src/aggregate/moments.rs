//! Central moments of one variable and co-moments of two, updated and merged by Spark's formulas so that the last digit agrees.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType as ArrowType, Float64Type};
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::{Accumulator, AggregateUDF, EmitTo, GroupsAccumulator};
use sparrow_spark_error::{Result, divide_by_zero, internal};

use super::groups::{Groups, Many, One, column, selected};
use super::udaf::{Aggregate, Inputs, Shape};

const STATE: [&str; 6] = ["n", "avg", "m2", "m3", "m4", "m5"];

macro_rules! statistics {
    ($($id:ident $name:literal $kernel:literal $finish:expr;)*) => {
        $(static $id: Aggregate = Aggregate::new(&MomentShape { kernel: $kernel, finish: $finish });)*

        /// The kernel of a statistic.
        pub(super) fn of(name: &str) -> Result<Arc<AggregateUDF>> {
            match name {
                $($name => Ok($id.udaf()),)*
                other => Err(internal(format!("no statistic {other}"))),
            }
        }

        pub(super) fn kernels() -> Vec<Arc<AggregateUDF>> {
            vec![$($id.udaf()),*]
        }
    };
}

statistics! {
    STDDEV_SAMP "stddev_samp" "spark_stddev_samp" Finish::One(|m| m.sample().map(f64::sqrt));
    STDDEV_POP "stddev_pop" "spark_stddev_pop" Finish::One(|m| m.some().map(|m| (m.m2 / m.n).sqrt()));
    VAR_SAMP "var_samp" "spark_var_samp" Finish::One(Moments::sample);
    VAR_POP "var_pop" "spark_var_pop" Finish::One(|m| m.some().map(|m| m.m2 / m.n));
    SKEWNESS "skewness" "spark_skewness" Finish::One(|m| m.spread().map(|m| m.n.sqrt() * m.m3 / (m.m2 * m.m2 * m.m2).sqrt()));
    KURTOSIS "kurtosis" "spark_kurtosis" Finish::One(|m| m.spread().map(|m| m.n * m.m4 / (m.m2 * m.m2) - 3.0));
    COVAR_POP "covar_pop" "spark_covar_pop" Finish::Two(|c| c.some().map(|c| c.ck / c.n));
    COVAR_SAMP "covar_samp" "spark_covar_samp" Finish::Two(|c| c.several().map(|c| c.ck / (c.n - 1.0)));
    CORR "corr" "spark_corr" Finish::Correlation;
    CORR_LEGACY "corr_legacy" "spark_corr_legacy" Finish::Two(Comoments::correlation);
    REGR_COUNT "regr_count" "spark_regr_count" Finish::Count;
    REGR_SXX "regr_sxx" "spark_regr_sxx" Finish::Two(|c| c.some().map(|c| c.ymk));
    REGR_SYY "regr_syy" "spark_regr_syy" Finish::Two(|c| c.some().map(|c| c.xmk));
    REGR_SXY "regr_sxy" "spark_regr_sxy" Finish::Two(|c| c.some().map(|c| c.ck));
    REGR_SLOPE "regr_slope" "spark_regr_slope" Finish::Two(Comoments::slope);
    REGR_INTERCEPT "regr_intercept" "spark_regr_intercept" Finish::Two(|c| c.slope().map(|s| c.x_avg - s * c.y_avg));
    REGR_R2 "regr_r2" "spark_regr_r2" Finish::Two(Comoments::r2);
}

/// What is made of the moments.
#[derive(Clone, Copy, Debug)]
enum Finish {
    One(fn(&Moments) -> Option<f64>),
    Two(fn(&Comoments) -> Option<f64>),
    /// Under ANSI mode a variable that does not vary divides by zero.
    Correlation,
    Count,
}

#[derive(Debug)]
struct MomentShape {
    kernel: &'static str,
    finish: Finish,
}

impl Shape for MomentShape {
    fn name(&self) -> &'static str {
        self.kernel
    }

    fn answer(&self, _: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(if matches!(self.finish, Finish::Count) { ArrowType::Int64 } else { ArrowType::Float64 })
    }

    fn state(&self, _: &[ArrowType], _: &ArrowType) -> Vec<(&'static str, ArrowType)> {
        STATE.iter().map(|name| (*name, ArrowType::Float64)).collect()
    }

    fn one(&self, _: &Inputs) -> DfResult<Box<dyn Accumulator>> {
        Ok(Box::new(One(Statistics { finish: self.finish, states: vec![] })))
    }

    fn many(&self, _: &Inputs) -> Option<DfResult<Box<dyn GroupsAccumulator>>> {
        Some(Ok(Box::new(Many(Statistics { finish: self.finish, states: vec![] }))))
    }

    fn of_nothing(&self, answer: &ArrowType) -> DfResult<ScalarValue> {
        match self.finish {
            Finish::Count => Ok(ScalarValue::Int64(Some(0))),
            _ => ScalarValue::try_from(answer),
        }
    }
}

/// Count, mean and sums of powers of the differences from it.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    n: f64,
    avg: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

impl Moments {
    fn some(&self) -> Option<&Self> {
        (self.n > 0.0).then_some(self)
    }

    fn sample(&self) -> Option<f64> {
        (self.n > 1.0).then(|| self.m2 / (self.n - 1.0))
    }

    fn spread(&self) -> Option<&Self> {
        (self.n > 0.0 && self.m2 != 0.0).then_some(self)
    }

    fn add(&mut self, x: f64) {
        let n = self.n + 1.0;
        let delta = x - self.avg;
        let delta_n = delta / n;
        let m2 = self.m2 + delta * (delta - delta_n);
        let (delta2, delta_n2) = (delta * delta, delta_n * delta_n);
        let m3 = self.m3 - 3.0 * delta_n * m2 + delta * (delta2 - delta_n2);
        let m4 = self.m4 - 4.0 * delta_n * m3 - 6.0 * delta_n2 * m2 + delta * (delta * delta2 - delta_n * delta_n2);
        *self = Self { n, avg: self.avg + delta_n, m2, m3, m4 };
    }

    fn merge(&mut self, other: &Self) {
        let (n1, n2) = (self.n, other.n);
        let n = n1 + n2;
        let delta = other.avg - self.avg;
        let delta_n = if n == 0.0 { 0.0 } else { delta / n };
        let m2 = self.m2 + other.m2 + delta * delta_n * n1 * n2;
        let m3 = self.m3
            + other.m3
            + delta_n * delta_n * delta * n1 * n2 * (n1 - n2)
            + 3.0 * delta_n * (n1 * other.m2 - n2 * self.m2);
        let m4 = self.m4
            + other.m4
            + delta_n * delta_n * delta_n * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2)
            + 6.0 * delta_n * delta_n * (n1 * n1 * other.m2 + n2 * n2 * self.m2)
            + 4.0 * delta_n * (n1 * other.m3 - n2 * self.m3);
        *self = Self { n, avg: self.avg + delta_n * n2, m2, m3, m4 };
    }
}

/// Count, means, and sums of products of the differences from them.
#[derive(Clone, Copy, Debug, Default)]
struct Comoments {
    n: f64,
    x_avg: f64,
    y_avg: f64,
    ck: f64,
    xmk: f64,
    ymk: f64,
}

impl Comoments {
    fn some(&self) -> Option<&Self> {
        (self.n > 0.0).then_some(self)
    }

    fn several(&self) -> Option<&Self> {
        (self.n > 1.0).then_some(self)
    }

    fn correlation(&self) -> Option<f64> {
        let spread = (self.xmk * self.ymk).sqrt();
        (self.n > 1.0 && spread != 0.0).then(|| self.ck / spread)
    }

    /// In Spark's regression the first argument depends on the second.
    fn slope(&self) -> Option<f64> {
        (self.n > 0.0 && self.ymk != 0.0).then(|| self.ck / self.ymk)
    }

    fn r2(&self) -> Option<f64> {
        match self.n {
            n if n <= 0.0 || self.ymk == 0.0 => None,
            _ if self.xmk == 0.0 => Some(1.0),
            _ => {
                let corr = self.ck / (self.xmk * self.ymk).sqrt();
                Some(corr * corr)
            }
        }
    }

    fn add(&mut self, x: f64, y: f64) {
        let n = self.n + 1.0;
        let (dx, dy) = (x - self.x_avg, y - self.y_avg);
        let (x_avg, y_avg) = (self.x_avg + dx / n, self.y_avg + dy / n);
        *self = Self {
            n,
            x_avg,
            y_avg,
            ck: self.ck + dx * (y - y_avg),
            xmk: self.xmk + dx * (x - x_avg),
            ymk: self.ymk + dy * (y - y_avg),
        };
    }

    fn merge(&mut self, other: &Self) {
        let (n1, n2) = (self.n, other.n);
        let n = n1 + n2;
        let (dx, dy) = (other.x_avg - self.x_avg, other.y_avg - self.y_avg);
        let (dx_n, dy_n) = if n == 0.0 { (0.0, 0.0) } else { (dx / n, dy / n) };
        *self = Self {
            n,
            x_avg: self.x_avg + dx_n * n2,
            y_avg: self.y_avg + dy_n * n2,
            ck: self.ck + other.ck + dx * dy_n * n1 * n2,
            xmk: self.xmk + other.xmk + dx * dx_n * n1 * n2,
            ymk: self.ymk + other.ymk + dy * dy_n * n1 * n2,
        };
    }
}

/// Six numbers for each group: [`Moments`] or [`Comoments`], as the finish says.
#[derive(Clone, Debug)]
struct Statistics {
    finish: Finish,
    states: Vec<[f64; 6]>,
}

impl From<&[f64; 6]> for Moments {
    fn from(&[n, avg, m2, m3, m4, _]: &[f64; 6]) -> Self {
        Self { n, avg, m2, m3, m4 }
    }
}

impl From<&[f64; 6]> for Comoments {
    fn from(&[n, x_avg, y_avg, ck, xmk, ymk]: &[f64; 6]) -> Self {
        Self { n, x_avg, y_avg, ck, xmk, ymk }
    }
}

impl From<Moments> for [f64; 6] {
    fn from(m: Moments) -> Self {
        [m.n, m.avg, m.m2, m.m3, m.m4, 0.0]
    }
}

impl From<Comoments> for [f64; 6] {
    fn from(c: Comoments) -> Self {
        [c.n, c.x_avg, c.y_avg, c.ck, c.xmk, c.ymk]
    }
}

impl Statistics {
    fn add(&mut self, group: usize, x: f64, y: f64) {
        let state = &mut self.states[group];
        if let Finish::One(_) = self.finish {
            let mut moments = Moments::from(&*state);
            moments.add(x);
            *state = moments.into();
        } else {
            let mut comoments = Comoments::from(&*state);
            comoments.add(x, y);
            *state = comoments.into();
        }
    }

    fn join(&mut self, group: usize, other: &[f64; 6]) {
        let state = &mut self.states[group];
        if let Finish::One(_) = self.finish {
            let mut moments = Moments::from(&*state);
            moments.merge(&other.into());
            *state = moments.into();
        } else {
            let mut comoments = Comoments::from(&*state);
            comoments.merge(&other.into());
            *state = comoments.into();
        }
    }
}

impl Groups for Statistics {
    fn fresh(&self) -> Self {
        Self { finish: self.finish, states: vec![] }
    }

    fn update(
        &mut self,
        values: &[ArrayRef],
        rows: &[usize],
        chosen: Option<&BooleanArray>,
        total: usize,
    ) -> DfResult<()> {
        self.states.resize(self.states.len().max(total), [0.0; 6]);
        let x = values[0].as_primitive::<Float64Type>();
        let y = values.get(1).map_or(x, |y| y.as_primitive::<Float64Type>());
        let valid = NullBuffer::union(selected(x, chosen).as_ref(), y.nulls());
        for (row, group) in rows.iter().enumerate() {
            if valid.as_ref().is_none_or(|valid| valid.is_valid(row)) {
                self.add(*group, x.value(row), y.value(row));
            }
        }
        Ok(())
    }

    fn merge(&mut self, states: &[ArrayRef], rows: &[usize], total: usize) -> DfResult<()> {
        self.states.resize(self.states.len().max(total), [0.0; 6]);
        let columns: Vec<_> = states.iter().map(|s| s.as_primitive::<Float64Type>()).collect();
        for (row, group) in rows.iter().enumerate() {
            let mut other = [0.0; 6];
            other.iter_mut().zip(&columns).for_each(|(slot, c)| *slot = c.value(row));
            self.join(*group, &other);
        }
        Ok(())
    }

    fn evaluate(&mut self, emit: EmitTo) -> DfResult<ArrayRef> {
        let states = emit.take_needed(&mut self.states);
        // The hardware's NaN may bear a sign, Java's does not.
        let normal = |v: f64| if v.is_nan() { f64::NAN } else { v };
        Ok(match self.finish {
            Finish::One(f) => column(states.iter().map(|s| f(&s.into()).map(normal)).collect::<Float64Array>()),
            Finish::Two(f) => column(states.iter().map(|s| f(&s.into()).map(normal)).collect::<Float64Array>()),
            Finish::Correlation => {
                let one = |s: &[f64; 6]| {
                    let comoments = Comoments::from(s);
                    match comoments.correlation() {
                        None if comoments.n > 1.0 => Err(divide_by_zero()),
                        known => Ok(known.map(normal)),
                    }
                };
                column(states.iter().map(one).collect::<Result<Float64Array>>()?)
            }
            Finish::Count => column(states.iter().map(|s| Some(s[0] as i64)).collect::<Int64Array>()),
        })
    }

    fn state(&mut self, emit: EmitTo) -> DfResult<Vec<ArrayRef>> {
        let states = emit.take_needed(&mut self.states);
        Ok((0..STATE.len()).map(|i| column(states.iter().map(|s| Some(s[i])).collect::<Float64Array>())).collect())
    }

    fn size(&self) -> usize {
        self.states.capacity() * size_of::<[f64; 6]>()
    }
}
