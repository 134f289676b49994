//! `is_valid_utf8`, `make_valid_utf8`, `validate_utf8`: bytes that are text, or are not. Our strings always are.

use sparrow_spark_error::{SparkError, condition};

use super::super::spec::{Param, Returns, Spec};

const TEXT: &[Param] = &[Param::TEXT_OR_BYTES];

/// `is_valid_utf8(str)`
pub(super) static IS_VALID: Spec = Spec::new("spark_is_valid_utf8", TEXT, Returns::BOOLEAN, |c| {
    c.map1(|bytes: &[u8]| std::str::from_utf8(bytes).is_ok())
})
.nullable();

/// `make_valid_utf8(str)`: a replacement character for each sequence that is none.
pub(super) static MAKE_VALID: Spec = Spec::new("spark_make_valid_utf8", TEXT, Returns::STRING, |c| {
    c.map1(|bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned())
})
.nullable();

/// `validate_utf8(str)`
pub(super) static VALIDATE: Spec = Spec::new("spark_validate_utf8", TEXT, Returns::STRING, |c| {
    c.map1(|bytes: &[u8]| {
        let shown = || bytes.iter().map(|b| format!("\\x{b:02X}")).collect::<String>();
        let invalid = |_| SparkError::new(&condition::INVALID_UTF8_STRING).with("str", shown());
        std::str::from_utf8(bytes).map(str::to_owned).map_err(invalid)
    })
})
.nullable();

/// `try_validate_utf8(str)`
pub(super) static TRY_VALIDATE: Spec = Spec::new("spark_try_validate_utf8", TEXT, Returns::STRING, |c| {
    c.map1(|bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned))
})
.nullable();
