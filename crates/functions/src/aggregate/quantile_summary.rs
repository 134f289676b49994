//! A summary of many numbers from which quantiles can be told within an error of rank: Greenwald and Khanna's, with the buffer,
//! thresholds and rounding of Spark's `QuantileSummaries`, so that the answers are Spark's.

/// Numbers are sorted in when this many have gathered.
const BUFFER_VALUES_MAX: usize = 50_000;
/// Summaries are thinned out when they have this many samples.
const THIN_SAMPLES_MIN: usize = 10_000;

/// A number that was seen, standing for some that were not kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) value: f64,
    /// By how much its lowest rank exceeds that of the sample before it.
    pub(super) gap: i64,
    /// By how much its highest rank exceeds its lowest.
    pub(super) spread: i64,
}

/// The summary.
#[derive(Clone, Debug, Default)]
pub(super) struct Summary {
    error: f64,
    samples: Vec<Sample>,
    count: i64,
    buffer: Vec<f64>,
}

impl Summary {
    /// A summary of nothing; `error` is a fraction of the count.
    pub(super) fn new(error: f64) -> Self {
        Self { error, ..Self::default() }
    }

    /// The summary these samples make up.
    pub(super) fn of(error: f64, samples: Vec<Sample>, count: i64) -> Self {
        Self { error, samples, count, buffer: vec![] }
    }

    /// The samples and how many numbers they stand for.
    pub(super) fn parts(&mut self) -> (&[Sample], i64) {
        self.thin();
        (&self.samples, self.count)
    }

    pub(super) fn bytes(&self) -> usize {
        self.samples.capacity() * size_of::<Sample>() + self.buffer.capacity() * size_of::<f64>()
    }

    pub(super) fn insert(&mut self, value: f64) {
        self.buffer.push(value);
        if self.buffer.len() >= BUFFER_VALUES_MAX {
            self.sort_in();
            if self.samples.len() >= THIN_SAMPLES_MIN {
                self.thin();
            }
        }
    }

    fn sort_in(&mut self) {
        if self.buffer.is_empty() {
            return;
        }
        let mut new = std::mem::take(&mut self.buffer);
        new.sort_unstable_by(f64::total_cmp);
        let old = std::mem::take(&mut self.samples);
        let mut merged: Vec<Sample> = Vec::with_capacity(old.len() + new.len());
        let mut rest = old.into_iter().peekable();
        let last = new.len() - 1;
        for (index, value) in new.into_iter().enumerate() {
            while let Some(sample) = rest.next_if(|sample| sample.value <= value) {
                merged.push(sample);
            }
            self.count += 1;
            let outermost = merged.is_empty() || (index == last && rest.peek().is_none());
            let spread = if outermost { 0 } else { (2.0 * self.error * self.count as f64).floor() as i64 };
            merged.push(Sample { value, gap: 1, spread });
        }
        merged.extend(rest);
        self.samples = merged;
    }

    fn thin(&mut self) {
        self.sort_in();
        let threshold = 2.0 * self.error * self.count as f64;
        self.samples = thinned(&self.samples, threshold);
    }

