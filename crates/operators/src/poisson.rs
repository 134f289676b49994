//! Poisson numbers as Spark draws them for sampling with replacement: from Commons Math's `PoissonDistribution` over WELL19937c
//! (Panneton, L'Ecuyer and Matsumoto, 2006), seeded for each partition from `java.util.Random`.

/// Words of the generator's state.
const WORDS: usize = 624;
const M1: usize = 70;
const M2: usize = 179;
const M3: usize = 449;

/// How many copies of each row of one partition there are to be.
#[derive(Clone, Debug)]
pub(crate) struct Poisson {
    mean: f64,
    random: Well,
}

impl Poisson {
    /// Numbers around `mean` for a partition. Only means below 40 are drawn as Spark does; Spark uses another method above.
    pub fn new(mean: f64, seed: i64, partition: usize) -> Self {
        let mut seeds = JavaRandom::new(seed);
        let mut of_partition = seeds.next_long();
        for _ in 0..partition {
            of_partition = seeds.next_long();
        }
        Self { mean: mean.clamp(0.0, 1e6), random: Well::new(of_partition) }
    }

    /// The next number.
    pub fn next(&mut self) -> usize {
        // In steps small enough for `exp` not to vanish: sums of Poisson numbers are Poisson numbers.
        const STEP: f64 = 40.0;
        let (mut rest, mut count) = (self.mean, 0);
        while rest > 0.0 {
            count += self.next_of(rest.min(STEP));
            rest -= STEP;
        }
        count
    }

    fn next_of(&mut self, mean: f64) -> usize {
        let limit = (-mean).exp();
        let (mut count, mut product) = (0, 1.0);
        while (count as f64) < 1000.0 * mean {
            product *= self.random.next_double();
            if product < limit {
                break;
            }
            count += 1;
        }
        count
    }
}

/// WELL19937c.
#[derive(Clone, Debug)]
struct Well {
    state: Box<[u32; WORDS]>,
    index: usize,
}

impl Well {
    fn new(seed: i64) -> Self {
        let mut state = Box::new([0; WORDS]);
        (state[0], state[1]) = ((seed >> 32) as u32, seed as u32);
        for i in 2..WORDS {
            // The words are signed where they are spread.
            let word = i64::from(state[i - 2].cast_signed());
            state[i] = (1_812_433_253_i64.wrapping_mul(word ^ (word >> 30)).wrapping_add(i as i64)) as u32;
        }
        Self { state, index: 0 }
    }

    fn next_double(&mut self) -> f64 {
        let (high, low) = (u64::from(self.next(26)), u64::from(self.next(26)));
        ((high << 26) | low) as f64 * (1.0 / (1_u64 << 52) as f64)
    }

    fn next(&mut self, bits: u32) -> u32 {
        let at = |offset: usize| (self.index + offset) % WORDS;
        let (last, before) = (at(WORDS - 1), at(WORDS - 2));
        let (v0, m1, m2, m3) = (self.state[self.index], self.state[at(M1)], self.state[at(M2)], self.state[at(M3)]);
        let z0 = (0x8000_0000 & self.state[last]) ^ (0x7fff_ffff & self.state[before]);
        let z1 = (v0 ^ (v0 << 25)) ^ (m1 ^ (m1 >> 27));
        let z2 = (m2 >> 9) ^ (m3 ^ (m3 >> 1));
        let z3 = z1 ^ z2;
        let mut z4 = z0 ^ (z1 ^ (z1 << 9)) ^ (z2 ^ (z2 << 21)) ^ (z3 ^ (z3 >> 21));
        self.state[self.index] = z3;
        self.state[last] = z4;
        self.state[before] &= 0x8000_0000;
        self.index = last;
        z4 ^= (z4 << 7) & 0xe46e_1700;
        z4 ^= (z4 << 15) & 0x9b86_8000;
        z4 >> (32 - bits)
    }
}

/// The linear congruential generator of `java.util.Random`.
struct JavaRandom(u64);

impl JavaRandom {
    const MULTIPLIER: u64 = 0x5_deec_e66d;
    const MASK: u64 = (1 << 48) - 1;

    fn new(seed: i64) -> Self {
        Self((seed.cast_unsigned() ^ Self::MULTIPLIER) & Self::MASK)
    }

    fn next_long(&mut self) -> i64 {
        let high = i64::from(self.next_int()) << 32;
        high.wrapping_add(i64::from(self.next_int()))
    }

    fn next_int(&mut self) -> i32 {
        self.0 = self.0.wrapping_mul(Self::MULTIPLIER).wrapping_add(0xb) & Self::MASK;
        (self.0 >> 16) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `spark.range(0, 100, 1, 1).sample(True, 0.2, 42)` of Spark 4.2.1.
    #[test]
    fn the_rows_are_those_of_spark() {
        let mut poisson = Poisson::new(0.2, 42, 0);
        let rows: Vec<usize> = (0..100).flat_map(|row| std::iter::repeat_n(row, poisson.next())).collect();
        assert_eq!(
            rows,
            [5, 6, 13, 16, 20, 21, 30, 31, 34, 37, 40, 43, 46, 49, 57, 60, 62, 63, 71, 75, 78, 90, 92, 93, 94]
        );
    }

    #[test]
    fn large_means_are_met() {
        let mut poisson = Poisson::new(1000.0, 1, 3);
        let sum: usize = (0..100).map(|_| poisson.next()).sum();
        assert!((98_000..102_000).contains(&sum), "{sum}");
    }
}
