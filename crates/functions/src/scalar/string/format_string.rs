//! `format_string`: Java's `Formatter` for the conversions SQL uses.

use arrow::array::ArrayRef;
use datafusion::common::{Result as DfResult, ScalarValue};
use sparrow_spark_error::{Result, limit_exceeded, unsupported};

use super::super::spec::{Call, Param, Returns, Spec, illegal};

/// The widest field one may ask for.
const WIDTH_CHARACTERS_MAX: usize = 1 << 20;

/// `format_string(strfmt, obj, …)`
pub(super) static FORMAT_STRING: Spec =
    Spec::new("spark_format_string", &[Param::STRING, Param::Any], Returns::STRING, body)
        .variadic(1)
        .nullable_by_first(1);

fn body(c: &Call) -> DfResult<ArrayRef> {
    let format = c.column::<&str>(0)?;
    c.rows(|row| {
        let Some(format) = format.get(row) else { return Ok(None) };
        let value = |i: usize| ScalarValue::try_from_array(c.array(i)?, c.row_of(i, row));
        let values = (1..c.len()).map(value).collect::<DfResult<Vec<_>>>()?;
        Ok::<_, datafusion::common::DataFusionError>(Some(render(format, &values)?))
    })
}

/// One `%…` place.
#[derive(Default)]
struct Place {
    flags: String,
    width: Option<usize>,
    precision: Option<usize>,
    conversion: char,
}

