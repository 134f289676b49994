//! Spark's random number generator, bit for bit, so that a seed picks the rows it picks in Spark.

/// `org.apache.spark.util.random.XORShiftRandom`, seeded through MurmurHash3 as Spark does.
#[derive(Clone, Debug)]
pub(crate) struct XorShiftRandom(i64);

impl XorShiftRandom {
    /// A generator with this seed.
    pub fn new(seed: i64) -> Self {
        Self(hash_seed(seed))
    }

    /// The next number in `[0, 1)`.
    pub fn next_double(&mut self) -> f64 {
        let (high, low) = (self.next(26), self.next(27));
        ((high << 27) + low) as f64 * (1.0 / (1_i64 << 53) as f64)
    }

    /// The next number in `0..bound`, as `java.util.Random` makes it of the bits; `bound` is positive and fits 31 bits.
    pub fn next_below(&mut self, bound: usize) -> usize {
        let bound = i64::try_from(bound.max(1)).unwrap_or(i64::MAX).min(i64::from(i32::MAX));
        let mut bits = self.next(31);
        if bound & (bound - 1) == 0 {
            return ((bound * bits) >> 31) as usize;
        }
        // Bits of the last, shorter round are drawn again, so that every number is equally likely.
        while bits - bits % bound + (bound - 1) > i64::from(i32::MAX) {
            bits = self.next(31);
        }
        (bits % bound) as usize
    }

    fn next(&mut self, bits: u32) -> i64 {
        let mut next = self.0 ^ (self.0 << 21);
        next ^= ((next as u64) >> 35) as i64;
        next ^= next << 4;
        self.0 = next;
        next & ((1 << bits) - 1)
    }
}

/// Spreads the bits of small seeds.
fn hash_seed(seed: i64) -> i64 {
    const ARRAY_SEED: u32 = 0x3c07_4a61;
    let bytes = seed.to_be_bytes();
    let low = murmur3(&bytes, ARRAY_SEED);
    let high = murmur3(&bytes, low);
    ((u64::from(high) << 32) | u64::from(low)) as i64
}

/// MurmurHash3 (32 bits) of whole words of four bytes.
pub(crate) fn murmur3(bytes: &[u8], seed: u32) -> u32 {
    let mut hash = seed;
    for block in bytes.as_chunks::<4>().0 {
        let k = u32::from_le_bytes(*block);
        let k = k.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
        hash = (hash ^ k).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    hash ^= bytes.len() as u32;
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}
