//! `uuid`: a random identifier for each row.

use std::hash::{BuildHasher, Hasher, RandomState};

use sparrow_spark_error::Result;

use super::super::spec::{Returns, Spec, wrong_count};
use crate::{Context, Typed};

pub(super) static UUID: Spec = Spec::new("spark_uuid", &[], Returns::STRING, |c| {
    // Each `RandomState` has keys of its own, so that the hash of nothing is a random number.
    let random = || RandomState::new().build_hasher().finish();
    c.rows(|_| spelled(random(), random()))
})
.volatile()
.never_null();

/// `uuid()`
pub(super) fn uuid(_: &Context, _: &str, args: Vec<Typed>) -> Result<Typed> {
    if !args.is_empty() {
        return Err(wrong_count("uuid", &[0], args.len()));
    }
    UUID.apply("uuid()".into(), vec![])
}

/// Version 4, variant 1.
fn spelled(high: u64, low: u64) -> String {
    let (high, low) = (high & !0xf000 | 0x4000, low & !(0b11 << 62) | 1 << 63);
    let text = format!("{high:016x}{low:016x}");
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}
