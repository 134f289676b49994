//! `ceil`, `floor`, `round`, `bround`: to whole numbers or to so many digits.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::Expr;
use sparrow_spark_error::{Result, SparkError, arithmetic_overflow, condition};
use sparrow_spark_types::{DataType, decimal_for_integral};

use super::super::spec::{Call, Param, Returns, Spec, accept, call_name, literal, null_of, wrong_count};
use super::decimal::round_text;
use crate::{Context, Typed, cast};

const VALUE: &[Param] = &[Param::OneOf(&[DataType::Double, DataType::DEFAULT_DECIMAL, DataType::Long])];
/// Value, scale, and a NULL of the type to answer.
const TO_SCALE: &[Param] = &[Param::Any, Param::INT, Param::Any];

pub(super) static CEIL: Spec = Spec::new("spark_ceil", VALUE, Returns::Of(whole_type), |c| match c.type_of(0)? {
    ArrowType::Float64 => c.map1(|x: f64| x.ceil() as i64),
    ArrowType::Decimal128(_, s) => to_whole(c, *s, i128::div_euclid, |r| i128::from(r > 0)),
    _ => Ok(c.full(0)?),
})
.nullable();

pub(super) static FLOOR: Spec = Spec::new("spark_floor", VALUE, Returns::Of(whole_type), |c| match c.type_of(0)? {
    ArrowType::Float64 => c.map1(|x: f64| x.floor() as i64),
    ArrowType::Decimal128(_, s) => to_whole(c, *s, i128::div_euclid, |_| 0),
    _ => Ok(c.full(0)?),
})
.nullable();

pub(super) static CEIL_TO: Spec =
    Spec::new("spark_ceil_to", TO_SCALE, Returns::Argument(2), |c| decimals(c, Mode::Up)).nullable();
pub(super) static FLOOR_TO: Spec =
    Spec::new("spark_floor_to", TO_SCALE, Returns::Argument(2), |c| decimals(c, Mode::Down)).nullable();
pub(super) static ROUND: Spec =
    Spec::new("spark_round", TO_SCALE, Returns::Argument(2), |c| rounded(c, Mode::HalfUp)).nullable();
pub(super) static BROUND: Spec =
    Spec::new("spark_bround", TO_SCALE, Returns::Argument(2), |c| rounded(c, Mode::HalfEven)).nullable();

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Up,
    Down,
    HalfUp,
    HalfEven,
}

/// `ceil(expr[, scale])`
pub(super) fn ceil(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let name = name.to_lowercase();
    let shown = if name == "ceil" { "CEIL" } else { &name };
    build_whole(context, (&name, shown), args, &CEIL, &CEIL_TO)
}

/// `floor(expr[, scale])`
pub(super) fn floor(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build_whole(context, ("floor", "FLOOR"), args, &FLOOR, &FLOOR_TO)
}

/// `round(expr[, d])`: half away from zero.
pub(super) fn round(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build_round(context, "round", args, &ROUND)
}

/// `bround(expr[, d])`: half to even.
pub(super) fn bround(context: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    build_round(context, "bround", args, &BROUND)
}

fn build_whole(
    context: &Context,
    (name, shown): (&str, &str),
    mut args: Vec<Typed>,
    whole: &'static Spec,
    to_scale: &'static Spec,
) -> Result<Typed> {
    if args.len() == 1 {
        let call = call_name(shown, &args);
        let is_decimal = matches!(args[0].data_type, DataType::Decimal { .. });
        let arg = args.remove(0);
        let arg = match arg.data_type {
            DataType::Byte | DataType::Short | DataType::Integer => cast::coerce(context, arg, &DataType::Long)?,
            DataType::Null => cast::coerce(context, arg, &DataType::Long)?,
            _ if is_decimal => arg,
            _ => accept(context, &call, 0, arg, Param::OneOf(WHOLE))?,
        };
        return whole.apply(call, vec![arg]);
    }
    let (call, value, scale) = value_and_scale(context, name, args)?;
    let (precision, scale_of_value) = match &value.data_type {
        DataType::Decimal { precision, scale } => (*precision, *scale),
        DataType::Float => (14, 7),
        DataType::Double => (30, 15),
        other => decimal_for_integral(other).unwrap_or((38, 18)),
    };
    let value = cast::coerce(context, value, &DataType::Decimal { precision, scale: scale_of_value })?;
    finish(call, value, scale, to_scale)
}

