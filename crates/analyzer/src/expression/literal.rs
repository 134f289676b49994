//! Constants: Spark value → Arrow scalar, and the name Spark gives them.

use std::sync::Arc;

use arrow::array::{ArrayRef, MapArray, StructArray, new_null_array};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType as ArrowType, IntervalMonthDayNano};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use sparrow_functions::{Context, Typed, cast};
use sparrow_plan::{IntervalValue, Literal, Value};
use sparrow_spark_error::{Result, internal};
use sparrow_spark_types::DataType;
use sparrow_spark_types::arrow::to_arrow;

/// A constant as a typed expression.
pub fn typed(context: &Context, literal: &Literal) -> Result<Typed> {
    let scalar = scalar(literal)?;
    let name = name_of(context, literal, &scalar)?;
    let nullable = literal.value == Value::Null;
    Ok(Typed::new(Expr::Literal(scalar, None), literal.data_type.clone(), nullable, name))
}

/// A constant as an Arrow scalar of the internal type.
pub fn scalar(literal: &Literal) -> Result<ScalarValue> {
    let arrow = to_arrow(&literal.data_type);
    Ok(match &literal.value {
        Value::Null => ScalarValue::try_from(&arrow)?,
        Value::Boolean(v) => ScalarValue::Boolean(Some(*v)),
        Value::Integral(v) => integral(*v, &literal.data_type)?,
        Value::Float(v) => ScalarValue::Float32(Some(*v)),
        Value::Double(v) => ScalarValue::Float64(Some(*v)),
        Value::Decimal(v) => decimal(*v, &literal.data_type)?,
        Value::String(v) => ScalarValue::Utf8(Some(v.clone())),
        Value::Binary(v) => ScalarValue::Binary(Some(v.clone())),
        Value::Date(v) => ScalarValue::Date32(Some(*v)),
        Value::Timestamp(v) => timestamp(*v, &literal.data_type),
        Value::Time(v) => ScalarValue::Time64Nanosecond(Some(*v)),
        Value::Interval(v) => interval(*v),
        Value::Array(items) => array(items, &arrow)?,
        Value::Map(entries) => map(entries, &arrow)?,
        Value::Struct(values) => structure(values, &arrow)?,
    })
}

fn integral(value: i64, data_type: &DataType) -> Result<ScalarValue> {
    let out_of_range = |_| internal(format!("the literal {value} does not fit {}", data_type.sql_name()));
    Ok(match data_type {
        DataType::Byte => ScalarValue::Int8(Some(value.try_into().map_err(out_of_range)?)),
        DataType::Short => ScalarValue::Int16(Some(value.try_into().map_err(out_of_range)?)),
        DataType::Integer => ScalarValue::Int32(Some(value.try_into().map_err(out_of_range)?)),
        _ => ScalarValue::Int64(Some(value)),
    })
}

fn decimal(value: i128, data_type: &DataType) -> Result<ScalarValue> {
    match data_type {
        DataType::Decimal { precision, scale } => Ok(ScalarValue::Decimal128(Some(value), *precision, *scale as i8)),
        other => Err(internal(format!("a decimal literal of the type {}", other.sql_name()))),
    }
}

fn timestamp(value: i64, data_type: &DataType) -> ScalarValue {
    let zone = (*data_type == DataType::Timestamp).then(|| Arc::from("UTC"));
    ScalarValue::TimestampMicrosecond(Some(value), zone)
}

fn interval(value: IntervalValue) -> ScalarValue {
    match value {
        IntervalValue::YearMonth(months) => ScalarValue::IntervalYearMonth(Some(months)),
        IntervalValue::DayTime(us) => ScalarValue::DurationMicrosecond(Some(us)),
        IntervalValue::Calendar { months, days, microseconds } => {
            let nanoseconds = microseconds.saturating_mul(1000);
            ScalarValue::IntervalMonthDayNano(Some(IntervalMonthDayNano { months, days, nanoseconds }))
        }
    }
}

/// The values as one array of exactly this type.
fn column(values: impl Iterator<Item = Result<ScalarValue>>, arrow: &ArrowType) -> Result<ArrayRef> {
    let scalars = values.collect::<Result<Vec<_>>>()?;
    if scalars.is_empty() {
        return Ok(new_null_array(arrow, 0));
    }
    let array = ScalarValue::iter_to_array(scalars)?;
    Ok(arrow::compute::cast(&array, arrow)?)
}

