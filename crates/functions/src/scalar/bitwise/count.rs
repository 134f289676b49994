//! `bit_count`, `bit_get`: single bits of a number.

use arrow::datatypes::DataType as ArrowType;
use sparrow_spark_error::{Result, SparkError, condition};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, accept, call_name, wrong_count};
use crate::{Context, Typed};

const NUMBER: Param =
    Param::OneOf(&[DataType::Long, DataType::Integer, DataType::Short, DataType::Byte, DataType::Boolean]);

/// `bit_count(expr)`: narrow numbers are counted as 64 bits, sign and all.
pub(super) static BIT_COUNT: Spec = Spec::new("spark_bit_count", &[NUMBER], Returns::INT, |c| match c.type_of(0)? {
    ArrowType::Boolean => c.map1(|b: bool| i32::from(b)),
    ArrowType::Int8 => c.map1(|n: i8| i64::from(n).count_ones() as i32),
    ArrowType::Int16 => c.map1(|n: i16| i64::from(n).count_ones() as i32),
    ArrowType::Int32 => c.map1(|n: i32| i64::from(n).count_ones() as i32),
    _ => c.map1(|n: i64| n.count_ones() as i32),
});

pub(super) static BIT_GET: Spec =
    Spec::new("spark_bit_get", &[Param::Integral, Param::INT], Returns::Type(&DataType::Byte), |c| {
        match c.type_of(0)? {
            ArrowType::Int8 => c.map2(|n: i8, at: i32| bit(i64::from(n), at, 8)),
            ArrowType::Int16 => c.map2(|n: i16, at: i32| bit(i64::from(n), at, 16)),
            ArrowType::Int32 => c.map2(|n: i32, at: i32| bit(i64::from(n), at, 32)),
            _ => c.map2(|n: i64, at: i32| bit(n, at, 64)),
        }
    });

/// `bit_get(expr, pos)`, `getbit(expr, pos)`
pub(super) fn bit_get(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let name = name.to_lowercase();
    if args.len() != 2 {
        return Err(wrong_count(&name, &[2], args.len()));
    }
    let call = call_name(&name, &args);
    let fit = |(i, arg)| accept(context, &call, i, arg, if i == 0 { Param::Integral } else { Param::INT });
    let args = args.into_iter().enumerate().map(fit).collect::<Result<_>>()?;
    BIT_GET.apply(call.clone(), args)
}

fn bit(n: i64, at: i32, width: i32) -> Result<i8> {
    if !(0..width).contains(&at) {
        return Err(SparkError::new(&condition::INVALID_PARAMETER_VALUE_BIT_POSITION_RANGE)
            .with("parameter", "`pos`")
            .with("functionName", "`bit_get`")
            .with("upper", width.to_string())
            .with("invalidValue", at.to_string()));
    }
    Ok((n >> at & 1) as i8)
}
