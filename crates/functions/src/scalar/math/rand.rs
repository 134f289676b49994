//! `rand`, `randn`, `uniform`, `randstr`: Spark's XORShift generator. A seeded call answers what Spark's first partition would; a kernel knows no
//! partition, so all partitions of a plan draw from one sequence, which begins anew with each analysis.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arrow::array::{Float64Array, StringArray};
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use sparrow_spark_error::{Result, SparkError, condition, internal};
use sparrow_spark_types::{DataType, find_wider_type};

use super::super::hash::murmur3_standard;
use super::super::spec::{Param, accept, call_name, literal, too_large, wrong_count};
use crate::{Context, Typed, cast};

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
    [Distribution::Uniform, Distribution::Normal, Distribution::Text]
        .map(|d| Arc::new(ScalarUDF::from(Random::new(d))))
        .to_vec()
}

/// The kernel of this name at the beginning of its sequence, where each call has a sequence of its own. Sequences of different
/// partitions differ, as in Spark: `partition` says which it is, once that is known.
pub(crate) fn begun_anew(name: &str, partition: &Arc<OnceLock<usize>>) -> Option<Arc<ScalarUDF>> {
    let known = [Distribution::Uniform, Distribution::Normal, Distribution::Text];
    let distribution = known.into_iter().find(|distribution| distribution.kernel_name() == name)?;
    let partition = Arc::clone(partition);
    Some(Arc::new(ScalarUDF::from(Random { partition, ..Random::new(distribution) })))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Distribution {
    Uniform,
    Normal,
    /// Text of so many letters and digits as the second argument says.
    Text,
}

impl Distribution {
    fn kernel_name(self) -> &'static str {
        match self {
            Self::Uniform => "spark_rand",
            Self::Normal => "spark_randn",
            Self::Text => "spark_randstr",
        }
    }
}

fn build(context: &Context, name: &str, mut args: Vec<Typed>, distribution: Distribution) -> Result<Typed> {
    if args.len() > 1 {
        return Err(wrong_count(name, &[0, 1], args.len()));
    }
    let seed = args.pop().unwrap_or_else(fresh_seed);
    let call = call_name(name, std::slice::from_ref(&seed));
    let seed = accept(context, &call, 0, seed, Param::LONG)?;
    let kernel = Arc::new(ScalarUDF::from(Random::new(distribution)));
    let expr = Expr::ScalarFunction(ScalarFunction::new_udf(kernel, vec![seed.expr]));
    Ok(Typed::new(expr, DataType::Double, false, call))
}

fn fresh_seed() -> Typed {
    let seed = RandomState::new().build_hasher().finish() as i64;
    literal(ScalarValue::Int64(Some(seed)), DataType::Long, seed.to_string())
}

/// `uniform(min, max[, seed])`: a number at least `min` and below `max`, both constants.
pub(super) fn uniform(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name(name, &args);
    let count = args.len();
    let mut args = args.into_iter();
    let (Some(least), Some(most), seed, None) = (args.next(), args.next(), args.next(), args.next()) else {
        return Err(wrong_count(name, &[2, 3], count));
    };
    let least = constant_of(context, &call, "min", accept(context, &call, 0, least, Param::Numeric)?)?;
    let most = constant_of(context, &call, "max", accept(context, &call, 1, most, Param::Numeric)?)?;
    let common = find_wider_type(&least.data_type, &most.data_type, context.ansi).unwrap_or(DataType::Double);
    if [&least, &most].iter().any(|bound| bound.constant().is_some_and(ScalarValue::is_null)) {
        return Ok(Typed::null(&common, call));
    }
    let random = rand(context, "rand", vec![seed.unwrap_or_else(fresh_seed)])?;
    let least = cast::coerce(context, least, &DataType::Double)?.expr;
    let most = cast::coerce(context, most, &DataType::Double)?.expr;
    let value = least.clone() + (most - least) * random.expr;
    let value = Typed::new(value, DataType::Double, false, call.clone());
    Ok(cast::coerce(context, value, &common)?.named(call))
}

