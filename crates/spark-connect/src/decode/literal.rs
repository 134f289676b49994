//! Constants of the wire.

use sparrow_plan::{IntervalValue, Literal, Value};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, SparkError, condition, invalid_plan};
use sparrow_spark_types::{DataType, StructType};

use super::depth::{Depth, with_stack};
use super::{data_type, decimal};
use proto::expression::literal as lit;
use proto::expression::literal::LiteralType;

/// Digits of fraction a `TIME` has unless it says otherwise.
const TIME_PRECISION: i32 = 6;
/// The nanoseconds of a day.
const DAY_NANOSECONDS: i64 = 86_400_000_000_000;

/// A constant. Its type is that of its kind, made exact by `data_type` where that is set.
pub(super) fn decode(depth: Depth, literal: &proto::expression::Literal) -> Result<Literal> {
    let hint = literal.data_type.as_ref().map(data_type::decode).transpose()?;
    typed(depth, literal, hint)
}

/// A constant of the type `hint`, which the place it stands in gives (the element type of its array).
fn typed(depth: Depth, literal: &proto::expression::Literal, hint: Option<DataType>) -> Result<Literal> {
    let depth = depth.expression()?;
    let Some(kind) = &literal.literal_type else {
        return Err(invalid_plan("a literal has no value"));
    };
    let decoded = with_stack(|| match kind {
        LiteralType::Null(of) => null(of, hint.as_ref()),
        LiteralType::Binary(bytes) => Ok(Literal::new(Value::Binary(bytes.to_vec()), DataType::Binary)),
        LiteralType::Boolean(value) => Ok(Literal::boolean(*value)),
        LiteralType::Byte(value) => integral(*value, i8::MIN.into(), i8::MAX.into(), DataType::Byte),
        LiteralType::Short(value) => integral(*value, i16::MIN.into(), i16::MAX.into(), DataType::Short),
        LiteralType::Integer(value) => Ok(Literal::int(*value)),
        LiteralType::Long(value) => Ok(Literal::long(*value)),
        LiteralType::Float(value) => Ok(Literal::new(Value::Float(*value), DataType::Float)),
        LiteralType::Double(value) => Ok(Literal::new(Value::Double(*value), DataType::Double)),
        LiteralType::Decimal(value) => decimal_literal(value),
        LiteralType::String(value) => Ok(Literal::string(value.clone())),
        LiteralType::Date(days) => Ok(Literal::new(Value::Date(*days), DataType::Date)),
        LiteralType::Timestamp(us) => Ok(Literal::new(Value::Timestamp(*us), DataType::Timestamp)),
        LiteralType::TimestampNtz(us) => Ok(Literal::new(Value::Timestamp(*us), DataType::TimestampNtz)),
        LiteralType::CalendarInterval(value) => Ok(calendar(value)),
        LiteralType::YearMonthInterval(months) => {
            Ok(Literal::new(Value::Interval(IntervalValue::YearMonth(*months)), DataType::YEAR_MONTH))
        }
        LiteralType::DayTimeInterval(us) => {
            Ok(Literal::new(Value::Interval(IntervalValue::DayTime(*us)), DataType::DAY_TIME))
        }
        LiteralType::Array(array) => array_literal(depth, array, hint.as_ref()),
        LiteralType::Map(map) => map_literal(depth, map, hint.as_ref()),
        LiteralType::Struct(fields) => struct_literal(depth, fields, hint.as_ref()),
        LiteralType::SpecializedArray(_) => Err(not_supported("SPECIALIZED_ARRAY(25)")),
        LiteralType::Time(time) => time_literal(time),
    })?;
    match hint {
        Some(hint) => refined(decoded, hint),
        None => Ok(decoded),
    }
}

/// A kind of literal Spark takes nowhere but in ML's parameters; `kind` is its name and field number.
fn not_supported(kind: &str) -> SparkError {
    SparkError::new(&condition::INVALID_PLAN_UNSUPPORTED_LITERAL_TYPE).with("typeInfo", kind)
}

/// `literal` as the type `hint`, which must be the same type or say more of it.
fn refined(literal: Literal, hint: DataType) -> Result<Literal> {
    use DataType as T;
    let fits = match (&literal.data_type, &hint) {
        (a, b) if a.same_type(b) => true,
        (T::String, b) => b.is_string(),
        (T::Time(_), T::Time(_)) => true,
        (T::DayTimeInterval(..), T::DayTimeInterval(..)) => true,
        (T::YearMonthInterval(..), T::YearMonthInterval(..)) => true,
        (T::Decimal { .. }, T::Decimal { .. }) => return Ok(rescaled(literal, hint)),
        (T::Array { .. }, T::Array { .. }) | (T::Map { .. }, T::Map { .. }) | (T::Struct(_), T::Struct(_)) => true,
        _ => literal.value == Value::Null,
    };
    if fits {
        return Ok(Literal::new(literal.value, hint));
    }
    Err(invalid_plan(format!("a literal of the type {} is declared as {hint}", literal.data_type)))
}

/// The decimal in the wider declared type; a narrower declaration yields to the digits.
fn rescaled(literal: Literal, hint: DataType) -> Literal {
    let DataType::Decimal { precision: p, scale: s } = literal.data_type else { return literal };
    let DataType::Decimal { precision, scale } = hint else { return literal };
    let widened = match (&literal.value, scale.checked_sub(s)) {
        (Value::Decimal(value), Some(more)) if precision >= p.saturating_add(more) => {
            10i128.checked_pow(more.into()).and_then(|factor| value.checked_mul(factor))
        }
        _ => None,
    };
    match widened {
        Some(value) => Literal::new(Value::Decimal(value), hint),
        None => literal,
    }
}

