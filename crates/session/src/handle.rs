//! The form of ids that clients make.

use sparrow_spark_error::{Result, SparkError, condition};
use uuid::Uuid;

/// Characters of a UUID with its hyphens.
const UUID_CHARACTERS: usize = 36;

/// `id` if it is a UUID in its usual spelling.
pub(crate) fn check_uuid(id: &str) -> Result<&str> {
    if id.len() == UUID_CHARACTERS && Uuid::try_parse(id).is_ok() {
        return Ok(id);
    }
    Err(SparkError::new(&condition::INVALID_HANDLE_FORMAT).with("handle", shown(id)))
}

/// The start of a handle that may be anything.
fn shown(id: &str) -> String {
    const SHOWN_CHARACTERS_MAX: usize = 64;
    id.chars().take(SHOWN_CHARACTERS_MAX).collect()
}
