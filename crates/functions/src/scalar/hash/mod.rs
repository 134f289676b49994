//! Hashes and digests.

mod columns;
mod digest;
mod murmur3;
mod xxhash64;

use sparrow_spark_error::Result;

use crate::Typed;

pub(crate) use murmur3::murmur3_standard;

/// The number whose remainder is the partition a row with these values goes to; Spark's.
pub fn partition_hash(values: Vec<Typed>) -> Result<Typed> {
    columns::partition_hash(values)
}

super::spec::functions! {
    "md5" => digest::MD5;
    "sha" | "sha1" => digest::SHA1;
    "sha2" => digest::SHA2;
    "crc32" => digest::CRC32;
    builders:
    "hash" => columns::hash;
    "xxhash64" => columns::xxhash64;
    kernels: columns::HASH, columns::XXHASH64,
}

#[cfg(test)]
mod tests;
