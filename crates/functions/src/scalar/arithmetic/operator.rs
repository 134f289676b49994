//! The binary operators: from two typed sides to the expression and type of the answer.

use datafusion::logical_expr::{Operator as NativeOperator, binary_expr, lit};
use sparrow_spark_error::{Result, wrong_num_args};
use sparrow_spark_types::{DataType, DecimalOp, decimal_result};

use super::coerce::numeric_pair;
use super::{decimal, divide as division, integral, interval, temporal, unary};
use crate::cast::{Mode, coerce};
use crate::kernel::target;
use crate::{Context, Typed};

const NUMERIC: &str = "\"NUMERIC\"";
const NUMERIC_OR_INTERVAL: &str =
    "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL\")";
const DIVISIBLE: &str = "(\"DOUBLE\" or \"DECIMAL\")";
const INTEGRAL_DIVISIBLE: &str =
    "(\"BIGINT\" or \"DECIMAL\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\")";

/// A binary arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    IntegralDivide,
    Remainder,
    PositiveModulus,
}

impl Operator {
    /// How Spark writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::IntegralDivide => "div",
            Self::Remainder => "%",
            Self::PositiveModulus => "pmod",
        }
    }

    fn decimal(self) -> DecimalOp {
        match self {
            Self::Add => DecimalOp::Add,
            Self::Subtract => DecimalOp::Subtract,
            Self::Multiply => DecimalOp::Multiply,
            Self::Divide => DecimalOp::Divide,
            Self::IntegralDivide => DecimalOp::IntegralDivide,
            Self::Remainder | Self::PositiveModulus => DecimalOp::Remainder,
        }
    }

    /// The types the operator takes, as Spark lists them in its error.
    fn wanted(self) -> &'static str {
        match self {
            Self::Add | Self::Subtract => NUMERIC_OR_INTERVAL,
            Self::Divide => DIVISIBLE,
            Self::IntegralDivide => INTEGRAL_DIVISIBLE,
            Self::Multiply | Self::Remainder | Self::PositiveModulus => NUMERIC,
        }
    }
}

pub(super) fn plus(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if let [_] = args.as_slice()
        && name == "+"
    {
        return unary::positive(context, name, args);
    }
    call(context, name, Operator::Add, args)
}

pub(super) fn minus(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if let [_] = args.as_slice()
        && name == "-"
    {
        return unary::negative(context, name, args);
    }
    call(context, name, Operator::Subtract, args)
}

pub(super) fn multiply(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Operator::Multiply, args)
}

pub(super) fn divide(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Operator::Divide, args)
}

pub(super) fn integral_divide(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Operator::IntegralDivide, args)
}

pub(super) fn remainder(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Operator::Remainder, args)
}

pub(super) fn positive_modulus(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    call(context, name, Operator::PositiveModulus, args)
}

/// A call by operator or by function name; `try_` names answer NULL where the operator would fail.
fn call(context: &Context, name: &str, operator: Operator, args: Vec<Typed>) -> Result<Typed> {
    let count = args.len();
    let Ok([left, right]) = <[Typed; 2]>::try_from(args) else { return Err(wrong_num_args(name, 2, count)) };
    let tries = name.starts_with("try_");
    let mode = if tries { Mode::Try } else { Mode::of_session(context) };
    let as_function = tries || matches!(name, "mod" | "pmod");
    let shown = as_function.then(|| format!("{name}({}, {})", left.name, right.name));
    let answer = build(context, operator, mode, left, right)?;
    Ok(match shown {
        Some(shown) => answer.named(shown),
        None => answer,
    })
}

