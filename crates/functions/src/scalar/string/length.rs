//! `length`, `octet_length`, `bit_length`: how long text and binary are.

use arrow::datatypes::DataType as ArrowType;

use super::super::spec::{Param, Returns, Spec};

/// `length(expr)`: characters of text, bytes of binary.
pub(super) static LENGTH: Spec =
    Spec::new("spark_length", &[Param::TEXT_OR_BYTES], Returns::INT, |c| match c.type_of(0)? {
        ArrowType::Utf8 => c.map1(|s: &str| s.chars().count() as i32),
        _ => c.map1(|b: &[u8]| b.len() as i32),
    });

/// `octet_length(expr)`
pub(super) static OCTET_LENGTH: Spec =
    Spec::new("spark_octet_length", &[Param::TEXT_OR_BYTES], Returns::INT, |c| c.map1(|b: &[u8]| b.len() as i32));

/// `bit_length(expr)`
pub(super) static BIT_LENGTH: Spec = Spec::new("spark_bit_length", &[Param::TEXT_OR_BYTES], Returns::INT, |c| {
    c.map1(|b: &[u8]| (b.len() as i32).wrapping_mul(8))
});
