//! What a parameter takes, and the implicit casts that make an argument fit (Spark's `ImplicitCastInputTypes`).

use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use sparrow_spark_error::{Result, unexpected_input_type};
use sparrow_spark_types::{DataType, arrow, can_store_assign, find_wider_type};

use crate::{Context, Typed, cast};

/// What a parameter takes.
#[derive(Clone, Copy)]
pub(crate) enum Param {
    /// Anything, as it is.
    Any,
    /// This type; what implicitly casts to it is cast.
    Is(&'static DataType),
    /// One of these types, the first that fits.
    OneOf(&'static [DataType]),
    /// `BIGINT` and narrower.
    Integral,
    /// Any number.
    Numeric,
    /// `TIMESTAMP` with or without time zone.
    AnyTimestamp,
    /// Any array.
    Array,
    /// Any map.
    Map,
    /// An array or a map.
    ArrayOrMap,
    /// An array of strings.
    Strings,
}

impl Param {
    pub(crate) const STRING: Param = Param::Is(&DataType::String);
    pub(crate) const BINARY: Param = Param::Is(&DataType::Binary);
    pub(crate) const BOOLEAN: Param = Param::Is(&DataType::Boolean);
    pub(crate) const INT: Param = Param::Is(&DataType::Integer);
    pub(crate) const LONG: Param = Param::Is(&DataType::Long);
    pub(crate) const DOUBLE: Param = Param::Is(&DataType::Double);
    pub(crate) const DATE: Param = Param::Is(&DataType::Date);
    pub(crate) const TIMESTAMP: Param = Param::Is(&DataType::Timestamp);
    pub(crate) const TEXT_OR_BYTES: Param = Param::OneOf(&[DataType::String, DataType::Binary]);

    /// Spark's spelling in `requiredType`.
    fn required(self) -> String {
        let quoted = |t: &DataType| match t {
            DataType::Decimal { .. } => "\"DECIMAL\"".to_owned(),
            other => format!("\"{}\"", other.sql_name()),
        };
        match self {
            Self::Any => "\"ANY\"".into(),
            Self::Is(t) => quoted(t),
            Self::OneOf(types) => format!("({})", types.iter().map(quoted).collect::<Vec<_>>().join(" or ")),
            Self::Integral => "\"INTEGRAL\"".into(),
            Self::Numeric => "\"NUMERIC\"".into(),
            Self::AnyTimestamp => "\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\"".into(),
            Self::Array => "\"ARRAY\"".into(),
            Self::Map => "\"MAP\"".into(),
            Self::ArrayOrMap => "(\"ARRAY\" or \"MAP\")".into(),
            Self::Strings => "\"ARRAY<STRING>\"".into(),
        }
    }

    /// The type an argument of type `from` takes here.
    fn target(self, from: &DataType) -> Option<DataType> {
        match self {
            Self::Any => Some(from.clone()),
            Self::Is(to) => implicit(from, to),
            Self::OneOf(types) => closest(from, types),
            Self::Integral => match from {
                _ if from.is_integral() => Some(from.clone()),
                DataType::Null => Some(DataType::Integer),
                _ if from.is_string() => Some(DataType::Long),
                _ => None,
            },
            Self::Numeric => match from {
                _ if from.is_numeric() => Some(from.clone()),
                DataType::Null => Some(DataType::Double),
                _ if from.is_string() => Some(DataType::Double),
                _ => None,
            },
            Self::AnyTimestamp => match from {
                DataType::Timestamp | DataType::TimestampNtz => Some(from.clone()),
                _ => implicit(from, &DataType::Timestamp),
            },
            Self::Array => match from {
                DataType::Array { .. } => Some(from.clone()),
                DataType::Null => Some(DataType::array(DataType::Null)),
                _ => None,
            },
            Self::Map => match from {
                DataType::Map { .. } => Some(from.clone()),
                DataType::Null => Some(DataType::map(DataType::Null, DataType::Null)),
                _ => None,
            },
            Self::ArrayOrMap => match from {
                DataType::Array { .. } | DataType::Map { .. } => Some(from.clone()),
                DataType::Null => Some(DataType::array(DataType::Null)),
                _ => None,
            },
            Self::Strings => strings(from),
        }
    }
}

fn strings(from: &DataType) -> Option<DataType> {
    match from {
        DataType::Array { element, contains_null } => {
            implicit(element, &DataType::String)?;
            Some(DataType::Array { element: Box::new(DataType::String), contains_null: *contains_null })
        }
        DataType::Null => Some(DataType::array(DataType::String)),
        _ => None,
    }
}

/// Coerces argument number `index` of `call` to what the parameter takes.
pub(crate) fn accept(context: &Context, call: &str, index: usize, arg: Typed, param: Param) -> Result<Typed> {
    match param.target(&arg.data_type) {
        Some(to) if to == arg.data_type => Ok(arg),
        Some(to) => cast::coerce(context, arg, &to),
        None => Err(unexpected_input_type(call, index, &param.required(), &arg.name, &arg.data_type.sql_name())),
    }
}

/// `to`, when a value of type `from` becomes it without being asked.
fn implicit(from: &DataType, to: &DataType) -> Option<DataType> {
    let fits = match from {
        _ if from == to => true,
        DataType::Null => true,
        _ if from.is_string() => is_atomic(to),
        DataType::Variant => false,
        _ => is_atomic(from) && can_store_assign(from, to),
    };
    fits.then(|| to.clone())
}

fn is_atomic(t: &DataType) -> bool {
    !matches!(t, DataType::Array { .. } | DataType::Map { .. } | DataType::Struct(_) | DataType::Variant)
}

/// The type itself when listed, else the listed one the others it casts to can be reached from.
fn closest(from: &DataType, types: &[DataType]) -> Option<DataType> {
    let same = |t: &&DataType| *t == from || (t.is_string() && from.is_string());
    if types.iter().any(|t| same(&t)) {
        return Some(from.without_lengths());
    }
    if *from == DataType::Null {
        return types.first().cloned();
    }
    let reachable: Vec<_> = types.iter().filter_map(|t| implicit(from, t)).collect();
    let best = reachable.iter().find(|t| reachable.iter().all(|other| implicit(t, other).is_some()));
    best.or(reachable.first()).cloned()
}

/// A value for a parameter left out.
#[derive(Clone, Copy)]
pub(crate) enum Default {
    Text(&'static str),
    Int(i32),
    True,
    Seconds,
}

impl Default {
    /// As the literal Spark puts in.
    pub(crate) fn typed(&self) -> Typed {
        match self {
            Self::Text(text) => string_literal(text),
            Self::Seconds => {
                let (precision, scale) = (18, 6);
                let zero = ScalarValue::Decimal128(Some(0), precision, scale as i8);
                literal(zero, DataType::Decimal { precision, scale }, "0.000000")
            }
            Self::True => literal(ScalarValue::Boolean(Some(true)), DataType::Boolean, "true"),
            Self::Int(n) => literal(ScalarValue::Int32(Some(*n)), DataType::Integer, n.to_string()),
        }
    }
}

/// A constant that is not NULL.
pub(crate) fn literal(value: ScalarValue, data_type: DataType, name: impl Into<String>) -> Typed {
    Typed::new(Expr::Literal(value, None), data_type, false, name)
}

/// A constant string.
pub(crate) fn string_literal(text: &str) -> Typed {
    literal(ScalarValue::Utf8(Some(text.to_owned())), DataType::String, text)
}

/// NULL of this type.
pub(crate) fn null_of(data_type: &DataType) -> Typed {
    let value = ScalarValue::try_new_null(&arrow::to_arrow(data_type)).unwrap_or(ScalarValue::Null);
    Typed::new(Expr::Literal(value, None), data_type.clone(), true, "NULL")
}

/// Both in the type they meet in; `None` when they do not.
pub(crate) fn unify(context: &Context, left: Typed, right: Typed) -> Result<Option<(Typed, Typed)>> {
    if left.data_type == right.data_type {
        return Ok(Some((left, right)));
    }
    match find_wider_type(&left.data_type, &right.data_type, context.ansi) {
        Some(to) => Ok(Some((cast::coerce(context, left, &to)?, cast::coerce(context, right, &to)?))),
        None => Ok(None),
    }
}

/// All in the type they meet in; `None` when they do not.
pub(crate) fn unify_list(context: &Context, args: Vec<Typed>) -> Result<Option<Vec<Typed>>> {
    let mut types = args.iter().map(|a| a.data_type.clone());
    let first = types.next().unwrap_or(DataType::Null);
    let Some(to) = types.try_fold(first, |to, next| find_wider_type(&to, &next, context.ansi)) else {
        return Ok(None);
    };
    args.into_iter().map(|a| cast::coerce(context, a, &to)).collect::<Result<_>>().map(Some)
}
