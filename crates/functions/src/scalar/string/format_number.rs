//! `format_number`: a number with grouped digits and so many after the point.

use arrow::datatypes::DataType as ArrowType;
use sparrow_spark_error::{Result, unsupported};
use sparrow_spark_types::DataType;

use super::super::spec::{Call, Param, Returns, Spec};
use crate::{Context, Typed};

pub(super) static FORMAT_NUMBER: Spec =
    Spec::new("spark_format_number", &[Param::Numeric, Param::INT], Returns::STRING, body).nullable();

/// `format_number(expr1, expr2)`; the form with a pattern is not here yet.
pub(super) fn format_number(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    match args.get(1).map(|a| &a.data_type) {
        Some(DataType::String) => Err(unsupported("`format_number` with a pattern")),
        _ => FORMAT_NUMBER.build(context, name, args),
    }
}

fn body(c: &Call) -> datafusion::common::Result<arrow::array::ArrayRef> {
    match c.type_of(0)? {
        ArrowType::Int8 => c.map2(|n: i8, d: i32| whole(i128::from(n), d)),
        ArrowType::Int16 => c.map2(|n: i16, d: i32| whole(i128::from(n), d)),
        ArrowType::Int32 => c.map2(|n: i32, d: i32| whole(i128::from(n), d)),
        ArrowType::Int64 => c.map2(|n: i64, d: i32| whole(i128::from(n), d)),
        ArrowType::Float32 => c.map2(|x: f32, d: i32| float(f64::from(x), d)),
        ArrowType::Decimal128(_, scale) => {
            let scale = usize::try_from(*scale).unwrap_or(0);
            c.map2(|n: i128, d: i32| decimal(n, scale, d))
        }
        _ => c.map2(float),
    }
}

/// How many digits one may ask for.
const DIGITS_MAX: usize = 400;

fn digits(wanted: i32) -> Option<usize> {
    usize::try_from(wanted).ok().map(|d| d.min(DIGITS_MAX))
}

fn whole(n: i128, wanted: i32) -> Option<String> {
    decimal(n, 0, wanted)
}

fn float(x: f64, wanted: i32) -> Option<String> {
    let wanted = digits(wanted)?;
    Some(match x {
        _ if x.is_nan() => "NaN".into(),
        _ if x.is_infinite() => if x > 0.0 { "∞" } else { "-∞" }.into(),
        _ => grouped(&format!("{x:.wanted$}")),
    })
}

/// Rounds half to even, as Java's `DecimalFormat`.
fn decimal(unscaled: i128, scale: usize, wanted: i32) -> Option<String> {
    let wanted = digits(wanted)?;
    let cut = scale.saturating_sub(wanted) as u32;
    let divisor = 10_u128.checked_pow(cut)?;
    let magnitude = unscaled.unsigned_abs();
    let (mut kept, rest) = (magnitude / divisor, magnitude % divisor);
    if rest * 2 > divisor || (rest * 2 == divisor && kept % 2 == 1) {
        kept += 1;
    }
    let places = scale.min(wanted);
    let mut text = format!("{kept:0>width$}", width = places + 1);
    let fraction = text.split_off(text.len() - places) + &"0".repeat(wanted - places);
    let sign = if unscaled < 0 { "-" } else { "" };
    let point = if wanted > 0 { "." } else { "" };
    Some(grouped(&format!("{sign}{text}{point}{fraction}")))
}

fn grouped(plain: &str) -> String {
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = plain.split_once('.').map_or((plain, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
