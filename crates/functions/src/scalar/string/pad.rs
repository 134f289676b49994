//! `lpad`, `rpad`, `repeat`, `space`: text made longer.

use datafusion::common::{Result as DfResult, ScalarValue};
use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::super::spec::{Default, Param, Returns, Spec, VALUE_BYTES_MAX, literal, too_large};
use crate::{Context, Typed};

const TEXT: &[Param] = &[Param::STRING, Param::INT, Param::STRING];
const BYTES: &[Param] = &[Param::BINARY, Param::INT, Param::BINARY];

pub(super) static LPAD: Spec = Spec::new("spark_lpad", TEXT, Returns::STRING, |c| {
    c.map3(|s: &str, length: i32, fill: &str| pad_text(s, length, fill, "lpad").map(|(text, filling)| filling + text))
})
.defaults(&[Default::Text(" ")]);

pub(super) static RPAD: Spec = Spec::new("spark_rpad", TEXT, Returns::STRING, |c| {
    c.map3(|s: &str, length: i32, fill: &str| {
        pad_text(s, length, fill, "rpad").map(|(text, filling)| text.to_owned() + &filling)
    })
})
.defaults(&[Default::Text(" ")]);

pub(super) static LPAD_BINARY: Spec = Spec::new("spark_lpad_binary", BYTES, Returns::BINARY, |c| {
    c.map3(|s: &[u8], length: i32, fill: &[u8]| {
        pad_bytes(s, length, fill, "lpad").map(|(bytes, filling)| [filling.as_slice(), bytes].concat())
    })
});

pub(super) static RPAD_BINARY: Spec = Spec::new("spark_rpad_binary", BYTES, Returns::BINARY, |c| {
    c.map3(|s: &[u8], length: i32, fill: &[u8]| {
        pad_bytes(s, length, fill, "rpad").map(|(bytes, filling)| [bytes, filling.as_slice()].concat())
    })
});

/// `repeat(str, n)`
pub(super) static REPEAT: Spec =
    Spec::new("spark_repeat", &[Param::STRING, Param::INT], Returns::STRING, |c| c.map2(repeat));

/// `space(n)`
pub(super) static SPACE: Spec =
    Spec::new("spark_space", &[Param::INT], Returns::STRING, |c| c.map1(|n: i32| repeat(" ", n)));

/// `lpad(str, len[, pad])`
pub(super) fn lpad(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &LPAD, &LPAD_BINARY)
}

/// `rpad(str, len[, pad])`
pub(super) fn rpad(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, &RPAD, &RPAD_BINARY)
}

/// Binary is padded with bytes, zeros by default, unless the padding is text.
fn build(
    context: &Context,
    name: &str,
    mut args: Vec<Typed>,
    text: &'static Spec,
    bytes: &'static Spec,
) -> Result<Typed> {
    let is_binary = |i: usize| args.get(i).is_none_or(|a| a.data_type == DataType::Binary);
    if (2..=3).contains(&args.len()) && is_binary(0) && is_binary(2) {
        if args.len() == 2 {
            args.push(literal(ScalarValue::Binary(Some(vec![0])), DataType::Binary, "X'00'"));
        }
        return bytes.build(context, name, args);
    }
    text.build(context, name, args)
}

/// The part of the text that stays, and what fills the rest.
fn pad_text<'a>(text: &'a str, length: i32, fill: &str, function: &str) -> DfResult<(&'a str, String)> {
    let length = length.max(0) as usize;
    if let Some((end, _)) = text.char_indices().nth(length) {
        return Ok((&text[..end], String::new()));
    }
    let missing = length - text.chars().count();
    if missing == 0 || fill.is_empty() {
        return Ok((text, String::new()));
    }
    if missing.saturating_mul(fill.len()) / fill.chars().count() + text.len() > VALUE_BYTES_MAX {
        return Err(too_large(function).into());
    }
    Ok((text, fill.chars().cycle().take(missing).collect()))
}

fn pad_bytes<'a>(bytes: &'a [u8], length: i32, fill: &[u8], function: &str) -> DfResult<(&'a [u8], Vec<u8>)> {
    let length = length.max(0) as usize;
    if length <= bytes.len() || fill.is_empty() {
        return Ok((&bytes[..length.min(bytes.len())], Vec::new()));
    }
    if length > VALUE_BYTES_MAX {
        return Err(too_large(function).into());
    }
    Ok((bytes, fill.iter().copied().cycle().take(length - bytes.len()).collect()))
}

fn repeat(text: &str, times: i32) -> DfResult<String> {
    let times = times.max(0) as usize;
    if text.len().saturating_mul(times) > VALUE_BYTES_MAX {
        return Err(too_large("repeat").into());
    }
    Ok(text.repeat(times))
}