/// `left operator right` in a mode.
pub fn build(context: &Context, operator: Operator, mode: Mode, left: Typed, right: Typed) -> Result<Typed> {
    if let Some(done) = temporal::build(context, operator, mode, &left, &right)? {
        return Ok(done);
    }
    if let Some(done) = interval::build(context, operator, mode, &left, &right)? {
        return Ok(done);
    }
    let name = format!("({} {} {})", left.name, operator.symbol(), right.name);
    let (left, right) = numeric_pair(context, &name, operator.wanted(), left, right)?;
    match (Sizes::of(&left, &right), operator) {
        (Some(sizes), _) => Ok(of_decimals(context, operator, mode, left, right, sizes, name)),
        (None, Operator::Add | Operator::Subtract | Operator::Multiply) => {
            Ok(of_numbers(operator, mode, left, right, name))
        }
        (None, Operator::Divide) => {
            let (left, right) = (coerce(context, left, &DataType::Double)?, coerce(context, right, &DataType::Double)?);
            Ok(division::build(operator, mode, left, right, DataType::Double, name))
        }
        (None, Operator::IntegralDivide) => {
            let (left, right) = (coerce(context, left, &DataType::Long)?, coerce(context, right, &DataType::Long)?);
            Ok(division::build(operator, mode, left, right, DataType::Long, name))
        }
        (None, _) => {
            let data_type = left.data_type.clone();
            Ok(division::build(operator, mode, left, right, data_type, name))
        }
    }
}

/// Precision and scale of both sides, when both are decimals.
#[derive(Clone, Copy)]
struct Sizes {
    left: (u8, u8),
    right: (u8, u8),
}

impl Sizes {
    fn of(left: &Typed, right: &Typed) -> Option<Self> {
        let size = |value: &Typed| match value.data_type {
            DataType::Decimal { precision, scale } => Some((precision, scale)),
            _ => None,
        };
        Some(Self { left: size(left)?, right: size(right)? })
    }
}

/// Sums and products of equal binary numeric types: DataFusion's for floats and where Java wraps, ours where overflow shows.
fn of_numbers(operator: Operator, mode: Mode, left: Typed, right: Typed, name: String) -> Typed {
    let data_type = left.data_type.clone();
    let may_fail = data_type.is_integral() && mode != Mode::Legacy;
    let nullable = left.nullable || right.nullable || (may_fail && mode == Mode::Try);
    let native = native(operator).filter(|_| !may_fail);
    let expr = match native {
        Some(native) => binary_expr(left.expr, native, right.expr),
        None => integral::call(operator, mode, left.expr, right.expr, &data_type),
    };
    Typed::new(expr, data_type, nullable, name)
}

fn native(operator: Operator) -> Option<NativeOperator> {
    match operator {
        Operator::Add => Some(NativeOperator::Plus),
        Operator::Subtract => Some(NativeOperator::Minus),
        Operator::Multiply => Some(NativeOperator::Multiply),
        _ => None,
    }
}

/// Decimals: DataFusion's where the answer's type holds every result, ours where digits must be cut.
fn of_decimals(
    context: &Context,
    operator: Operator,
    mode: Mode,
    left: Typed,
    right: Typed,
    sizes: Sizes,
    name: String,
) -> Typed {
    let (precision, scale) =
        decimal_result(operator.decimal(), sizes.left, sizes.right, context.decimal_precision_loss);
    let data_type = match operator {
        Operator::IntegralDivide => DataType::Long,
        _ => DataType::Decimal { precision, scale },
    };
    let is_sum = matches!(operator, Operator::Add | Operator::Subtract | Operator::Multiply);
    let nullable = left.nullable || right.nullable || !is_sum || mode != Mode::Ansi;
    let expr = match native(operator).filter(|_| fits(operator, sizes)) {
        Some(native) => binary_expr(left.expr, native, right.expr),
        None => {
            let args = vec![left.expr, right.expr, lit(operator.symbol()), lit(mode.name()), target(&data_type)];
            decimal::ARITHMETIC.call(args)
        }
    };
    Typed::new(expr, data_type, nullable, name)
}

/// Whether the exact result type has at most 38 digits.
fn fits(operator: Operator, Sizes { left: (p1, s1), right: (p2, s2) }: Sizes) -> bool {
    match operator {
        Operator::Multiply => p1 + p2 < 38,
        _ => (p1 - s1).max(p2 - s2) + s1.max(s2) < 38,
    }
}
