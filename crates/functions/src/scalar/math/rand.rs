//! `rand`, `randn`: Spark's XORShift generator. A seeded call answers what Spark's first partition would; a kernel knows no
//! partition, so all partitions of a plan draw from one sequence, which begins anew with each analysis.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::Float64Array;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use sparrow_spark_error::{Result, internal};
use sparrow_spark_types::DataType;

use super::super::hash::murmur3_standard;
use super::super::spec::{Param, accept, call_name, literal, wrong_count};
use crate::{Context, Typed};

/// `rand([seed])`
pub(super) fn rand(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let name = name.to_lowercase();
    build(context, if name == "random" { "rand" } else { &name }, args, Distribution::Uniform)
}

/// `randn([seed])`
pub(super) fn randn(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "randn", args, Distribution::Normal)
}

/// The kernels of this module.
pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    [Distribution::Uniform, Distribution::Normal].map(|d| Arc::new(ScalarUDF::from(Random::new(d)))).to_vec()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Distribution {
    Uniform,
    Normal,
}

fn build(context: &Context, name: &str, mut args: Vec<Typed>, distribution: Distribution) -> Result<Typed> {
    if args.len() > 1 {
        return Err(wrong_count(name, &[0, 1], args.len()));
    }
    let seed = args.pop().unwrap_or_else(|| {
        let seed = RandomState::new().build_hasher().finish() as i64;
        literal(ScalarValue::Int64(Some(seed)), DataType::Long, seed.to_string())
    });
    let call = call_name(name, std::slice::from_ref(&seed));
    let seed = accept(context, &call, 0, seed, Param::LONG)?;
    let kernel = Arc::new(ScalarUDF::from(Random::new(distribution)));
    let expr = Expr::ScalarFunction(ScalarFunction::new_udf(kernel, vec![seed.expr]));
    Ok(Typed::new(expr, DataType::Double, false, call))
}

/// A generator in the midst of its sequence.
#[derive(Debug)]
struct Random {
    distribution: Distribution,
    signature: Signature,
    sequence: Mutex<Option<XorShift>>,
}

impl Random {
    fn new(distribution: Distribution) -> Self {
        let signature = Signature::exact(vec![ArrowType::Int64], Volatility::Volatile);
        Self { distribution, signature, sequence: Mutex::new(None) }
    }
}

impl PartialEq for Random {
    fn eq(&self, other: &Self) -> bool {
        self.distribution == other.distribution
    }
}

impl Eq for Random {}

impl std::hash::Hash for Random {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.distribution.hash(state);
    }
}

impl ScalarUDFImpl for Random {
    fn name(&self) -> &str {
        match self.distribution {
            Distribution::Uniform => "spark_rand",
            Distribution::Normal => "spark_randn",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(ArrowType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> DfResult<ColumnarValue> {
        let Some(ColumnarValue::Scalar(ScalarValue::Int64(seed))) = args.args.first() else {
            return Err(internal("the seed of a random number is no constant").into());
        };
        let mut sequence = self.sequence.lock().unwrap_or_else(PoisonError::into_inner);
        let sequence = sequence.get_or_insert_with(|| XorShift::new(seed.unwrap_or(0)));
        let next = |_| match self.distribution {
            Distribution::Uniform => sequence.uniform(),
            Distribution::Normal => sequence.normal(),
        };
        let values = (0..args.number_rows).map(next).collect::<Vec<f64>>();
        Ok(ColumnarValue::Array(Arc::new(Float64Array::from(values))))
    }
}

/// Spark's `XORShiftRandom` under `java.util.Random`.
#[derive(Debug)]
pub(super) struct XorShift {
    seed: i64,
    spare: Option<f64>,
}

impl XorShift {
    pub(super) fn new(seed: i64) -> Self {
        const ARRAY_SEED: u32 = 0x3c07_4a61;
        let bytes = seed.to_be_bytes();
        let low = murmur3_standard(&bytes, ARRAY_SEED);
        let high = murmur3_standard(&bytes, low);
        Self { seed: (i64::from(high as i32) << 32) | i64::from(low), spare: None }
    }

    fn next(&mut self, bits: u32) -> i64 {
        let mut next = self.seed ^ (self.seed << 21);
        next ^= ((next as u64) >> 35) as i64;
        next ^= next << 4;
        self.seed = next;
        i64::from((next & ((1_i64 << bits) - 1)) as i32)
    }

    pub(super) fn uniform(&mut self) -> f64 {
        let high = self.next(26) << 27;
        (high + self.next(27)) as f64 * (1.0 / (1_i64 << 53) as f64)
    }

    /// Marsaglia's polar method, two numbers at a time, as `java.util.Random`.
    pub(super) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (a, b) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = a * a + b * b;
            if square < 1.0 && square != 0.0 {
                let factor = (-2.0 * libm::log(square) / square).sqrt();
                self.spare = Some(b * factor);
                return a * factor;
            }
        }
    }
}