fn array(items: &[Literal], arrow: &ArrowType) -> Result<ScalarValue> {
    let ArrowType::List(field) = arrow else { return Err(internal("an array literal of no array type")) };
    let values = column(items.iter().map(scalar), field.data_type())?;
    let offsets = OffsetBuffer::from_lengths([values.len()]);
    let list = arrow::array::ListArray::try_new(Arc::clone(field), offsets, values, None)?;
    Ok(ScalarValue::List(Arc::new(list)))
}

fn map(entries: &[(Literal, Literal)], arrow: &ArrowType) -> Result<ScalarValue> {
    let ArrowType::Map(field, sorted) = arrow else { return Err(internal("a map literal of no map type")) };
    let ArrowType::Struct(fields) = field.data_type() else { return Err(internal("a map type without entries")) };
    let keys = column(entries.iter().map(|(k, _)| scalar(k)), fields[0].data_type())?;
    let values = column(entries.iter().map(|(_, v)| scalar(v)), fields[1].data_type())?;
    let rows = StructArray::try_new_with_length(fields.clone(), vec![keys, values], None, entries.len())?;
    let offsets = OffsetBuffer::from_lengths([entries.len()]);
    let map = MapArray::try_new(Arc::clone(field), offsets, rows, None, *sorted)?;
    Ok(ScalarValue::Map(Arc::new(map)))
}

fn structure(values: &[Literal], arrow: &ArrowType) -> Result<ScalarValue> {
    let ArrowType::Struct(fields) = arrow else { return Err(internal("a struct literal of no struct type")) };
    let one = |(value, field): (&Literal, &arrow::datatypes::FieldRef)| {
        column([scalar(value)].into_iter(), field.data_type())
    };
    let columns = values.iter().zip(fields).map(one).collect::<Result<Vec<_>>>()?;
    let row = StructArray::try_new_with_length(fields.clone(), columns, None, 1)?;
    Ok(ScalarValue::Struct(Arc::new(row)))
}

/// Spark's name for an unaliased constant.
fn name_of(context: &Context, literal: &Literal, scalar: &ScalarValue) -> Result<String> {
    let shown = || -> Result<String> {
        let array = scalar.to_array()?;
        let strings = cast::to_display_strings(array.as_ref(), &literal.data_type, &context.time_zone)?;
        Ok(strings.value(0).to_owned())
    };
    Ok(match (&literal.value, &literal.data_type) {
        (Value::Null, _) => "NULL".to_owned(),
        (Value::String(text), _) => text.clone(),
        (Value::Boolean(v), _) => v.to_string(),
        (Value::Integral(v), _) => v.to_string(),
        (Value::Binary(bytes), _) => format!("X'{}'", bytes.iter().map(|b| format!("{b:02X}")).collect::<String>()),
        (Value::Date(_), _) => format!("DATE '{}'", shown()?),
        (Value::Timestamp(_), DataType::TimestampNtz) => format!("TIMESTAMP_NTZ '{}'", shown()?),
        (Value::Timestamp(_), _) => format!("TIMESTAMP '{}'", shown()?),
        (Value::Time(_), _) => format!("TIME '{}'", shown()?),
        (Value::Array(_) | Value::Map(_) | Value::Struct(_), _) => sql(context, literal)?,
        _ => shown()?,
    })
}

/// A constant as SQL text, as Spark spells the parts of nested ones.
fn sql(context: &Context, literal: &Literal) -> Result<String> {
    let list = |items: &mut dyn Iterator<Item = Result<String>>| -> Result<String> {
        Ok(items.collect::<Result<Vec<_>>>()?.join(", "))
    };
    Ok(match (&literal.value, &literal.data_type) {
        (Value::String(text), _) => sparrow_spark_error::to_sql_value(text),
        (Value::Array(items), _) => format!("ARRAY({})", list(&mut items.iter().map(|i| sql(context, i)))?),
        (Value::Map(entries), _) => {
            let parts = entries.iter().flat_map(|(k, v)| [k, v]);
            format!("MAP({})", list(&mut parts.map(|i| sql(context, i)))?)
        }
        (Value::Struct(values), DataType::Struct(fields)) => {
            let pair = |(field, value): (&sparrow_spark_types::Field, &Literal)| {
                Ok(format!("{}, {}", sparrow_spark_error::to_sql_value(&field.name), sql(context, value)?))
            };
            format!("NAMED_STRUCT({})", list(&mut fields.fields.iter().zip(values).map(pair))?)
        }
        (Value::Integral(v), DataType::Long) => format!("{v}L"),
        (Value::Integral(v), DataType::Short) => format!("{v}S"),
        (Value::Integral(v), DataType::Byte) => format!("{v}Y"),
        _ => typed(context, literal)?.name,
    })
}
