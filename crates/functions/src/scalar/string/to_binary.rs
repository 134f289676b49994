//! `to_binary` and `try_to_binary`: text as bytes, in hexadecimal, Base64 or UTF-8.

use datafusion::common::ScalarValue;
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, to_sql_value};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, call_name, null_of, wrong_count};
use super::code;
use crate::{Context, Typed, constant};

pub(super) static HEX: Spec = Spec::new("spark_to_binary_hex", &[Param::STRING], Returns::BINARY, |c| {
    c.map1(|text: &str| code::unhex(text).ok_or_else(|| malformed(text, "HEX")))
})
.nullable();
pub(super) static BASE64: Spec = Spec::new("spark_to_binary_base64", &[Param::STRING], Returns::BINARY, |c| {
    c.map1(|text: &str| strict_base64(text).ok_or_else(|| malformed(text, "BASE64")))
});
pub(super) static UTF8: Spec =
    Spec::new("spark_to_binary_utf8", &[Param::STRING], Returns::BINARY, |c| c.map1(|t: &str| t.as_bytes().to_vec()))
        .nullable();
pub(super) static TRY_HEX: Spec =
    Spec::new("spark_try_to_binary_hex", &[Param::STRING], Returns::BINARY, |c| c.map1(code::unhex)).nullable();
pub(super) static TRY_BASE64: Spec =
    Spec::new("spark_try_to_binary_base64", &[Param::STRING], Returns::BINARY, |c| c.map1(strict_base64)).nullable();

/// `to_binary(str[, format])`
pub(super) fn to_binary(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, false)
}

/// `try_to_binary(str[, format])`: NULL for what is malformed.
pub(super) fn try_to_binary(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    build(context, name, args, true)
}

fn build(context: &Context, name: &str, mut args: Vec<Typed>, lenient: bool) -> Result<Typed> {
    if !(1..=2).contains(&args.len()) {
        return Err(wrong_count(name, &[1, 2], args.len()));
    }
    let call = call_name(&name.to_lowercase(), &args);
    let written = if args.len() == 2 { args.pop() } else { None };
    let format = match written {
        None => "hex".to_owned(),
        Some(format) => match constant::fold(context, &format) {
            Some(ScalarValue::Utf8(Some(text))) => text.to_lowercase(),
            Some(value) if value.is_null() => return Ok(null_of(&DataType::Binary).named(call)),
            Some(value) => return Err(unknown(&call, &value.to_string())),
            None => {
                return Err(SparkError::new(&condition::DATATYPE_MISMATCH_NON_FOLDABLE_INPUT)
                    .with("sqlExpr", format!("\"{call}\""))
                    .with("inputName", "`fmt`")
                    .with("inputType", to_sql_type("STRING"))
                    .with("inputExpr", format!("\"{}\"", format.name)));
            }
        },
    };
    let spec = match (format.as_str(), lenient) {
        ("hex", false) => &HEX,
        ("hex", true) => &TRY_HEX,
        ("base64", false) => &BASE64,
        ("base64", true) => &TRY_BASE64,
        ("utf-8" | "utf8", _) => &UTF8,
        (_, true) => return Ok(null_of(&DataType::Binary).named(call)),
        (other, false) => return Err(unknown(&call, other)),
    };
    let built = spec.build(context, name, args)?;
    Ok(Typed { nullable: built.nullable || lenient, ..built.named(call) })
}

fn unknown(call: &str, format: &str) -> SparkError {
    SparkError::new(&condition::DATATYPE_MISMATCH_INVALID_ARG_VALUE)
        .with("sqlExpr", format!("\"{call}\""))
        .with("inputName", "`fmt`")
        .with("requireType", "case-insensitive \"STRING\"")
        .with("validValues", "'hex', 'utf-8', 'utf8', or 'base64'")
        .with("inputValue", format!("'{format}'"))
}

fn malformed(text: &str, format: &str) -> SparkError {
    SparkError::new(&condition::CONVERSION_INVALID_INPUT)
        .with("str", to_sql_value(text))
        .with("fmt", to_sql_value(format))
        .with("targetType", "\"BINARY\"")
        .with("suggestion", "`try_to_binary`")
}

/// Base64 with blanks allowed, nothing else beside it.
fn strict_base64(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
    let kept: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let digits = kept.iter().take_while(|b| digit(**b)).count();
    let padding = &kept[digits..];
    let well_formed = padding.len() <= 2
        && padding.iter().all(|b| *b == b'=')
        && digits % 4 != 1
        && (padding.is_empty() || kept.len().is_multiple_of(4));
    if !well_formed {
        return None;
    }
    code::decode_base64(&kept[..digits])
}
