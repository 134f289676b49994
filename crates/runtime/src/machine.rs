//! What the machine, or the container around us, gives: memory.

use std::path::Path;

/// Share of the memory that queries get when nothing is set, in percent.
const MEMORY_PERCENT: u64 = 60;

/// When nothing can be found out.
const MEMORY_BYTES_ASSUMED: u64 = 4 << 30;

/// Where control groups of version 2 and 1 state their limit.
const LIMIT_FILES: &[&str] = &["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

/// Memory for plans by default: a share of what there is.
pub fn memory_bytes_default() -> usize {
    let limit = LIMIT_FILES.iter().filter_map(|path| number_in(Path::new(path))).min();
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| total_bytes(&text));
    let available = limit.into_iter().chain(machine).min().unwrap_or(MEMORY_BYTES_ASSUMED);
    usize::try_from(available / 100 * MEMORY_PERCENT).unwrap_or(usize::MAX)
}

fn number_in(path: &Path) -> Option<u64> {
    std::fs::read_to_string(path).ok()?.trim().parse().ok()
}

fn total_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_states_memory_in_kibibytes() {
        assert_eq!(total_bytes("MemTotal:       1024 kB\nMemFree: 1 kB"), Some(1 << 20));
        assert_eq!(total_bytes("MemFree: 1 kB"), None);
    }

    #[test]
    fn there_is_always_some_memory() {
        assert!(memory_bytes_default() > 0);
    }
}