const WHOLE: &[DataType] = &[DataType::Double, DataType::DEFAULT_DECIMAL, DataType::Long];

fn build_round(context: &Context, name: &str, mut args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    if args.len() == 1 {
        args.push(literal(ScalarValue::Int32(Some(0)), DataType::Integer, "0"));
    }
    let (call, value, scale) = value_and_scale(context, name, args)?;
    let value = accept(context, &call, 0, value, Param::Numeric)?;
    finish(call, value, scale, spec)
}

fn value_and_scale(context: &Context, name: &str, mut args: Vec<Typed>) -> Result<(String, Typed, Typed)> {
    if args.len() != 2 {
        return Err(wrong_count(name, &[1, 2], args.len()));
    }
    let call = call_name(name, &args);
    let scale = accept(context, &call, 1, args.remove(1), Param::INT)?;
    Ok((call, args.remove(0), scale))
}

fn finish(call: String, value: Typed, scale: Typed, spec: &'static Spec) -> Result<Typed> {
    let digits = constant_of(&scale, &call)?;
    let result = match &value.data_type {
        DataType::Decimal { precision, scale } => decimal_type(*precision, *scale, digits.unwrap_or(0)),
        other => other.clone(),
    };
    let digits = literal(ScalarValue::Int32(digits), DataType::Integer, scale.name);
    spec.apply(call, vec![value, digits, null_of(&result)])
}

/// The scale decides the type, so it must be known.
fn constant_of(scale: &Typed, call: &str) -> Result<Option<i32>> {
    let constant = match &scale.expr {
        Expr::Negative(inner) => match inner.as_ref() {
            Expr::Literal(ScalarValue::Int32(n), _) => return Ok(n.map(i32::wrapping_neg)),
            _ => None,
        },
        _ => scale.constant(),
    };
    match constant {
        Some(ScalarValue::Int32(n)) => Ok(*n),
        Some(value) if value.is_null() => Ok(None),
        _ => Err(SparkError::new(&condition::DATATYPE_MISMATCH_NON_FOLDABLE_INPUT)
            .with("sqlExpr", format!("\"{call}\""))
            .with("inputName", "`scale`")
            .with("inputType", "\"INT\"")
            .with("inputExpr", format!("\"{}\"", scale.name))),
    }
}

fn decimal_type(precision: u8, scale: u8, digits: i32) -> DataType {
    let whole = i32::from(precision) - i32::from(scale) + 1;
    if digits < 0 {
        let precision = whole.max(digits.saturating_neg().saturating_add(1)).min(38) as u8;
        return DataType::Decimal { precision, scale: 0 };
    }
    let scale = digits.min(i32::from(scale));
    DataType::Decimal { precision: (whole + scale).min(38) as u8, scale: scale as u8 }
}

fn whole_type(args: &[DataType]) -> Result<DataType> {
    Ok(match args {
        [DataType::Decimal { scale: 0, precision }] => DataType::Decimal { precision: *precision, scale: 0 },
        [DataType::Decimal { precision, scale }] => DataType::Decimal { precision: precision - scale + 1, scale: 0 },
        _ => DataType::Long,
    })
}

fn to_whole(c: &Call, scale: i8, divide: fn(i128, i128) -> i128, extra: fn(i128) -> i128) -> DfResult<ArrayRef> {
    let divisor = 10_i128.pow(u32::try_from(scale).unwrap_or(0));
    c.map1(|n: i128| divide(n, divisor) + extra(n.rem_euclid(divisor)))
}

