//! The comparisons, and the type two compared sides meet in.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Operator, binary_expr, lit};
use sparrow_spark_error::{Result, SparkError, binary_op_diff_types, condition, to_sql_type, wrong_num_args};
use sparrow_spark_types::{DataType, common_numeric, find_wider_type};

use super::super::arithmetic::minimal_decimal;
use super::normalize;
use crate::cast::coerce;
use crate::{Context, Typed};

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Equal,
    NullSafeEqual,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn symbol(self) -> &'static str {
        match self {
            Self::Equal | Self::NotEqual => "=",
            Self::NullSafeEqual => "<=>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    fn native(self) -> Operator {
        match self {
            Self::Equal => Operator::Eq,
            Self::NullSafeEqual => Operator::IsNotDistinctFrom,
            Self::NotEqual => Operator::NotEq,
            Self::Less => Operator::Lt,
            Self::LessOrEqual => Operator::LtEq,
            Self::Greater => Operator::Gt,
            Self::GreaterOrEqual => Operator::GtEq,
        }
    }
}

pub(super) fn equal(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Comparison::Equal, args)
}

pub(super) fn equal_null(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let shown = super::super::spec::call_name(name, &args);
    let answer = call(context, name, Comparison::NullSafeEqual, args)?;
    Ok(if name.eq_ignore_ascii_case("equal_null") { answer.named(shown) } else { answer })
}

pub(super) fn not_equal(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Comparison::NotEqual, args)
}

pub(super) fn less(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Comparison::Less, args)
}

pub(super) fn less_or_equal(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Comparison::LessOrEqual, args)
}

pub(super) fn greater(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Comparison::Greater, args)
}

pub(super) fn greater_or_equal(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Comparison::GreaterOrEqual, args)
}

fn call(context: &Context, name: &str, comparison: Comparison, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let [left, right] = <[Typed; 2]>::try_from(args).map_err(|_| wrong_num_args(name, 2, count))?;
    build(context, comparison, left, right)
}

/// `left comparison right`.
pub fn build(context: &Context, comparison: Comparison, left: Typed, right: Typed) -> Result<Typed> {
    let plain = format!("({} {} {})", left.name, comparison.symbol(), right.name);
    let name = if comparison == Comparison::NotEqual { format!("(NOT {plain})") } else { plain.clone() };
    let (left, right) = meet(context, &plain, left, right)?;
    if !left.data_type.is_orderable() {
        return Err(unordered(&plain, comparison.symbol(), &left.data_type));
    }
    let null_safe = comparison == Comparison::NullSafeEqual;
    if left.data_type == DataType::Null {
        let answer = ScalarValue::Boolean(null_safe.then_some(true));
        return Ok(Typed::new(lit(answer), DataType::Boolean, !null_safe, name));
    }
    let nullable = !null_safe && (left.nullable || right.nullable);
    let (l, r) = normalize::sides(&left, &right);
    Ok(Typed::new(binary_expr(l, comparison.native(), r), DataType::Boolean, nullable, name))
}

/// The error of values that have no order.
pub(crate) fn unordered(call: &str, function: &str, data_type: &DataType) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_INVALID_ORDERING_TYPE)
        .with("sqlExpr", format!("\"{call}\""))
        .with("functionName", format!("`{function}`"))
        .with("dataType", to_sql_type(&data_type.sql_name()))
}

/// Both sides in the type they are compared in.
pub(super) fn meet(context: &Context, call: &str, left: Typed, right: Typed) -> Result<(Typed, Typed)> {
    let (l, r) = (&left.data_type, &right.data_type);
    if l == r {
        return Ok((left, right));
    }
    let common = match (l, r) {
        (l, r) if l.is_numeric() && r.is_numeric() => numeric(context, &left, &right),
        (l, r) if !context.ansi && (l.is_string() != r.is_string()) => legacy(l, r).or_else(|| legacy(r, l)),
        (l, r) => find_wider_type(l, r, context.ansi),
    };
    let Some(common) = common else { return Err(binary_op_diff_types(call, &l.sql_name(), &r.sql_name())) };
    Ok((coerce(context, left, &common)?, coerce(context, right, &common)?))
}

/// Integer literals count as the decimals they are, so that a decimal column need not be widened for them.
fn numeric(context: &Context, left: &Typed, right: &Typed) -> Option<DataType> {
    let is_decimal = |value: &Typed| matches!(value.data_type, DataType::Decimal { .. });
    let as_compared = |value: &Typed, other: &Typed| {
        let minimal = if is_decimal(other) { minimal_decimal(value) } else { None };
        minimal.unwrap_or_else(|| value.data_type.clone())
    };
    common_numeric(&as_compared(left, right), &as_compared(right, left), context.ansi)
}

/// Without ANSI mode a compared string becomes the other side's type; beside a decimal both are doubles.
fn legacy(string: &DataType, other: &DataType) -> Option<DataType> {
    match other {
        _ if !string.is_string() => None,
        DataType::Decimal { .. } => Some(DataType::Double),
        DataType::Null => Some(string.clone()),
        other if other.is_numeric() || other.is_datetime() || *other == DataType::Boolean => Some(other.clone()),
        DataType::Binary => Some(DataType::Binary),
        _ => None,
    }
}
