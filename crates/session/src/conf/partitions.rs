//! What the confs say about numbers of partitions. What nobody set follows the processors; the server's `spark.executor.*` can
//! take some of those away, never add any.

use super::{Conf, value};

const SHUFFLES: &str = "spark.sql.shuffle.partitions";
const LEAVES: &str = "spark.sql.leafNodeDefaultParallelism";
const SCAN_BYTES: &str = "spark.sql.files.maxPartitionBytes";
/// As in Spark these are set when the server starts.
const PARALLELISM: &str = "spark.default.parallelism";
const EXECUTOR_CORES: &str = "spark.executor.cores";
const EXECUTORS: &str = "spark.executor.instances";
const TASK_CORES: &str = "spark.task.cpus";

/// Whether a conf asks for more partitions than there may be.
pub(super) fn is_more_than(key: &str, value: &str, partitions_count_max: usize) -> bool {
    matches!(key, SHUFFLES | LEAVES) && value.trim().parse::<usize>().is_ok_and(|wanted| wanted > partitions_count_max)
}

/// Numbers of partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partitions {
    /// A shuffle makes so many.
    pub shuffles: usize,
    /// A scan has so many, unless it is small.
    pub scans: usize,
    /// `range()` has so many where it is given no number.
    pub ranges: usize,
    /// Bytes of files a partition should have at most.
    pub scan_bytes_max: Option<u64>,
}

impl Conf {
    /// The numbers of partitions in a process with so many processors.
    pub fn partitions(&self, cores: usize) -> Partitions {
        let chosen = |key: &str| self.chosen(key).and_then(|text| text.trim().parse::<usize>().ok()).filter(|n| *n > 0);
        let tasks = self.tasks(cores);
        let leaves = chosen(LEAVES).or_else(|| self.setting(PARALLELISM));
        let scan_bytes = self.chosen(SCAN_BYTES).and_then(|text| value::bytes(&text));
        Partitions {
            shuffles: chosen(SHUFFLES).unwrap_or(tasks),
            scans: leaves.unwrap_or(tasks),
            ranges: leaves.unwrap_or(1),
            scan_bytes_max: scan_bytes.and_then(|bytes| u64::try_from(bytes).ok()).filter(|bytes| *bytes > 0),
        }
    }

    /// Tasks side by side.
    fn tasks(&self, cores: usize) -> usize {
        let own = self.setting(EXECUTOR_CORES).map(|cores| cores * self.setting(EXECUTORS).unwrap_or(1));
        (own.unwrap_or(cores).min(cores) / self.setting(TASK_CORES).unwrap_or(1)).max(1)
    }

    /// A number the server has set.
    fn setting(&self, key: &str) -> Option<usize> {
        self.defaults.setting(key)?.trim().parse().ok().filter(|number| *number > 0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::conf::{Defaults, Limits};

    const LIMITS: Limits = Limits { keys_count_max: 10, conf_bytes_max: 1000, partitions_count_max: 100 };

    fn conf(settings: &[(&str, &str)]) -> Conf {
        let settings = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Conf::new(Arc::new(Defaults::new(settings).unwrap()), LIMITS)
    }

    #[test]
    fn what_nobody_set_follows_the_processors() {
        let expected = Partitions { shuffles: 8, scans: 8, ranges: 1, scan_bytes_max: None };
        assert_eq!(conf(&[]).partitions(8), expected);
    }

    #[test]
    fn sessions_choose() {
        let conf = conf(&[]);
        conf.set(SHUFFLES, "7").unwrap();
        conf.set(SCAN_BYTES, "1m").unwrap();
        let expected = Partitions { shuffles: 7, scans: 8, ranges: 1, scan_bytes_max: Some(1 << 20) };
        assert_eq!(conf.partitions(8), expected);
        conf.set(LEAVES, "3").unwrap();
        assert_eq!(conf.partitions(8), Partitions { scans: 3, ranges: 3, ..expected });
    }

    #[test]
    fn the_servers_executors_are_limits() {
        let shuffles = |settings: &[(&str, &str)]| conf(settings).partitions(8).shuffles;
        assert_eq!(shuffles(&[(EXECUTOR_CORES, "2")]), 2);
        assert_eq!(shuffles(&[(EXECUTOR_CORES, "2"), (EXECUTORS, "3")]), 6);
        assert_eq!(shuffles(&[(EXECUTOR_CORES, "64")]), 8);
        assert_eq!(shuffles(&[(TASK_CORES, "2")]), 4);
        assert_eq!(shuffles(&[(EXECUTOR_CORES, "1"), (TASK_CORES, "2")]), 1);
        assert_eq!(conf(&[(PARALLELISM, "5")]).partitions(8).ranges, 5);
    }

    #[test]
    fn a_session_sets_no_parallelism_of_the_cluster() {
        let conf = conf(&[]);
        assert!(conf.set(PARALLELISM, "5").unwrap().is_some());
        assert_eq!(conf.partitions(8).ranges, 1);
        assert!(conf.set(EXECUTOR_CORES, "5").is_err());
    }
}
