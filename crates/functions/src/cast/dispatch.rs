//! From the two types of a cast to the function that does it.

use arrow::array::{Array, ArrayRef, AsArray, new_null_array};
use arrow::compute::{CastOptions, cast_with_options};
use sparrow_spark_error::{Result, unsupported};
use sparrow_spark_types::{DataType, arrow::to_arrow};

use super::options::Options;
use super::{binary, boolean, datetime, decimal, interval, nested, numeric, text};
use DataType as T;

/// Casts every value of the array. `from` and `to` are a pair Spark allows; others are refused.
pub fn cast_array(array: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    if from == to {
        return Ok(array.clone());
    }
    match (from, to) {
        (T::Null, to) => Ok(new_null_array(&to_arrow(to), array.len())),
        (from, to) if from.is_string() && to.is_string() => Ok(array.clone()),
        (T::Binary, to) if to.is_string() => Ok(binary::to_text(array)),
        (from, to) if to.is_string() => text::cast_to_text(array, from, options),
        (from, to) if from.is_string() => from_text(array, to, options),
        (T::Array { .. } | T::Map { .. } | T::Struct(_), _) => nested::cast_nested(array, from, to, options),
        (T::Boolean, to) => from_long(&boolean::to_long(array), &T::Boolean, to, options),
        (from, to) if from.is_integral() => from_long(&native(array, &T::Long)?, from, to, options),
        (from, to) if from.is_fractional() => from_float(array, from, to, options),
        (T::Decimal { .. }, to) if to.is_interval() => interval::from_decimal(array, from, to, options),
        (T::Decimal { .. }, _) => decimal::from_decimal(array, from, to, options),
        (T::Date, T::Timestamp | T::TimestampNtz) => datetime::from_date(array, to, options),
        (T::Date, _) => Ok(datetime::nulls_of_date(array, to)),
        (T::Timestamp | T::TimestampNtz, _) => datetime::from_timestamp(array, from, to, options),
        (from, to) if from.is_interval() => interval::from_interval(array, from, to, options),
        (T::Time(_), T::Time(_)) => Ok(interval::truncate_time(array, to)),
        _ => Err(unsupported(format!("CAST({} AS {})", from.sql_name(), to.sql_name()))),
    }
}

fn from_text(array: &ArrayRef, to: &DataType, options: &Options) -> Result<ArrayRef> {
    let texts = array.as_string::<i32>();
    match to {
        T::Binary => native(array, to),
        T::Boolean => boolean::from_text(texts, options),
        T::Float | T::Double => numeric::text_to_float(texts, to, options),
        T::Decimal { precision, scale } => {
            decimal::from_text(texts, decimal::Size { precision: *precision, scale: *scale }, to, options)
        }
        T::Date | T::Timestamp | T::TimestampNtz | T::Time(_) => datetime::from_text(texts, to, options),
        to if to.is_integral() => numeric::text_to_integral(texts, to, options),
        to if to.is_interval() => interval::from_text(texts, to, options),
        _ => Err(unsupported(format!("CAST(STRING AS {})", to.sql_name()))),
    }
}

/// Longs that stand for values of the integral or boolean type `from`.
fn from_long(longs: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    match to {
        T::Boolean => boolean::from_number(longs, &T::Long),
        T::Float | T::Double => native(longs, to),
        T::Decimal { precision, scale } => {
            decimal::from_long(longs, decimal::Size { precision: *precision, scale: *scale }, options)
        }
        T::Timestamp if *from == T::Boolean => native(longs, to),
        T::Timestamp => datetime::from_number(longs, &T::Long, options),
        T::Binary => binary::from_integral(longs, from),
        to if to.is_integral() => numeric::narrow(longs, from, to, options),
        to if to.is_interval() => interval::from_long(longs, from, to, options),
        _ => Err(unsupported(format!("CAST({} AS {})", from.sql_name(), to.sql_name()))),
    }
}

fn from_float(array: &ArrayRef, from: &DataType, to: &DataType, options: &Options) -> Result<ArrayRef> {
    match to {
        T::Boolean => boolean::from_number(array, from),
        T::Float | T::Double => native(array, to),
        T::Decimal { precision, scale } => {
            let doubles = native(array, &T::Double)?;
            decimal::from_double(&doubles, decimal::Size { precision: *precision, scale: *scale }, options)
        }
        T::Timestamp => datetime::from_number(array, from, options),
        _ => numeric::float_to_integral(array, from, to, options),
    }
}

/// Arrow's own cast, where it is exact.
pub(super) fn native(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    Ok(cast_with_options(array, &to_arrow(to), &options)?)
}
