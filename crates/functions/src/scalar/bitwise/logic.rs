//! `&`, `|`, `^`, `~` on integers of one width.

use arrow::datatypes::DataType as ArrowType;
use sparrow_spark_error::{Result, SparkError, binary_op_diff_types, condition, to_sql_type};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, internal_type, unify, wrong_count};
use crate::{Context, Typed};

const TWO: &[Param] = &[Param::Integral, Param::Integral];

macro_rules! operator {
    ($name:ident $kernel:literal $op:tt) => {
        pub(super) static $name: Spec = Spec::new($kernel, TWO, Returns::Argument(0), |c| match c.type_of(0)? {
            ArrowType::Int8 => c.map2(|a: i8, b: i8| a $op b),
            ArrowType::Int16 => c.map2(|a: i16, b: i16| a $op b),
            ArrowType::Int32 => c.map2(|a: i32, b: i32| a $op b),
            ArrowType::Int64 => c.map2(|a: i64, b: i64| a $op b),
            other => Err(internal_type(other).into()),
        });
    };
}
operator!(AND "spark_bitwise_and" &);
operator!(OR "spark_bitwise_or" |);
operator!(XOR "spark_bitwise_xor" ^);

pub(super) static NOT: Spec =
    Spec::new("spark_bitwise_not", &[Param::Integral], Returns::Argument(0), |c| match c.type_of(0)? {
        ArrowType::Int8 => c.map1(|a: i8| !a),
        ArrowType::Int16 => c.map1(|a: i16| !a),
        ArrowType::Int32 => c.map1(|a: i32| !a),
        ArrowType::Int64 => c.map1(|a: i64| !a),
        other => Err(internal_type(other).into()),
    })
    .operator();

/// `a & b`
pub(super) fn and(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "&", args, &AND)
}

/// `a | b`
pub(super) fn or(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "|", args, &OR)
}

/// `a ^ b`
pub(super) fn xor(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, "^", args, &XOR)
}

fn build(context: &Context, symbol: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    let count = args.len();
    let Ok([left, right]) = <[Typed; 2]>::try_from(args) else { return Err(wrong_count(symbol, &[2], count)) };
    let call = format!("({} {symbol} {})", left.name, right.name);
    let types = (left.data_type.sql_name(), right.data_type.sql_name());
    let Some((left, right)) = unify(context, left, right)? else {
        return Err(binary_op_diff_types(&call, &types.0, &types.1));
    };
    let (left, right) = match left.data_type {
        DataType::Null => {
            let int = |t| crate::cast::coerce(context, t, &DataType::Integer);
            (int(left)?, int(right)?)
        }
        _ => (left, right),
    };
    if !left.data_type.is_integral() {
        return Err(SparkError::new(&condition::DATATYPE_MISMATCH_BINARY_OP_WRONG_TYPE)
            .with("sqlExpr", format!("\"{call}\""))
            .with("inputType", "\"INTEGRAL\"")
            .with("actualDataType", to_sql_type(&left.data_type.sql_name())));
    }
    spec.apply(call, vec![left, right])
}
