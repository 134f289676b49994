//! `instr`, `locate`, `startswith`, `endswith`, `contains`, `find_in_set`: text within text.

use sparrow_spark_error::Result;
use sparrow_spark_types::DataType;

use super::super::spec::{Default, Param, Returns, Spec};
use crate::{Context, Typed};

const TWO_TEXTS: &[Param] = &[Param::STRING, Param::STRING];
const TWO: &[Param] = &[Param::TEXT_OR_BYTES, Param::TEXT_OR_BYTES];

/// `instr(str, substr)`
pub(super) static INSTR: Spec =
    Spec::new("spark_instr", TWO_TEXTS, Returns::INT, |c| c.map2(|text: &str, wanted: &str| position(text, wanted, 0)));

/// `locate(substr, str[, pos])`: a NULL `pos` gives 0.
pub(super) static LOCATE: Spec =
    Spec::new("spark_locate", &[Param::STRING, Param::STRING, Param::INT], Returns::INT, |c| {
        c.map3(|wanted: Option<&str>, text: Option<&str>, start: Option<i32>| match start {
            None => Some(0),
            Some(..=0) => wanted.and(text).map(|_| 0),
            Some(start) => Some(position(text?, wanted?, start as usize - 1)),
        })
    })
    .nullable_by_first(2)
    .defaults(&[Default::Int(1)]);

pub(super) static STARTS_WITH: Spec =
    Spec::new("spark_startswith", TWO, Returns::BOOLEAN, |c| c.map2(|a: &[u8], b: &[u8]| a.starts_with(b)));

pub(super) static ENDS_WITH: Spec =
    Spec::new("spark_endswith", TWO, Returns::BOOLEAN, |c| c.map2(|a: &[u8], b: &[u8]| a.ends_with(b)));

pub(super) static CONTAINS: Spec = Spec::new("spark_contains", TWO, Returns::BOOLEAN, |c| {
    c.map2(|a: &[u8], b: &[u8]| b.is_empty() || a.windows(b.len()).any(|window| window == b))
});

/// `find_in_set(str, str_array)`
pub(super) static FIND_IN_SET: Spec = Spec::new("spark_find_in_set", TWO_TEXTS, Returns::INT, |c| {
    c.map2(|wanted: &str, set: &str| {
        if wanted.contains(',') {
            return 0;
        }
        set.split(',').position(|member| member == wanted).map_or(0, |i| i as i32 + 1)
    })
});

/// `startswith(left, right)`
pub(super) fn starts_with(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    compare(context, name, args, &STARTS_WITH)
}

/// `endswith(left, right)`
pub(super) fn ends_with(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    compare(context, name, args, &ENDS_WITH)
}

/// `contains(left, right)`
pub(super) fn contains(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    compare(context, name, args, &CONTAINS)
}

/// Spark says of two binaries that the answer may be NULL, of text only where an argument may.
fn compare(context: &Context, name: &str, args: Vec<Typed>, spec: &'static Spec) -> Result<Typed> {
    let binary = !args.is_empty() && args.iter().all(|a| a.data_type == DataType::Binary);
    let built = spec.build(context, name, args)?;
    Ok(Typed { nullable: built.nullable || binary, ..built })
}

/// The position of `wanted` in characters from 1, searched from character `skip` on; 0 when it is not there.
fn position(text: &str, wanted: &str, skip: usize) -> i32 {
    if wanted.is_empty() {
        return 1;
    }
    let Some((offset, _)) = text.char_indices().nth(skip) else { return 0 };
    text[offset..].find(wanted).map_or(0, |at| (skip + text[offset..offset + at].chars().count()) as i32 + 1)
}