fn render(format: &str, values: &[ScalarValue]) -> Result<String> {
    let mut out = String::new();
    let mut rest = format;
    let mut next = 0;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let (index, place, after) = parse(&rest[at + 1..]).ok_or_else(|| malformed(format))?;
        rest = after;
        match place.conversion {
            '%' => out.push_str(&aligned("%".into(), &place)?),
            'n' => out.push('\n'),
            _ => {
                let position = index.unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                let value = values.get(position).ok_or_else(|| malformed(format))?;
                out.push_str(&aligned(convert(value, &place)?, &place)?);
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn malformed(format: &str) -> sparrow_spark_error::SparkError {
    illegal(format!("The format '{format}' does not fit its arguments"))
}

/// The place after a `%`: an explicit position, the place and what follows it.
fn parse(text: &str) -> Option<(Option<usize>, Place, &str)> {
    let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut place = Place::default();
    let (mut rest, mut index) = (text, None);
    let digits = number(rest);
    if digits > 0 && rest[digits..].starts_with('$') {
        index = Some(rest[..digits].parse::<usize>().ok()?.checked_sub(1)?);
        rest = &rest[digits + 1..];
    }
    let flags = rest.bytes().take_while(|b| b"-#+ 0,(".contains(b)).count();
    place.flags = rest[..flags].to_owned();
    rest = &rest[flags..];
    let digits = number(rest);
    if digits > 0 {
        place.width = Some(rest[..digits].parse().ok()?);
        rest = &rest[digits..];
    }
    if let Some(after) = rest.strip_prefix('.') {
        let digits = number(after);
        place.precision = Some(after[..digits].parse().ok()?);
        rest = &after[digits..];
    }
    place.conversion = rest.chars().next().filter(char::is_ascii)?;
    Some((index, place, &rest[1..]))
}

fn aligned(text: String, place: &Place) -> Result<String> {
    let width = place.width.unwrap_or(0);
    if width.max(place.precision.unwrap_or(0)) > WIDTH_CHARACTERS_MAX {
        let advice = "Use a smaller width.";
        return Err(limit_exceeded("A width in `format_string`", WIDTH_CHARACTERS_MAX, "width_characters_max", advice));
    }
    let missing = width.saturating_sub(text.chars().count());
    let numeric = matches!(place.conversion, 'd' | 'f' | 'e' | 'E' | 'x' | 'X' | 'o' | 'g');
    Ok(match () {
        () if place.flags.contains('-') => text + &" ".repeat(missing),
        () if place.flags.contains('0') && numeric => {
            let signs = usize::from(text.starts_with(['-', '+', ' ']));
            format!("{}{}{}", &text[..signs], "0".repeat(missing), &text[signs..])
        }
        () => " ".repeat(missing) + &text,
    })
}

fn convert(value: &ScalarValue, place: &Place) -> Result<String> {
    let precision = place.precision.unwrap_or(6).min(WIDTH_CHARACTERS_MAX);
    let cut = |text: String| match place.precision {
        Some(n) => text.chars().take(n).collect(),
        None => text,
    };
    let upper = place.conversion.is_ascii_uppercase();
    let text = match place.conversion.to_ascii_lowercase() {
        'b' => cut(match value {
            ScalarValue::Boolean(Some(flag)) => flag.to_string(),
            value => (!value.is_null()).to_string(),
        }),
        _ if value.is_null() => cut("null".into()),
        's' => cut(plain(value)?),
        'c' => character(value).ok_or_else(|| mismatch(value, place))?,
        'd' => signed(whole(value).ok_or_else(|| mismatch(value, place))?.to_string(), place),
        'x' => format!("{:x}", bits(value).ok_or_else(|| mismatch(value, place))?),
        'o' => format!("{:o}", bits(value).ok_or_else(|| mismatch(value, place))?),
        'f' => signed(fixed(value, precision).ok_or_else(|| mismatch(value, place))?, place),
        'e' => signed(scientific(value, precision).ok_or_else(|| mismatch(value, place))?, place),
        _ => return Err(mismatch(value, place)),
    };
    Ok(if upper { text.to_uppercase() } else { text })
}

fn mismatch(value: &ScalarValue, place: &Place) -> sparrow_spark_error::SparkError {
    illegal(format!("The conversion '%{}' does not take a value of the type {}", place.conversion, value.data_type()))
}

fn plain(value: &ScalarValue) -> Result<String> {
    match value {
        ScalarValue::Utf8(Some(text)) => Ok(text.clone()),
        ScalarValue::Float64(Some(x)) => Ok(super::super::math::java_double(*x)),
        ScalarValue::Boolean(Some(flag)) => Ok(flag.to_string()),
        ScalarValue::Decimal128(Some(n), _, scale) => Ok(super::super::math::decimal_text(*n, *scale)),
        other => match whole(other) {
            Some(n) => Ok(n.to_string()),
            None => Err(unsupported(format!("`format_string` of a value of the type {}", other.data_type()))),
        },
    }
}

fn whole(value: &ScalarValue) -> Option<i64> {
    match value {
        ScalarValue::Int8(n) => n.map(i64::from),
        ScalarValue::Int16(n) => n.map(i64::from),
        ScalarValue::Int32(n) => n.map(i64::from),
        ScalarValue::Int64(n) => *n,
        _ => None,
    }
}

/// Two's complement at the value's own width.
fn bits(value: &ScalarValue) -> Option<u64> {
    match value {
        ScalarValue::Int8(n) => n.map(|n| u64::from(n as u8)),
        ScalarValue::Int16(n) => n.map(|n| u64::from(n as u16)),
        ScalarValue::Int32(n) => n.map(|n| u64::from(n as u32)),
        ScalarValue::Int64(n) => n.map(|n| n as u64),
        _ => None,
    }
}

fn character(value: &ScalarValue) -> Option<String> {
    let code = u32::try_from(whole(value)?).ok()?;
    char::from_u32(code).map(String::from)
}

/// Digits rounded half up, as Java does.
fn fixed(value: &ScalarValue, precision: usize) -> Option<String> {
    use super::super::math::{decimal_text, java_double, round_text};
    let text = match value {
        ScalarValue::Float64(Some(x)) if !x.is_finite() => return Some(java_double(*x)),
        ScalarValue::Float64(Some(x)) => format!("{x}"),
        ScalarValue::Float32(Some(x)) => format!("{x}"),
        ScalarValue::Decimal128(Some(n), _, scale) => decimal_text(*n, *scale),
        _ => return None,
    };
    Some(round_text(&text, i32::try_from(precision).ok()?, false))
}

fn scientific(value: &ScalarValue, precision: usize) -> Option<String> {
    let x = match value {
        ScalarValue::Float64(x) => (*x)?,
        ScalarValue::Float32(x) => f64::from((*x)?),
        _ => return None,
    };
    let text = format!("{x:.precision$e}");
    let (digits, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    Some(format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs()))
}

/// Grouping, sign and brackets.
fn signed(text: String, place: &Place) -> String {
    let (negative, magnitude) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let magnitude = if place.flags.contains(',') { grouped(magnitude) } else { magnitude.to_owned() };
    match negative {
        true if place.flags.contains('(') => format!("({magnitude})"),
        true => format!("-{magnitude}"),
        false if place.flags.contains('+') => format!("+{magnitude}"),
        false if place.flags.contains(' ') => format!(" {magnitude}"),
        false => magnitude,
    }
}

fn grouped(magnitude: &str) -> String {
    let (whole, fraction) = magnitude.split_at(magnitude.find('.').unwrap_or(magnitude.len()));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}