    pub(super) fn merge(&mut self, mut other: Self) {
        self.thin();
        other.thin();
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = other;
            return;
        }
        let allowance = |summary: &Self| (2.0 * summary.error * summary.count as f64).floor() as i64;
        let (own_more, other_more) = (allowance(&other), allowance(self));
        let (mut own, mut others) = (0, 0);
        let mut merged = Vec::with_capacity(self.samples.len() + other.samples.len());
        while own < self.samples.len() && others < other.samples.len() {
            let (a, b) = (self.samples[own], other.samples[others]);
            if a.value < b.value {
                own += 1;
                merged.push(Sample { spread: a.spread + if others > 0 { own_more } else { 0 }, ..a });
            } else {
                others += 1;
                merged.push(Sample { spread: b.spread + if own > 0 { other_more } else { 0 }, ..b });
            }
        }
        merged.extend_from_slice(&self.samples[own..]);
        merged.extend_from_slice(&other.samples[others..]);
        self.error = self.error.max(other.error);
        self.count += other.count;
        self.samples = thinned(&merged, 2.0 * self.error * self.count as f64);
    }

    /// The quantiles at these probabilities; nothing when no number was seen.
    pub(super) fn quantiles(&mut self, probabilities: &[f64]) -> Option<Vec<f64>> {
        self.thin();
        let (first, last) = (*self.samples.first()?, *self.samples.last()?);
        let target = self.samples.iter().map(|s| s.spread + s.gap).max().unwrap_or(0) as f64 / 2.0;
        let mut ascending: Vec<(usize, f64)> = probabilities.iter().copied().enumerate().collect();
        ascending.sort_by(|(_, a), (_, b)| a.total_cmp(b));
        let mut answers = vec![0.0; probabilities.len()];
        let (mut index, mut rank) = (0, first.gap);
        for (place, probability) in ascending {
            answers[place] = if probability <= self.error || self.samples.len() == 1 {
                first.value
            } else if probability >= 1.0 - self.error {
                last.value
            } else {
                let found;
                (index, rank, found) = self.quantile(index, rank, target, probability);
                found
            };
        }
        Some(answers)
    }

    /// Looks from a sample with a known lowest rank for one whose ranks are near enough.
    fn quantile(&self, index: usize, rank: i64, target: f64, probability: f64) -> (usize, i64, f64) {
        let wanted = (probability * self.count as f64).ceil();
        let mut lowest = rank;
        for index in index..self.samples.len() - 1 {
            let sample = self.samples[index];
            let highest = lowest + sample.spread;
            if highest as f64 - target <= wanted && wanted <= lowest as f64 + target {
                return (index, lowest, sample.value);
            }
            lowest += self.samples[index + 1].gap;
        }
        let last = self.samples.len() - 1;
        (last, 0, self.samples[last].value)
    }
}

/// The samples without those whose neighbours can stand for them; the smallest always stays.
fn thinned(samples: &[Sample], threshold: f64) -> Vec<Sample> {
    let Some((last, before)) = samples.split_last() else { return vec![] };
    let mut kept = Vec::with_capacity(samples.len());
    let mut head = *last;
    for sample in before.iter().skip(1).rev() {
        if ((sample.gap + head.gap + head.spread) as f64) < threshold {
            head.gap += sample.gap;
        } else {
            kept.push(head);
            head = *sample;
        }
    }
    kept.push(head);
    if let Some(first) = before.first()
        && first.value <= head.value
    {
        kept.push(*first);
    }
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_error_quantiles_are_values_at_their_rank() {
        let mut summary = Summary::new(0.0);
        (1..=100).rev().for_each(|i| summary.insert(f64::from(i)));
        assert_eq!(summary.quantiles(&[0.5, 0.0, 1.0, 0.25]), Some(vec![50.0, 1.0, 100.0, 25.0]));
        assert_eq!(Summary::new(0.1).quantiles(&[0.5]), None);
    }

    /// The answers of Spark 4.2.1 for `spark.range(0, 1000, 1, 1).selectExpr("cast(id * 7919 % 1009 as double) v")`.
    #[test]
    fn answers_are_sparks() {
        let recorded = [
            (0.0, [0.0, 100.0, 252.0, 505.0, 907.0, 1008.0]),
            (0.01, [0.0, 93.0, 253.0, 503.0, 898.0, 1008.0]),
            (0.05, [0.0, 80.0, 241.0, 484.0, 866.0, 1008.0]),
            (0.1, [0.0, 0.0, 157.0, 417.0, 1008.0, 1008.0]),
            (0.25, [0.0, 0.0, 0.0, 254.0, 1008.0, 1008.0]),
        ];
        for (error, expected) in recorded {
            let mut summary = Summary::new(error);
            (0..1000).for_each(|id| summary.insert(f64::from(id * 7919 % 1009)));
            let found = summary.quantiles(&[0.0, 0.1, 0.25, 0.5, 0.9, 1.0]);
            assert_eq!(found.as_deref(), Some(&expected[..]), "{error}");
        }
    }

    #[test]
    fn errors_stay_within_bounds_also_after_merging() {
        let (mut left, mut right) = (Summary::new(0.01), Summary::new(0.01));
        (0..200_000).for_each(|i| if i % 3 == 0 { left.insert(f64::from(i)) } else { right.insert(f64::from(i)) });
        left.merge(right);
        assert!(left.samples.len() < 1_000, "{}", left.samples.len());
        for (probability, found) in [0.1, 0.5, 0.9].iter().zip(left.quantiles(&[0.1, 0.5, 0.9]).unwrap()) {
            assert!((found / 200_000.0 - probability).abs() <= 0.02, "{probability}: {found}");
        }
    }
}