fn null(of: &proto::DataType, hint: Option<&DataType>) -> Result<Literal> {
    match (&of.kind, hint) {
        (None, Some(hint)) => Ok(Literal::null(hint.clone())),
        (None, None) => Ok(Literal::null(DataType::Null)),
        (Some(_), _) => data_type::decode(of).map(Literal::null),
    }
}

fn integral(value: i32, least: i32, greatest: i32, data_type: DataType) -> Result<Literal> {
    if (least..=greatest).contains(&value) {
        return Ok(Literal::new(Value::Integral(value.into()), data_type));
    }
    Err(invalid_plan(format!("the literal {value} does not fit {data_type}")))
}

/// Clients send what they guess as precision and scale (PySpark 10 and 0 for `Decimal('1.5')`): digits of the text are kept.
fn decimal_literal(literal: &lit::Decimal) -> Result<Literal> {
    let parsed = decimal::parse(&literal.value)?;
    let at_least = |digits: u8, given: Option<i32>| digits.max(given.and_then(|g| u8::try_from(g).ok()).unwrap_or(0));
    let precision = at_least(parsed.precision, literal.precision.filter(|p| *p <= 38));
    // A greater declared scale would need zeros appended; it is honoured where they fit.
    let data_type = DataType::Decimal { precision, scale: parsed.scale };
    let plain = Literal::new(Value::Decimal(parsed.unscaled), data_type);
    let scale = at_least(parsed.scale, literal.scale.filter(|s| *s <= 38));
    let wanted = precision.max(parsed.precision.saturating_add(scale - parsed.scale)).max(scale);
    if scale == parsed.scale || wanted > 38 {
        return Ok(plain);
    }
    let shrunk = Literal { data_type: DataType::Decimal { precision: parsed.precision, scale: parsed.scale }, ..plain };
    Ok(rescaled(shrunk, DataType::Decimal { precision: wanted, scale }))
}

fn calendar(value: &lit::CalendarInterval) -> Literal {
    let lit::CalendarInterval { months, days, microseconds } = *value;
    Literal::new(Value::Interval(IntervalValue::Calendar { months, days, microseconds }), DataType::CalendarInterval)
}

fn time_literal(time: &lit::Time) -> Result<Literal> {
    let precision = time.precision.unwrap_or(TIME_PRECISION);
    if !(0..=TIME_PRECISION).contains(&precision) || !(0..DAY_NANOSECONDS).contains(&time.nano) {
        return Err(invalid_plan(format!("{} nanoseconds are no TIME({precision})", time.nano)));
    }
    Ok(Literal::new(Value::Time(time.nano), DataType::Time(precision as u8)))
}

fn array_literal(depth: Depth, array: &lit::Array, hint: Option<&DataType>) -> Result<Literal> {
    let declared = match (array.element_type.as_ref(), hint) {
        (_, Some(DataType::Array { element, .. })) => Some((**element).clone()),
        (Some(element), _) if element.kind.is_some() => Some(data_type::decode(element)?),
        _ => None,
    };
    let elements = elements(depth, &array.elements, declared.as_ref())?;
    let element = declared.unwrap_or_else(|| common(&elements));
    Ok(Literal::new(Value::Array(elements), DataType::array(element)))
}

fn elements(depth: Depth, list: &[proto::expression::Literal], declared: Option<&DataType>) -> Result<Vec<Literal>> {
    list.iter().map(|element| typed(depth, element, declared.cloned())).collect()
}

/// The type of the first element that is not NULL.
fn common(elements: &[Literal]) -> DataType {
    elements.iter().map(|e| &e.data_type).find(|t| **t != DataType::Null).cloned().unwrap_or(DataType::Null)
}

fn map_literal(depth: Depth, map: &lit::Map, hint: Option<&DataType>) -> Result<Literal> {
    if map.keys.len() != map.values.len() {
        return Err(invalid_plan("a map literal has more keys than values, or fewer"));
    }
    let given = |data_type: &Option<proto::DataType>| match data_type {
        Some(data_type) if data_type.kind.is_some() => data_type::decode(data_type).map(Some),
        _ => Ok(None),
    };
    let (key, value) = match hint {
        Some(DataType::Map { key, value, .. }) => (Some((**key).clone()), Some((**value).clone())),
        _ => (given(&map.key_type)?, given(&map.value_type)?),
    };
    let keys = elements(depth, &map.keys, key.as_ref())?;
    let values = elements(depth, &map.values, value.as_ref())?;
    let key = key.unwrap_or_else(|| common(&keys));
    let value = value.unwrap_or_else(|| common(&values));
    Ok(Literal::new(Value::Map(keys.into_iter().zip(values).collect()), DataType::map(key, value)))
}

fn struct_literal(depth: Depth, fields: &lit::Struct, hint: Option<&DataType>) -> Result<Literal> {
    let declared = match (fields.struct_type.as_ref(), hint) {
        (_, Some(hint)) => hint.clone(),
        (Some(declared), None) => data_type::decode(declared)?,
        (None, None) => return Err(invalid_plan("a struct literal has no type")),
    };
    let DataType::Struct(StructType { fields: types }) = &declared else {
        return Err(invalid_plan(format!("a struct literal is declared as {declared}")));
    };
    if types.len() != fields.elements.len() {
        return Err(invalid_plan("a struct literal has more values than fields, or fewer"));
    }
    let pairs = fields.elements.iter().zip(types);
    let values = pairs.map(|(e, f)| typed(depth, e, Some(f.data_type.clone()))).collect::<Result<_>>()?;
    Ok(Literal::new(Value::Struct(values), declared))
}
