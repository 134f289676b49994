//! `replace`, `translate`, `reverse`, `mask`, `quote`: text with characters exchanged.

use std::collections::HashMap;

use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::Expr;
use sparrow_spark_error::{Result as SparkResult, SparkError, condition, wrong_num_args};
use sparrow_spark_types::DataType;

use super::super::spec::{BYTES_MAX, Default, Param, Returns, Spec, string_literal, too_large};
use crate::{Context, Typed};

const THREE: &[Param] = &[Param::STRING, Param::STRING, Param::STRING];

/// `replace(str, search[, replace])`
pub(super) static REPLACE: Spec =
    Spec::new("spark_replace", THREE, Returns::STRING, |c| c.map3(replace)).defaults(&[Default::Text("")]);

/// `translate(input, from, to)`
pub(super) static TRANSLATE: Spec = Spec::new("spark_translate", THREE, Returns::STRING, |c| c.map3(translate));

/// `reverse(str)`; arrays are reversed by another kernel.
pub(super) static REVERSE: Spec = Spec::new("spark_reverse", &[Param::STRING], Returns::STRING, |c| {
    c.map1(|s: &str| s.chars().rev().collect::<String>())
});

pub(super) static REVERSE_BYTES: Spec = Spec::new("spark_reverse_bytes", &[Param::BINARY], Returns::BINARY, |c| {
    c.map1(|b: &[u8]| b.iter().rev().copied().collect::<Vec<u8>>())
});

/// `quote(str)`
pub(super) static QUOTE: Spec = Spec::new("spark_quote", &[Param::STRING], Returns::STRING, |c| {
    c.map1(|s: &str| format!("'{}'", s.replace('\'', "\\'")))
})
.nullable();

/// `mask(input[, upperChar, lowerChar, digitChar, otherChar])`; a NULL character leaves its class alone.
pub(super) static MASK: Spec = Spec::new(
    "spark_mask",
    &[Param::STRING, Param::STRING, Param::STRING, Param::STRING, Param::STRING],
    Returns::STRING,
    |c| {
        let input = c.column::<&str>(0)?;
        let masks = (1..5).map(|i| c.column::<&str>(i)).collect::<Result<Vec<_>>>()?;
        c.rows(|row| {
            let mask: Vec<Option<char>> = masks.iter().map(|m| m.get(row).and_then(|s| s.chars().next())).collect();
            input.get(row).map(|text| text.chars().map(|ch| mask[class(ch)].unwrap_or(ch)).collect::<String>())
        })
    },
)
.nullable();

/// Fills in what replaces upper case, lower case and digits where they are left out; other characters stay.
pub(super) fn mask(context: &Context, name: &str, mut args: Vec<Typed>) -> SparkResult<Typed> {
    if args.is_empty() {
        return Err(wrong_num_args("mask", "[1, 2, 3, 4, 5]", 0));
    }
    for text in ["X", "x", "n"].iter().skip(args.len() - 1) {
        args.push(string_literal(text));
    }
    if args.len() == 4 {
        let null = Expr::Literal(ScalarValue::Utf8(None), None);
        args.push(Typed::new(null, DataType::String, true, "NULL"));
    }
    let roles = ["upperChar", "lowerChar", "digitChar", "otherChar"];
    let is_long = |a: &Typed| match a.constant() {
        Some(ScalarValue::Utf8(Some(text))) => text.chars().count() != 1,
        _ => false,
    };
    let long = args.iter().skip(1).zip(roles).find(|(a, _)| is_long(a)).map(|(_, role)| role);
    let built = MASK.build(context, name, args)?;
    match long {
        Some(role) => Err(SparkError::new(&condition::DATATYPE_MISMATCH_INPUT_SIZE_NOT_ONE)
            .with("exprName", role)
            .with("sqlExpr", format!("\"{}\"", built.name))),
        None => Ok(built),
    }
}

fn class(ch: char) -> usize {
    match ch {
        _ if ch.is_uppercase() => 0,
        _ if ch.is_lowercase() => 1,
        _ if ch.is_numeric() => 2,
        _ => 3,
    }
}

fn replace(text: &str, search: &str, with: &str) -> Result<String> {
    if search.is_empty() {
        return Ok(text.to_owned());
    }
    if with.len() > search.len() && text.matches(search).count().saturating_mul(with.len()) > BYTES_MAX {
        return Err(too_large("replace").into());
    }
    Ok(text.replace(search, with))
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let mut map: HashMap<char, Option<char>> = HashMap::new();
    let mut to = to.chars();
    for ch in from.chars() {
        let target = to.next();
        map.entry(ch).or_insert(target);
    }
    text.chars().filter_map(|ch| map.get(&ch).copied().unwrap_or(Some(ch))).collect()
}
