//! `hash`, `xxhash64`: one hash over the values of a row, each the seed of the next; NULL leaves the hash as it is.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType as ArrowType, Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType,
    Time64NanosecondType, TimeUnit, TimestampMicrosecondType,
};
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{Result, SparkError, condition, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::{Call, Param, Returns, Spec, call_name, internal_type};
use super::{murmur3, xxhash64};
use crate::{Context, Typed};

pub(super) static HASH: Spec =
    Spec::new("spark_hash", &[Param::Any], Returns::INT, |c| c.rows(row::<Murmur3>(c)?)).variadic(1).never_null();
pub(super) static XXHASH64: Spec =
    Spec::new("spark_xxhash64", &[Param::Any], Returns::LONG, |c| c.rows(row::<XxHash64>(c)?)).variadic(1).never_null();

/// `hash(expr1, …)`
pub(super) fn hash(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "hash", args, &HASH)
}

/// `xxhash64(expr1, …)`
pub(super) fn xxhash64(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "xxhash64", args, &XXHASH64)
}

/// The hash by which rows find their partition. Unlike `hash()` it takes maps, whose entries count in their order.
pub(super) fn partition_hash(values: Vec<Typed>) -> Result<Typed> {
    HASH.apply(call_name("hash", &values), values)
}

fn build(_: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    if args.is_empty() {
        return Err(wrong_num_args(name, "> 0", 0));
    }
    let call = call_name(name, &args);
    if args.iter().any(|a| has_map(&a.data_type)) {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_HASH_MAP_TYPE)
            .with("sqlExpr", format!("\"{call}\""))
            .with("functionName", format!("`{name}`")));
    }
    spec.apply(call, args)
}

fn has_map(data_type: &DataType) -> bool {
    match data_type {
        DataType::Map { .. } => true,
        DataType::Array { element, .. } => has_map(element),
        DataType::Struct(s) => s.fields.iter().any(|f| has_map(&f.data_type)),
        _ => false,
    }
}

/// A hash under way.
trait Hash: Copy {
    type Answer;
    const SEED: Self;
    fn int(self, n: i32) -> Self;
    fn long(self, n: i64) -> Self;
    fn bytes(self, bytes: &[u8]) -> Self;
    fn answer(self) -> Self::Answer;
}

#[derive(Clone, Copy)]
struct Murmur3(u32);

impl Hash for Murmur3 {
    type Answer = i32;
    const SEED: Self = Self(42);

    fn int(self, n: i32) -> Self {
        Self(murmur3::int(n, self.0))
    }

    fn long(self, n: i64) -> Self {
        Self(murmur3::long(n, self.0))
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        Self(murmur3::bytes(bytes, self.0))
    }

    fn answer(self) -> i32 {
        self.0 as i32
    }
}

#[derive(Clone, Copy)]
struct XxHash64(u64);

impl Hash for XxHash64 {
    type Answer = i64;
    const SEED: Self = Self(42);

    fn int(self, n: i32) -> Self {
        Self(xxhash64::int(n, self.0))
    }

    fn long(self, n: i64) -> Self {
        Self(xxhash64::long(n, self.0))
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        Self(xxhash64::bytes(bytes, self.0))
    }

    fn answer(self) -> i64 {
        self.0 as i64
    }
}

fn row<H: Hash>(call: &Call) -> DfResult<impl Fn(usize) -> DfResult<H::Answer>> {
    let columns = (0..call.len()).map(|i| Ok(call.array(i)?.clone())).collect::<DfResult<Vec<ArrayRef>>>()?;
    Ok(move |row| {
        let step = |h: H, (i, column): (usize, &ArrayRef)| value(h, column.as_ref(), call.row_of(i, row));
        columns.iter().enumerate().try_fold(H::SEED, step).map(H::answer)
    })
}

fn value<H: Hash>(h: H, array: &dyn Array, row: usize) -> DfResult<H> {
    if array.is_null(row) || *array.data_type() == ArrowType::Null {
        return Ok(h);
    }
    Ok(match array.data_type() {
        ArrowType::Boolean => h.int(i32::from(array.as_boolean().value(row))),
        ArrowType::Int8 => h.int(i32::from(array.as_primitive::<Int8Type>().value(row))),
        ArrowType::Int16 => h.int(i32::from(array.as_primitive::<Int16Type>().value(row))),
        ArrowType::Int32 => h.int(array.as_primitive::<Int32Type>().value(row)),
        ArrowType::Date32 => h.int(array.as_primitive::<Date32Type>().value(row)),
        ArrowType::Interval(IntervalUnit::YearMonth) => h.int(array.as_primitive::<IntervalYearMonthType>().value(row)),
        ArrowType::Int64 => h.long(array.as_primitive::<Int64Type>().value(row)),
        ArrowType::Timestamp(TimeUnit::Microsecond, _) => {
            h.long(array.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        ArrowType::Duration(TimeUnit::Microsecond) => {
            h.long(array.as_primitive::<DurationMicrosecondType>().value(row))
        }
        ArrowType::Time64(TimeUnit::Nanosecond) => h.long(array.as_primitive::<Time64NanosecondType>().value(row)),
        ArrowType::Float32 => h.int(float_bits(array.as_primitive::<Float32Type>().value(row))),
        ArrowType::Float64 => h.long(double_bits(array.as_primitive::<Float64Type>().value(row))),
        ArrowType::Decimal128(precision, _) => {
            decimal(h, array.as_primitive::<Decimal128Type>().value(row), *precision)
        }
        ArrowType::Utf8 => h.bytes(array.as_string::<i32>().value(row).as_bytes()),
        ArrowType::Binary => h.bytes(array.as_binary::<i32>().value(row)),
        ArrowType::Interval(IntervalUnit::MonthDayNano) => {
            let interval = array.as_primitive::<IntervalMonthDayNanoType>().value(row);
            h.int(interval.months).int(interval.days).long(interval.nanoseconds / 1000)
        }
        ArrowType::List(_) => {
            let elements = array.as_list::<i32>().value(row);
            (0..elements.len()).try_fold(h, |h, i| value(h, elements.as_ref(), i))?
        }
        ArrowType::Map(..) => {
            let entries = array.as_map().value(row);
            let [keys, values] = entries.columns() else { return Err(internal_type(array.data_type()).into()) };
            let entry = |h: H, i| value(value(h, keys.as_ref(), i)?, values.as_ref(), i);
            (0..entries.len()).try_fold(h, entry)?
        }
        ArrowType::Struct(_) => {
            array.as_struct().columns().iter().try_fold(h, |h, column| value(h, column.as_ref(), row))?
        }
        other => return Err(internal_type(other).into()),
    })
}

fn float_bits(x: f32) -> i32 {
    if x.is_nan() { 0x7fc0_0000 } else { (x + 0.0).to_bits() as i32 }
}

fn double_bits(x: f64) -> i64 {
    if x.is_nan() { 0x7ff8_0000_0000_0000 } else { (x + 0.0).to_bits() as i64 }
}

/// Decimals that fit a `BIGINT` hash as one, others as the bytes of Java's `BigInteger`.
fn decimal<H: Hash>(h: H, unscaled: i128, precision: u8) -> H {
    if precision <= 18 {
        return h.long(unscaled as i64);
    }
    let bytes = unscaled.to_be_bytes();
    let redundant = |pair: &[u8]| (pair[0] == 0 && pair[1] < 0x80) || (pair[0] == 0xff && pair[1] >= 0x80);
    let skip = bytes.windows(2).take_while(|pair| redundant(pair)).count();
    h.bytes(&bytes[skip..])
}