/// Decimals to the scale of the answer's type.
fn decimals(c: &Call, mode: Mode) -> DfResult<ArrayRef> {
    let (ArrowType::Decimal128(_, from), ArrowType::Decimal128(precision, _)) = (c.type_of(0)?, &c.return_type) else {
        return Err(super::super::spec::internal_type(&c.return_type).into());
    };
    let (from, limit) = (i32::from(*from), 10_i128.checked_pow(u32::from(*precision)).unwrap_or(i128::MAX));
    c.map2(|n: i128, digits: i32| {
        let digits = digits.min(from);
        let Some(unit) = 10_i128.checked_pow(from.abs_diff(digits)) else { return Ok(Some(0)) };
        let kept = round_quotient(n, unit, mode);
        let back = u32::try_from(-digits).ok().map_or(Some(1), |zeros| 10_i128.checked_pow(zeros));
        match back.and_then(|b| kept.checked_mul(b)).filter(|n| n.abs() < limit) {
            Some(fits) => Ok(Some(fits)),
            None if c.ansi => {
                let text = super::decimal::decimal_text(n, from as i8);
                Err(sparrow_spark_error::decimal_out_of_range(text, *precision, 0))
            }
            None => Ok(None),
        }
    })
}

fn round_quotient(n: i128, unit: i128, mode: Mode) -> i128 {
    let (quotient, rest) = (n.div_euclid(unit), n.rem_euclid(unit));
    let twice = rest.saturating_mul(2);
    let up = match mode {
        Mode::Up => rest > 0,
        Mode::Down => false,
        Mode::HalfUp => twice > unit || (twice == unit && n > 0),
        Mode::HalfEven => twice > unit || (twice == unit && quotient % 2 != 0),
    };
    quotient + i128::from(up)
}

fn rounded(c: &Call, mode: Mode) -> DfResult<ArrayRef> {
    let even = mode == Mode::HalfEven;
    match c.type_of(0)? {
        ArrowType::Int8 => {
            c.map2(|n: i8, d: i32| integer(n.into(), d, mode, c.ansi, |n| i8::try_from(n).ok(), |n| n as i8))
        }
        ArrowType::Int16 => {
            c.map2(|n: i16, d: i32| integer(n.into(), d, mode, c.ansi, |n| i16::try_from(n).ok(), |n| n as i16))
        }
        ArrowType::Int32 => {
            c.map2(|n: i32, d: i32| integer(n.into(), d, mode, c.ansi, |n| i32::try_from(n).ok(), |n| n as i32))
        }
        ArrowType::Int64 => {
            c.map2(|n: i64, d: i32| integer(n.into(), d, mode, c.ansi, |n| i64::try_from(n).ok(), |n| n as i64))
        }
        ArrowType::Float32 => c.map2(|x: f32, d: i32| float(f64::from(x), d, even) as f32),
        ArrowType::Float64 => c.map2(|x: f64, d: i32| float(x, d, even)),
        _ => decimals(c, mode),
    }
}

fn integer<T>(
    n: i128,
    digits: i32,
    mode: Mode,
    ansi: bool,
    fit: fn(i128) -> Option<T>,
    wrap: fn(i128) -> T,
) -> Result<T> {
    let unit = if digits >= 0 { Some(1) } else { 10_i128.checked_pow(digits.unsigned_abs()) };
    let rounded = unit.map_or(0, |unit| round_quotient(n, unit, mode) * unit);
    match fit(rounded) {
        Some(fits) => Ok(fits),
        None if ansi => Err(arithmetic_overflow("Overflow", "")),
        None => Ok(wrap(rounded)),
    }
}

/// Through the shortest decimal text that reads back as the number, as Java's `BigDecimal.valueOf` does.
fn float(x: f64, digits: i32, half_even: bool) -> f64 {
    // No double has digits further out than these.
    if !x.is_finite() || digits > 400 {
        return x;
    }
    round_text(&format!("{x}"), digits.max(-400), half_even).parse().map_or(x, |rounded: f64| rounded + 0.0)
}
