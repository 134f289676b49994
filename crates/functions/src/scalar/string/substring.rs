//! `substring`, `left`, `right`, `substring_index`, `split_part`, `overlay`: parts of text by position.

use arrow::datatypes::DataType as ArrowType;
use sparrow_spark_error::{Result, SparkError, condition};

use super::super::spec::{Default, Param, Returns, Spec};

const RANGE: &[Param] = &[Param::TEXT_OR_BYTES, Param::INT, Param::INT];

/// `substring(str, pos[, len])`: counts from 1, from the end when negative.
pub(super) static SUBSTRING: Spec =
    Spec::new("spark_substring", RANGE, Returns::Argument(0), |c| match c.type_of(0)? {
        ArrowType::Utf8 => c.map3(|s: &str, pos: i32, len: i32| substring(s, pos, len).to_owned()),
        _ => c.map3(|b: &[u8], pos: i32, len: i32| subbytes(b, pos, len).to_vec()),
    })
    .defaults(&[Default::Int(i32::MAX)]);

/// `left(str, len)`
pub(super) static LEFT: Spec =
    Spec::new("spark_left", &[Param::TEXT_OR_BYTES, Param::INT], Returns::Argument(0), |c| match c.type_of(0)? {
        ArrowType::Utf8 => c.map2(|s: &str, len: i32| substring(s, 1, len).to_owned()),
        _ => c.map2(|b: &[u8], len: i32| subbytes(b, 1, len).to_vec()),
    });

/// `right(str, len)`
pub(super) static RIGHT: Spec = Spec::new("spark_right", &[Param::STRING, Param::INT], Returns::STRING, |c| {
    c.map2(|s: &str, len: i32| if len <= 0 { String::new() } else { substring(s, -len, i32::MAX).to_owned() })
})
.nullable();

/// `substring_index(str, delim, count)`
pub(super) static SUBSTRING_INDEX: Spec =
    Spec::new("spark_substring_index", &[Param::STRING, Param::STRING, Param::INT], Returns::STRING, |c| {
        c.map3(|s: &str, delimiter: &str, count: i32| substring_index(s, delimiter, count).to_owned())
    });

/// `split_part(str, delimiter, partNum)`
pub(super) static SPLIT_PART: Spec =
    Spec::new("spark_split_part", &[Param::STRING, Param::STRING, Param::INT], Returns::STRING, |c| c.map3(split_part))
        .nullable();

/// `overlay(input, replace, pos[, len])`
pub(super) static OVERLAY: Spec = Spec::new(
    "spark_overlay",
    &[Param::TEXT_OR_BYTES, Param::TEXT_OR_BYTES, Param::INT, Param::INT],
    Returns::Argument(0),
    |c| match c.type_of(0)? {
        ArrowType::Utf8 => c.map4(|s: &str, with: &str, pos: i32, len: i32| overlay(s, with, pos, len)),
        _ => c.map4(|b: &[u8], with: &[u8], pos: i32, len: i32| overlay_bytes(b, with, pos, len)),
    },
)
.defaults(&[Default::Int(-1)]);

/// Where the range begins and ends, in units of which there are `count`; the begin may lie before the first.
fn bounds(count: usize, pos: i32, len: i32) -> (i64, i64) {
    let start = match pos {
        1.. => i64::from(pos) - 1,
        0 => 0,
        _ => count as i64 + i64::from(pos),
    };
    (start, (start + i64::from(len)).min(i64::from(i32::MAX)))
}

pub(super) fn substring(text: &str, pos: i32, len: i32) -> &str {
    let count = if pos < 0 { text.chars().count() } else { 0 };
    let (start, end) = bounds(count, pos, len);
    if end <= start || end <= 0 {
        return "";
    }
    let from = byte_offset(text, start.max(0) as usize);
    let rest = &text[from..];
    &rest[..byte_offset(rest, (end - start.max(0)) as usize)]
}

/// The offset of a character; the end of the text where there is none.
fn byte_offset(text: &str, character: usize) -> usize {
    if text.is_ascii() {
        return character.min(text.len());
    }
    text.char_indices().nth(character).map_or(text.len(), |(offset, _)| offset)
}

fn subbytes(bytes: &[u8], pos: i32, len: i32) -> &[u8] {
    let (start, end) = bounds(bytes.len(), pos, len);
    let (start, end) = (start.max(0) as usize, end.clamp(0, bytes.len() as i64) as usize);
    bytes.get(start..end).unwrap_or_default()
}

fn substring_index<'a>(text: &'a str, delimiter: &str, count: i32) -> &'a str {
    if count == 0 || delimiter.is_empty() || text.is_empty() {
        return "";
    }
    let (bytes, wanted) = (text.as_bytes(), delimiter.as_bytes());
    let matches = |at: &usize| bytes[*at..].starts_with(wanted);
    let nth = count.unsigned_abs() as usize - 1;
    if count > 0 {
        return (0..bytes.len()).filter(matches).nth(nth).map_or(text, |at| &text[..at]);
    }
    (0..bytes.len()).rev().filter(matches).nth(nth).map_or(text, |at| &text[at + wanted.len()..])
}

fn split_part(text: &str, delimiter: &str, part: i32) -> Result<String> {
    if part == 0 {
        return Err(SparkError::new(&condition::INVALID_INDEX_OF_ZERO));
    }
    let parts: Vec<&str> = if delimiter.is_empty() { vec![text] } else { text.split(delimiter).collect() };
    let index = if part > 0 { i64::from(part) - 1 } else { parts.len() as i64 + i64::from(part) };
    let found = usize::try_from(index).ok().and_then(|i| parts.get(i));
    Ok(found.copied().unwrap_or_default().to_owned())
}

fn overlay(text: &str, with: &str, pos: i32, len: i32) -> String {
    let length = if len >= 0 { len } else { with.chars().count() as i32 };
    let head = substring(text, 1, pos.saturating_sub(1));
    let tail = substring(text, pos.saturating_add(length), i32::MAX);
    format!("{head}{with}{tail}")
}

fn overlay_bytes(bytes: &[u8], with: &[u8], pos: i32, len: i32) -> Vec<u8> {
    let length = if len >= 0 { len } else { with.len() as i32 };
    let head = subbytes(bytes, 1, pos.saturating_sub(1));
    [head, with, subbytes(bytes, pos.saturating_add(length), i32::MAX)].concat()
}
