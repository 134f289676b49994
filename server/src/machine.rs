//! What the machine, or the container around us, gives: memory and the local time zone.

use std::path::Path;
use std::str::FromStr;

/// Share of the memory that queries get when nothing is set, in percent.
const MEMORY_PERCENT: u64 = 60;

/// When nothing can be found out.
const MEMORY_BYTES_ASSUMED: u64 = 4 << 30;

/// Where control groups of version 2 and 1 state their limit.
const LIMIT_FILES: &[&str] = &["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

/// Memory for queries by default.
pub fn memory_bytes_default() -> usize {
    let limit = LIMIT_FILES.iter().filter_map(|path| number_in(Path::new(path))).min();
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| total_bytes(&text));
    let available = limit.into_iter().chain(machine).min().unwrap_or(MEMORY_BYTES_ASSUMED);
    usize::try_from(available / 100 * MEMORY_PERCENT).unwrap_or(usize::MAX)
}

/// The name of the local time zone: of `TZ`, else of `/etc/localtime`, else UTC.
pub fn time_zone() -> String {
    let variable = std::env::var("TZ").ok().map(|name| name.trim_start_matches(':').to_owned());
    let linked = || zone_of_link(&std::fs::read_link("/etc/localtime").ok()?);
    let known = |name: &String| chrono_tz::Tz::from_str(name).is_ok();
    variable.filter(known).or_else(|| linked().filter(known)).unwrap_or_else(|| "UTC".to_owned())
}

fn number_in(path: &Path) -> Option<u64> {
    std::fs::read_to_string(path).ok()?.trim().parse().ok()
}

fn total_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}

fn zone_of_link(link: &Path) -> Option<String> {
    let link = link.to_str()?;
    link.split_once("/zoneinfo/").map(|(_, name)| name.to_owned())
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
    fn a_zone_is_named_by_the_link() {
        assert_eq!(zone_of_link(Path::new("/usr/share/zoneinfo/Europe/Paris")).as_deref(), Some("Europe/Paris"));
        assert_eq!(zone_of_link(Path::new("/etc/zone")), None);
    }

    #[test]
    fn there_is_always_some_memory_and_a_zone() {
        assert!(memory_bytes_default() > 0);
        assert!(chrono_tz::Tz::from_str(&time_zone()).is_ok());
    }
}
