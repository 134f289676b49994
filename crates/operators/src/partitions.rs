//! What a session says about numbers of partitions; leaves and exchanges ask here. Knows no conf.

use std::sync::Arc;

use datafusion::catalog::Session;
use datafusion::common::Result;
use sparrow_spark_error::limit_exceeded;

/// Numbers of partitions, an extension of a session's configuration. That of shuffles is DataFusion's `target_partitions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartitionCounts {
    /// Of leaves that can be cut as one likes.
    pub leaves: usize,
    /// Of ranges whose number nobody asked for.
    pub ranges: usize,
    /// Bytes of files a partition should have at most.
    pub scan_bytes_max: Option<u64>,
    /// The most a plan may have anywhere.
    pub partitions_count_max: usize,
}

impl Default for PartitionCounts {
    fn default() -> Self {
        Self { leaves: 1, ranges: 1, scan_bytes_max: None, partitions_count_max: usize::MAX }
    }
}

impl PartitionCounts {
    /// Those of a session; where it says nothing, leaves have as many partitions as shuffles make.
    pub fn of(session: &dyn Session) -> Arc<Self> {
        let config = session.config();
        let default = || Arc::new(Self { leaves: config.target_partitions(), ..Self::default() });
        config.get_extension().unwrap_or_else(default)
    }

    /// A number somebody asked for, if there may be so many.
    pub fn check(&self, partitions: usize) -> Result<usize> {
        if partitions <= self.partitions_count_max {
            return Ok(partitions.max(1));
        }
        let advice = "Ask for fewer partitions.";
        let setting = "engine.partitions_count_max";
        Err(limit_exceeded("The number of partitions", self.partitions_count_max, setting, advice).into())
    }

    /// Partitions to read so many bytes with.
    pub fn for_bytes(&self, bytes: u64) -> usize {
        let wanted = self.scan_bytes_max.map_or(0, |max| bytes.div_ceil(max.max(1)));
        usize::try_from(wanted).unwrap_or(usize::MAX).max(self.leaves).min(self.partitions_count_max).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_ask_for_partitions() {
        let counts =
            PartitionCounts { leaves: 2, scan_bytes_max: Some(10), partitions_count_max: 4, ..Default::default() };
        let partitions: Vec<usize> = [0, 20, 21, 1000].iter().map(|bytes| counts.for_bytes(*bytes)).collect();
        assert_eq!(partitions, [2, 2, 3, 4]);
        assert!(counts.check(4).is_ok() && counts.check(5).is_err());
        assert_eq!(PartitionCounts::default().for_bytes(1 << 40), 1);
    }
}
