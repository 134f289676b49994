//! xxHash of 64 bits, as Spark computes it of numbers and bytes.

const P1: u64 = 0x9E37_79B1_85EB_CA87;
const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P3: u64 = 0x1656_67B1_9E37_79F9;
const P4: u64 = 0x85EB_CA77_C2B2_AE63;
const P5: u64 = 0x27D4_EB2F_1656_67C5;

fn finish(h: u64) -> u64 {
    let h = (h ^ (h >> 33)).wrapping_mul(P2);
    let h = (h ^ (h >> 29)).wrapping_mul(P3);
    h ^ (h >> 32)
}

fn round(h: u64, word: u64) -> u64 {
    h.wrapping_add(word.wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1)
}

fn merge(h: u64, word: u64) -> u64 {
    (h ^ round(0, word)).wrapping_mul(P1).wrapping_add(P4)
}

fn take_four(h: u64, word: u32) -> u64 {
    (h ^ u64::from(word).wrapping_mul(P1)).rotate_left(23).wrapping_mul(P2).wrapping_add(P3)
}

fn take_eight(h: u64, word: u64) -> u64 {
    (h ^ round(0, word)).rotate_left(27).wrapping_mul(P1).wrapping_add(P4)
}

/// The hash of an `INT`.
pub(super) fn int(n: i32, seed: u64) -> u64 {
    finish(take_four(seed.wrapping_add(P5).wrapping_add(4), n as u32))
}

/// The hash of a `BIGINT`.
pub(super) fn long(n: i64, seed: u64) -> u64 {
    finish(take_eight(seed.wrapping_add(P5).wrapping_add(8), n as u64))
}

/// The hash of bytes.
pub(super) fn bytes(bytes: &[u8], seed: u64) -> u64 {
    let (stripes, rest) = bytes.as_chunks::<32>();
    let mut h = if stripes.is_empty() { seed.wrapping_add(P5) } else { long_input(stripes, seed) };
    h = h.wrapping_add(bytes.len() as u64);
    let (words, rest) = rest.as_chunks::<8>();
    h = words.iter().fold(h, |h, word| take_eight(h, u64::from_le_bytes(*word)));
    let (halves, rest) = rest.as_chunks::<4>();
    h = halves.iter().fold(h, |h, half| take_four(h, u32::from_le_bytes(*half)));
    h = rest.iter().fold(h, |h, byte| (h ^ u64::from(*byte).wrapping_mul(P5)).rotate_left(11).wrapping_mul(P1));
    finish(h)
}

fn long_input(stripes: &[[u8; 32]], seed: u64) -> u64 {
    let mut lanes = [seed.wrapping_add(P1).wrapping_add(P2), seed.wrapping_add(P2), seed, seed.wrapping_sub(P1)];
    for stripe in stripes {
        for (lane, word) in lanes.iter_mut().zip(stripe.as_chunks::<8>().0) {
            *lane = round(*lane, u64::from_le_bytes(*word));
        }
    }
    let [a, b, c, d] = lanes;
    let rotations = a.rotate_left(1).wrapping_add(b.rotate_left(7));
    let rotations = rotations.wrapping_add(c.rotate_left(12)).wrapping_add(d.rotate_left(18));
    lanes.into_iter().fold(rotations, merge)
}