/// `randstr(length[, seed])`: letters and digits; the length is a constant.
pub(super) fn randstr(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let call = call_name(name, &args);
    let count = args.len();
    let mut args = args.into_iter();
    let (Some(length), seed, None) = (args.next(), args.next(), args.next()) else {
        return Err(wrong_count(name, &[1, 2], count));
    };
    let length = constant_of(context, &call, "length", accept(context, &call, 0, length, Param::INT)?)?;
    match length.constant() {
        Some(ScalarValue::Int32(Some(n))) if (0..=TEXT_LENGTH_MAX).contains(n) => {}
        Some(ScalarValue::Int32(Some(n))) if *n < 0 => {
            return Err(SparkError::new(&condition::INVALID_PARAMETER_VALUE_LENGTH)
                .with("functionName", "`randstr`")
                .with("parameter", "`length`")
                .with("length", n.to_string()));
        }
        Some(ScalarValue::Int32(Some(_))) => return Err(too_large("randstr")),
        _ => return Ok(Typed::null(&DataType::String, call)),
    }
    let seed = accept(context, &call, 1, seed.unwrap_or_else(fresh_seed), Param::LONG)?;
    let kernel = Arc::new(ScalarUDF::from(Random::new(Distribution::Text)));
    let expr = Expr::ScalarFunction(ScalarFunction::new_udf(kernel, vec![seed.expr, length.expr]));
    Ok(Typed::new(expr, DataType::String, false, call))
}

/// How long a random text may be.
const TEXT_LENGTH_MAX: i32 = 1 << 20;

/// The value of an argument that must be a constant, as a literal.
fn constant_of(context: &Context, call: &str, parameter: &str, value: Typed) -> Result<Typed> {
    match crate::constant::fold(context, &value) {
        Some(constant) => Ok(Typed { expr: Expr::Literal(constant, None), ..value }),
        None => Err(SparkError::new(&condition::DATATYPE_MISMATCH_NON_FOLDABLE_INPUT)
            .with("sqlExpr", format!("\"{call}\""))
            .with("inputName", format!("`{parameter}`"))
            .with("inputType", "integer or floating-point")
            .with("inputExpr", format!("\"{}\"", value.name))),
    }
}

/// A generator in the midst of its sequence.
#[derive(Debug)]
struct Random {
    distribution: Distribution,
    signature: Signature,
    sequence: Mutex<Option<XorShift>>,
    /// Which partition the sequence is for; unknown where one sequence is for all.
    partition: Arc<OnceLock<usize>>,
}

impl Random {
    fn new(distribution: Distribution) -> Self {
        let types = match distribution {
            Distribution::Text => vec![ArrowType::Int64, ArrowType::Int32],
            _ => vec![ArrowType::Int64],
        };
        let signature = Signature::exact(types, Volatility::Volatile);
        Self { distribution, signature, sequence: Mutex::new(None), partition: Arc::default() }
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
        self.distribution.kernel_name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(if self.distribution == Distribution::Text { ArrowType::Utf8 } else { ArrowType::Float64 })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> DfResult<ColumnarValue> {
        let Some(ColumnarValue::Scalar(ScalarValue::Int64(seed))) = args.args.first() else {
            return Err(internal("the seed of a random number is no constant").into());
        };
        let mut sequence = self.sequence.lock().unwrap_or_else(PoisonError::into_inner);
        let partition = self.partition.get().copied().unwrap_or(0) as i64;
        let sequence = sequence.get_or_insert_with(|| XorShift::new(seed.unwrap_or(0).wrapping_add(partition)));
        let next = |_| match self.distribution {
            Distribution::Normal => sequence.normal(),
            _ => sequence.uniform(),
        };
        if let Some(ColumnarValue::Scalar(ScalarValue::Int32(Some(length)))) = args.args.get(1) {
            let texts = (0..args.number_rows).map(|_| Some(sequence.text(*length)));
            return Ok(ColumnarValue::Array(Arc::new(texts.collect::<StringArray>())));
        }
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

    fn text(&mut self, length: i32) -> String {
        let digit = |n: i64| match (n % 62).unsigned_abs() as u8 {
            n @ 0..10 => char::from(b'0' + n),
            n @ 10..36 => char::from(b'a' + n - 10),
            n => char::from(b'A' + n - 36),
        };
        (0..length).map(|_| digit(self.next(32))).collect()
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
