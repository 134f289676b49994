//! `ascii`, `chr`, `base64`, `unbase64`, `hex`, `unhex`, `encode`, `decode`: text as numbers and bytes.

use arrow::datatypes::DataType as ArrowType;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use sparrow_spark_error::{Result, SparkError, condition, unsupported, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec};
use crate::{Context, Typed};

/// `ascii(str)`: the code point of the first character.
pub(super) static ASCII: Spec = Spec::new("spark_ascii", &[Param::STRING], Returns::INT, |c| {
    c.map1(|s: &str| s.chars().next().map_or(0, |ch| ch as i32))
});

/// `chr(n)`: the character of the lowest byte.
pub(super) static CHR: Spec = Spec::new("spark_chr", &[Param::LONG], Returns::STRING, |c| {
    c.map1(|n: i64| if n < 0 { String::new() } else { char::from((n & 0xff) as u8).to_string() })
});

/// `base64(bin)`
pub(super) static BASE64: Spec =
    Spec::new("spark_base64", &[Param::BINARY], Returns::STRING, |c| c.map1(|b: &[u8]| STANDARD.encode(b)));

/// `unbase64(str)`: skips what is no Base64 character, as MIME does.
pub(super) static UNBASE64: Spec = Spec::new("spark_unbase64", &[Param::STRING], Returns::BINARY, |c| c.map1(unbase64));

/// `hex(expr)`
pub(super) static HEX: Spec = Spec::new(
    "spark_hex",
    &[Param::OneOf(&[DataType::Long, DataType::Binary, DataType::String])],
    Returns::STRING,
    |c| match c.type_of(0)? {
        ArrowType::Int64 => c.map1(|n: i64| format!("{n:X}")),
        _ => c.map1(|b: &[u8]| b.iter().map(|b| format!("{b:02X}")).collect::<String>()),
    },
);

/// `unhex(str)`: NULL for what is no hexadecimal digit.
pub(super) static UNHEX: Spec =
    Spec::new("spark_unhex", &[Param::STRING], Returns::BINARY, |c| c.map1(unhex)).nullable();

/// `encode(str, charset)`
pub(super) static ENCODE: Spec =
    Spec::new("spark_encode", &[Param::STRING, Param::STRING], Returns::BINARY, |c| c.map2(encode)).nullable();

/// `decode(bin, charset)`
pub(super) static DECODE: Spec =
    Spec::new("spark_decode", &[Param::BINARY, Param::STRING], Returns::STRING, |c| c.map2(decode)).nullable();

/// `decode(bin, charset)`; the form that picks among values is not here yet.
pub(super) fn decode_bytes(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    match args.len() {
        0 | 1 => Err(wrong_num_args("decode", "> 1", args.len())),
        2 => DECODE.build(context, name, args),
        _ => Err(unsupported("`decode` with more than two arguments")),
    }
}

fn unbase64(text: &str) -> Result<Vec<u8>> {
    let is_digit = |b: &u8| b.is_ascii_alphanumeric() || *b == b'+' || *b == b'/';
    let end = text.find('=').unwrap_or(text.len());
    let digits: Vec<u8> = text.as_bytes()[..end].iter().copied().filter(is_digit).collect();
    let malformed = || {
        SparkError::new(&condition::CONVERSION_INVALID_INPUT)
            .with("str", sparrow_spark_error::to_sql_value(text))
            .with("fmt", sparrow_spark_error::to_sql_value("BASE64"))
            .with("targetType", "\"BINARY\"")
            .with("suggestion", "`try_to_binary`")
    };
    STANDARD_NO_PAD.decode(&digits).map_err(|_| malformed())
}

/// Base64 digits without padding.
pub(super) fn decode_base64(digits: &[u8]) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(digits).ok()
}

pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: &u8| char::from(*b).to_digit(16).map(|d| d as u8);
    let digits = text.as_bytes().iter().map(digit).collect::<Option<Vec<_>>>()?;
    let (first, rest) = digits.split_at(digits.len() % 2);
    Some(first.iter().copied().chain(rest.chunks(2).map(|pair| pair[0] << 4 | pair[1])).collect())
}

#[derive(Clone, Copy)]
enum Charset {
    Ascii,
    Latin1,
    Utf8,
    Utf16,
    Utf16Be,
    Utf16Le,
    Utf32,
}

fn charset(name: &str, function: &str) -> Result<Charset> {
    Ok(match name.to_ascii_uppercase().as_str() {
        "US-ASCII" => Charset::Ascii,
        "ISO-8859-1" => Charset::Latin1,
        "UTF-8" => Charset::Utf8,
        "UTF-16" => Charset::Utf16,
        "UTF-16BE" => Charset::Utf16Be,
        "UTF-16LE" => Charset::Utf16Le,
        "UTF-32" => Charset::Utf32,
        _ => {
            let all = "iso-8859-1, us-ascii, utf-16, utf-16be, utf-16le, utf-32, utf-8";
            return Err(SparkError::new(&condition::INVALID_PARAMETER_VALUE_CHARSET)
                .with("functionName", format!("`{function}`"))
                .with("parameter", "`charset`")
                .with("charset", name)
                .with("charsets", all));
        }
    })
}

fn encode(text: &str, name: &str) -> Result<Vec<u8>> {
    let charset = charset(name, "encode")?;
    let malformed = || malformed_character("encode", name);
    let limited = |max: u32| text.chars().map(|c| (c as u32 <= max).then_some(c as u8)).collect::<Option<Vec<u8>>>();
    Ok(match charset {
        Charset::Utf8 => text.as_bytes().to_vec(),
        Charset::Ascii => limited(0x7f).ok_or_else(malformed)?,
        Charset::Latin1 => limited(0xff).ok_or_else(malformed)?,
        Charset::Utf16 if text.is_empty() => vec![],
        Charset::Utf16 => [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        Charset::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Charset::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Charset::Utf32 => text.chars().flat_map(|c| (c as u32).to_be_bytes()).collect(),
    })
}

fn decode(bytes: &[u8], name: &str) -> Result<String> {
    let malformed = || malformed_character("decode", name);
    Ok(match charset(name, "decode")? {
        Charset::Utf8 => std::str::from_utf8(bytes).map_err(|_| malformed())?.to_owned(),
        Charset::Ascii if !bytes.is_ascii() => return Err(malformed()),
        Charset::Ascii | Charset::Latin1 => bytes.iter().copied().map(char::from).collect(),
        Charset::Utf16 => match bytes {
            [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).ok_or_else(malformed)?,
            [0xfe, 0xff, rest @ ..] | rest => utf16(rest, u16::from_be_bytes).ok_or_else(malformed)?,
        },
        Charset::Utf16Be => utf16(bytes, u16::from_be_bytes).ok_or_else(malformed)?,
        Charset::Utf16Le => utf16(bytes, u16::from_le_bytes).ok_or_else(malformed)?,
        Charset::Utf32 => {
            let chunks = bytes.chunks(4).map(|c| c.try_into().ok().map(u32::from_be_bytes).and_then(char::from_u32));
            chunks.collect::<Option<String>>().ok_or_else(malformed)?
        }
    })
}

fn utf16(bytes: &[u8], join: fn([u8; 2]) -> u16) -> Option<String> {
    let units = bytes.chunks(2).map(|pair| pair.try_into().ok().map(join)).collect::<Option<Vec<u16>>>()?;
    String::from_utf16(&units).ok()
}

fn malformed_character(function: &str, charset: &str) -> SparkError {
    SparkError::new(&condition::MALFORMED_CHARACTER_CODING)
        .with("function", format!("`{function}`"))
        .with("charset", charset)
}
