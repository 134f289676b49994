//! `md5`, `sha1`, `sha2`, `crc32`: digests of bytes.

use super::super::spec::{Param, Returns, Spec};

const BYTES: &[Param] = &[Param::BINARY];

/// `md5(expr)`
pub(super) static MD5: Spec =
    Spec::new("spark_md5", BYTES, Returns::STRING, |c| c.map1(|b: &[u8]| hex(&<md5::Md5 as md5::Digest>::digest(b))));

/// `sha1(expr)`
pub(super) static SHA1: Spec = Spec::new("spark_sha1", BYTES, Returns::STRING, |c| {
    c.map1(|b: &[u8]| hex(&<sha1::Sha1 as sha1::Digest>::digest(b)))
});

/// `crc32(expr)`
pub(super) static CRC32: Spec =
    Spec::new("spark_crc32", BYTES, Returns::LONG, |c| c.map1(|b: &[u8]| i64::from(crc32fast::hash(b))));

/// `sha2(expr, bitLength)`: NULL for a length that is no SHA-2.
pub(super) static SHA2: Spec = Spec::new("spark_sha2", &[Param::BINARY, Param::INT], Returns::STRING, |c| {
    use sha2::Digest;
    c.map2(|b: &[u8], bits: i32| match bits {
        224 => Some(hex(&sha2::Sha224::digest(b))),
        0 | 256 => Some(hex(&sha2::Sha256::digest(b))),
        384 => Some(hex(&sha2::Sha384::digest(b))),
        512 => Some(hex(&sha2::Sha512::digest(b))),
        _ => None,
    })
})
.nullable();

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
