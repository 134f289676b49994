//! Murmur3 of 32 bits: Spark's, which takes the last bytes one by one, and the standard one.

fn mix_k(k: u32) -> u32 {
    k.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}

fn mix_h(h: u32, k: u32) -> u32 {
    (h ^ mix_k(k)).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64)
}

fn finish(h: u32, length: u32) -> u32 {
    let h = h ^ length;
    let h = (h ^ (h >> 16)).wrapping_mul(0x85eb_ca6b);
    let h = (h ^ (h >> 13)).wrapping_mul(0xc2b2_ae35);
    h ^ (h >> 16)
}

/// The hash of an `INT`.
pub(super) fn int(n: i32, seed: u32) -> u32 {
    finish(mix_h(seed, n as u32), 4)
}

/// The hash of a `BIGINT`.
pub(super) fn long(n: i64, seed: u32) -> u32 {
    finish(mix_h(mix_h(seed, n as u32), (n as u64 >> 32) as u32), 8)
}

/// The hash of bytes.
pub(super) fn bytes(bytes: &[u8], seed: u32) -> u32 {
    let (words, rest) = bytes.as_chunks::<4>();
    let h = words.iter().fold(seed, |h, word| mix_h(h, u32::from_le_bytes(*word)));
    let h = rest.iter().fold(h, |h, byte| mix_h(h, *byte as i8 as u32));
    finish(h, bytes.len() as u32)
}

/// Standard Murmur3, for the seeds of random numbers.
pub(crate) fn murmur3_standard(bytes: &[u8], seed: u32) -> u32 {
    let (words, rest) = bytes.as_chunks::<4>();
    let mut h = words.iter().fold(seed, |h, word| mix_h(h, u32::from_le_bytes(*word)));
    if !rest.is_empty() {
        let tail = rest.iter().rev().fold(0_u32, |k, byte| k << 8 | u32::from(*byte));
        h ^= mix_k(tail);
    }
    finish(h, bytes.len() as u32)
}
