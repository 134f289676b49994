//! Names of artifacts: a kind and a path that stays below its folder, whatever tricks its spelling plays.

use std::path::{Path, PathBuf};

use sparrow_spark_error::{Result, SparkError, condition, unsupported};

const NAME_BYTES_MAX: usize = 1024;
const PART_BYTES_MAX: usize = 255;
const SHA256_DIGITS: usize = 64;

/// Spellings of dots and separators that some layer might decode.
const ENCODED: &[&str] = &["%2e", "%2f", "%5c", "%00", "%25"];

/// A name that was checked, without empty parts and `.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name(String);

impl Name {
    pub(super) fn parse(name: &str) -> Result<Self> {
        let parts = parts(name).ok_or_else(|| invalid(name))?;
        match parts.as_slice() {
            ["cache", hash] if is_sha256(hash) => {}
            ["pyfiles" | "files" | "archives", _, ..] => {}
            ["jars" | "classes", _, ..] => return Err(unsupported("uploading JARs and Java classes")),
            ["forward_to_fs", _, ..] => return Err(unsupported("copying local files to the server's file system")),
            _ => return Err(invalid(name)),
        }
        Ok(Self(parts.join("/")))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn as_path(&self) -> PathBuf {
        Path::new(&self.0).to_owned()
    }

    /// The SHA-256 that the name promises.
    pub(super) fn promised_sha256(&self) -> Option<&str> {
        self.0.strip_prefix("cache/")
    }
}

/// The parts of a relative path that nowhere goes up.
fn parts(name: &str) -> Option<Vec<&str>> {
    let lower = name.to_ascii_lowercase();
    let is_odd = name.len() > NAME_BYTES_MAX
        || name.starts_with('/')
        || name.contains('\\')
        || name.chars().any(char::is_control)
        || ENCODED.iter().any(|encoded| lower.contains(encoded));
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let is_fine = |part: &&str| part.len() <= PART_BYTES_MAX && part.trim() != "..";
    (!is_odd && parts.iter().all(is_fine)).then_some(parts)
}

fn is_sha256(text: &str) -> bool {
    text.len() == SHA256_DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn invalid(name: &str) -> SparkError {
    let shown: String = name.chars().take(PART_BYTES_MAX).collect();
    SparkError::new(&condition::INVALID_ARTIFACT_PATH).with("name", shown)
}
